"""Lending stake: who may, when it takes effect, what it does to power and to dividends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.devnet.economics.fixed import U64_MAX
from tao_tui.devnet.pallets.subtensor.distribution import Payout, distribute
from tao_tui.devnet.pallets.subtensor.dividends import shares
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.stake_weight import inherited
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key

HALF = U64_MAX // 2
PARENT, OTHER = key("parent"), key("other")


@pytest.fixture
def world() -> World:
    """Alice's hotkey has 100 alpha; Bob's has 50."""
    made = World()
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.neuron(1, ALICE, PARENT)
    made.neuron(1, ALICE, OTHER)
    made.stake(PARENT, ALICE, 1, 100 * TAO)
    made.stake(HOT, BOB, 1, 50 * TAO)
    return made


def lend(world: World, *lent: tuple[int, bytes], hotkey: bytes = PARENT, who: bytes = ALICE) -> None:
    world.call(who, "set_children", hotkey=hotkey, netuid=1, children=list(lent))


def settle(world: World, block: int) -> None:
    """Go on to `block`, with an epoch every 20 blocks."""
    world.chain.Tempo[1] = 20
    world.runtime.run_to(block)


def test_children_wait_and_then_vote_with_the_parents_stake(world: World) -> None:
    world.chain.PendingChildKeyCooldown.value = 30
    lend(world, (HALF, HOT), (HALF // 2, OTHER))
    assert world.events("SetChildrenScheduled") == [(PARENT, 1, 30, [(HALF, HOT), (HALF // 2, OTHER)])]
    settle(world, 39)
    assert inherited(world.chain, HOT, 1, 1) == world.chain.TotalHotkeyAlpha[HOT, 1]
    assert world.chain.PendingChildKeys[1, PARENT] == ([(HALF, HOT), (HALF // 2, OTHER)], 30)
    settle(world, 40)
    assert world.chain.ChildKeys[PARENT, 1] == sorted(
        [(HALF, HOT), (HALF // 2, OTHER)], key=lambda lent: lent[1]
    )
    assert world.chain.ParentKeys[HOT, 1] == [(HALF, PARENT)]
    assert (1, PARENT) not in world.chain.PendingChildKeys
    total = world.chain.TotalHotkeyAlpha
    assert abs(inherited(world.chain, HOT, 1, 1) - total[HOT, 1] - total[PARENT, 1] // 2) <= 100
    assert abs(inherited(world.chain, PARENT, 1, 1) - total[PARENT, 1] // 4) <= 100


def test_before_the_start_children_take_effect_at_once(world: World) -> None:
    world.chain.SubtokenEnabled[1] = False
    lend(world, (HALF, HOT))
    assert world.events("SetChildren") == [(PARENT, 1, [(HALF, HOT)])]
    world.runtime.run_to(151)
    lend(world)
    assert (HOT, 1) not in world.chain.ParentKeys
    assert (PARENT, 1) not in world.chain.ChildKeys


@pytest.mark.parametrize(
    ("error", "who", "args"),
    [
        ("RegistrationNotPermittedOnRootSubnet", ALICE, {"netuid": 0}),
        ("SubnetNotExists", ALICE, {"netuid": 9}),
        ("NonAssociatedColdKey", BOB, {}),
        ("DuplicateChild", ALICE, {"children": [(1, HOT), (2, HOT)]}),
        ("InvalidChild", ALICE, {"children": [(1, PARENT)]}),
        ("TooManyChildren", ALICE, {"children": [(1, key(name)) for name in "uvwxyz"]}),
        ("ProportionOverflow", ALICE, {"children": [(U64_MAX, HOT), (1, OTHER)]}),
        ("ChildParentInconsistency", BOB, {"hotkey": HOT, "children": [(1, PARENT)]}),
        ("NotEnoughStakeToSetChildkeys", ALICE, {"hotkey": OTHER, "children": [(1, HOT)]}),
    ],
)
def test_refused_children(world: World, error: str, who: bytes, args: dict[str, Any]) -> None:
    world.chain.ParentKeys[HOT, 1] = [(HALF, PARENT)]
    world.chain.StakeThreshold.value = TAO
    named = {"hotkey": PARENT, "netuid": 1, "children": [(HALF, HOT)]} | args
    world.fails(f"SubtensorModule.{error}", who, "set_children", **named)


def test_children_change_once_in_150_blocks(world: World) -> None:
    world.runtime.run_to(1)
    lend(world, (HALF, HOT))
    world.runtime.run_to(150)
    args: dict[str, Any] = {"hotkey": PARENT, "netuid": 1, "children": []}
    world.fails("SubtensorModule.TxRateLimitExceeded", ALICE, "set_children", **args)
    world.runtime.run_to(151)
    lend(world)


def test_unstaking_below_the_threshold_drops_what_was_pending(world: World) -> None:
    world.chain.StakeThreshold.value = 5 * TAO
    lend(world, (HALF, HOT))
    world.call(ALICE, "remove_stake", hotkey=PARENT, netuid=1, amount_unstaked=60 * TAO)
    assert (1, PARENT) not in world.chain.PendingChildKeys


def test_a_child_keeps_its_take_of_what_others_parents_get(world: World) -> None:
    """100 of the parent's and 50 of its own: two thirds, less a tenth unless one coldkey owns both."""
    chain = world.chain
    chain.ChildKeys[PARENT, 1] = [(U64_MAX, HOT)]
    chain.ParentKeys[HOT, 1] = [(U64_MAX, PARENT)]
    world.call(BOB, "set_childkey_take", hotkey=HOT, netuid=1, take=6_553)
    assert world.events("ChildKeyTakeSet") == [(HOT, 6_553)]
    got = dict(shares(chain, 1, HOT, 300 * TAO))
    assert abs(got[PARENT] - 180 * TAO) < TAO // 100
    assert 300 * TAO - 2 <= sum(got.values()) <= 300 * TAO
    chain.Owner[HOT] = ALICE
    got = dict(shares(chain, 1, HOT, 300 * TAO))
    assert abs(got[PARENT] - 200 * TAO) < 100


def test_takes_have_bounds_and_rise_slowly(world: World) -> None:
    world.runtime.run_to(1)
    take = {"hotkey": HOT, "netuid": 1}
    world.fails("SubtensorModule.InvalidChildkeyTake", BOB, "set_childkey_take", **take, take=11_797)
    world.fails("SubtensorModule.NonAssociatedColdKey", ALICE, "set_childkey_take", **take, take=1)
    world.chain.MinChildkeyTakePerSubnet[1] = 100
    world.fails("SubtensorModule.InvalidChildkeyTake", BOB, "set_childkey_take", **take, take=99)
    world.call(BOB, "set_childkey_take", **take, take=200)
    world.fails("SubtensorModule.TxChildkeyTakeRateLimitExceeded", BOB, "set_childkey_take", **take, take=201)
    world.call(BOB, "set_childkey_take", **take, take=150)


@settings(max_examples=60)
@given(
    st.integers(0, 10**16),
    st.lists(st.tuples(st.integers(0, U64_MAX), st.integers(0, 10**16)), min_size=1, max_size=5),
    st.integers(0, 65_535),
)
def test_sharing_a_dividend_loses_less_than_a_rao_a_parent(
    amount: int, parents: list[tuple[int, int]], take: int
) -> None:
    world = World()
    world.subnet()
    chain = world.chain
    chain.Owner[HOT] = BOB
    chain.ChildkeyTake[HOT, 1] = take
    chain.ParentKeys[HOT, 1] = [(part, bytes([n]) * 32) for n, (part, _) in enumerate(parents)]
    for number, (_, stake) in enumerate(parents):
        chain.TotalHotkeyAlpha[bytes([number]) * 32, 1] = stake
    given_out = sum(part for _, part in shares(chain, 1, HOT, amount))
    assert amount - len(parents) - 1 <= given_out <= amount


def test_root_validators_lend_to_a_new_subnets_owner() -> None:
    world = World()
    world.neuron(0, ALICE, PARENT)
    world.subnet()
    assert world.chain.ChildKeys[PARENT, 1] == [(U64_MAX, OWNER_HOT)]
    assert world.chain.ParentKeys[OWNER_HOT, 1] == [(U64_MAX, PARENT)]
    world.call(ALICE, "set_auto_parent_delegation_enabled", hotkey=PARENT, enabled=False)
    world.subnet()
    assert (PARENT, 2) not in world.chain.ChildKeys
    refused = {"hotkey": OWNER_HOT, "enabled": True}
    call = "set_auto_parent_delegation_enabled"
    world.fails("SubtensorModule.NonAssociatedColdKey", ALICE, call, **refused)
    world.fails("SubtensorModule.HotKeyNotRegisteredInSubNet", OWNER, call, **refused)


def test_miners_earnings_go_where_their_owner_wants_them(world: World) -> None:
    """Bob's miner earns, his stake appears on Alice's hotkey."""
    chain = world.chain
    auto: dict[str, Any] = {"netuid": 1, "hotkey": PARENT}
    world.call(BOB, "set_coldkey_auto_stake_hotkey", **auto)
    world.fails("SubtensorModule.SameAutoStakeHotkeyAlreadySet", BOB, "set_coldkey_auto_stake_hotkey", **auto)
    call = "set_coldkey_auto_stake_hotkey"
    world.fails("SubtensorModule.HotKeyNotRegisteredInSubNet", BOB, call, netuid=1, hotkey=key("nobody"))
    assert chain.AutoStakeDestinationColdkeys[PARENT, 1] == [BOB]
    voter, miner = chain.Uids[1, PARENT], chain.Uids[1, HOT]
    chain.ValidatorPermit[1] = [uid == voter for uid in range(chain.SubnetworkN[1])]
    chain.Tempo[1] = 0
    world.runtime.run_to(50)
    chain.Weights[1, voter] = row_of([(miner, 65_535)])
    chain.LastUpdate[1] = [50] * chain.SubnetworkN[1]
    before = stake_of(chain, HOT, BOB, 1)
    distribute(chain, 1, Payout(100 * TAO, 0, 0, 0))
    ((netuid, destination, hotkey, owner, incentive),) = world.events("AutoStakeAdded")
    assert (netuid, destination, hotkey, owner) == (1, PARENT, HOT, BOB)
    assert 0 < incentive <= 100 * TAO
    assert stake_of(chain, HOT, BOB, 1) == before
    assert stake_of(chain, PARENT, BOB, 1) == incentive
    world.call(BOB, call, netuid=1, hotkey=OTHER)
    assert chain.AutoStakeDestinationColdkeys[PARENT, 1] == []
