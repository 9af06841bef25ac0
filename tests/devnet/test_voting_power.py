"""Voting power: whose stake it follows and how slowly, how it ends, and where it goes in a hotkey swap."""

from __future__ import annotations

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor.epoch import step
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_weight
from tao_tui.devnet.pallets.subtensor.voting_power import GRACE_BLOCKS, ONE, follow_epoch
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key

POOR, NEW = key("poor"), key("new")


@pytest.fixture
def world() -> World:
    """Subnet 1 keeps voting power, moving by half; there is room for one validator, Bob's hotkey."""
    made = World()
    made.subnet()
    for hotkey in (HOT, POOR):
        made.neuron(1, BOB, hotkey)
    made.stake(HOT, BOB, 1, 100 * TAO)
    made.chain.MaxAllowedValidators[1] = 1
    made.chain.StakeThreshold.value = 60 * TAO
    made.call(OWNER, "enable_voting_power_tracking", netuid=1)
    smooth(made, ONE // 2)
    return made


def smooth(world: World, alpha: int) -> None:
    order = world.runtime.call("SubtensorModule", "sudo_set_voting_power_ema_alpha", netuid=1, alpha=alpha)
    world.runtime.dispatch(order, Origin.root())


def test_it_follows_the_stake_of_validators_by_epochs(world: World) -> None:
    """It may grow from below the threshold, and is none once it has fallen below it."""
    chain = world.chain
    assert world.events("VotingPowerTrackingEnabled") == [(1,)]
    assert world.events("VotingPowerEmaAlphaSet") == [(1, ONE // 2)]
    step(chain, 1, 0)
    step(chain, 1, 0)
    assert chain.VotingPower.items() == [((1, HOT), 75 * TAO)]
    assert stake_weight(chain, HOT, 1) == 100 * TAO
    chain.TotalHotkeyAlpha[HOT, 1] = 61 * TAO
    smooth(world, ONE)
    step(chain, 1, 0)
    assert chain.VotingPower[1, HOT] == 61 * TAO
    chain.TotalHotkeyAlpha[HOT, 1] = 0
    chain.TotalHotkeyAlpha[POOR, 1] = 61 * TAO
    step(chain, 1, 0)
    assert chain.VotingPower.items() == [((1, POOR), 61 * TAO)]


def test_who_falls_below_the_threshold_or_leaves_has_none(world: World) -> None:
    """Who was never above it keeps what little there is."""
    chain = world.chain
    for hotkey, power in ((HOT, 60 * TAO), (POOR, 59 * TAO), (NEW, 70 * TAO)):
        chain.VotingPower[1, hotkey] = power
    follow_epoch(chain, 1, {HOT: 60 * TAO - 2, POOR: 1})
    assert chain.VotingPower.items() == [((1, POOR), (59 * TAO + 1) // 2)]


def test_it_ends_two_weeks_after_it_was_asked_to(world: World) -> None:
    chain = world.chain
    step(chain, 1, 0)
    world.call(OWNER, "disable_voting_power_tracking", netuid=1)
    assert world.events("VotingPowerTrackingDisableScheduled") == [(1, GRACE_BLOCKS)]
    world.runtime.number = GRACE_BLOCKS - 1
    step(chain, 1, 0)
    assert chain.VotingPower[1, HOT] == 75 * TAO
    world.runtime.number = GRACE_BLOCKS
    step(chain, 1, 0)
    assert world.events("VotingPowerTrackingDisabled") == [(1,)]
    assert not chain.VotingPower
    assert not chain.VotingPowerDisableAtBlock
    not_kept = "SubtensorModule.VotingPowerTrackingNotEnabled"
    world.fails(not_kept, OWNER, "disable_voting_power_tracking", netuid=1)


def test_who_may_keep_it(world: World) -> None:
    for function in ("enable_voting_power_tracking", "disable_voting_power_tracking"):
        world.fails("BadOrigin", ALICE, function, netuid=1)
    world.fails("BadOrigin", OWNER, "sudo_set_voting_power_ema_alpha", netuid=1, alpha=1)
    with pytest.raises(DispatchFailure, match="InvalidVotingPowerEmaAlpha"):
        smooth(world, ONE + 1)


@pytest.mark.parametrize("keep_stake", [False, True])
def test_it_goes_with_the_stake_in_a_hotkey_swap(world: World, keep_stake: bool) -> None:
    chain = world.chain
    step(chain, 1, 0)
    world.runtime.number = 8_000
    swap = {"hotkey": HOT, "new_hotkey": NEW, "netuid": 1, "keep_stake": keep_stake}
    world.call(BOB, "swap_hotkey_v2", **swap)
    assert chain.VotingPower.items() == [((1, HOT if keep_stake else NEW), 50 * TAO)]
    assert chain.Uids[1, OWNER_HOT] == 0
