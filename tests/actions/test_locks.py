"""Locking stake: what it would do, what it is refused for, and changing it afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tests.actions.worlds import ME, TAO, stake, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, FakeClient

RATES = {"UnlockRate": 934_866, "MaturityRate": 934_866}


def entry(hotkey: str = HOTKEY, *, mass: int = 30 * TAO, conviction: int = 4 * TAO) -> dict[str, Any]:
    """Alice's lock on subnet 1, as of the block everything is read at."""
    lock = {"locked_mass": mass, "conviction": {"bits": conviction << 64}, "last_update": 1000}
    return {f"entries of Lock({ALICE}, 1)": [(hotkey, lock)]}


async def reviewed(name: str, changes: dict[str, Any] | None = None, **arguments: Any) -> Review:
    client = FakeClient(world(**{**RATES, f"Owner({OTHER})": BOB, **(changes or {})}))
    return await review(f"stake.{name}", arguments, client, ME)  # type: ignore[arg-type]


def codes(found: Review) -> list[str]:
    return [warning.code for warning in found.warnings]


def said(found: Review) -> dict[str, str]:
    return {str(each.label): str(each.value) for each in found.effects}


async def test_a_first_lock_says_what_becomes_of_it() -> None:
    found = await reviewed("lock", netuid=1, hotkey="h1", amount="40")
    assert found.call.decoded.name == "SubtensorModule.lock_stake"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "netuid": 1, "amount": 40 * TAO}
    lines = said(found)
    assert lines["You lock"] == "40.000000000 α of 50.000000000 α you have on subnet 1"
    assert lines["Can leave then"] == "10.000000000 α"
    assert lines["Conviction"] == "0.000000000 α"
    assert lines["In 90 days"].startswith("19.99999")
    assert "conviction 13.86" in lines["In 90 days"]
    assert codes(found) == ["locked"]
    assert "half of it is still locked after about 90 days" in str(found.warnings[0].text)
    faster = await reviewed("lock", {"UnlockRate": 10_387}, netuid=1, hotkey="h1", amount="40")
    assert "half of it is still locked after about 1 day. Until then" in str(faster.warnings[0].text)
    assert found.command_line.startswith("tao-tui stake lock --netuid 1")


async def test_more_is_locked_for_the_same_hotkey_and_all_is_what_is_left() -> None:
    found = await reviewed("lock", entry(), netuid=1, hotkey="h1", amount="all")
    assert found.call.decoded.arguments["amount"] == 20 * TAO
    lines = said(found)
    assert lines["Locked then"] == "50.000000000 α"
    assert lines["Conviction"] == "4.000000000 α"
    assert codes(found) == ["locked", "everything_locked"]
    assert "--amount all" in found.command_line


async def test_how_it_ages_is_set_in_the_same_batch() -> None:
    found = await reviewed("lock", netuid=1, hotkey="h1", amount="40", perpetual=True)
    assert found.call.decoded.name == "Utility.batch_all"
    calls: Any = found.call.decoded.arguments["calls"]
    mode, lock = calls
    assert (mode.name, mode.arguments) == (
        "SubtensorModule.set_perpetual_lock", {"netuid": 1, "enabled": True},
    )  # fmt: skip
    assert lock.name == "SubtensorModule.lock_stake"
    assert said(found)["In 365 days"].startswith("40.000000000 α locked, conviction 37.59")
    assert "stays locked until you let it melt" in str(found.warnings[0].text)
    assert "--perpetual" in found.command_line
    stays = {f"DecayingLock({ALICE}, 1)": False}
    alone = await reviewed("lock", stays, netuid=1, hotkey="h1", amount="40", perpetual=True)
    assert alone.call.decoded.name == "SubtensorModule.lock_stake"


async def test_the_owners_hotkey_has_conviction_at_once() -> None:
    found = await reviewed("lock", {"SubnetOwnerHotkey(1)": HOTKEY}, netuid=1, hotkey="h1", amount="40")
    assert said(found)["Conviction"] == "40.000000000 α"
    assert codes(found) == ["locked", "owner_hotkey"]


async def test_a_lock_on_root_is_said_to_decide_nothing() -> None:
    staked = {"get_stake_info_for_coldkeys": [(ALICE, [stake(0, 9 * TAO)])]}
    found = await reviewed("lock", staked, netuid=0, hotkey="h1", amount="1")
    assert codes(found) == ["locked", "locked_on_root"]
    # Root's alpha is TAO, whatever it is called in storage.
    assert "τ of " in said(found)["You lock"]
    assert not any("α" in text for text in (*said(found).values(), str(found.title)))


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "code", "words"),
    [
        ({}, {"amount": "0"}, UsageError, "zero_amount", "zero"),
        ({}, {"amount": "0.00000005"}, Declined, "amount_too_low", "AmountTooLow"),
        ({}, {"amount": "50.1"}, Declined, "not_enough_stake", "InsufficientStakeForLock"),
        (entry(), {"amount": "20.1"}, Declined, "not_enough_stake", "30.000000000 α of it is locked already"),
        ({"get_stake_info_for_coldkeys": [(ALICE, [])]}, {"amount": "all"}, Declined, "not_enough_stake", ""),
        (entry(OTHER), {}, Declined, "lock_hotkey_mismatch", "stake lock-move"),
        ({f"Owner({HOTKEY})": NOBODY}, {}, Declined, "hotkey_not_on_chain", "HotKeyAccountNotExists"),
        ({}, {"netuid": 77}, UsageError, "unknown_subnet", ""),
    ],
)
async def test_locks_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str, words: str
) -> None:
    with pytest.raises(error) as refused:
        await reviewed("lock", changes, **{"netuid": 1, "hotkey": "h1", "amount": "1", **arguments})
    assert refused.value.code == code
    assert words in refused.value.message + refused.value.hint


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("lock", {"netuid": 1, "hotkey": "h1", "amount": "1"}),
        ("lock_move", {"netuid": 1, "to_hotkey": "h1"}),
        ("lock_mode", {"netuid": 1, "perpetual": True}),
        ("lock_accept", {"accept": True}),
    ],
)
async def test_a_runtime_without_locks_is_told_plainly(name: str, arguments: dict[str, Any]) -> None:
    client = FakeClient(world(), missing={"SubtensorModule.lock_stake"}, spec_version=393)
    with pytest.raises(Unsupported, match="Runtime 393 has no locks of stake"):
        await review(f"stake.{name}", arguments, client, ME)  # type: ignore[arg-type]


async def test_a_move_to_a_strangers_hotkey_loses_what_has_grown() -> None:
    found = await reviewed("lock_move", entry(), netuid=1, to_hotkey="h2")
    assert found.call.decoded.name == "SubtensorModule.move_lock"
    assert found.call.decoded.arguments == {"destination_hotkey": OTHER, "netuid": 1}
    assert said(found)["Conviction"] == "4.000000000 α now, 0.000000000 α then"
    assert codes(found) == ["conviction_lost"]
    kept = await reviewed("lock_move", {**entry(), f"Owner({OTHER})": ALICE}, netuid=1, to_hotkey="h2")
    assert said(kept)["Conviction"] == "4.000000000 α now, 4.000000000 α then"
    assert codes(kept) == []


async def test_a_lock_may_stay_or_melt() -> None:
    stay = await reviewed("lock_mode", entry(), netuid=1, perpetual=True)
    assert said(stay)["In 365 days"].startswith("30.000000000 α locked")
    assert codes(stay) == ["locked"]
    melting = {**entry(), f"DecayingLock({ALICE}, 1)": False}
    melt = await reviewed("lock_mode", melting, netuid=1, perpetual=False)
    assert melt.call.decoded.arguments == {"netuid": 1, "enabled": False}
    assert said(melt)["In 90 days"].startswith("14.99999")
    assert codes(melt) == ["melts"]


async def test_locked_alpha_of_others_is_taken_or_not() -> None:
    found = await reviewed("lock_accept", accept=True)
    assert found.call.decoded.arguments == {"enabled": False}
    assert said(found)["Locked alpha"] == "refused now, accepted then"
    assert codes(found) == ["accepts_locked"]
    back = await reviewed("lock_accept", {f"AccountFlags({ALICE})": 1}, accept=False)
    assert back.call.decoded.arguments == {"enabled": True}
    assert codes(back) == []


@pytest.mark.parametrize(
    ("name", "changes", "arguments", "code"),
    [
        ("lock_move", {}, {"netuid": 1, "to_hotkey": "h2"}, "no_lock"),
        ("lock_move", entry(OTHER), {"netuid": 1, "to_hotkey": "h2"}, "no_change"),
        ("lock_move", entry(), {"netuid": 1, "to_hotkey": CAROL}, "hotkey_not_on_chain"),
        ("lock_mode", {}, {"netuid": 1, "perpetual": True}, "no_lock"),
        ("lock_mode", entry(), {"netuid": 1, "perpetual": False}, "no_change"),
        ("lock_accept", {}, {"accept": False}, "no_change"),
    ],
)
async def test_changes_that_would_do_nothing_or_fail(
    name: str, changes: dict[str, Any], arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(name, changes, **arguments)
    assert refused.value.code == code


def held(locked: int, total: int = 50 * TAO) -> dict[str, Any]:
    """Alice's lock on subnet 1 as the runtime tells of what it leaves free."""
    row = {"total": total, "locked": locked, "available": max(0, total - locked)}
    return {"get_stake_availability_for_coldkeys": {ALICE: {1: row}}}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("remove", {"amount": "20.1"}),
        ("remove", {"amount": "all"}),
        ("swap", {"amount": "20.1", "to_netuid": 0}),
        ("move", {"amount": "20.1", "to_netuid": 0, "to_hotkey": "h2"}),
        ("burn", {"amount": "20.1"}),
        ("recycle", {"amount": "all"}),
    ],
)
async def test_locked_alpha_does_not_leave_its_subnet(name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(Declined, match=r"is locked; 20.000000000 α can leave") as no:
        await reviewed(name, held(30 * TAO), netuid=1, hotkey="h1", **arguments)
    assert no.value.code == "stake_locked"
    assert "StakeUnavailable" in no.value.message
    assert await reviewed(name, held(30 * TAO), netuid=1, hotkey="h1", **{**arguments, "amount": "20"})


@pytest.mark.parametrize(("name", "more"), [("remove", {}), ("swap", {"to_netuid": 0})])
async def test_a_lock_binds_all_trades_of_a_batch_together(name: str, more: dict[str, Any]) -> None:
    two = {"get_stake_info_for_coldkeys": [(ALICE, [stake(1, 30 * TAO), stake(1, 20 * TAO, OTHER)])]}
    legs = {"netuid": "1", "hotkey": ("h1", "h2"), **more}
    with pytest.raises(Declined) as no:
        await reviewed(name, {**two, **held(30 * TAO)}, amount=("10.1", "10"), **legs)
    assert no.value.code == "stake_locked"
    assert no.value.message.startswith("Trade 2, subnet 1: ")
    assert "20.000000000 α can leave; with the trades before, 20.100000000 α would" in no.value.message
    assert await reviewed(name, {**two, **held(30 * TAO)}, amount=("10", "10"), **legs)


async def test_locked_alpha_may_change_its_hotkey() -> None:
    assert await reviewed("move", held(30 * TAO), netuid=1, hotkey="h1", amount="all", to_hotkey="h2")


async def test_leaving_leaves_behind_what_locks_hold() -> None:
    three = [stake(1, 30 * TAO), stake(1, 20 * TAO, OTHER), stake(0, 9 * TAO)]
    known: dict[str, Any] = {"get_stake_info_for_coldkeys": [(ALICE, three)], "get_all_dynamic_info": []}
    known["current_alpha_price_all"] = [{"netuid": 1, "price": 250_000_000}]
    found = await reviewed("exit", {**known, **held(25 * TAO)})
    calls: Any = found.call.decoded.arguments["calls"]
    sold = [(each.arguments["netuid"], each.arguments["hotkey"]) for each in calls]
    assert sorted(sold) == [(0, HOTKEY), (1, OTHER)]
    (left,) = [str(each.text) for each in found.warnings if each.code == "left_behind"]
    assert "25.000000000 α on that subnet is locked, but 5.000000000 α of it can be unstaked alone" in left
    # The lock is covered by the position that stays.
    alone = await reviewed("exit", {**known, **held(25 * TAO)}, hotkey="h2")
    assert codes(alone) == []
    with pytest.raises(Declined, match="StakeUnavailable"):
        await reviewed("exit", {**known, **held(50 * TAO)}, netuid=1)


async def test_what_changes_a_lock_can_be_changed_back() -> None:
    moved = await reviewed("lock_move", entry(), netuid=1, to_hotkey="h2")
    assert moved.undo == ("stake.lock_move", {"netuid": 1, "to_hotkey": HOTKEY})
    stays = await reviewed("lock_mode", entry(), netuid=1, perpetual=True)
    assert stays.undo == ("stake.lock_mode", {"netuid": 1, "perpetual": False})
    accepts = await reviewed("lock_accept", accept=True)
    assert accepts.undo == ("stake.lock_accept", {"accept": False})
    assert (await reviewed("lock", netuid=1, hotkey="h1", amount="40")).undo is None


async def test_a_lock_goes_along_with_a_gift_to_whom_takes_it() -> None:
    """As far as more is given than is free."""
    gift = {"netuid": 1, "hotkey": "h1", "to_coldkey": CAROL}
    allowed = {**held(30 * TAO), **entry(), "TransferToggle": True}
    with pytest.raises(Declined, match=r"5\.0+ α of it is locked") as no:
        await reviewed("transfer", allowed, **gift, amount="25")
    assert (no.value.code, "stake lock-accept" in no.value.hint) == ("locked_alpha_refused", True)
    free = await reviewed("transfer", allowed, **gift, amount="20")
    assert "lock_goes_along" not in codes(free)
    accepts = {**allowed, f"AccountFlags({CAROL})": 1}
    assert "lock_goes_along" in codes(await reviewed("transfer", accepts, **gift, amount="25"))
    theirs = {f"entries of Lock({CAROL}, 1)": [(OTHER, next(iter(entry().values()))[0][1])]}
    with pytest.raises(Declined) as mismatch:
        await reviewed("transfer", {**accepts, **theirs}, **gift, amount="25")
    assert mismatch.value.code == "lock_hotkey_mismatch"
