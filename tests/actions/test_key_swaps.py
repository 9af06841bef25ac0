"""Swapping hotkeys and coldkeys, giving alpha up: what is said, what it costs, what it is refused for."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tao_tui.reads.coldkey_swaps import coldkey_hash
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, FakeClient

CONSTANTS = {
    "Balances.ExistentialDeposit": 500,
    "SubtensorModule.KeySwapCost": TAO // 10,
    "SubtensorModule.KeySwapOnSubnetCost": TAO // 1_000,
    "SubtensorModule.HotkeySwapOnSubnetInterval": 900,
}
DELAYS = {"ColdkeySwapAnnouncementDelay": 36_000, "ColdkeySwapReannouncementDelay": 7_200}
MEMBER = {f"entries of IsNetworkMember({HOTKEY})": [(0, True), (1, True), (7, False)]}
ANNOUNCED = {f"ColdkeySwapAnnouncements({ALICE})": (900, coldkey_hash(CAROL))}
MOST = 2**32


async def reviewed(
    name: str, changes: dict[str, Any] | None = None, missing: set[str] | None = None, **arguments: Any
) -> Review:
    answers = world(**{**MEMBER, **DELAYS, f"Owner({OTHER})": NOBODY, **(changes or {})})
    client = FakeClient(answers, constants=CONSTANTS, missing=missing or set())
    return await review(name, arguments, client, ME)  # type: ignore[arg-type]


def codes(found: Review) -> list[str]:
    return [warning.code for warning in found.warnings]


def said(found: Review) -> dict[str, str]:
    return {str(each.label): str(each.value) for each in found.effects}


async def test_a_hotkey_swapped_everywhere() -> None:
    found = await reviewed("wallet.hotkey.swap", hotkey="h1", new_hotkey="h2")
    assert found.call.decoded.name == "SubtensorModule.swap_hotkey"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "new_hotkey": OTHER, "netuid": None}
    lines = said(found)
    assert lines["On"] == "every subnet; it is registered on 0, 1"
    assert lines["Cost"] == "0.100000000 τ, not given back"
    assert codes(found) == ["irreversible", "old_hotkey_abandoned", "software"]
    assert found.command_line.startswith("tao-tui wallet hotkey swap --hotkey")
    back = {"hotkey": OTHER, "new_hotkey": HOTKEY, "netuid": None, "keep_stake": False}
    assert found.undo == ("wallet.hotkey.swap", back)


async def test_a_hotkey_swapped_on_one_subnet_without_its_stake() -> None:
    arguments: dict[str, Any] = {"hotkey": "h1", "new_hotkey": CAROL, "netuid": 1, "keep_stake": True}
    found = await reviewed("wallet.hotkey.swap", **arguments)
    assert found.call.decoded.name == "SubtensorModule.swap_hotkey_v2"
    assert found.call.decoded.arguments == {
        "hotkey": HOTKEY, "new_hotkey": CAROL, "netuid": 1, "keep_stake": True,
    }  # fmt: skip
    assert said(found)["Stake"] == "stays with the old hotkey"
    assert said(found)["Cost"] == "0.001000000 τ, not given back"
    assert codes(found) == ["irreversible", "software", "not_in_wallet"]
    assert "--keep-stake" in found.command_line


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "code"),
    [
        ({}, {"new_hotkey": "h1"}, UsageError, "same_hotkey"),
        ({f"Owner({HOTKEY})": BOB}, {}, Declined, "not_owner"),
        ({f"Owner({OTHER})": BOB}, {}, Declined, "not_owner"),
        ({f"entries of IsNetworkMember({OTHER})": [(5, True)]}, {}, Declined, "already_registered"),
        ({"RootClaimable": {1: 5}}, {}, Declined, "hotkey_in_use"),
        ({f"TotalHotkeyAlpha({OTHER}, 0)": 1}, {"netuid": 0}, Declined, "hotkey_in_use"),
        ({f"LastTxBlock({ALICE})": 500, "TxRateLimit": 500}, {}, Declined, "too_early"),
        ({f"LastHotkeySwapOnNetuid(1, {ALICE})": 100}, {}, Declined, "too_early"),
        ({f"LastHotkeySwapOnNetuid(1, {ALICE})": 100}, {"netuid": 1}, Declined, "too_early"),
        ({f"BasketShares({OTHER})": 1}, {}, Declined, "hotkey_in_use"),
        ({f"Account({ALICE})": None}, {}, Declined, "not_enough_balance"),
    ],
)
async def test_hotkey_swaps_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str
) -> None:
    with pytest.raises(error) as refused:
        await reviewed("wallet.hotkey.swap", changes, **{"hotkey": "h1", "new_hotkey": "h2", **arguments})
    assert refused.value.code == code


STAKED: dict[str, Any] = {f"entries of TotalHotkeyAlpha({HOTKEY})": [(1, TAO), (5, TAO), (7, 0)]}


async def test_stake_that_came_by_a_swap_waits_for_the_next_one() -> None:
    held = {**STAKED, f"StakeMoveCooldownUntil(5, {HOTKEY})": 1_300}
    both: dict[str, Any] = {"hotkey": "h1", "new_hotkey": "h2"}
    places: list[dict[str, Any]] = [{}, {"netuid": 5}]
    for chosen in places:
        with pytest.raises(Declined) as refused:
            await reviewed("wallet.hotkey.swap", held, **both, **chosen)
        assert "subnet 5 came to" in refused.value.message
        assert "from block 1,300 on; this is 1,000" in refused.value.message
        assert "HotKeySwapOnSubnetIntervalNotPassed: " in refused.value.message
        assert (
            refused.value.hint
            == "Wait 300 blocks, about 60 minutes, or let the stake stay with --keep-stake."
        )
    # Elsewhere, without the stake, from that block on, and on runtimes that hold nothing back.
    assert await reviewed("wallet.hotkey.swap", held, **both, netuid=1)
    assert await reviewed("wallet.hotkey.swap", held, **both, keep_stake=True)
    assert await reviewed(
        "wallet.hotkey.swap", {**STAKED, f"StakeMoveCooldownUntil(5, {HOTKEY})": 1_000}, **both
    )
    assert await reviewed("wallet.hotkey.swap", held, {"SubtensorModule.StakeMoveCooldownUntil"}, **both)


async def test_what_does_not_stand_in_the_way_of_a_hotkey_swap() -> None:
    """A registration elsewhere, a swap elsewhere, a wait that is over."""
    changes: dict[str, Any] = {
        f"entries of IsNetworkMember({OTHER})": [(5, True), (1, False)],
        f"LastHotkeySwapOnNetuid(5, {ALICE})": 999,
        f"LastHotkeySwapOnNetuid(1, {ALICE})": 99,
        f"LastTxBlock({ALICE})": 499,
        "TxRateLimit": 500,
        "RootClaimable": {1: 5},
    }
    assert await reviewed("wallet.hotkey.swap", changes, hotkey="h1", new_hotkey="h2", netuid=1)


async def test_older_runtimes_keep_no_stake_behind() -> None:
    arguments: dict[str, Any] = {"hotkey": "h1", "new_hotkey": "h2", "keep_stake": True}
    with pytest.raises(Unsupported, match="moves the stake"):
        await reviewed("wallet.hotkey.swap", missing={"SubtensorModule.swap_hotkey_v2"}, **arguments)


async def test_an_announcement_says_what_follows() -> None:
    found = await reviewed("wallet.coldkey.announce", new_coldkey="carol")
    assert found.call.decoded.arguments == {"new_coldkey_hash": coldkey_hash(CAROL)}
    lines = said(found)
    assert lines["Not before"] == "block 37,000, in 36,000 blocks, about 5 days"
    assert lines["Cost"] == "0.100000000 τ"
    assert codes(found) == ["frozen_until_swapped", "new_coldkey_owns_all"]
    later = {f"ColdkeySwapAnnouncements({ALICE})": (-6_200, coldkey_hash(BOB))}
    again = await reviewed("wallet.coldkey.announce", later, new_coldkey=CAROL)
    assert said(again)["Cost"] == "0.000000000 τ"


async def test_the_announced_swap_and_its_ends() -> None:
    swap = await reviewed("wallet.coldkey.swap", ANNOUNCED, new_coldkey=CAROL)
    assert swap.call.decoded.arguments == {"new_coldkey": CAROL}
    assert codes(swap) == ["irreversible"]
    dispute = await reviewed("wallet.coldkey.dispute", ANNOUNCED)
    assert codes(dispute) == ["freezes_account"]
    old = {f"ColdkeySwapAnnouncements({ALICE})": (-6_200, coldkey_hash(CAROL))}
    back = await reviewed("wallet.coldkey.withdraw", old)
    assert back.call.decoded.function == "clear_coldkey_swap_announcement"


@pytest.mark.parametrize(
    ("name", "changes", "arguments", "code"),
    [
        ("announce", ANNOUNCED, {"new_coldkey": CAROL}, "too_early"),
        ("announce", {f"StakingHotkeys({CAROL})": [HOTKEY]}, {"new_coldkey": CAROL}, "coldkey_in_use"),
        ("announce", {f"Owner({CAROL})": BOB}, {"new_coldkey": CAROL}, "coldkey_is_hotkey"),
        ("announce", {f"Account({ALICE})": None}, {"new_coldkey": CAROL}, "not_enough_balance"),
        ("swap", {}, {"new_coldkey": CAROL}, "not_announced"),
        ("swap", ANNOUNCED, {"new_coldkey": BOB}, "not_announced"),
        ("swap", {f"ColdkeySwapAnnouncements({ALICE})": (MOST, coldkey_hash(CAROL))}, {"new_coldkey": CAROL},
         "too_early"),
        ("swap", {**ANNOUNCED, f"ColdkeySwapDisputes({ALICE})": 5}, {"new_coldkey": CAROL},
         "coldkey_swap_disputed"),
        ("withdraw", {}, {}, "not_announced"),
        ("withdraw", ANNOUNCED, {}, "too_early"),
        ("withdraw", {**ANNOUNCED, f"ColdkeySwapDisputes({ALICE})": 5}, {}, "coldkey_swap_disputed"),
        ("dispute", {}, {}, "not_announced"),
        ("dispute", {**ANNOUNCED, f"ColdkeySwapDisputes({ALICE})": 5}, {}, "no_change"),
    ],
)  # fmt: skip
async def test_coldkey_swaps_that_would_fail(
    name: str, changes: dict[str, Any], arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(f"wallet.coldkey.{name}", changes, **arguments)
    assert refused.value.code == code


async def test_a_coldkey_does_not_replace_itself_nor_does_an_old_runtime() -> None:
    with pytest.raises(UsageError) as refused:
        await reviewed("wallet.coldkey.announce", new_coldkey=ALICE)
    assert refused.value.code == "same_coldkey"
    missing = {"SubtensorModule.ColdkeySwapAnnouncements", "SubtensorModule.ColdkeySwapScheduled"}
    with pytest.raises(Unsupported, match="announce a swap"):
        await reviewed("wallet.coldkey.announce", missing=missing, new_coldkey=CAROL)


async def test_whoever_announced_a_swap_is_led_to_where_it_stands() -> None:
    with pytest.raises(Declined) as refused:
        await reviewed("transfer", ANNOUNCED, dest=CAROL, amount="1")
    assert refused.value.code == "coldkey_in_swap"
    assert "tao-tui wallet coldkey status" in refused.value.hint


@pytest.mark.parametrize(("verb", "function"), [("burn", "burn_alpha"), ("recycle", "recycle_alpha")])
async def test_alpha_is_given_up_for_nothing_and_that_is_said(verb: str, function: str) -> None:
    found = await reviewed(f"stake.{verb}", netuid=1, hotkey="h1", amount="all")
    assert found.call.decoded.function == function
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "amount": 50 * TAO, "netuid": 1}
    assert said(found)["You get"] == "nothing"
    assert said(found)["After"] == "0.000000000 α here"
    assert codes(found) == ["destroyed"]
    assert ("This destroys" in found.warnings[0].text) == (verb == "burn"), "what is recycled is issued again"
    refusals: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        ({}, {"netuid": 0, "amount": "1"}, "root"),
        ({}, {"netuid": 1, "amount": "51"}, "not_enough_stake"),
        ({}, {"netuid": 1, "amount": "0"}, "zero_amount"),
        ({"SubtokenEnabled": False}, {"netuid": 1, "amount": "1"}, "subtoken_disabled"),
        ({"get_stake_info_for_coldkeys": [(ALICE, [])]}, {"netuid": 1, "amount": "1"}, "no_stake"),
    ]
    for changes, arguments, code in refusals:
        with pytest.raises(TaoTuiError) as refused:
            await reviewed(f"stake.{verb}", changes, hotkey="h1", **arguments)
        assert refused.value.code == code
    missing = {f"SubtensorModule.{function}"}
    with pytest.raises(Unsupported):
        await reviewed(f"stake.{verb}", missing=missing, netuid=1, hotkey="h1", amount="1")
