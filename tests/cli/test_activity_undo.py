"""`activity undo` on the embedded node: the way back, or why there is none."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import CHARLIE

pytestmark = pytest.mark.xdist_group("cli-node")


def test_a_stake_is_undone_by_the_unstake_of_what_was_got(on_node: Cli) -> None:
    hotkey = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]

    def held() -> int:
        rows = on_node("stake", "list", "-w", "bob", "--json").data
        return sum(row["alpha_rao"] for row in rows if (row["hotkey"], row["netuid"]) == (hotkey, 1))

    before = held()
    line = ("stake", "add", "--netuid", "1", "--hotkey", hotkey, "--amount", "3", "-w", "bob", "--yes")
    sent = on_node(*line, "--tolerance", "0.2", "--json").data["extrinsic_hash"]
    (moved,) = on_node("activity", "show", sent, "--json").data["moved"]
    assert moved["price_rao"] > 0
    assert moved["quoted_price_rao"] > 0
    assert "quoted" in on_node("activity", "show", sent).out

    how = on_node("activity", "undo", sent[:14], "--print", "--json").data
    (offer,) = how["offers"]
    assert (offer["action"], offer["arguments"]["hotkey"]) == ("stake.remove", hotkey)
    assert f"--amount {offer['arguments']['amount']}" in offer["command_line"]
    assert "--wallet bob" in offer["command_line"]
    assert "Unstake" in on_node("activity", "undo", sent, "--print").out

    dry = on_node("activity", "undo", sent, "--dry-run", "--json").data
    assert dry["call"]["function"].startswith("remove_stake")
    assert on_node("activity", "undo", sent, "--json").error["code"] == "agreement_needed"
    done = on_node("activity", "undo", sent, "--yes", "--json").data
    assert (done["action"], done["finalized"]) == ("stake.remove", True)
    (sold,) = on_node("activity", "show", done["extrinsic_hash"], "--json").data["moved"]
    assert 0 <= moved["alpha_rao"] + sold["alpha_rao"] <= 1
    assert held() - before < moved["alpha_rao"] // 10  # what the stake earned meanwhile


def test_a_payment_has_no_way_back_and_says_so(on_node: Cli) -> None:
    sent = on_node("transfer", CHARLIE, "0.25", "-w", "bob", "--yes", "--json").data["extrinsic_hash"]
    answer = on_node("activity", "undo", sent, "--json")
    assert (answer.code, answer.error["code"]) == (3, "cannot_be_undone")
    assert "only who received it" in answer.error["message"]
    unknown = on_node("activity", "undo", "0x1234567890", "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "unknown_extrinsic")
