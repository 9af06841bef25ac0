"""Keys on chain, on the command line: hotkeys swapped, a coldkey announced, alpha burned."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB

pytestmark = pytest.mark.xdist_group("cli-node")


@pytest.mark.parametrize(
    ("verb", "event", "word"), [("burn", "AlphaBurned", "Burned"), ("recycle", "AlphaRecycled", "Recycled")]
)
def test_alpha_is_given_up_and_the_activity_says_so(on_node: Cli, verb: str, event: str, word: str) -> None:
    hotkey = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    place = ("--netuid", "1", "--hotkey", hotkey, "-w", "bob")
    assert on_node("stake", "add", *place, "--amount", "1", "--yes").code == 0
    done = on_node("stake", verb, *place, "--amount", "2", "--yes", "--json").data
    assert event in [each["name"] for each in done["events"]]
    shown = on_node("activity", "show", done["extrinsic_hash"]).out
    assert f"{word:12}  2.000000000 α of subnet 1" in shown
    undo = on_node("activity", "undo", done["extrinsic_hash"], "--yes", "--json")
    assert undo.error["code"] == "cannot_be_undone"


def test_a_hotkey_is_swapped_once_and_then_a_coldkey_is_announced(on_node: Cli) -> None:
    """It is Ferdie's, of whom no other test on this node may want anything afterwards."""
    assert on_node("wallet", "import", "--name", "ferdie", "--uri", "//Ferdie", "--no-password").code == 0
    for name in ("h1", "h2"):
        assert on_node("wallet", "hotkey", "create", "-w", "ferdie", "--name", name).code == 0
    register = ("subnets", "register", "--netuid", "2", "--hotkey", "h1", "--max-burn", "50", "-w", "ferdie")
    assert on_node(*register, "--yes").code == 0  # newcomers of the demo world may raise the price
    swap = ("wallet", "hotkey", "swap", "--hotkey", "h1", "--new-hotkey", "h2", "-w", "ferdie")
    told = on_node(*swap, "--dry-run", "--json").data
    assert told["call"]["function"] == "swap_hotkey"
    young = on_node(*swap, "--netuid", "2", "--yes", "--json")
    assert (young.code, young.error["code"]) == (3, "too_early")
    done = on_node(*swap, "--yes", "--json").data
    assert "HotkeySwapped" in [each["name"] for each in done["events"]]
    back = ("wallet", "hotkey", "swap", "--hotkey", "h2", "--new-hotkey", "h1", "-w", "ferdie")
    again = on_node(*back, "--yes", "--json")
    assert (again.code, again.error["code"]) == (3, "too_early")
    assert "HotKeySetTxRateLimitExceeded" in again.error["message"]

    status = ("wallet", "coldkey", "status", "-w", "ferdie")
    assert "No swap is announced" in on_node(*status).out
    imported = on_node("wallet", "import", "--name", "fresh", "--uri", "//Ferdie//fresh", "--no-password")
    assert imported.code == 0
    announce = ("wallet", "coldkey", "announce", "--new-coldkey", "fresh", "-w", "ferdie", "--yes")
    block = on_node(*announce, "--json").data["block_number"]
    found = on_node(*status, "--json").data
    assert found["executable_at"] == block + 36_000
    assert found["withdrawable_at"] == found["executable_at"] + 7_200
    told = on_node(*status).out
    assert "may do nothing else" in told
    assert f"carry out    from block {block + 36_000:,} on, in " in told
    pay = on_node("transfer", BOB, "1", "-w", "ferdie", "--yes", "--json")
    assert (pay.code, pay.error["code"]) == (3, "coldkey_in_swap")
    for verb, code in (("withdraw", "too_early"), ("swap", "too_early")):
        named = ("--new-coldkey", "fresh") if verb == "swap" else ()
        answer = on_node("wallet", "coldkey", verb, *named, "-w", "ferdie", "--yes", "--json")
        assert (answer.code, answer.error["code"]) == (3, code)
