"""An account shared by three: named, acted with by two of them, and everything that is not their turn."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB, CHARLIE

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
SHARED = "5DjYJStmdZ2rcqXbXGX7TW85JsrW6uG4y9MUcLq2BoPMpRA7"
"""Two of Alice, Bob and Charlie, by polkadot.js's formula."""

ADD = ("wallet", "multisig", "add", "--name", "treasury")


def test_a_multisig_is_named_by_its_signatories_in_any_order(alice: Cli) -> None:
    assert alice("wallet", "multisig", "list", "--json").data == []
    for order in (f"{CHARLIE},alice,{BOB}", f"{BOB},{CHARLIE},{ALICE}"):
        row = alice(*ADD, "--threshold", "2", "--signatories", order, "--json").data
        assert (row["address"], row["signatories"]) == (SHARED, [BOB, CHARLIE, ALICE])
        assert alice("wallet", "multisig", "list", "--json").data == [row]
        assert alice(*ADD, "--threshold", "2", "--signatories", order).code == 2
        assert alice("wallet", "multisig", "remove", "--name", "treasury", "--json").data == row


@pytest.mark.parametrize(
    ("threshold", "signatories"),
    [("0", f"{ALICE},{BOB}"), ("3", f"{ALICE},{BOB}"), ("1", ALICE), ("2", f"{ALICE},{ALICE}"), ("2", "zoe")],
)
def test_what_could_never_act_is_refused(alice: Cli, threshold: str, signatories: str) -> None:
    assert alice(*ADD, "--threshold", threshold, "--signatories", signatories).code == 2
    assert alice("wallet", "multisig", "list", "--json").data == []


@pytest.mark.xdist_group("cli-node")
def test_two_of_three_move_what_belongs_to_all(on_node: Cli) -> None:
    assert on_node(*ADD, "--threshold", "2", "--signatories", f"demo,bob,{CHARLIE}").code == 0
    shared = on_node("wallet", "multisig", "list", "--json").data[0]["address"]
    assert on_node("transfer", shared, "5", "--yes").code == 0
    move = ("transfer", CHARLIE, "1.5", "--multisig", "treasury", "--yes", "--json")
    review = on_node(*move, "--dry-run").data
    assert review["call"]["function"] == "as_multi"
    assert {"label": "You act for", "value": f"{shared} (treasury)"} in review["effects"]
    assert "--multisig treasury" in review["command_line"]
    assert on_node(*move).data["finalized"]
    waiting = ("wallet", "multisig", "waiting", "--name", "treasury")
    (row,) = on_node(*waiting, "--json").data
    assert (len(row["approved"]), BOB in row["missing"]) == (1, True)
    assert "1 of 2" in on_node(*waiting).out
    again = on_node(*move)
    assert (again.code, again.error["code"]) == (3, "already_approved")
    before = free(on_node, CHARLIE)
    last = on_node(*move, "--wallet", "bob").data
    assert "MultisigExecuted" in {event["name"] for event in last["events"]}
    assert free(on_node, CHARLIE) == before + 1_500_000_000
    assert on_node(*waiting, "--json").data == []
    assert on_node("wallet", "import", "--name", "eve", "--uri", "//Eve", "--no-password").code == 0
    assert on_node(*move, "--wallet", "eve").error["code"] == "not_signatory"
    assert (
        on_node("transfer", CHARLIE, "1", "--multisig", "x", "--yes", "--json").error["code"]
        == "unknown_multisig"
    )


@pytest.mark.xdist_group("cli-node")
def test_what_a_multisig_did_is_undone_through_it(on_node: Cli) -> None:
    name = ("--name", "vault")
    both = ("--threshold", "2", "--signatories", f"demo,{BOB}")
    assert on_node("wallet", "import", "--name", "bob", "--uri", "//Bob", "--no-password").code in (0, 6)
    assert on_node("wallet", "multisig", "add", *name, *both).code == 0
    rows = on_node("wallet", "multisig", "list", "--json").data
    vault = next(row["address"] for row in rows if row["name"] == "vault")
    assert on_node("transfer", vault, "9", "--yes").code == 0
    hotkey = on_node("stake", "validators", "--netuid", "0", "--json").data[0]["hotkey"]
    stake = ("stake", "add", "--netuid", "0", "--hotkey", hotkey, "--amount", "3", "--multisig", "vault")
    began = on_node(*stake, "--yes", "--json").data["extrinsic_hash"]
    only_begun = on_node("activity", "undo", began, "--json")
    assert (only_begun.code, only_begun.error["code"]) == (3, "cannot_be_undone")
    done = on_node(*stake, "--yes", "--json", "-w", "bob").data["extrinsic_hash"]
    shown = on_node("activity", "show", done, "--json").data
    assert (shown["real_account"], shown["moved"][0]["tao_rao"]) == (vault, -3 * 10**9)
    (offer,) = on_node("activity", "undo", done, "--print", "--json").data["offers"]
    assert (offer["action"], offer["arguments"]["multisig"]) == ("stake.remove", "vault")
    assert "--multisig vault --wallet bob" in offer["command_line"]
    back = on_node("activity", "undo", done, "--yes", "--json").data
    assert back["finalized"]
    (waits,) = on_node("wallet", "multisig", "waiting", *name, "--json").data
    assert waits["call"]["function"].startswith("remove_stake")
    cancel = ("wallet", "multisig", "cancel", waits["call_hash"], *name, "-w", "bob", "--yes")
    assert on_node(*cancel).code == 0
    assert on_node("wallet", "multisig", "remove", *name).code == 0


@pytest.fixture
def board(on_node: Cli) -> tuple[str, str]:
    """A multisig of three that need all three, with something in it."""
    name = ("--name", "board")
    three = ("--threshold", "3", "--signatories", f"demo,bob,{CHARLIE}")
    assert on_node("wallet", "multisig", "add", *name, *three).code == 0
    assert on_node("wallet", "import", "--name", "charlie", "--uri", "//Charlie", "--no-password").code in (
        0,
        6,
    )
    rows = on_node("wallet", "multisig", "list", "--json").data
    address = next(row["address"] for row in rows if row["name"] == "board")
    assert on_node("transfer", address, "5", "--yes", "--again").code == 0
    return name


@pytest.mark.xdist_group("cli-node")
def test_what_waits_is_shown_approved_and_cancelled(on_node: Cli, board: tuple[str, str]) -> None:
    assert on_node("transfer", CHARLIE, "1", "--multisig", "board", "--yes").code == 0
    (row,) = on_node("wallet", "multisig", "waiting", *board, "--json").data
    assert row["call"]["arguments"] == {"dest": CHARLIE, "value": 1_000_000_000}
    approve = ("wallet", "multisig", "approve", row["call_hash"], *board, "--yes", "--json")
    cancel = ("wallet", "multisig", "cancel", row["call_hash"], *board, "--yes", "--json")
    assert on_node(*approve).error["code"] == "already_approved"
    assert on_node(*cancel, "--wallet", "bob").error["code"] == "not_depositor"
    review = on_node(*approve, "--dry-run", "--wallet", "bob").data
    assert review["call"]["function"] == "as_multi"
    assert CHARLIE in next(each["value"] for each in review["effects"] if each["label"] == "Which does")
    assert on_node(*approve, "--wallet", "bob").data["finalized"]
    held = on_node("wallet", "balance", "--json").data[0]["free_rao"]
    done = on_node(*cancel).data
    assert "MultisigCancelled" in {event["name"] for event in done["events"]}
    assert (
        on_node("wallet", "balance", "--json").data[0]["free_rao"]
        == held + row["deposit_rao"] - done["fee_rao"]
    )
    assert on_node(*cancel).error["code"] == "nothing_waits"
    assert on_node("wallet", "multisig", "remove", *board).code == 0


@pytest.mark.xdist_group("cli-node")
def test_a_call_the_node_does_not_tell_is_approved_by_hash_but_not_last(
    on_node: Cli, board: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    move = ("transfer", CHARLIE, "0.25", "--yes", "--json")
    assert on_node(*move, "--multisig", "board").code == 0
    monkeypatch.setattr("tao_tui.chain.extrinsics.inner_call.call_within", lambda *arguments: None)
    (row,) = on_node("wallet", "multisig", "waiting", *board, "--json").data
    assert row["call"] is None
    approve = ("wallet", "multisig", "approve", row["call_hash"], *board, "--yes", "--json")
    review = on_node(*approve, "--wallet", "bob", "--dry-run").data
    assert (review["call"]["function"], review["warnings"][0]["code"]) == ("approve_as_multi", "unseen_call")
    assert on_node(*approve, "--wallet", "bob").data["finalized"]
    last = (*approve, "--wallet", "charlie")
    assert on_node(*last).error["code"] == "call_needed"
    call = on_node(*move, "--dry-run").data["call_hex"]
    assert on_node(*last, "--call-data", call[:-2] + "ff").error["code"] in ("other_call", "bad_call")
    done = on_node(*last, "--call-data", call).data
    assert "MultisigExecuted" in {event["name"] for event in done["events"]}
    assert on_node("wallet", "multisig", "remove", *board).code == 0


def free(on_node: Cli, address: str) -> int:
    amount: int = on_node("wallet", "balance", "--address", address, "--json").data[0]["free_rao"]
    return amount
