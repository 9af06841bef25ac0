"""Swapping hotkeys: everything under the old name goes to the new one, at a price and not too often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.weight import Post, database
from tao_tui.devnet.pallets.subtensor import claims, locks
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, LockState, PrometheusInfo
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key

NEW, CHILD, PARENT = key("new"), key("child"), key("parent")
HALF = (1 << 63) - 1
INTERVAL = 7_200
SWAP: dict[str, Any] = {"hotkey": HOT, "new_hotkey": NEW}


@pytest.fixture
def world() -> World:
    """Bob's hotkey is registered on root and two subnets; Alice and Bob stake on it; a day has passed."""
    made = World()
    for _ in range(2):
        made.neuron(made.subnet(), BOB, HOT)
    made.neuron(ROOT, BOB, HOT)
    made.neuron(1, OWNER, CHILD)
    made.neuron(1, ALICE, PARENT)
    for coldkey in (ALICE, BOB):
        for netuid in (ROOT, 1, 2):
            made.stake(HOT, coldkey, netuid, 40 * TAO)
    made.runtime.number = INTERVAL + 1
    return made


def furnish(world: World) -> None:
    """Give the hotkey one of everything that is kept by hotkey."""
    chain = world.chain
    chain.Delegates[HOT] = 7_000
    chain.ChildkeyTake[HOT, 1] = 5
    chain.Axons[1, HOT] = AxonInfo(block=5)
    chain.Prometheus[1, HOT] = PrometheusInfo(block=6)
    chain.WeightCommits[1, HOT] = [(bytes(32), 1, 2, 0)]
    chain.ChildKeys[HOT, 1] = [(HALF, CHILD)]
    chain.ParentKeys[CHILD, 1] = [(HALF, HOT)]
    chain.ChildKeys[PARENT, 1] = [(1, OWNER_HOT), (HALF, HOT)]
    chain.ParentKeys[HOT, 1] = [(HALF, PARENT)]
    chain.PendingChildKeys[1, HOT] = ([(3, CHILD)], 9_000)
    chain.PendingChildKeys[1, PARENT] = ([(5, HOT), (6, CHILD)], 9_000)
    chain.AutoStakeDestination[ALICE, 1] = HOT
    chain.AutoStakeDestinationColdkeys[HOT, 1] = [ALICE]
    chain.SubnetOwnerHotkey[2] = HOT
    chain.TotalHotkeyAlphaLastEpoch[HOT, 1] = 80 * TAO
    chain.AlphaDividendsPerSubnet[1, HOT] = TAO
    chain.AutoParentDelegationEnabled[HOT] = False
    chain.LastRateLimitedBlock[RateLimitKey.LastTxBlockDelegateTake(HOT)] = 11
    world.call(ALICE, "lock_stake", hotkey=HOT, netuid=1, amount=30 * TAO)
    claims.credit(chain, HOT, 1, TAO)
    chain.RootClaimed[1, HOT, ALICE] = 17


def named(value: Any, who: bytes) -> Iterator[Any]:
    """Every place in a key or value that names an account."""
    if value == who:
        yield value
    elif isinstance(value, tuple | list | dict):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from named(part, who)


def where_named(world: World, who: bytes) -> set[str]:
    """The storage items that still name an account."""
    return {
        name
        for name, item in world.chain.storage.items()
        for key_, value in item.data.items()
        if any(True for _ in named((key_, value), who))
    }


def books(world: World) -> tuple[Any, ...]:
    """What a swap must not change: issuance less the price, and all stake by coldkey and subnet."""
    chain = world.chain
    totals = [sum(stake_of(chain, hot, cold, netuid) for hot in (HOT, NEW)) for cold, netuid in
              ((cold, netuid) for cold in (ALICE, BOB) for netuid in (ROOT, 1, 2))]  # fmt: skip
    outs = [chain.SubnetAlphaOut[netuid] for netuid in (ROOT, 1, 2)]
    pools = [chain.TotalHotkeyAlpha[HOT, n] + chain.TotalHotkeyAlpha[NEW, n] for n in (ROOT, 1, 2)]
    return world.balances.TotalIssuance.value, totals, outs, pools, chain.TotalStake.value


def test_everything_everywhere_goes_to_the_new_hotkey(world: World) -> None:
    chain = world.chain
    furnish(world)
    uids = {netuid: chain.Uids[netuid, HOT] for netuid in (ROOT, 1, 2)}
    owed = claims.owed(chain, HOT, ALICE, 1)
    issuance, *rest = books(world)
    world.call(BOB, "swap_hotkey", **SWAP, netuid=None)
    assert world.events("HotkeySwapped") == [(BOB, HOT, NEW)]
    assert world.events("SubnetOwnerHotkeySet") == [(2, NEW)]
    assert books(world) == (issuance - TAO // 10, *rest)
    # Nobody's hotkey any more: an empty list of children is all that is left of it.
    assert where_named(world, HOT) == {"ChildKeys"}
    assert chain.ChildKeys[HOT, 1] == []
    assert {netuid: chain.Uids[netuid, NEW] for netuid in (ROOT, 1, 2)} == uids
    assert (chain.Owner[NEW], chain.OwnedHotkeys[BOB]) == (BOB, [NEW])
    assert (chain.StakingHotkeys[ALICE], chain.StakingHotkeys[BOB]) == ([PARENT, NEW], [NEW])
    assert (chain.Delegates[NEW], chain.ChildkeyTake[NEW, 1]) == (7_000, 5)
    assert chain.Axons[1, NEW].block == 5
    assert chain.ChildKeys[NEW, 1] == [(HALF, CHILD)]
    assert chain.ParentKeys[CHILD, 1] == [(HALF, NEW)]
    assert chain.ChildKeys[PARENT, 1] == [(1, OWNER_HOT), (HALF, NEW)]
    assert chain.ParentKeys[NEW, 1] == [(HALF, PARENT)]
    assert chain.PendingChildKeys[1, NEW] == ([(3, CHILD)], 9_000)
    assert chain.PendingChildKeys[1, PARENT] == ([(6, CHILD), (5, NEW)], 9_000)
    assert chain.AutoStakeDestination[ALICE, 1] == NEW
    assert chain.SubnetOwnerHotkey[2] == NEW
    assert chain.AlphaDividendsPerSubnet[1, NEW] == TAO
    assert chain.AutoParentDelegationEnabled[NEW] is False
    assert claims.owed(chain, NEW, ALICE, 1) == owed
    assert chain.RootClaimed[1, NEW, ALICE] == 17
    assert chain.Lock.items() == [((ALICE, 1, NEW), LockState(30 * TAO, 0, INTERVAL + 1))]
    assert chain.DecayingHotkeyLock[1, NEW].locked_mass == 30 * TAO
    assert chain.LastHotkeySwapOnNetuid.items() == [
        ((ROOT, BOB), INTERVAL + 1), ((1, BOB), INTERVAL + 1), ((2, BOB), INTERVAL + 1),
    ]  # fmt: skip
    world.check_books()


def test_a_swap_on_one_subnet_leaves_the_others(world: World) -> None:
    chain = world.chain
    furnish(world)
    issuance, *rest = books(world)
    world.call(BOB, "swap_hotkey", **SWAP, netuid=1)
    assert world.events("HotkeySwappedOnSubnet") == [(BOB, HOT, NEW, 1)]
    assert books(world) == (issuance - TAO // 1_000, *rest)
    assert (1, NEW) in chain.Uids
    assert (2, HOT) in chain.Uids
    assert stake_of(chain, NEW, ALICE, 1) == 40 * TAO
    assert stake_of(chain, HOT, ALICE, 2) == 40 * TAO
    assert chain.Owner[HOT] == chain.Owner[NEW] == BOB
    assert chain.OwnedHotkeys[BOB] == [HOT, NEW]
    assert chain.StakingHotkeys[ALICE] == [PARENT, HOT, NEW]
    assert chain.SubnetOwnerHotkey[2] == HOT
    assert chain.Delegates[HOT] == 7_000
    assert chain.Lock.keys() == [(ALICE, 1, NEW)]
    assert chain.RootClaimable[HOT]
    world.check_books()


@pytest.mark.parametrize("netuid", [None, 1])
def test_stake_may_stay_behind(world: World, netuid: int | None) -> None:
    chain = world.chain
    world.call(BOB, "swap_hotkey_v2", **SWAP, netuid=netuid, keep_stake=True)
    assert (1, NEW) in chain.Uids
    assert stake_of(chain, HOT, ALICE, 1) == stake_of(chain, HOT, BOB, ROOT) == 40 * TAO
    assert chain.StakingHotkeys[ALICE] == [PARENT, HOT]
    world.check_books()


def test_a_swap_says_afterwards_what_it_took(world: World) -> None:
    """Less than was declared: most of it depends on how much there is to move."""
    call = world.runtime.call("SubtensorModule", "swap_hotkey_v2", **SWAP, netuid=2, keep_stake=True)
    from tao_tui.devnet.frame.origin import Origin

    post: Post = world.runtime.dispatch(call, Origin.signed(BOB))
    # Checks 4 and 3/3; the call's own 7/2, 1/1 and 2; locks 5; membership 1/2 and uid 1/3; children 3/3;
    # the owner hotkey 1.
    assert post.ref_time == database(4 + 3 + 7 + 1 + 5 + 1 + 1 + 3 + 1, 3 + 2 + 1 + 2 + 2 + 3 + 3)
    assert call.spent(post) < call.weight.ref_time


@pytest.mark.parametrize(
    ("error", "who", "args"),
    [
        ("NonAssociatedColdKey", ALICE, {}),
        ("NonAssociatedColdKey", BOB, {"hotkey": key("nobody")}),
        ("NonAssociatedColdKey", BOB, {"new_hotkey": OWNER_HOT}),
        ("NewHotKeyIsSameWithOld", BOB, {"new_hotkey": HOT}),
        ("CannotUseSystemAccount", BOB, {"new_hotkey": b"modlsubtensr\7".ljust(32, b"\0")}),
        ("CannotUseSystemAccount", BOB, {"new_hotkey": b"modlsubtensr\7".ljust(32, b"\0"), "netuid": 1}),
    ],
)
def test_refusals(world: World, error: str, who: bytes, args: dict[str, Any]) -> None:
    world.fails(f"SubtensorModule.{error}", who, "swap_hotkey", **{**SWAP, "netuid": None, **args})


def test_the_new_hotkey_must_be_free(world: World) -> None:
    registered = key("registered")
    world.neuron(1, BOB, registered)
    taken = {"hotkey": HOT, "new_hotkey": registered}
    already = "SubtensorModule.HotKeyAlreadyRegisteredInSubNet"
    world.fails(already, BOB, "swap_hotkey", **taken, netuid=None)
    world.fails(already, BOB, "swap_hotkey", **taken, netuid=1)
    world.call(BOB, "swap_hotkey", **taken, netuid=2)


@pytest.mark.parametrize("kept", ["stake", "rate", "claim"])
def test_a_swap_on_root_needs_a_hotkey_that_is_nothing_there(world: World, kept: str) -> None:
    if kept == "stake":
        world.stake(NEW, ALICE, ROOT, TAO)
    elif kept == "rate":
        world.chain.RootClaimable[NEW] = {1: 5}
    else:
        world.chain.RootClaimed[ROOT, NEW, ALICE] = 5
    unclean = "SubtensorModule.NewHotKeyNotCleanForRootSwap"
    world.fails(unclean, BOB, "swap_hotkey", **SWAP, netuid=None)
    world.fails(unclean, BOB, "swap_hotkey_v2", **SWAP, netuid=ROOT, keep_stake=True)
    world.call(BOB, "swap_hotkey", **SWAP, netuid=2)


def test_not_too_often(world: World) -> None:
    """A thousand blocks between any two swaps of a coldkey, a day between two on a subnet."""
    chain = world.chain
    back = {"hotkey": NEW, "new_hotkey": HOT, "netuid": 1}
    world.call(BOB, "swap_hotkey", **SWAP, netuid=1)
    world.runtime.number += 1_000
    world.fails("SubtensorModule.HotKeySetTxRateLimitExceeded", BOB, "swap_hotkey", **back)
    world.runtime.number += 1
    early = "SubtensorModule.HotKeySwapOnSubnetIntervalNotPassed"
    world.fails(early, BOB, "swap_hotkey", **back)
    chain.Uids.pop((2, HOT))
    chain.IsNetworkMember.pop((HOT, 2))
    world.fails(early, BOB, "swap_hotkey", hotkey=NEW, new_hotkey=key("third"), netuid=None)
    world.call(BOB, "swap_hotkey", hotkey=HOT, new_hotkey=key("third"), netuid=ROOT)
    world.runtime.run_to(2 * INTERVAL + 1)
    world.fails(early, BOB, "swap_hotkey", **back)
    world.runtime.run_to(2 * INTERVAL + 2)
    world.call(BOB, "swap_hotkey", **back)


def test_a_young_chain_swaps_no_hotkey_on_one_subnet(world: World) -> None:
    world.runtime.number = INTERVAL
    early = "SubtensorModule.HotKeySwapOnSubnetIntervalNotPassed"
    world.fails(early, BOB, "swap_hotkey", **SWAP, netuid=1)
    world.call(BOB, "swap_hotkey", **SWAP, netuid=None)


def test_old_swaps_are_forgotten(world: World) -> None:
    last = world.chain.LastHotkeySwapOnNetuid
    last[1, BOB], last[1, ALICE], last[2, BOB] = 1, INTERVAL + 1, 1
    world.runtime.number = 2 * INTERVAL
    world.runtime.run_to(2 * INTERVAL + 1)
    assert last.keys() == [(1, ALICE), (2, BOB)]


@pytest.mark.parametrize(
    ("left", "netuid", "error"),
    [
        (TAO // 10 - 1, None, "NotEnoughBalanceToPaySwapHotKey"),
        (TAO // 10 + 499, None, "InsufficientBalance"),
        (TAO // 1_000 - 1, 1, "NotEnoughBalanceToPaySwapHotKey"),
    ],
)
def test_a_swap_must_be_paid_for(world: World, left: int, netuid: int | None, error: str) -> None:
    world.balances.burn_from(BOB, world.balances.free(BOB) - left, keep_alive=True)
    world.fails(f"SubtensorModule.{error}", BOB, "swap_hotkey", **SWAP, netuid=netuid)


def test_relations_that_cannot_be_carried_over_stop_the_swap(world: World) -> None:
    chain = world.chain
    world.neuron(2, BOB, key("mine"))
    chain.ChildKeys[HOT, 1] = [(HALF, key("mine"))]
    chain.ParentKeys[key("mine"), 1] = [(HALF, HOT)]
    order = {"hotkey": HOT, "new_hotkey": key("mine"), "netuid": 1}
    world.fails("SubtensorModule.InvalidChild", BOB, "swap_hotkey", **order)
    chain.PendingChildKeys[1, HOT] = ([(1, PARENT)], 9)
    chain.ParentKeys[HOT, 1] = [(HALF, PARENT)]
    chain.ChildKeys[PARENT, 1] = [(HALF, HOT)]
    chain.ChildKeys.pop((HOT, 1))
    chain.ParentKeys.pop((key("mine"), 1))
    world.fails("SubtensorModule.ChildParentInconsistency", BOB, "swap_hotkey", **SWAP, netuid=1)


def test_the_owners_locks_stay_the_owners(world: World) -> None:
    chain = world.chain
    new_owner = key("new-owner")
    world.stake(OWNER_HOT, ALICE, 1, 10 * TAO)
    world.call(ALICE, "lock_stake", hotkey=OWNER_HOT, netuid=1, amount=10 * TAO)
    world.runtime.number = 50_000
    world.call(OWNER, "swap_hotkey", hotkey=OWNER_HOT, new_hotkey=new_owner, netuid=1)
    found = locks.locked_now(chain, ALICE, 1)
    assert found is not None
    assert found.conviction == found.locked_mass << 64
    assert chain.DecayingOwnerLock[1] == found
    assert chain.Lock.keys() == [(ALICE, 1, new_owner)]


def test_a_senators_seat_goes_along(world: World) -> None:
    from tao_tui.devnet.pallets.governance import SenateMembers

    senate = world.runtime.pallet(SenateMembers)
    senate.insert(HOT)
    world.call(BOB, "swap_hotkey", **SWAP, netuid=None)
    assert senate.members() == [NEW]
    with pytest.raises(DispatchFailure):
        world.call(BOB, "swap_hotkey", **SWAP, netuid=None)
