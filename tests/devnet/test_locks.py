"""Locks: what they hold, how they grow, how they move, and whom they make a subnet's owner."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.consensus.conviction import ONE_YEAR, LockKind, Rates, aged
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.pallets.subtensor import locks
from tao_tui.devnet.pallets.subtensor.distribution import Payout, distribute
from tao_tui.devnet.pallets.subtensor.lock_power import conviction_for, most_convicted
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.types import LockState
from tao_tui.devnet.runtime_apis.stake_info import StakeInfoRuntimeApi
from tao_tui.devnet.runtime_apis.stake_types import StakeAvailability
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key

ONE = 1 << 64
MAINNET = Rates(934_866, 934_866)
OTHER = key("other")


@pytest.fixture
def world() -> World:
    """Alice has 100 alpha with Bob's hotkey and 50 with the owner's; Bob has another hotkey."""
    made = World()
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.neuron(1, BOB, OTHER)
    made.stake(HOT, ALICE, 1, 100 * TAO)
    made.stake(OWNER_HOT, ALICE, 1, 50 * TAO)
    return made


def lock(world: World, amount: int, hotkey: bytes = HOT, who: bytes = ALICE) -> None:
    world.call(who, "lock_stake", hotkey=hotkey, netuid=1, amount=amount)


def stored(world: World, hotkey: bytes = HOT, who: bytes = ALICE) -> LockState | None:
    return world.chain.Lock.get((who, 1, hotkey))


def test_a_lock_counts_all_alpha_of_the_subnet_and_melts_at_first(world: World) -> None:
    chain = world.chain
    lock(world, 120 * TAO)
    assert world.events("StakeLocked") == [(ALICE, HOT, 1, 120 * TAO)]
    assert stored(world) == chain.DecayingHotkeyLock[1, HOT] == LockState(120 * TAO, 0, 0)
    assert chain.LockingColdkeys.keys() == [(1, HOT, ALICE)]
    assert not chain.HotkeyLock
    assert locks.unlocked(chain, ALICE, 1) == 30 * TAO
    world.runtime.number = 648_000
    mass, conviction = aged(120 * TAO, 0, 648_000, MAINNET, LockKind(perpetual=False, owner=False))
    assert locks.locked_now(chain, ALICE, 1) == LockState(mass, conviction, 648_000)
    assert conviction_for(chain, HOT, 1) == conviction
    lock(world, TAO)
    assert stored(world) == LockState(mass + TAO, conviction, 648_000)


@pytest.mark.parametrize(
    ("error", "args"),
    [
        ("AmountTooLow", {"amount": 0}),
        ("HotKeyAccountNotExists", {"hotkey": key("nobody")}),
        ("InsufficientStakeForLock", {"amount": 150 * TAO + 1}),
        ("InsufficientStakeForLock", {"netuid": 9}),
        ("LockHotkeyMismatch", {"hotkey": OTHER}),
    ],
)
def test_what_cannot_be_locked(world: World, error: str, args: dict[str, Any]) -> None:
    if error == "LockHotkeyMismatch":
        lock(world, TAO)
    order = {"hotkey": HOT, "netuid": 1, "amount": TAO} | args
    world.fails(f"SubtensorModule.{error}", ALICE, "lock_stake", **order)


def test_locked_alpha_does_not_leave(world: World) -> None:
    """With whatever hotkey it is: the lock is of the subnet."""
    netuid = world.subnet()
    lock(world, 120 * TAO)
    unavailable = "SubtensorModule.StakeUnavailable"
    most, more = 30 * TAO, 30 * TAO + 1
    world.fails(unavailable, ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=more)
    world.fails(unavailable, ALICE, "burn_alpha", hotkey=OWNER_HOT, amount=more, netuid=1)
    world.fails(unavailable, ALICE, "recycle_alpha", hotkey=OWNER_HOT, amount=more, netuid=1)
    away = {"hotkey": HOT, "origin_netuid": 1, "destination_netuid": netuid}
    world.fails(unavailable, ALICE, "swap_stake", **away, alpha_amount=more)
    world.call(ALICE, "unstake_all", hotkey=OWNER_HOT)
    assert stake_of(world.chain, OWNER_HOT, ALICE, 1) == 50 * TAO
    world.call(
        ALICE, "move_stake", origin_hotkey=HOT, destination_hotkey=OTHER, origin_netuid=1,
        destination_netuid=1, alpha_amount=100 * TAO,
    )  # fmt: skip
    world.call(ALICE, "remove_stake", hotkey=OTHER, netuid=1, amount_unstaked=most)
    assert locks.unlocked(world.chain, ALICE, 1) == 0
    world.check_books()


def test_the_owners_hotkey_has_its_conviction_at_once(world: World) -> None:
    lock(world, 40 * TAO, OWNER_HOT)
    assert world.chain.DecayingOwnerLock[1] == LockState(40 * TAO, 40 * TAO << 64, 0)
    assert conviction_for(world.chain, OWNER_HOT, 1) == 40 * TAO << 64
    assert not world.chain.DecayingHotkeyLock


def test_a_lock_stays_or_melts_as_its_coldkey_says(world: World) -> None:
    chain = world.chain
    lock(world, 100 * TAO)
    world.call(ALICE, "set_perpetual_lock", netuid=1, enabled=True)
    assert world.events("PerpetualLockUpdated") == [(ALICE, 1, True)]
    assert chain.DecayingLock[ALICE, 1] is False
    assert not chain.DecayingHotkeyLock
    assert chain.HotkeyLock[1, HOT] == LockState(100 * TAO, 0, 0)
    world.runtime.number = 100_000
    now = locks.locked_now(chain, ALICE, 1)
    assert now is not None
    assert now.locked_mass == 100 * TAO
    world.call(ALICE, "set_perpetual_lock", netuid=1, enabled=False)
    assert stored(world) == chain.DecayingHotkeyLock[1, HOT] == now
    assert not chain.DecayingLock
    assert not chain.HotkeyLock


@pytest.mark.parametrize(("hotkey", "keeps"), [(OTHER, True), (OWNER_HOT, False)])
def test_a_lock_moves_with_its_conviction_between_hotkeys_of_one_owner(
    world: World, hotkey: bytes, keeps: bool
) -> None:
    """The owner's hotkey gives conviction of its own."""
    chain = world.chain
    lock(world, 100 * TAO)
    world.runtime.number = 50_000
    before = locks.locked_now(chain, ALICE, 1)
    assert before is not None
    world.call(ALICE, "move_lock", destination_hotkey=hotkey, netuid=1)
    assert world.events("LockMoved") == [(ALICE, HOT, hotkey, 1)]
    after = stored(world, hotkey)
    conviction = before.conviction if keeps else before.locked_mass << 64
    assert after == LockState(before.locked_mass, conviction, 50_000)
    assert chain.LockingColdkeys.keys() == [(1, hotkey, ALICE)]
    assert stored(world) is None
    there = chain.DecayingHotkeyLock.get((1, hotkey)) if keeps else chain.DecayingOwnerLock.get(1)
    assert there == after
    world.fails("SubtensorModule.NoExistingLock", BOB, "move_lock", destination_hotkey=HOT, netuid=1)


def test_a_lock_moved_to_a_stranger_starts_again(world: World) -> None:
    stranger = key("stranger")
    world.neuron(1, OWNER, stranger)
    lock(world, 100 * TAO)
    world.runtime.number = 50_000
    world.call(ALICE, "move_lock", destination_hotkey=stranger, netuid=1)
    found = stored(world, stranger)
    assert found is not None
    assert found.conviction == 0


def test_dust_is_no_lock(world: World) -> None:
    lock(world, 99)
    assert stored(world) is None
    lock(world, 100)
    assert stored(world) == LockState(100, 0, 0)
    world.runtime.number = 10_000
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=TAO)
    assert stored(world) is None
    assert not world.chain.LockingColdkeys


def give(world: World, amount: int) -> None:
    world.call(
        ALICE, "transfer_stake", destination_coldkey=BOB, hotkey=HOT, origin_netuid=1, destination_netuid=1,
        alpha_amount=amount,
    )  # fmt: skip


def test_a_lock_follows_stake_that_is_given_away(world: World) -> None:
    """As far as the gift is more than what is free, and only to whom takes it."""
    chain = world.chain
    lock(world, 80 * TAO)
    world.runtime.number = 20_000
    give(world, 60 * TAO)
    assert chain.Lock.keys() == [(ALICE, 1, HOT)]
    left = stored(world)
    assert left is not None
    gift = {"destination_coldkey": BOB, "hotkey": HOT, "origin_netuid": 1, "destination_netuid": 1}
    rejects = "SubtensorModule.AccountRejectsLockedAlpha"
    world.fails(rejects, ALICE, "transfer_stake", **gift, alpha_amount=40 * TAO)
    world.call(BOB, "set_reject_locked_alpha", enabled=False)
    assert world.events("RejectLockedAlphaUpdated") == [(BOB, False)]
    give(world, 40 * TAO)
    beyond = 40 * TAO - (90 * TAO - left.locked_mass)
    theirs, mine = stored(world, who=BOB), stored(world)
    assert theirs is not None
    assert mine is not None
    assert theirs.locked_mass == beyond
    assert mine.locked_mass + theirs.locked_mass == left.locked_mass
    assert mine.conviction + theirs.conviction == left.conviction
    assert abs(theirs.conviction * left.locked_mass - left.conviction * beyond) < left.conviction
    total = chain.DecayingHotkeyLock[1, HOT]
    assert total.locked_mass == left.locked_mass
    world.check_books()


def test_a_lock_follows_to_no_coldkey_with_a_lock_for_another_hotkey(world: World) -> None:
    world.stake(HOT, BOB, 1, 10 * TAO)
    world.call(BOB, "set_reject_locked_alpha", enabled=False)
    lock(world, 5 * TAO, OTHER, BOB)
    lock(world, 150 * TAO)
    gift = {"destination_coldkey": BOB, "hotkey": HOT, "origin_netuid": 1, "destination_netuid": 1}
    world.fails("SubtensorModule.LockHotkeyMismatch", ALICE, "transfer_stake", **gift, alpha_amount=TAO)


def test_a_coldkey_swap_takes_locks_and_what_was_said_of_them_along(world: World) -> None:
    chain, new = world.chain, key("new")
    lock(world, 100 * TAO)
    world.call(ALICE, "set_perpetual_lock", netuid=1, enabled=True)
    world.call(ALICE, "set_reject_locked_alpha", enabled=False)
    chain.ColdkeySwapAnnouncementDelay.value = 5
    world.call(ALICE, "announce_coldkey_swap", new_coldkey_hash=blake2_256(new))
    world.runtime.number = 1_000
    before, total = locks.locked_now(chain, ALICE, 1), conviction_for(chain, HOT, 1)
    world.call(ALICE, "swap_coldkey_announced", new_coldkey=new)
    assert chain.Lock.items() == [((new, 1, HOT), before)]
    assert chain.LockingColdkeys.keys() == [(1, HOT, new)]
    assert chain.DecayingLock.items() == [((new, 1), False)]
    assert chain.AccountFlags.items() == [(new, 1)]
    assert chain.HotkeyLock.items() == [((1, HOT), before)]
    assert conviction_for(chain, HOT, 1) == total
    world.check_books()


def test_a_coldkey_with_a_lock_takes_no_others_place(world: World) -> None:
    chain, new = world.chain, key("new")
    chain.Lock[new, 1, HOT] = LockState(TAO, 0, 0)
    chain.ColdkeySwapAnnouncements[ALICE] = (0, blake2_256(new))
    world.fails("SubtensorModule.ActiveLockExists", ALICE, "swap_coldkey_announced", new_coldkey=new)


def test_alpha_of_a_nomination_that_is_cleared_is_locked_no_more(world: World) -> None:
    chain = world.chain
    lock(world, 60 * TAO)
    chain.NominatorMinRequiredStake.value = 50_000_000 * 1_000_000 // 2_000_000 * 1_000
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=80 * TAO)
    assert stake_of(chain, HOT, ALICE, 1) == 0
    found = stored(world)
    assert found is not None
    assert found.locked_mass == chain.DecayingHotkeyLock[1, HOT].locked_mass == 40 * TAO


def test_the_owners_cut_is_locked_where_the_owner_wants_it(world: World) -> None:
    chain = world.chain
    chain.OwnerCutAutoLockEnabled[1] = True
    distribute(chain, 1, Payout(server=0, validator=0, root=0, owner=7 * TAO))
    assert stored(world, OWNER_HOT, OWNER) == LockState(7 * TAO, 7 * TAO << 64, 0)
    distribute(chain, 1, Payout(server=0, validator=0, root=0, owner=0))
    assert chain.DecayingOwnerLock[1].locked_mass == 7 * TAO


def test_whom_most_conviction_stands_for_gets_an_old_subnet(world: World) -> None:
    """Once it is a year old and a tenth of its alpha's worth of conviction has grown."""
    chain = world.chain
    lock(world, 100 * TAO)
    world.call(ALICE, "set_perpetual_lock", netuid=1, enabled=True)
    world.stake(OWNER_HOT, OWNER, 1, 50 * TAO)
    lock(world, 20 * TAO, OWNER_HOT, OWNER)
    chain.Tempo[1] = 360
    world.runtime.number = ONE_YEAR - 2
    chain.LastEpochBlock[1] = ONE_YEAR - 400
    world.runtime.run_to(ONE_YEAR - 1)
    assert (chain.LastEpochBlock[1], chain.SubnetOwner[1]) == (ONE_YEAR - 1, OWNER)
    chain.SubnetAlphaOut[1] = 10_000 * TAO
    world.runtime.run_to(ONE_YEAR + 359)
    assert chain.SubnetOwner[1] == OWNER
    assert most_convicted(chain, 1) == HOT
    world.runtime.run_to(ONE_YEAR + 718)
    chain.SubnetAlphaOut[1] = 500 * TAO
    king, owners = conviction_for(chain, HOT, 1), chain.DecayingOwnerLock[1]
    world.runtime.run_to(ONE_YEAR + 719)
    assert world.events("SubnetOwnerChanged") == [(1, OWNER, BOB)]
    assert (chain.SubnetOwner[1], chain.SubnetOwnerHotkey[1]) == (BOB, HOT)
    assert chain.OwnerLock[1] == LockState(100 * TAO, 100 * TAO << 64, ONE_YEAR + 719)
    assert king < 100 * TAO << 64
    assert chain.DecayingHotkeyLock[1, OWNER_HOT].locked_mass < owners.locked_mass
    assert not chain.DecayingOwnerLock
    world.runtime.run_to(ONE_YEAR + 1079)
    assert chain.SubnetOwner[1] == BOB


def test_a_subnet_that_ends_leaves_no_locks(world: World) -> None:
    lock(world, 100 * TAO)
    world.call(ALICE, "set_perpetual_lock", netuid=1, enabled=True)
    world.chain.clear_subnet(1)
    for item in (
        world.chain.Lock,
        world.chain.LockingColdkeys,
        world.chain.HotkeyLock,
        world.chain.DecayingLock,
    ):
        assert not item


def test_the_runtime_apis_answer_as_of_now(world: World) -> None:
    api = StakeInfoRuntimeApi(world.runtime)
    assert api.get_coldkey_lock(ALICE, 1) is None
    assert api.get_most_convicted_hotkey_on_subnet(1) is None
    assert api.get_hotkey_conviction(HOT, 1) == 0
    lock(world, 120 * TAO)
    world.runtime.number = 10_000
    now = api.get_coldkey_lock(ALICE, 1)
    assert now == locks.locked_now(world.chain, ALICE, 1)
    assert now is not None
    assert api.get_hotkey_conviction(HOT, 1) == now.conviction
    assert api.get_most_convicted_hotkey_on_subnet(1) == HOT
    row = StakeAvailability(150 * TAO, now.locked_mass, 150 * TAO - now.locked_mass)
    assert api.get_stake_availability_for_coldkeys([ALICE, BOB], None) == {ALICE: {1: row}, BOB: {}}
    assert api.get_stake_availability_for_coldkeys([ALICE], [1, 1]) == {ALICE: {1: row}}
    assert api.get_stake_availability_for_coldkeys([ALICE], []) == {ALICE: {}}
    assert api.get_stake_availability_for_coldkeys([ALICE], [1, 7, 8]) == {ALICE: {}}
