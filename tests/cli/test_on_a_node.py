"""Every command that needs a node, against the embedded one: the fields of the contract, the exit codes."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Cli

pytestmark = pytest.mark.xdist_group("cli-node")

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"
SENATOR = "5GKYCQR1PfT5ZXA5sctdiRDz3t3LZEkGMf2kuFTxKbCWqcTP"

ROWS = {
    ("wallet", "balance"): "coldkey free_rao staked_rao total_rao",
    ("subnets", "list"): (
        "netuid name symbol price_rao tao_in_rao alpha_in_rao alpha_out_rao emission_rao tempo neurons "
        "max_neurons owner registration_cost_rao blocks_to_epoch"
    ),
    ("stake", "list"): "hotkey netuid alpha_rao value_rao",
    ("gov", "list"): (
        "body id hash index proposer call summary ayes nays threshold ends_at status my_vote"
    ),
    ("stake", "validators", "--netuid", "1"): "netuid uid hotkey coldkey name take_ppm stake_rao "
    "blocks_since_weights nominator_yield_ppm nominator_yield_daily_ppm permit alpha_rao nominated_rao "
    "children parents childkey_take_ppm reward would_have_earned nominators",
}  # fmt: skip
QUOTE = (
    "netuid side amount_in_rao amount_out_rao price_rao effective_price_rao slippage_ppm swap_fee_rao "
    "extrinsic_fee_rao"
)
NEURON = (
    "uid hotkey coldkey stake_rao consensus incentive dividends validator_trust emission_rao active "
    "validator_permit last_update"
)
OUTCOME = "action extrinsic_hash block_hash block_number finalized fee_rao events"
REVIEW = "action call call_hex fee_rao weight effects warnings"


def fields(names: str) -> set[str]:
    return set(names.split())


def listed(on_node: Cli, *line: str) -> Answer:
    """What a list of things that are never gone for long says: between two proposals are a few blocks."""
    for _ in range(120):
        answer = on_node(*line, "--json")
        if answer.data:
            return answer
    raise AssertionError(f"{line} stays empty")


@pytest.mark.parametrize(("line", "names"), ROWS.items())
def test_lists_have_the_fields_of_the_contract(on_node: Cli, line: tuple[str, ...], names: str) -> None:
    answer = listed(on_node, *line)
    for row in answer.data:
        assert set(row) >= fields(names)
    assert set(answer.document["network"]) == {"name", "genesis", "spec_version"}
    assert set(answer.document["block"]) == {"number", "hash"}
    text = on_node(*line)
    assert text.code == 0
    assert len(text.out.splitlines()) >= len(answer.data)


def test_one_account_in_two_wallets_is_one_balance_with_both_names(on_node: Cli) -> None:
    assert on_node("wallet", "import", "--name", "rob", "--uri", "//Bob", "--no-password").code == 0
    rows = on_node("wallet", "balance", "--all", "--json").data
    assert [row["wallets"] for row in rows if row["coldkey"] == BOB] == [["bob", "rob"]]
    assert f"bob, rob  {BOB}" in on_node("wallet", "balance", "--all").out


def test_balances_are_kept_of_wallets_here_and_shown_day_by_day(on_node: Cli) -> None:
    (now,) = on_node("wallet", "balance", "--history", "--json").data
    assert sum(held["liquidation_rao"] for held in now["holdings"]) == now["liquidation_rao"] > 0
    assert now["liquidation_rao"] < now["staked_rao"]
    (day,) = now["history"]
    assert day["total_rao"] == now["total_rao"]
    assert [held["netuid"] for held in day["holdings"]] == [held["netuid"] for held in now["holdings"]]
    text = on_node("wallet", "balance", "--history").out
    assert "if all were sold now" in text
    assert day["day"] in text
    (stranger,) = on_node("wallet", "balance", "--address", SENATOR, "--history", "--json").data
    assert (stranger["history"], stranger["change_since"]) == ([], None)
    assert "Nothing was kept" in on_node("wallet", "balance", "--address", SENATOR, "--history").out


def test_no_history_is_kept_by_those_who_want_none(on_node: Cli) -> None:
    assert on_node("config", "set", "portfolio_history", "false").code == 0
    assert on_node("wallet", "balance", "--history", "--json").data[0]["history"] == []
    assert not (on_node.home / "portfolio.sqlite").exists()


def test_a_broken_history_costs_no_balance(on_node: Cli) -> None:
    on_node.home.mkdir(exist_ok=True)
    (on_node.home / "portfolio.sqlite").write_bytes(b"no database" * 100)
    answer = on_node("wallet", "balance", "--json")
    assert answer.data[0]["total_rao"] > 0
    assert "move the file aside" in answer.err


def test_a_broken_journal_costs_the_gains_but_no_balance(on_node: Cli) -> None:
    on_node.home.mkdir(exist_ok=True)
    (on_node.home / "journal.sqlite").write_bytes(b"no database" * 100)
    answer = on_node("wallet", "balance", "--json")
    assert (answer.data[0]["total_rao"] > 0, answer.data[0]["bought"]) == (True, [])
    assert "What stake cost is not known" in answer.err
    assert on_node("stake", "list", "--json").code == 0
    assert on_node("activity", "list", "--json").code == 1


def test_amounts_are_integers_in_rao(on_node: Cli) -> None:
    def amounts(value: Any) -> list[Any]:
        if isinstance(value, dict):
            own = [each for name, each in value.items() if name.endswith("_rao")]
            return own + [found for each in value.values() for found in amounts(each)]
        return [found for each in value for found in amounts(each)] if isinstance(value, list) else []

    for line in (("status",), ("subnets", "list"), ("stake", "list"), ("wallet", "balance", "--all")):
        found = amounts(on_node(*line, "--json").data)
        assert found
        assert all(type(amount) is int for amount in found if amount is not None)


def test_stake_of_every_wallet(on_node: Cli) -> None:
    assert on_node("wallet", "import", "--name", "bob", "--uri", "//Bob", "--no-password").code in (0, 6)
    assert on_node("wallet", "watch", "--name", "senator", "--address", SENATOR).code in (0, 6)
    every = on_node("stake", "list", "--all", "--json").data
    wallets = {row["coldkey"]: row["name"] for row in on_node("wallet", "list", "--json").data}
    assert {row["coldkey"] for row in every} <= set(wallets)
    assert all(wallets[row["coldkey"]] in row["wallets"] for row in every)
    mine = on_node("stake", "list", "--json").data
    assert mine
    assert {(row["coldkey"], row["hotkey"], row["netuid"]) for row in mine} <= {
        (row["coldkey"], row["hotkey"], row["netuid"]) for row in every
    }
    text = on_node("stake", "list", "--all").out
    assert "senator" in text
    positions = len(on_node("stake", "list", "--all", "--json").data)
    assert f"{positions} positions of {len(wallets)} wallets: " in text


def test_status_says_where_the_chain_is(on_node: Cli, node_url: str) -> None:
    data = on_node("status", "--json").data
    assert data["endpoint"] == node_url
    assert data["head"] >= data["finalized"]
    assert "Finalized" in on_node("status").out


def test_one_subnet(on_node: Cli) -> None:
    assert on_node("subnets", "show", "1", "--json").data["netuid"] == 1
    assert "Registration" in on_node("subnets", "show", "1").out
    assert "Nothing was kept of its price yet" in on_node("subnets", "show", "1", "--history").out
    missing = on_node("subnets", "show", "999", "--json")
    assert (missing.code, missing.error["code"]) == (2, "unknown_subnet")


@pytest.mark.parametrize("side", ["add", "remove"])
def test_quote(on_node: Cli, side: str) -> None:
    line = ("stake", "quote", "--side", side, "--netuid", "1", "--hotkey", SENATOR, "--amount", "10")
    data = on_node(*line, "--json").data
    free = on_node("wallet", "balance", "--json").data[0]["free_rao"]
    assert set(data) >= fields(QUOTE)
    assert (data["side"], data["amount_in_rao"]) == (side, 10 * 10**9)
    assert data["amount_out_rao"] > 0
    assert (
        data["free_after_rao"]
        == free + (-10 * 10**9 if side == "add" else data["amount_out_rao"]) - (data["extrinsic_fee_rao"])
    )
    text = on_node(*line).out
    assert "You get" in text
    assert ("more than there is" in text) == (side == "remove")
    nobodys = on_node(*line[:6], *line[8:], "--json").data
    assert nobodys["free_after_rao"] is None


def test_quote_of_what_goes_elsewhere(on_node: Cli) -> None:
    line = ("stake", "quote", "--netuid", "1", "--hotkey", SENATOR, "--amount", "10")
    swap = on_node(*line, "--side", "swap", "--to-netuid", "0", "--json").data
    assert set(swap) >= fields(QUOTE)
    assert (swap["side"], swap["to_netuid"], swap["to_price_rao"]) == ("swap", 0, 10**9)
    # On root alpha is TAO: what arrives is what the sale brings.
    assert swap["amount_out_rao"] == swap["worth_rao"] > 0
    assert swap["effective_ratio_billionths"] == swap["amount_out_rao"] * 10**9 // swap["amount_in_rao"]
    text = on_node(*line, "--side", "swap", "--to-netuid", "0").out
    assert "Swap stake from subnet 1 to subnet 0" in text
    assert "for 1 α now" in text
    move = on_node(*line, "--side", "move", "--to-hotkey", CHARLIE, "--json").data
    assert (move["amount_in_rao"], move["amount_out_rao"], move["slippage_ppm"]) == (10**10, 10**10, 0)
    assert "Move stake within subnet 1" in on_node(*line, "--side", "move", "--to-hotkey", CHARLIE).out
    for wrong in (
        ("--side", "swap"),
        ("--side", "swap", "--to-netuid", "1"),
        ("--side", "swap", "--to-netuid", "0", "--to-hotkey", CHARLIE),
        ("--side", "move"),
        ("--side", "move", "--to-hotkey", SENATOR),
        ("--side", "add", "--to-netuid", "0"),
        ("--side", "give"),
    ):
        assert on_node(*line, *wrong, "--json").code == 2
    missing = on_node(*line, "--side", "swap", "--to-netuid", "999", "--json")
    assert (missing.code, missing.error["code"]) == (2, "unknown_subnet")


def test_scores_once(on_node: Cli) -> None:
    data = on_node("scores", "1", "--json").data
    assert set(data) == {"netuid", "mechanism", "block", "epoch", "neurons"}
    assert set(data["epoch"]) == {"tempo", "blocks_to_epoch"}
    assert all(set(neuron) >= fields(NEURON) for neuron in data["neurons"])
    assert [neuron["uid"] for neuron in data["neurons"]] == list(range(len(data["neurons"])))
    assert [neuron["uid"] for neuron in on_node("scores", "1", "--uid", "2", "--json").data["neurons"]] == [2]
    missing = on_node("scores", "1", "--uid", "9999", "--json")
    assert (missing.code, missing.error["code"]) == (2, "unknown_uid")


def test_why_a_score_is_what_it_is(on_node: Cli) -> None:
    data = on_node("scores", "1", "--explain", "1", "--json").data
    assert set(data) >= {
        "netuid",
        "mechanism",
        "uid",
        "hotkey",
        "epoch_block",
        "exact",
        "server",
        "validator",
    }
    assert (data["uid"], data["validator"]["votes"] != []) == (1, True)
    text = on_node("scores", "1", "--explain", "1").out
    assert data["hotkey"] in text
    assert "Weights it gave:" in text
    assert "% of the stake. Of its weight" in text
    miner = on_node("scores", "1", "--explain", "13").out
    assert "of the stake give it" in miner
    assert "must agree" in miner
    assert re.search(r"hotkey +stake +gave +counted", miner)
    assert re.search(r"5\w{47}  \d+\.\d %", miner)
    nobody = on_node("scores", "1", "--explain", "9000", "--json")
    assert (nobody.code, nobody.error["code"]) == (2, "unknown_uid")


def test_the_last_epoch_computed_again(on_node: Cli) -> None:
    left = on_node("scores", "1", "--json").data["epoch"]["blocks_to_epoch"]
    assert on_node("scores", "1", "--watch", "--blocks", str(left + 1)).code == 0
    data = on_node("scores", "1", "--audit", "--json").data
    assert data["neurons"] > 10
    assert (data["follows"], data["differences"]) == (True, [])
    answer = on_node("scores", "1", "--audit")
    assert answer.code == 0
    assert "consensus         every integer follows" in answer.out


@pytest.mark.parametrize(
    "more",
    [
        ("--audit", "--watch"),
        ("--explain", "1", "--uid", "1"),
        ("--blocks", "3"),
        ("--uid", "9000"),
        ("--alert", "mine pruning"),
        ("--watch", "--alert-command", "x"),
        ("--what-if", "drop 1", "--audit"),
        ("--in-app",),
        ("--in-app", "--audit"),
        ("--speed", "2"),
        ("--in-app", "--mechanism", "1"),
        ("--replay", "/nowhere"),
        ("--record", "x"),
        ("--watch", "--alert", "you win"),
        ("--watch", "--alert", "any outlier", "--alert-command", "echo > x"),
    ],
)
def test_score_options_that_do_not_go_together(on_node: Cli, more: tuple[str, ...]) -> None:
    assert on_node("scores", "1", *more, "--json").code == 2


@pytest.mark.parametrize("more", [("--audit",), ("--explain", "0"), ("--what-if", "kappa = 0.4")])
def test_root_scores_nobody(on_node: Cli, more: tuple[str, ...]) -> None:
    answer = on_node("scores", "0", *more, "--json")
    assert (answer.code, answer.error["code"]) == (2, "no_epoch")
    assert "Root has no epochs" in answer.error["message"]


def test_what_the_last_epoch_would_have_made_of_a_changed_subnet(on_node: Cli) -> None:
    data = on_node("scores", "1", "--what-if", "drop 1, kappa = 0.4", "--json").data
    dropped = next(shift for shift in data["shifts"] if shift["uid"] == 1)
    assert dropped["dividends_then"] == 0
    assert {"emission_rao", "emission_then_rao", "hotkey"} <= set(dropped)
    assert "neurons would score differently" in on_node("scores", "1", "--what-if", "drop 1").out
    wrong = on_node("scores", "1", "--what-if", "drop everybody", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "bad_what_if")


def test_a_feed_is_recorded_kept_and_replayed(on_node: Cli, tmp_path: Path) -> None:
    feed = str(tmp_path / "feed.scores")
    watch = ("scores", "1", "--watch", "--blocks", "2", "--alert", "13 validator_trust below 1", "--json")
    live = [json.loads(line)["data"] for line in on_node(*watch, "--record", feed).out.splitlines()]
    assert live[0]["alerts"][0]["rule"] == "13 validator_trust below 1"
    assert all(not each["alerts"] for each in live[1:])
    replayed = on_node("scores", "1", "--replay", feed, "--speed", "0", "--json").out.splitlines()
    again = [json.loads(line)["data"] for line in replayed]
    assert [each["neurons"] for each in again] == [each["neurons"] for each in live]
    kept = on_node("scores", "1", "--history", "5", "--uid", "13", "--json").data
    assert kept[-1]["neurons"][0]["incentive"] == live[-1]["neurons"][13]["incentive"]
    assert "miners earn" in on_node("scores", "1", "--history", "5").out
    other = on_node("scores", "2", "--replay", feed, "--json")
    assert (other.code, other.error["message"]) == (2, f"{feed} is a recording of subnet 1.")
    none = on_node("scores", "2", "--history", "1", "--json")
    assert (none.code, none.error["code"]) == (2, "no_history")


def test_a_command_is_run_at_an_alert(on_node: Cli, tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'a').write(os.environ['TAO_TUI_ALERT'] + chr(10))"
    command = shlex.join([sys.executable, "-c", code])
    watch = ("scores", "1", "--watch", "--blocks", "1", "--alert", "13 validator_trust below 0.5")
    assert on_node(*watch, "--alert-command", command).code == 0
    assert told.read_text() == "uid 13 on subnet 1: validator trust is 0.0000\n"
    failing = on_node(*watch, "--alert-command", "/nowhere/at-all")
    assert failing.code == 0
    assert "could not be run" in failing.err


def test_hyperparameters(on_node: Cli) -> None:
    rows = {row["name"]: row for row in on_node("subnets", "hparams", "1", "--json").data}
    assert isinstance(rows["tempo"]["value"], int)
    assert rows["min_burn"]["text"].endswith("τ")
    assert "tempo" in on_node("subnets", "hparams", "1").out


def test_scores_as_a_stream_of_lines(on_node: Cli, node_url: str) -> None:
    command = [
        sys.executable,
        "-m",
        "tao_tui",
        "scores",
        "1",
        "--watch",
        "--blocks",
        "3",
        "--json",
        "-n",
        node_url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(documents) >= 4
    assert all(document["ok"] for document in documents)
    blocks = [document["data"]["block"] for document in documents]
    assert blocks == sorted(blocks)
    assert all(set(document["data"]) >= {"netuid", "block", "epoch", "neurons"} for document in documents)
    text = on_node("scores", "1", "--watch", "--blocks", "1", "--uid", "1")
    assert text.code == 0
    assert text.out.count("Subnet 1, block") >= 2


def test_watch_ends_cleanly_on_ctrl_c(node_url: str) -> None:
    import signal

    command = [sys.executable, "-m", "tao_tui", "scores", "1", "--watch", "--json", "-n", node_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["ok"] is True
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert all(json.loads(line)["ok"] for line in out.splitlines())


def test_governance_reads(on_node: Cli) -> None:
    members = on_node("gov", "members", "--json").data
    assert SENATOR in members["senators"]
    assert on_node("gov", "status", "--json").data["available"] is True
    for _ in range(5):  # a proposal can be decided and gone before it is shown
        (first, *_) = listed(on_node, "gov", "list").data
        shown = on_node("gov", "show", first["id"], "--json")
        by_hash = on_node("gov", "show", first["hash"])
        if shown.code == by_hash.code == 0:
            break
    assert set(first["call"]) == {"pallet", "function", "arguments"}
    assert shown.data["hash"] == first["hash"]
    assert first["hash"] in by_hash.out
    missing = on_node("gov", "show", "9999", "--json")
    assert (missing.code, missing.error["code"]) == (2, "unknown_proposal")


def test_what_was_decided_stays_to_be_read(on_node: Cli) -> None:
    def decided() -> list[dict[str, Any]]:
        past = on_node("gov", "list", "--decided", "--json").data
        assert (past["body"], past["gaps"]) == ("triumvirate", [])
        assert past["from_block"] <= past["to_block"]
        found: list[dict[str, Any]] = past["decided"]
        return found

    grant = {"source": BOB, "dest": CHARLIE, "value": 1_000_000_009}
    propose = ("gov", "propose", "--call", "Balances.force_transfer", "--arguments", json.dumps(grant))
    made = on_node(*propose, "--yes", "--json").data
    (proposed,) = [event["fields"] for event in made["events"] if event["name"] == "Proposed"]
    away = {"proposal_hash": proposed["proposal_hash"]}
    call = {"pallet": "Triumvirate", "function": "disapprove_proposal", "arguments": away}
    assert on_node("wallet", "import", "--name", "root", "--uri", "//Alice", "--no-password").code == 0
    put_away = ("call", "Sudo.sudo", f"call={json.dumps(call)}", "-w", "root", "--yes", "--json")
    assert on_node(*put_away).data["finalized"] is True
    (row,) = [each for each in decided() if each["hash"] == proposed["proposal_hash"]]
    asked = "id hash proposer call summary outcome error ayes nays threshold block_number my_vote"
    assert set(row) >= fields(asked)
    assert (row["outcome"], row["id"]) == ("disapproved", str(proposed["proposal_index"]))
    assert row["proposer"] == "5E4HEL84ge3FCCTgZAVvy1nTCUW96AT9TLFvibZaZWCBRKZz"
    shown = on_node("gov", "show", row["id"])
    assert f"block {row['block_number']:,}" in shown.out
    assert "decided in blocks" in on_node("gov", "list", "--decided").out
    stray = on_node("gov", "list", "--blocks", "5", "--json")
    assert (stray.code, stray.error["code"]) == (2, "bad_blocks")


def test_dry_run_shows_the_call_and_sends_nothing(on_node: Cli) -> None:
    line = ("transfer", CHARLIE, "1.5", "-w", "bob", "--dry-run")
    data = on_node(*line, "--json").data
    assert set(data) >= fields(REVIEW)
    assert data["action"] == "transfer"
    assert data["call"]["pallet"] == "Balances"
    assert data["call"]["arguments"]["value"] == 1_500_000_000
    assert data["call_hex"].startswith("0x")
    assert all(set(effect) == {"label", "value"} for effect in data["effects"])
    text = on_node(*line)
    assert text.code == 0
    assert CHARLIE in text.out
    assert "As a command: tao-tui transfer" in text.out
    assert on_node("activity", "list", "--json").data == []


def test_transfer_to_finality_and_its_trace(on_node: Cli) -> None:
    answer = on_node("transfer", CHARLIE, "1.25", "-w", "bob", "--yes", "--json")
    data = answer.data
    assert set(data) >= fields(OUTCOME)
    assert data["finalized"] is True
    assert answer.document["block"] == {"number": data["block_number"], "hash": data["block_hash"]}
    assert {"pallet", "name", "fields"} == set(data["events"][0])
    assert any(event["name"] == "Transfer" for event in data["events"])
    (row,) = on_node("activity", "list", "--json").data
    assert (row["status"], row["extrinsic_hash"]) == ("finalized", data["extrinsic_hash"])
    assert row["call"]["function"].startswith("transfer")
    assert on_node("activity", "show", data["extrinsic_hash"], "--json").data == row
    assert "finalized" in on_node("activity", "list").out
    whole = data["extrinsic_hash"]
    for shown in (whole[:10], f"{whole[:6]}…{whole[-4:]}"):
        assert on_node("activity", "show", shown, "--json").data == row
        assert CHARLIE in on_node("activity", "show", shown).out
    assert on_node("activity", "show", whole[:4], "--json").error["code"] == "unknown_extrinsic"
    assert on_node("activity", "resume", "--json").data == []


def test_quiet_and_agreed_writes_the_result_only(on_node: Cli) -> None:
    answer = on_node("transfer", CHARLIE, "0.5", "-w", "bob", "--yes", "--quiet")
    assert answer.code == 0
    assert answer.err == ""
    assert "finalized in block" in answer.out


def test_nobody_to_agree_is_declined_and_sends_nothing(on_node: Cli) -> None:
    answer = on_node("transfer", CHARLIE, "1", "-w", "bob", "--json")
    assert (answer.code, answer.error["code"]) == (3, "agreement_needed")
    assert "--yes" in answer.error["hint"]
    assert CHARLIE in answer.err
    assert on_node("activity", "list", "--json").data == []


def test_more_than_there_is(on_node: Cli) -> None:
    answer = on_node("transfer", CHARLIE, "900000", "-w", "bob", "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (3, "not_enough_balance")
    assert answer.error["hint"]
    assert on_node("activity", "list", "--json").data == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("transfer", CHARLIE, "1.0000000001"), "usage"),
        (("transfer", CHARLIE, "one"), "usage"),
        (("transfer", CHARLIE[:-1] + "Z", "1"), "bad_address"),
        (("transfer", "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "1"), "foreign_address"),
        (("stake", "add", "--netuid", "999", "--hotkey", SENATOR, "--amount", "1"), "unknown_subnet"),
        (("stake", "add", "--netuid", "1", "--hotkey", "nobody", "--amount", "1"), "unknown_hotkey"),
        (
            ("stake", "add", "--netuid", "1", "--hotkey", SENATOR, "--amount", "1", "--tolerance", "7"),
            "bad_share",
        ),
    ],
)
def test_arguments_that_cannot_be_right(on_node: Cli, line: tuple[str, ...], code: str) -> None:
    answer = on_node(*line, "-w", "bob", "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (2, code)
    assert on_node("activity", "list", "--json").data == []


def staked_with(on_node: Cli, hotkey: str) -> list[dict[str, Any]]:
    """Bob's positions on subnet 2 with one validator."""
    rows = on_node("stake", "list", "-w", "bob", "--json").data
    return [row for row in rows if (row["netuid"], row["hotkey"]) == (2, hotkey)]


def test_stake_there_and_back(on_node: Cli) -> None:
    (validator, *_) = on_node("stake", "validators", "--netuid", "2", "--json").data
    place = ("--netuid", "2", "--hotkey", validator["hotkey"], "-w", "bob", "--yes", "--json")
    assert on_node("stake", "add", "--amount", "5", *place).data["finalized"] is True
    # What other tests on this node left elsewhere is not looked at.
    (position,) = staked_with(on_node, validator["hotkey"])
    assert on_node("stake", "remove", "--amount", "all", *place).data["finalized"] is True
    left = staked_with(on_node, validator["hotkey"])
    # The share pool rounds, and an epoch may have paid something in between.
    assert sum(each["alpha_rao"] for each in left) < position["alpha_rao"] // 100


def test_doctor_finds_an_open_keyfile(on_node: Cli) -> None:
    assert on_node("doctor", "--json").code == 0
    (on_node.wallets / "bob" / "coldkey").chmod(0o644)
    answer = on_node("doctor", "--json")
    assert answer.code == 1
    (problem,) = [found for found in answer.data if found["result"] == "problem"]
    assert str(on_node.wallets / "bob" / "coldkey") in problem["detail"]
    assert "chmod 600" in problem["hint"]


def test_register_pays_at_most_what_was_agreed(on_node: Cli) -> None:
    hotkey = on_node("wallet", "hotkey", "create", "-w", "bob", "--name", "h1", "--json").data["hotkey"]
    line = (
        "subnets",
        "register",
        "--netuid",
        "3",
        "--wallet",
        "bob",
        "--wallet-hotkey",
        "h1",
        "--yes",
        "--json",
    )
    dear = on_node(*line, "--max-burn", "0.000001")
    assert (dear.code, dear.document["ok"]) == (3, False)
    assert on_node(*line, "--max-burn", "50").data["finalized"] is True
    neurons = on_node("scores", "3", "--json").data["neurons"]
    assert hotkey in {neuron["hotkey"] for neuron in neurons}
    again = on_node(*line, "--max-burn", "50")
    assert (again.code, again.document["ok"]) == (3, False)
    absent = on_node(*line, "-H", "missing")
    assert (absent.code, absent.error["code"]) == (6, "keyfile_missing")


def test_propose_and_vote(on_node: Cli) -> None:
    grant = {"source": BOB, "dest": CHARLIE, "value": 1_000_000_007}
    propose = ("gov", "propose", "--call", "Balances.force_transfer", "--arguments", json.dumps(grant))
    made = on_node(*propose, "--yes", "--json").data
    assert made["finalized"] is True
    (proposed,) = [event["fields"] for event in made["events"] if event["name"] == "Proposed"]
    # At once: the world's senators decide too, and what is decided is closed.
    vote = on_node("gov", "vote", str(proposed["proposal_index"]), "--approve", "--yes", "--json")
    assert vote.data["finalized"] is True
    assert any(event["name"] == "Voted" for event in vote.data["events"])
    grant["value"] = 1_000_000_008
    propose = (*propose[:-1], json.dumps(grant))
    assert on_node(*propose, "--yes", "--json").code == 0
    twice = on_node(*propose, "--yes", "--json")
    assert (twice.code, twice.error["code"]) == (3, "already_proposed")
    found = [row for row in on_node("gov", "list", "--json").data if "1.000000008" in row["summary"]]
    assert found[0]["proposer"] == "5E4HEL84ge3FCCTgZAVvy1nTCUW96AT9TLFvibZaZWCBRKZz"
    remark = ("gov", "propose", "--call", "System.remark", "--arguments", '{"remark": "x"}')
    outsider = on_node(*remark, "-w", "bob", "--yes", "--json")
    assert (outsider.code, outsider.error["code"]) == (3, "not_a_member")
    unknown = on_node("gov", "propose", "--call", "Nothing.here", "--yes", "--json")
    assert (unknown.code, unknown.error["code"]) == (4, "unsupported")


def test_a_call_the_chain_refuses_carries_the_chains_own_name(
    on_node: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our checks stop this one first; without them the chain answers."""
    line = ("transfer", CHARLIE, "900000", "-w", "bob", "--yes", "--json")
    assert on_node(*line).code == 3
    monkeypatch.setattr("tao_tui.actions.transfer.require_funds", lambda *_: None)
    answer = on_node(*line)
    assert answer.code == 5
    assert answer.error["code"] not in ("", "rejected")
    assert answer.error["hint"]
    (row,) = on_node("activity", "list", "--json").data
    assert row["status"] in ("failed", "rejected")


def test_what_ended_unseen_is_not_sent_again_unless_it_is_said(on_node: Cli) -> None:
    line = ("transfer", "demo", "1.125", "--wallet", "bob", "--yes", "--json")
    first = on_node(*line).data
    assert first["finalized"]
    with sqlite3.connect(on_node.home / "journal.sqlite") as raw:  # as if the process had been killed
        raw.execute(
            "UPDATE extrinsics SET status = 'sent' WHERE extrinsic_hash = ?", (first["extrinsic_hash"],)
        )
    refused = on_node(*line)
    assert (refused.code, refused.error["code"]) == (3, "sent_before")
    assert "--again" in refused.error["hint"]
    with sqlite3.connect(on_node.home / "journal.sqlite") as raw:
        raw.execute(
            "UPDATE extrinsics SET status = 'sent' WHERE extrinsic_hash = ?", (first["extrinsic_hash"],)
        )
    second = on_node(*line, "--again").data
    assert second["extrinsic_hash"] != first["extrinsic_hash"]
    shown = on_node("activity", "list", "--json").data
    assert [row["status"] for row in shown[:2]] == ["finalized", "finalized"]


def test_acting_for_another_account_is_refused_to_strangers(on_node: Cli) -> None:
    line = ("transfer", "demo", "1", "--wallet", "bob", "--proxy-for", "demo", "--yes", "--json")
    stranger = on_node("transfer", "bob", "1", "--wallet", "bob", "--proxy-for", "demo", "--yes", "--json")
    assert (stranger.code, stranger.error["code"]) == (3, "not_proxy")
    himself = on_node(*line)
    assert (himself.code, himself.error["code"]) == (2, "to_itself")


def test_a_shielded_trade_is_followed_to_its_own_end(on_node: Cli) -> None:
    hotkey = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    line = (
        "stake",
        "add",
        "--netuid",
        "1",
        "--hotkey",
        hotkey,
        "--amount",
        "2",
        "--wallet",
        "bob",
        "--shield",
    )
    for _ in range(5):
        answer = on_node(*line, "--yes", "--json")
        if answer.code == 0:
            break
        assert (answer.code, answer.error["code"]) == (
            5,
            "Expired",
        )  # a busy machine let the key go out of use
    row = on_node("activity", "show", answer.data["extrinsic_hash"], "--json").data
    assert (row["status"], row["call"]["function"]) == ("finalized", "add_stake_limit")
    assert row["carrier_hash"]
