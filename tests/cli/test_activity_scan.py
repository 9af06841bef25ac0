"""`activity scan` and the lists of what was found, on the embedded node."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB, CHARLIE

pytestmark = pytest.mark.xdist_group("cli-node")

LITTLE = ("--blocks", "24")


def test_what_another_program_did_is_found_listed_and_shown(on_node: Cli) -> None:
    assert on_node("transfer", CHARLIE, "1.25", "-w", "bob", "--yes").code == 0
    assert on_node("transfer", "bob", "0.75", "-w", "demo", "--yes").code == 0
    for file in on_node.home.glob("journal.sqlite*"):
        file.unlink()  # now it was some other program
    data = on_node("activity", "scan", *LITTLE, "--json").data
    assert 2 <= data["looked_through"] <= 24
    assert (data["unreadable"], data["ended_by"]) == (0, None)
    mine = [row for row in data["found"] if BOB in (row["signer"], row["real_account"])]
    moved = {(row["source"], each["what"], each["tao_rao"]): row for row in mine for each in row["moved"]}
    assert ("elsewhere", "received", 750_000_000) in moved  # demo is one's own too
    paid = moved["elsewhere", "paid", -1_250_000_000]
    assert (paid["action"], paid["moved"][0]["other"]) == ("Balances.transfer_keep_alive", CHARLIE)
    assert paid["fee_rao"] > 0

    assert on_node("activity", "list", "--json").data == []
    rows = on_node("activity", "list", "--all", "--json").data
    assert [row["extrinsic_hash"] for row in rows].count(paid["extrinsic_hash"]) == 1
    text = on_node("activity", "list", "--all").out
    assert "elsewhere" in text
    assert "-1.25 τ to" in text
    shown = on_node("activity", "show", paid["extrinsic_hash"])
    assert "another program with your key" in shown.out
    assert f"1.250000000 τ to {CHARLIE}" in shown.out

    again = on_node("activity", "scan", *LITTLE, "--json").data
    assert again["lowest_block"] > data["lowest_block"]
    assert paid["extrinsic_hash"] not in [row["extrinsic_hash"] for row in again["found"]]


def test_what_was_sent_from_here_is_marked_and_not_listed_twice(on_node: Cli) -> None:
    sent = on_node("transfer", CHARLIE, "0.5", "-w", "bob", "--yes", "--json").data["extrinsic_hash"]
    assert on_node("activity", "scan", *LITTLE).code == 0
    rows = on_node("activity", "list", "--all", "--json").data
    assert [row["source"] for row in rows if row["extrinsic_hash"] == sent] == ["tao-tui"]


def test_without_a_wallet_there_is_nothing_to_look_for(cli: Cli) -> None:
    answer = cli("--network", "ws://127.0.0.1:1", "activity", "scan", "--json")
    assert (answer.code, answer.error["code"]) == (2, "no_wallet")
    assert "activity scan looks" in cli("activity", "list", "--all").out


@pytest.mark.parametrize("blocks", ["0", "-3", "many", "1000001"])
def test_a_number_of_blocks_that_cannot_be_is_refused(on_node: Cli, blocks: str) -> None:
    assert on_node("activity", "scan", f"--blocks={blocks}").code == 2
