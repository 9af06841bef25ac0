"""Actions on the command line, from a dry run to finality, and what becomes of those that cannot be."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB, CHARLIE, OUTCOME, REVIEW, SENATOR, fields

pytestmark = pytest.mark.xdist_group("cli-node")


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


def test_a_partial_trade_says_what_stayed(on_node: Cli) -> None:
    (validator, *_) = on_node("stake", "validators", "--netuid", "3", "--json").data
    place = ("--netuid", "3", "--hotkey", validator["hotkey"], "-w", "bob")
    (held,) = on_node("wallet", "balance", "-w", "bob", "--json").data
    line = ("stake", "add", "--amount", "2000", "--tolerance", "0.1%", "--partial", *place, "--yes", "--json")
    outcome = on_node(*line).data
    (after,) = on_node("wallet", "balance", "-w", "bob", "--json").data
    spent = held["free_rao"] - after["free_rao"] - outcome["fee_rao"]
    assert 0 < spent < 2_000 * 10**9
    assert outcome["unfilled"] == [
        {
            "side": "add",
            "netuid": 3,
            "hotkey": validator["hotkey"],
            "asked_rao": 2_000 * 10**9,
            "traded_rao": spent,
            "left_rao": 2_000 * 10**9 - spent,
        }
    ]
    assert outcome["summary"].startswith("Done in part in block")
    shown = on_node("activity", "show", outcome["extrinsic_hash"], "--json").data
    assert shown["unfilled"] == outcome["unfilled"]
    sale = on_node("stake", "remove", "--amount", "all", "--tolerance", "50%", *place, "--yes")
    assert "Done in block" in sale.out
    assert "not traded" not in sale.out


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
    outcome = on_node(*line, "--max-burn", "50").data
    assert outcome["finalized"] is True
    neurons = on_node("scores", "3", "--json").data["neurons"]
    (uid,) = [neuron["uid"] for neuron in neurons if neuron["hotkey"] == hotkey]
    (given,) = outcome["given"]
    assert given.pop("replaced_hotkey") != hotkey
    assert given == {"netuid": 3, "uid": uid, "hotkey": hotkey}
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
    assert (unknown.code, unknown.error["code"]) == (2, "unknown_name")


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
    early = answer.err.index(f": {answer.error['code']}: ")
    assert "Not final yet; the block may be replaced." in answer.err[early : answer.err.index("Final.")]
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
