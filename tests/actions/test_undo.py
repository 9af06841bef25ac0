"""What would undo an extrinsic: the inverse action, or why there is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.arguments.reading import parse_arguments
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.undoing.undo import Undo, undo_json, undo_of, without_dust
from tao_tui.errors import Declined
from tao_tui.journal.movement import Movement, written
from tao_tui.journal.row import JournalRow
from tao_tui.wallet.multisigs import Multisigs, SharedAccount
from tests.actions.worlds import ME, TAO, stake, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient

ROW = JournalRow(
    1, 0.0, 0.0, "x", "dev", "0x00", ALICE, 0, "0xaa", "null", "", 1, 128, "", "finalized", "0xbb", 9, 1,
    None, None,
)  # fmt: skip


def call(name: str, **arguments: Any) -> dict[str, Any]:
    pallet, _, function = name.partition(".")
    return {"pallet": pallet, "function": function, "arguments": arguments}


def undone(said: dict[str, Any], *moved: Movement, **facts: Any) -> Undo:
    found = undo_of(replace(ROW, call_json=json.dumps(said), moved_json=written(moved), **facts))
    for offer in found.offers:  # every offer can be typed into its form
        parse_arguments(ACTIONS[offer.action], offer.arguments, ME)
    return found


def only(found: Undo) -> tuple[str, dict[str, str]]:
    (offer,) = found.offers
    return offer.action, dict(offer.arguments)


def test_what_was_bought_is_sold_and_what_was_sold_is_bought_for_what_it_brought() -> None:
    bought = undone(
        call("SubtensorModule.add_stake_limit", netuid=1),
        Movement("stake_added", -10 * TAO, 1, 39_500_000_000, HOTKEY),
    )
    assert only(bought) == ("stake.remove", {"netuid": "1", "hotkey": HOTKEY, "amount": "39.499999999"})
    assert "today's price" in bought.note.lower()
    sold = undone(
        call("SubtensorModule.remove_stake_full_limit", netuid=1),
        Movement("stake_removed", 9 * TAO, 1, -40 * TAO, HOTKEY),
    )
    assert only(sold) == ("stake.add", {"netuid": "1", "hotkey": HOTKEY, "amount": "9"})


def test_a_batch_of_trades_goes_back_as_one_batch() -> None:
    found = undone(
        call("Utility.batch_all", calls=[]),
        Movement("stake_removed", 9 * TAO, 1, -40 * TAO, HOTKEY),
        Movement("stake_removed", 2 * TAO, 2, -40 * TAO, OTHER),
    )
    assert only(found) == (
        "stake.add",
        {"netuid": "1;2", "hotkey": f"{HOTKEY};{OTHER}", "amount": "9;2"},
    )


def test_moves_and_swaps_go_back_with_what_arrived() -> None:
    move = call(
        "SubtensorModule.move_stake", origin_hotkey=HOTKEY, destination_hotkey=OTHER,
        origin_netuid=1, destination_netuid=1, alpha_amount=7 * TAO,
    )  # fmt: skip
    there = {"netuid": "1", "hotkey": OTHER, "amount": "6.999999999", "to_hotkey": HOTKEY}
    assert only(undone(move)) == ("stake.move", there)
    swap = call(
        "SubtensorModule.swap_stake_limit", hotkey=HOTKEY, origin_netuid=1, destination_netuid=2,
        alpha_amount=7 * TAO,
    )  # fmt: skip
    moved = (
        Movement("stake_removed", 5 * TAO, 1, -7 * TAO, HOTKEY),
        Movement("stake_added", -5 * TAO, 2, 3 * TAO, HOTKEY),
    )
    assert only(undone(swap, *moved)) == (
        "stake.swap",
        {"netuid": "2", "hotkey": HOTKEY, "amount": "2.999999999", "to_netuid": "1"},
    )


def test_a_move_in_steps_goes_back_to_the_hotkey_it_came_from() -> None:
    def steps(netuid: int) -> list[dict[str, Any]]:
        first = call(
            "SubtensorModule.move_stake", origin_hotkey=HOTKEY, destination_hotkey=OTHER,
            origin_netuid=netuid, destination_netuid=netuid, alpha_amount=7 * TAO,
        )  # fmt: skip
        swap = call(
            "SubtensorModule.swap_stake_limit", hotkey=OTHER, origin_netuid=netuid, destination_netuid=5,
            alpha_amount=7 * TAO, limit_price=1, allow_partial=False,
        )  # fmt: skip
        return [first, swap]

    def trades(netuid: int, arrived: int) -> tuple[Movement, Movement]:
        return (
            Movement("stake_removed", 3 * TAO, netuid, -7 * TAO, OTHER),
            Movement("stake_added", -3 * TAO, 5, arrived, OTHER),
        )

    back = {"netuid": "5", "hotkey": OTHER, "to_hotkey": HOTKEY}
    one = undone(call("Utility.batch_all", calls=steps(1)), *trades(1, 20 * TAO))
    assert only(one) == ("stake.move", {**back, "amount": "19.999999999", "to_netuid": "1"})
    two = undone(
        call("Utility.batch_all", calls=[*steps(1), *steps(2)]), *trades(1, 20 * TAO), *trades(2, 9 * TAO)
    )
    assert [(offer.action, dict(offer.arguments)) for offer in two.offers] == [
        ("stake.move", {**back, "amount": "19.999999999", "to_netuid": "1"}),
        ("stake.move", {**back, "amount": "8.999999999", "to_netuid": "2"}),
    ]


def test_what_a_batch_paid_beside_its_trades_has_no_way_back() -> None:
    found = undone(
        call("Utility.batch_all", calls=[call("Balances.transfer_keep_alive", dest=BOB, value=5)]),
        Movement("stake_added", -10 * TAO, 1, 39 * TAO, HOTKEY),
        Movement("paid", -5, other=BOB),
    )
    assert found.offers == ()
    assert "only who received it can send it back" in found.note
    given = undone(call("Utility.batch_all", calls=[]), Movement("stake_given", 0, 1, -9, BOB, 3))
    assert "belongs to the other coldkey now" in given.note


def test_what_a_proxy_did_is_undone_through_it_or_by_the_account_itself() -> None:
    inner = call("SubtensorModule.add_stake", netuid=1)
    said = call("Proxy.proxy", real=BOB, force_proxy_type=None, call=inner)
    moved = Movement("stake_added", -10 * TAO, 1, 39 * TAO, HOTKEY)
    action, arguments = only(undone(said, moved, real_account=BOB))
    assert (action, arguments["proxy_for"]) == ("stake.remove", BOB)
    row = replace(ROW, call_json=json.dumps(said), moved_json=written([moved]), real_account=BOB)
    assert "proxy_for" not in undo_of(row, by="proxy").offers[0].arguments


BOARD = SharedAccount.of("board", 2, [ALICE, BOB, CAROL])


def by_multisig(inner: dict[str, Any], threshold: int = 2, *, began: bool = False) -> dict[str, Any]:
    when = None if began else {"height": 5, "index": 1}
    others = {"threshold": threshold, "other_signatories": [CAROL, BOB], "maybe_timepoint": when}
    return call("Multisig.as_multi", **others, call=inner, max_weight={})


@pytest.fixture
def _board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    Multisigs().add(BOARD)


@pytest.mark.usefixtures("_board")
def test_what_a_multisig_did_is_undone_through_it() -> None:
    stake_ = call("SubtensorModule.add_stake_limit", netuid=1)
    bought = Movement("stake_added", -10 * TAO, 1, 40 * TAO, HOTKEY)
    shared = {"real_account": BOARD.address}
    found = undone(by_multisig(stake_), bought, **shared)
    assert only(found) == (
        "stake.remove", {"netuid": "1", "hotkey": HOTKEY, "amount": "39.999999999", "multisig": "board"}
    )  # fmt: skip
    assert "other signatories have to agree" in found.note
    assert "today's price" in found.note.lower()
    # What sets something moved nothing: two of two approvals carried it out.
    setting = undo_json("stake.take", {"hotkey": HOTKEY, "take": 90_000})
    set_back = undone(by_multisig(call("SubtensorModule.decrease_take")), undo_json=setting, **shared)
    assert only(set_back)[1]["multisig"] == "board"
    assert "nothing happened" not in set_back.note
    paid = undone(by_multisig(call("Balances.transfer_keep_alive")), Movement("paid", -TAO), **shared)
    assert paid.offers == ()
    assert "cannot be taken back" in paid.note


@pytest.mark.usefixtures("_board")
def test_a_multisig_that_did_nothing_yet_or_has_no_name_offers_nothing() -> None:
    stake_ = call("SubtensorModule.add_stake_limit", netuid=1)
    bought = Movement("stake_added", -10 * TAO, 1, 40 * TAO, HOTKEY)
    began = undone(by_multisig(stake_, began=True))
    assert began.offers == ()
    assert "multisig cancel" in began.note
    unnamed = undone(by_multisig(stake_, 3), bought)
    assert unnamed.offers == ()
    assert "multisig add" in unnamed.note
    hash_only = undone(call("Multisig.approve_as_multi", threshold=2, other_signatories=[], call_hash="0x"))
    assert "approval" in hash_only.note
    alone = call("Multisig.as_multi_threshold_1", other_signatories=[BOB], call=stake_)
    Multisigs().add(SharedAccount.of("either", 1, [ALICE, BOB]))
    assert only(undone(alone, bought))[1]["multisig"] == "either"
    Multisigs().add(SharedAccount.of("all", 3, [ALICE, BOB, CAROL]))
    setting = undo_json("stake.take", {"hotkey": HOTKEY, "take": 90_000})
    perhaps = undone(by_multisig(call("SubtensorModule.decrease_take"), 3), undo_json=setting)
    assert only(perhaps)[1]["multisig"] == "all"
    assert "nothing happened yet" in perhaps.note


def test_a_vote_is_turned_round_and_a_proxy_ended() -> None:
    vote = undone(
        call("SubtensorModule.vote", hotkey=HOTKEY, proposal="0x" + "ab" * 32, index=1, approve=True)
    )
    assert only(vote)[1]["approve"] == "no"
    proxy = undone(call("Proxy.add_proxy", delegate=BOB, proxy_type="Staking", delay=0))
    assert only(proxy) == ("wallet.proxy.remove", {"delegate": BOB, "type": "Staking", "delay": "0"})


@pytest.mark.parametrize(
    ("said", "facts", "why"),
    [
        (call("Balances.transfer_keep_alive", dest=CAROL, value=1), {}, "only who received it"),
        (call("SubtensorModule.transfer_stake"), {}, "belongs to the other coldkey"),
        (call("SubtensorModule.burned_register", netuid=1), {}, "burn is spent"),
        (call("SubtensorModule.start_call", netuid=1), {}, "cannot be stopped"),
        (call("Triumvirate.propose"), {}, "voted down"),
        (call("Multisig.approve_as_multi"), {}, "approval"),
        (call("Utility.batch_all", calls=[call("Balances.transfer_all")]), {}, "only who received it"),
        (call("System.remark"), {}, "knows no way back"),
        (call("SubtensorModule.add_stake"), {"status": "failed", "error": "X"}, "changed nothing"),
        (call("SubtensorModule.add_stake"), {"status": "finalized", "error": "X"}, "It failed (X)"),
        (call("SubtensorModule.add_stake"), {"status": "sent"}, "not known yet"),
    ],
)
def test_where_there_is_no_way_back_the_reason_is_said(
    said: dict[str, Any], facts: dict[str, Any], why: str
) -> None:
    found = undone(said, **facts)
    assert why in found.note
    with pytest.raises(Declined) as refused:
        found.require()
    assert refused.value.code == "cannot_be_undone"


async def test_a_position_is_not_left_with_the_dust_of_rounding() -> None:
    bought = Movement("stake_added", -10 * TAO, 1, 50 * TAO, HOTKEY)
    (offer,) = undone(call("SubtensorModule.add_stake", netuid=1), bought).offers
    client: Any = FakeClient(world())  # whose position is exactly what was got
    assert (await without_dust(offer, client, ALICE)).arguments["amount"] == "all"
    more: Any = FakeClient(world(get_stake_info_for_coldkeys=[(ALICE, [stake(1, 51 * TAO)])]))
    assert await without_dust(offer, more, ALICE) == offer


def test_what_others_did_is_not_ones_own_to_undo() -> None:
    row = replace(ROW, call_json=json.dumps(call("Balances.transfer_keep_alive")))
    assert "by a new payment" in undo_of(row, by="others").note


def test_what_the_chain_did_by_itself_has_no_inverse() -> None:
    assert undo_of(ROW).offers == ()


async def test_what_was_set_is_set_to_what_it_was() -> None:
    state = world(**{f"Delegates({HOTKEY})": 11_796, "MinDelegateTake": 0, "MaxDelegateTake": 11_796})
    found = await review("stake.take", {"hotkey": HOTKEY, "take": "0.09"}, FakeClient(state), ME)  # type: ignore[arg-type]
    assert found.undo is not None
    row = replace(ROW, call_json="{}", undo_json=undo_json(*found.undo))
    assert only(undone(call("SubtensorModule.decrease_take"), undo_json=row.undo_json)) == (
        "stake.take",
        {"hotkey": HOTKEY, "take": "0.179996"},
    )
    back = parse_arguments(ACTIONS["stake.take"], undo_of(row).offers[0].arguments, ME)
    assert int(str(back["take"])) * 65_535 // 1_000_000 == 11_796
