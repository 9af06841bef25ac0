"""Every command that needs a node, against the embedded one: the fields of the contract, the exit codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Answer, Cli
from tests.cli.contract import BOB, CHARLIE, QUOTE, SENATOR, fields

pytestmark = pytest.mark.xdist_group("cli-node")

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
    data = on_node("stake", "list", "--all", "--json").data
    every, total = data["positions"], data["total"]
    assert total["count"] == len(every) == sum(each["count"] for each in data["wallets"])
    for figure in ("value_rao", "liquidation_rao"):
        assert total[figure] == sum(row[figure] for row in every)
        assert total[figure] == sum(each[figure] for each in data["wallets"])
    wallets = {row["coldkey"]: row["name"] for row in on_node("wallet", "list", "--json").data}
    assert {row["coldkey"] for row in every} <= set(wallets)
    assert all(wallets[row["coldkey"]] in row["wallets"] for row in every)
    mine = on_node("stake", "list", "--json").data
    assert mine
    assert {(row["coldkey"], row["hotkey"], row["netuid"]) for row in mine} <= {
        (row["coldkey"], row["hotkey"], row["netuid"]) for row in every
    }
    assert f"{len(mine)} positions: " in on_node("stake", "list").out
    text = on_node("stake", "list", "--all").out
    assert "senator" in text
    positions = len(on_node("stake", "list", "--all", "--json").data["positions"])
    assert total["wallets"] == len(wallets)
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


def test_a_quote_says_what_is_too_little_to_trade(on_node: Cli) -> None:
    line = ("stake", "quote", "--netuid", "1", "--hotkey", SENATOR, "--amount", "0.000001")
    for side in (("--side", "add"), ("--side", "swap", "--to-netuid", "0")):
        refused = on_node(*line, *side, "--json")
        assert (refused.code, refused.error["code"]) == (3, "below_minimum_stake")
        assert "AmountTooLow" in refused.error["message"]
    told = on_node(*line, "--side", "add")
    assert told.code == 3
    assert "AmountTooLow" in told.err


def test_quote_of_all_there_is(on_node: Cli) -> None:
    line = ("stake", "quote", "--netuid", "1", "--hotkey", SENATOR, "--amount", "all", "--json")
    bought = on_node(*line, "--side", "add").data
    free = on_node("wallet", "balance", "--json").data[0]["free_rao"]
    assert free - 10**7 < bought["amount_in_rao"] < free
    assert 0 <= bought["free_after_rao"] < 10**6
    nothing = on_node(*line, "--side", "remove", "-w", "bob")
    assert (nothing.code, nothing.error["code"]) == (3, "no_stake")
    unnamed = on_node("stake", "quote", "--netuid", "1", "--amount", "all", "--side", "add", "--json")
    assert (unnamed.code, unnamed.error["code"]) == (2, "all_of_nothing")


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


def test_hyperparameters(on_node: Cli) -> None:
    rows = {row["name"]: row for row in on_node("subnets", "hparams", "1", "--json").data}
    assert isinstance(rows["tempo"]["value"], int)
    assert rows["min_burn"]["text"].endswith("τ")
    assert "tempo" in on_node("subnets", "hparams", "1").out


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


def test_doctor_finds_an_open_keyfile(on_node: Cli) -> None:
    assert on_node("doctor", "--json").code == 0
    (on_node.wallets / "bob" / "coldkey").chmod(0o644)
    answer = on_node("doctor", "--json")
    assert answer.code == 1
    (problem,) = [found for found in answer.data if found["result"] == "problem"]
    assert str(on_node.wallets / "bob" / "coldkey") in problem["detail"]
    assert "chmod 600" in problem["hint"]
