"""The block step: minting, pots, moving prices, and when epochs run."""

from __future__ import annotations

import pytest

from tao_tui.devnet.economics.pool import Pool
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.swap import Swap
from tests.devnet.founding import ALICE, BOB, HOT, TAO, World

ONE_64 = 1 << 64
BLOCK = 1_000_000_000


@pytest.fixture
def world() -> World:
    """One subnet of 1,000 TAO and 10,000 alpha and nothing on root."""
    made = World()
    made.subnet()
    return made


def test_without_root_stake_all_tao_buys_alpha(world: World) -> None:
    """Root proportion 0 caps liquidity at 0: 1 TAO buys 1e13*1e9/(1e12+1e9) alpha that nobody gets."""
    before = world.balances.TotalIssuance.value
    world.runtime.run_block()
    chain = world.chain
    bought = 10_000 * TAO * TAO // (1_001 * TAO)
    assert bought == 9_990_009_990
    assert chain.SubnetExcessTao[1] == TAO
    assert chain.SubnetTaoInEmission[1] == chain.SubnetAlphaInEmission[1] == 0
    assert chain.SubnetProtocolAlpha[1] == bought
    assert chain.SubnetTAO[1] == 1_001 * TAO
    assert chain.SubnetAlphaIn[1] == 10_000 * TAO - bought
    assert world.balances.TotalIssuance.value == chain.TotalIssuance.value == before + TAO
    world.check_books()


def test_alpha_is_divided_among_the_pots(world: World) -> None:
    """18 % to the owner; halves of 820,004,577 to miners and validators; prices at 0.1 pay root nothing."""
    world.runtime.run_block()
    chain = world.chain
    assert chain.SubnetAlphaOutEmission[1] == BLOCK
    assert chain.PendingOwnerCut[1] == 179_995_422
    assert chain.PendingServerEmission[1] == 410_002_288
    assert chain.PendingValidatorEmission[1] == 410_002_288
    assert chain.PendingRootAlphaDivs[1] == 0
    assert chain.SubnetAlphaOut[1] == chain.SubnetProtocolAlpha[1] + BLOCK
    chain.OwnerCutEnabled[1] = False
    world.runtime.run_block()
    assert chain.PendingOwnerCut[1] == 179_995_422
    assert chain.PendingServerEmission[1] == 410_002_288 + 500_000_000


def test_root_stake_lets_liquidity_in_and_takes_its_part(world: World) -> None:
    """Weight one, 10,000 root TAO against 10,000 alpha: proportion one half, so half an alpha may enter."""
    chain = world.chain
    chain.TaoWeight.value = 2**64 - 1
    world.stake(HOT, ALICE, ROOT, 10_000 * TAO)
    world.runtime.run_block()
    assert chain.SubnetAlphaInEmission[1] == 500_000_000
    assert chain.SubnetTaoInEmission[1] == 49_999_999
    assert chain.SubnetExcessTao[1] == 950_000_000
    # The weights move for the liquidity before the excess is spent, and the reserves only after it.
    before = Pool(10_000 * TAO, 1_000 * TAO)
    weight = before.weight_for(49_999_999, 500_000_000)
    assert weight is not None
    assert world.runtime.pallet(Swap).SwapBalancer[1] == weight != before.quote
    assert chain.SubnetProtocolAlpha[1] == before._replace(quote=weight).alpha_for(950_000_000)
    # Prices sum to 0.1: the root part of the dividends is recycled.
    assert chain.PendingRootAlphaDivs[1] == 0
    recycled = BLOCK - (chain.SubnetAlphaOut[1] - chain.SubnetProtocolAlpha[1])
    paid = 179_995_422 + 410_002_288 + chain.PendingValidatorEmission[1]
    assert BLOCK - 3 <= recycled + paid <= BLOCK
    issued = chain.SubnetAlphaIn[1] + chain.SubnetProtocolAlpha[1] + BLOCK
    rest = BLOCK - 179_995_422
    assert abs(recycled - rest * 10_000 * TAO // (10_000 * TAO + issued) // 2) <= 1
    world.check_books()


def test_root_is_paid_when_prices_sum_to_more_than_one() -> None:
    """A subnet at price 2 moves past one."""
    world = World()
    world.subnet(tao=20_000 * TAO, alpha=10_000 * TAO)
    world.chain.SubnetMovingPrice[1] = 2 << 32
    world.stake(HOT, ALICE, ROOT, 10_000 * TAO)
    world.runtime.run_block()
    chain = world.chain
    assert chain.PendingRootAlphaDivs[1] > 0
    parts = (chain.PendingRootAlphaDivs, chain.PendingServerEmission, chain.PendingValidatorEmission)
    assert BLOCK - 4 <= sum(part[1] for part in parts) + chain.PendingOwnerCut[1] <= BLOCK


def test_emission_follows_moving_prices_and_switches() -> None:
    """Prices 1:3 share the block 1:3; a subnet that is not enabled leaves others its TAO, not its alpha."""
    world = World()
    for tao in (1_000, 3_000):
        world.subnet(tao=tao * TAO)
    world.runtime.run_block()
    chain = world.chain
    # In 32 bits 0.1 loses more than a third of what 0.3 loses: 429496729 to 1288490188.
    assert [chain.SubnetExcessTao[netuid] for netuid in (1, 2)] == [249_999_999, 750_000_000]
    chain.SubnetEmissionEnabled[2] = False
    world.runtime.run_block()
    assert [chain.SubnetExcessTao[netuid] for netuid in (1, 2)] == [TAO, 0]
    assert chain.SubnetAlphaOutEmission[2] == BLOCK
    chain.NetworkRegistrationAllowed[1] = False
    before = chain.SubnetTAO[1]
    world.runtime.run_block()
    assert chain.SubnetTAO[1] == before
    world.check_books()


def test_nothing_is_minted_before_the_start(world: World) -> None:
    """A subnet without its first emission block only waits."""
    del world.chain.FirstEmissionBlockNumber[1]
    before = world.balances.TotalIssuance.value
    world.runtime.run_to(3)
    assert world.balances.TotalIssuance.value == before
    assert world.chain.BlocksSinceLastStep[1] == 3


def test_halving_is_felt(world: World) -> None:
    """From 10.5 million TAO on half a TAO is minted."""
    world.balances.endow(BOB, 10_500_000 * TAO)
    world.runtime.run_block()
    assert world.chain.BlockEmission.value == 500_000_000
    assert world.chain.SubnetExcessTao[1] == 500_000_000


def test_moving_price_takes_its_first_step(world: World) -> None:
    """alpha = 12885/2^32 * 1/(1 + 201600), far too little to be seen in 32 bits."""
    chain = world.chain
    before = chain.SubnetMovingPrice[1]
    world.runtime.run_block()
    assert abs(chain.SubnetMovingPrice[1] - before) <= 1
    chain.SubnetMovingAlpha.value = 1 << 31
    chain.EMAPriceHalvingBlocks[1] = 0
    moving = chain.SubnetMovingPrice[1]
    world.runtime.run_block()
    price = (chain.SubnetTAO[1] << 64) // chain.SubnetAlphaIn[1]
    assert chain.SubnetMovingPrice[1] == (price // 2 + (moving << 31)) >> 32


def test_root_proportion_is_kept_for_readers(world: World) -> None:
    """RootProp = weighted root TAO over itself and the alpha issued, after the block's changes."""
    world.stake(HOT, ALICE, ROOT, 1_000 * TAO)
    world.runtime.run_block()
    chain = world.chain
    weighted = 1_000 * TAO * (chain.TaoWeight.value * 2**32 // (2**64 - 1))
    issued = (chain.SubnetAlphaIn[1] + chain.SubnetAlphaOut[1]) << 32
    assert chain.RootProp[1] == (weighted << 32) // (weighted + issued)


def test_epochs_come_every_tempo(world: World) -> None:
    """The first one a tempo after LastEpochBlock, the next a tempo later; counters are set back."""
    chain = world.chain
    chain.Tempo[1] = 10
    world.runtime.run_to(9)
    assert (chain.SubnetEpochIndex[1], chain.BlocksSinceLastStep[1]) == (0, 9)
    world.runtime.run_to(10)
    assert (chain.SubnetEpochIndex[1], chain.BlocksSinceLastStep[1], chain.LastEpochBlock[1]) == (1, 0, 10)
    assert chain.LastMechansimStepBlock[1] == 10
    assert chain.PendingServerEmission[1] == 0
    world.runtime.run_to(20)
    assert chain.SubnetEpochIndex[1] == 2
    chain.Tempo[1] = 0
    world.runtime.run_to(60)
    assert chain.SubnetEpochIndex[1] == 2


def test_an_epoch_can_be_asked_for_earlier(world: World) -> None:
    """PendingEpochAt fires once and starts a new cycle."""
    chain = world.chain
    chain.PendingEpochAt[1] = 5
    world.runtime.run_to(5)
    assert (chain.SubnetEpochIndex[1], chain.PendingEpochAt[1], chain.LastEpochBlock[1]) == (1, 0, 5)
    world.runtime.run_to(20)
    assert chain.SubnetEpochIndex[1] == 1


def test_too_many_epochs_in_a_block_are_put_off(world: World) -> None:
    """Two a block: the third subnet waits one block and says so."""
    chain = world.chain
    for _ in range(2):
        world.subnet()
    for netuid in (1, 2, 3):
        chain.Tempo[netuid] = 10
        chain.LastEpochBlock[netuid] = 0
    world.runtime.run_to(10)
    assert [chain.SubnetEpochIndex[netuid] for netuid in (1, 2, 3)] == [1, 1, 0]
    assert world.events("EpochDeferred") == [(3, 10, 11)]
    world.runtime.run_to(11)
    assert chain.SubnetEpochIndex[3] == 1


def test_a_subnet_with_a_hotkey_twice_skips_its_epoch(world: World) -> None:
    """The slot is used up, the pots keep what they hold."""
    chain = world.chain
    world.neuron(1, BOB, HOT)
    chain.Keys[1, 1] = chain.Keys[1, 0]
    chain.Tempo[1] = 10
    world.runtime.run_to(10)
    assert world.events("EpochSkipped") == [(1, 10)]
    assert chain.SubnetEpochIndex[1] == 1
    assert chain.PendingServerEmission[1] > 0


def test_pots_are_accounts_nobody_holds() -> None:
    """The pallet's id, the netuid, zeroes."""
    assert subnet_account(258) == b"modlsubtensr\x02\x01" + bytes(18)
