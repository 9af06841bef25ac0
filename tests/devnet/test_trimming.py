"""Trimming a subnet: who leaves, what moves up with those who stay, and when it is refused."""

from __future__ import annotations

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor.epoch import step
from tao_tui.devnet.pallets.subtensor.mechanisms import index_of
from tao_tui.devnet.pallets.subtensor.rows import pairs_of, row_of
from tao_tui.devnet.pallets.subtensor.trimming import TRIM_BLOCKS
from tests.devnet.founding import ALICE, BOB, OWNER, OWNER_HOT, World, key

MINERS = [key(f"miner{uid}") for uid in range(1, 8)]
SECOND = index_of(1, 1)
BY_OWNER, BY_ROOT = Origin.signed(OWNER), Origin.root()


@pytest.fixture
def world() -> World:
    """The owner (0) and seven others, of whom the last is immune; uids 2, 4 and 5 earned least."""
    made = World()
    made.subnet()
    chain = made.chain
    chain.MinAllowedUids[1], chain.ImmunityPeriod[1], chain.Tempo[1] = 4, 100, 360
    for hotkey in MINERS[:-1]:
        made.neuron(1, BOB, hotkey)
    made.runtime.number = 1_000
    made.neuron(1, BOB, MINERS[-1])
    chain.LastEpochBlock[1] = 900
    chain.MechanismCountCurrent[1] = 2
    chain.Emission[1] = [0, 50, 10, 30, 10, 20, 40, 0]
    chain.Dividends[1] = list(range(8))
    chain.Incentive[SECOND] = list(range(8))
    for index in (1, SECOND):
        chain.Weights[index, 3] = row_of([(1, 5), (2, 6), (7, 7)])
        chain.Weights[index, 4] = row_of([(1, 5)])
        chain.Bonds[index, 7] = row_of([(6, 9)])
    return made


def trim(world: World, origin: Origin, most: int, netuid: int = 1) -> None:
    order = world.runtime.call("AdminUtils", "sudo_trim_to_max_allowed_uids", netuid=netuid, max_n=most)
    world.runtime.dispatch(order, origin)


def test_who_earned_least_leaves_and_the_others_move_up(world: World) -> None:
    chain = world.chain
    trim(world, BY_OWNER, 5)
    stay = [OWNER_HOT, *(MINERS[uid - 1] for uid in (1, 3, 6, 7))]
    assert [chain.Keys[1, uid] for uid in range(5)] == stay
    assert {key_: uid for (_, key_), uid in chain.Uids.under(1)} == {hot: uid for uid, hot in enumerate(stay)}
    assert (chain.SubnetworkN[1], chain.MaxAllowedUids[1], len(chain.Keys.under(1))) == (5, 5, 5)
    assert chain.Emission[1] == [0, 50, 30, 40, 0]
    assert chain.Dividends[1] == chain.Incentive[SECOND] == [0, 1, 3, 6, 7]
    assert [chain.BlockAtRegistration[1, uid] for uid in range(5)] == [0, 0, 0, 0, 1_000]
    assert not chain.IsNetworkMember[MINERS[3], 1]
    for index in (1, SECOND):
        assert [(uid, pairs_of(row)) for (_, uid), row in chain.Weights.under(index)] == [
            (2, [(1, 5), (4, 7)])
        ]
        assert [(uid, pairs_of(row)) for (_, uid), row in chain.Bonds.under(index)] == [(4, [(3, 9)])]
    assert len(step(chain, 1, 1_000).active) == 5
    world.neuron(1, BOB, key("late"))
    assert chain.SubnetworkN[1] == 5


def test_of_equals_the_highest_uid_leaves(world: World) -> None:
    trim(world, BY_ROOT, 7)
    assert MINERS[4 - 1] not in [hotkey for _, hotkey in world.chain.Keys.under(1)]


def test_a_subnet_with_room_only_loses_the_room(world: World) -> None:
    trim(world, BY_ROOT, 9)
    assert (world.chain.SubnetworkN[1], world.chain.MaxAllowedUids[1]) == (8, 9)


@pytest.mark.parametrize(
    ("error", "most", "netuid"),
    [("InvalidValue", 3, 1), ("InvalidValue", 257, 1), ("SubnetNotExists", 5, 9)],
)
def test_what_is_out_of_bounds(world: World, error: str, most: int, netuid: int) -> None:
    world.chain.AdminFreezeWindow.value = 0
    with pytest.raises(DispatchFailure, match=error):
        trim(world, BY_ROOT, most, netuid)


def test_not_too_many_may_be_immune(world: World) -> None:
    """Four of five are 80 percent."""
    world.chain.BlockAtRegistration[1, 6] = world.chain.BlockAtRegistration[1, 5] = 950
    with pytest.raises(DispatchFailure, match="TrimmingWouldExceedMaxImmunePercentage"):
        trim(world, BY_ROOT, 5)
    trim(world, BY_ROOT, 6)


def test_the_owner_trims_seldom(world: World) -> None:
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        trim(world, Origin.signed(ALICE), 7)
    trim(world, BY_OWNER, 7)
    world.chain.Tempo[1] = 0
    world.runtime.number += TRIM_BLOCKS - 1
    with pytest.raises(DispatchFailure, match="TxRateLimitExceeded"):
        trim(world, BY_OWNER, 6)
    world.runtime.number += 1
    trim(world, BY_OWNER, 6)
