"""Epoch payouts: who gets the alpha that piled up, to the rao."""

from __future__ import annotations

import pytest

from tao_tui.devnet.pallets.subtensor.distribution import Payout, distribute
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import RecycleOrBurn
from tests.devnet.founding import ALICE, BOB, OWNER, OWNER_HOT, TAO, World, key

VALIDATOR, MINER = key("validator"), key("miner")
POTS = Payout(server=400 * TAO, validator=300 * TAO, root=100 * TAO, owner=200 * TAO)


@pytest.fixture
def world() -> World:
    """Bob's validator (uid 1, 100 alpha of his and 300 of Alice's) and Bob's miner (uid 2), block 50."""
    made = World()
    made.subnet()
    chain = made.chain
    made.neuron(1, BOB, VALIDATOR)
    made.neuron(1, BOB, MINER)
    made.stake(VALIDATOR, BOB, 1, 100 * TAO)
    made.stake(VALIDATOR, ALICE, 1, 300 * TAO)
    chain.ValidatorPermit[1] = [False, True, False]
    chain.Delegates[VALIDATOR] = 6_554
    chain.Tempo[1] = 0
    made.runtime.run_to(50)
    chain.SubnetAlphaOut[1] += 1_000 * TAO
    chain.Weights[1, 1] = row_of([(2, 65_535)])
    chain.LastUpdate[1] = [50, 50, 50]
    return made


def test_miners_validators_stakers_and_the_owner_are_paid(world: World) -> None:
    """One validator and one miner share 1:1; a take of 6554/65535 of 300 alpha goes to Bob first."""
    chain = world.chain
    distribute(chain, 1, Payout(400 * TAO, 300 * TAO, 0, 200 * TAO))
    assert chain.Incentive[1] == [0, 0, 65_535]
    assert chain.Dividends[1] == [0, 65_535, 0]
    assert chain.ValidatorPermit[1][1]
    # The epoch halves 700 alpha between one miner and one validator.
    assert stake_of(chain, MINER, BOB, 1) == 350 * TAO
    assert stake_of(chain, OWNER_HOT, OWNER, 1) == 200 * TAO
    take = ((6_554 << 32) // 65_535 * 300 * TAO) >> 32
    gained = chain.TotalHotkeyAlpha[VALIDATOR, 1] - 400 * TAO
    assert abs(gained - 300 * TAO) <= 1
    assert chain.AlphaDividendsPerSubnet[1, VALIDATOR] == 300 * TAO - take - 1
    alice = 300 * TAO * (400 * TAO + gained) // (400 * TAO + take)
    assert abs(stake_of(chain, VALIDATOR, ALICE, 1) - alice) <= 1
    assert chain.TotalHotkeyAlphaLastEpoch[VALIDATOR, 1] == 400 * TAO + gained


def test_without_incentive_validators_get_the_miners_part(world: World) -> None:
    """Nobody is weighted: all 700 go to those who stake."""
    chain = world.chain
    del chain.Weights[1, 1]
    distribute(chain, 1, Payout(400 * TAO, 300 * TAO, 0, 0))
    assert chain.TotalHotkeyAlpha[VALIDATOR, 1] >= 400 * TAO + 700 * TAO - 2
    assert (MINER, 1) not in chain.TotalHotkeyAlpha


def test_the_owners_own_incentive_is_withheld(world: World) -> None:
    """Burned alpha stays in AlphaOut, recycled alpha does not; either way it is recorded."""
    chain = world.chain
    chain.Weights[1, 1] = row_of([(0, 65_535), (2, 65_535)])
    out = chain.SubnetAlphaOut[1]
    distribute(chain, 1, Payout(400 * TAO, 300 * TAO, 0, 0))
    assert chain.MinerBurned[1] == 1 << 31
    assert stake_of(chain, OWNER_HOT, OWNER, 1) == 0
    assert chain.SubnetAlphaOut[1] == out
    chain.RecycleOrBurn[1] = RecycleOrBurn.Recycle
    distribute(chain, 1, Payout(400 * TAO, 300 * TAO, 0, 0))
    assert out - 175 * TAO - 1 <= chain.SubnetAlphaOut[1] <= out - 175 * TAO + 1


def test_root_stake_earns_what_it_may_claim(world: World) -> None:
    """Half of the validator's backing is root: its pot, less take, is sold and grows Alice's root stake."""
    chain = world.chain
    chain.TaoWeight.value = 2**64 - 1
    world.stake(VALIDATOR, ALICE, ROOT, 400 * TAO)
    price = chain.SubnetTAO[1], chain.SubnetAlphaIn[1]
    distribute(chain, 1, POTS)
    take = ((6_554 << 32) // 65_535 * 100 * TAO) >> 32
    sold = 100 * TAO - take - 1
    tao = price[0] * sold // (price[1] + sold)
    assert chain.RootAlphaDividendsPerSubnet[1, VALIDATOR] == sold
    assert chain.RootClaimable[VALIDATOR] == {1: (sold << 32) // (400 * TAO)}
    world.call(ALICE, "claim_root", subnets=frozenset({1}))
    # A rate of 32 binary digits loses less than 100 of the 400 thousand million it stands for.
    assert 0 <= 400 * TAO + tao - stake_of(chain, VALIDATOR, ALICE, ROOT) <= 10
    assert chain.SubnetTAO[ROOT] == chain.TotalHotkeyAlpha[VALIDATOR, ROOT]
    world.check_books()


def test_parents_share_what_their_children_earn(world: World) -> None:
    """The miner's hotkey has lent its 400 alpha to the validator, which has 400 of its own: half each."""
    chain = world.chain
    whole = 2**64 - 1
    chain.ChildKeys[MINER, 1] = [(whole, VALIDATOR)]
    chain.ParentKeys[VALIDATOR, 1] = [(whole, MINER)]
    world.stake(MINER, ALICE, 1, 400 * TAO)
    distribute(chain, 1, Payout(0, 300 * TAO, 0, 0))
    assert chain.StakeWeight[1] == [0, 65_535, 0]
    assert abs(chain.TotalHotkeyAlpha[VALIDATOR, 1] - 550 * TAO) <= 2
    # Half of the server share reached the miner itself through its incentive.
    incentive = chain.Emission[1][2]
    assert abs(chain.TotalHotkeyAlpha[MINER, 1] - 550 * TAO - incentive) <= 2


def test_a_long_run_loses_no_alpha(world: World) -> None:
    """Over many epochs positions, pots, protocol and burned alpha make up everything outstanding."""
    chain = world.chain
    chain.Tempo[1] = 20
    extra = chain.SubnetAlphaOut[1] - 1_000 * TAO
    chain.SubnetAlphaOut[1] = extra
    gap = extra - _known(world)
    world.stake(VALIDATOR, ALICE, ROOT, 500 * TAO)
    chain.SubnetMovingPrice[1] = 2 << 32
    world.runtime.run_to(400)
    assert chain.SubnetEpochIndex[1] >= 17
    assert 0 <= chain.SubnetAlphaOut[1] - _known(world) - gap <= 400 * 20
    world.check_books()


def _known(world: World) -> int:
    chain = world.chain
    staked = sum(v for (_, netuid), v in chain.TotalHotkeyAlpha.items() if netuid == 1)
    pots = (
        chain.PendingServerEmission,
        chain.PendingValidatorEmission,
        chain.PendingRootAlphaDivs,
        chain.PendingOwnerCut,
    )
    return staked + sum(pot[1] for pot in pots) + chain.SubnetProtocolAlpha[1]
