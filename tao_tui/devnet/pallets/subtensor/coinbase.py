"""The block step: registration prices fall, TAO and alpha are minted into subnets, and due epochs run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tao_tui.devnet.economics import swap
from tao_tui.devnet.economics.emission import (
    alpha_pots,
    block_emission,
    emission_shares,
    root_proportion,
    subnet_terms,
    tao_weight,
)
from tao_tui.devnet.economics.fixed import ONE_64
from tao_tui.devnet.economics.pool import Pool
from tao_tui.devnet.economics.prices import burn_decay, decayed_burn, moved_price
from tao_tui.devnet.economics.swap import SwapError
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor import purse
from tao_tui.devnet.pallets.subtensor.distribution import Payout, distribute, take_pots
from tao_tui.devnet.pallets.subtensor.neurons import hotkeys_of
from tao_tui.devnet.pallets.subtensor.schedule import close_slot, epoch_is_due
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.swap import Balancer, Swap

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Moment:
    """What every subnet needs to know about the block being made."""

    root_tao: int
    weight: int
    """TaoWeight as U96F32."""
    owner_cut: int
    root_sells: bool
    """Whether root dividends are paid; they are recycled while prices sum to one or less."""


def block_step(chain: SubtensorState, block: int) -> None:
    """Everything the pallet does at the start of a block, in the chain's order."""
    _update_prices(chain, block)
    subnets = [netuid for netuid in chain.netuids() if netuid != ROOT]
    emission = block_emission(chain.pallet(Balances).TotalIssuance.value)
    if chain.BlockEmission.value != emission:
        chain.BlockEmission.value = emission
    receiving = [netuid for netuid in subnets if _receives(chain, netuid)]
    _emit(chain, receiving, emission)
    payouts = _due_payouts(chain, block, subnets)
    for netuid, payout in payouts.items():
        distribute(chain, netuid, payout)
        chain.LastMechansimStepBlock[netuid] = block
    _move_averages(chain, block, receiving)
    issuance = chain.pallet(Balances).TotalIssuance.value
    if chain.TotalIssuance.value != issuance:
        chain.TotalIssuance.value = issuance


def _update_prices(chain: SubtensorState, block: int) -> None:
    """Let registration prices decay and reset the counters of the last block."""
    for netuid in list(chain.RegistrationsThisBlock.data):
        del chain.RegistrationsThisBlock[netuid]
    if block <= 1:
        return
    least, most, half_life = chain.MinBurn, chain.MaxBurn, chain.BurnHalfLife
    for netuid in chain.netuids():
        burn = chain.Burn[netuid]
        new = decayed_burn(burn, burn_decay(half_life[netuid]), least[netuid], most[netuid])
        if new != burn:
            chain.Burn[netuid] = new


def _receives(chain: SubtensorState, netuid: int) -> bool:
    """Whether a subnet takes part in emission."""
    started = netuid in chain.FirstEmissionBlockNumber and chain.SubtokenEnabled[netuid]
    return started and chain.NetworkRegistrationAllowed[netuid]


def _emit(chain: SubtensorState, netuids: list[int], emission: int) -> None:
    """Mint this block's TAO and alpha into the pools and pots of the subnets that take part."""
    prices = [
        chain.SubnetMovingPrice[netuid] << 32 if chain.SubnetMechanism[netuid] else ONE_64
        for netuid in netuids
    ]
    burned = [chain.MinerBurned[netuid] << 32 for netuid in netuids]
    enabled = [chain.SubnetEmissionEnabled[netuid] for netuid in netuids]
    moment = Moment(
        root_tao=chain.SubnetTAO[ROOT],
        weight=tao_weight(chain.TaoWeight.value),
        owner_cut=chain.SubnetOwnerCut.value,
        root_sells=sum(prices) > ONE_64,
    )
    staked = 0
    for netuid, share in zip(netuids, emission_shares(prices, burned, enabled), strict=True):
        # U64F64 of emission times share, narrowed to U96F32: the same bits as this one shift.
        staked += _emit_to(chain, netuid, (emission * share) >> 32, moment)
    if staked:
        chain.TotalStake.value += staked


def _emit_to(chain: SubtensorState, netuid: int, tao: int, moment: Moment) -> int:
    """One subnet's part of the block, `tao` as U96F32; answers the rao that went into its pool."""
    balancers = chain.pallet(Swap).SwapBalancer
    pool = Pool(chain.SubnetAlphaIn[netuid], chain.SubnetTAO[netuid], balancers[netuid].quote)
    out = chain.SubnetAlphaOut[netuid]
    alpha_emission = block_emission(pool.alpha + out)
    proportion = root_proportion(moment.root_tao, moment.weight, pool.alpha + out)
    terms = subnet_terms(tao, pool.price() >> 32, alpha_emission, proportion)
    pool, bought = _buy_excess(chain, netuid, pool, terms.excess_tao)
    excess = terms.excess_tao if bought else 0
    filled = pool.with_injection(terms.tao_in, terms.alpha_in)
    tao_in, alpha_in = (terms.tao_in, terms.alpha_in) if filled else (0, 0)
    pool = filled or pool
    purse.mint(chain, purse.subnet_account(netuid), excess + tao_in)
    _note(chain.SubnetExcessTao, netuid, excess)
    _note(chain.SubnetTaoInEmission, netuid, tao_in)
    _note(chain.SubnetAlphaInEmission, netuid, alpha_in)
    _note(chain.SubnetAlphaOutEmission, netuid, alpha_emission)
    chain.SubnetTAO[netuid] = pool.tao
    chain.SubnetAlphaIn[netuid] = pool.alpha
    _note(balancers, netuid, Balancer(pool.quote))
    out += bought + alpha_emission
    recycled = _fill_pots(chain, netuid, alpha_emission, pool.alpha + out, moment)
    chain.SubnetAlphaOut[netuid] = out - recycled
    return excess + tao_in


def _buy_excess(chain: SubtensorState, netuid: int, pool: Pool, tao: int) -> tuple[Pool, int]:
    """Spend TAO that may not become liquidity on alpha nobody gets; answers the pool and the alpha bought."""
    if not tao:
        return pool, 0
    try:
        trade = swap.buy(pool, tao)
    except SwapError:
        return pool, 0
    chain.SubnetProtocolAlpha[netuid] += trade.paid_out
    chain.SubnetVolume[netuid] += tao
    return trade.pool, trade.paid_out


def _fill_pots(chain: SubtensorState, netuid: int, alpha: int, issuance: int, moment: Moment) -> int:
    """Divide the block's alpha among the pots of the next epoch; answers what is recycled instead."""
    cut = moment.owner_cut if chain.OwnerCutEnabled[netuid] else 0
    pots = alpha_pots(alpha, cut, root_proportion(moment.root_tao, moment.weight, issuance))
    chain.PendingOwnerCut[netuid] += pots.owner
    chain.PendingServerEmission[netuid] += pots.server
    chain.PendingValidatorEmission[netuid] += pots.validator
    if moment.root_sells:
        chain.PendingRootAlphaDivs[netuid] += pots.root
        return 0
    return pots.root


def _move_averages(chain: SubtensorState, block: int, netuids: list[int]) -> None:
    """Move each moving price toward the pool's price and store the root proportion."""
    root_tao, weight = chain.SubnetTAO[ROOT], tao_weight(chain.TaoWeight.value)
    smoothing, balancers = chain.SubnetMovingAlpha.value, chain.pallet(Swap).SwapBalancer
    for netuid in netuids:
        alpha = chain.SubnetAlphaIn[netuid]
        if chain.SubnetMechanism[netuid] == 1:
            spot = Pool(alpha, chain.SubnetTAO[netuid], balancers[netuid].quote).price()
        else:
            spot = ONE_64
        age = max(0, block - max(0, chain.FirstEmissionBlockNumber[netuid] - 1))
        halving = chain.EMAPriceHalvingBlocks[netuid]
        moving = chain.SubnetMovingPrice[netuid]
        chain.SubnetMovingPrice[netuid] = moved_price(moving, spot, smoothing, age, halving)
        chain.RootProp[netuid] = root_proportion(root_tao, weight, alpha + chain.SubnetAlphaOut[netuid])


def _due_payouts(chain: SubtensorState, block: int, subnets: list[int]) -> dict[int, Payout]:
    """Empty the pots of the subnets whose epoch runs now, as many as a block allows; defer the others."""
    due: dict[int, Payout] = {}
    for netuid in subnets:
        chain.BlocksSinceLastStep[netuid] += 1
        if not epoch_is_due(chain, netuid, block):
            continue
        if len(due) >= chain.MaxEpochsPerBlock.value:
            chain.PendingEpochAt[netuid] = block + 1
            chain.deposit_event(
                chain.Event.EpochDeferred(netuid=netuid, from_block=block, to_block=block + 1)
            )
            continue
        hotkeys = hotkeys_of(chain, netuid)
        if len(set(hotkeys)) == len(hotkeys):
            chain.BlocksSinceLastStep[netuid] = 0
            due[netuid] = take_pots(chain, netuid)
        else:
            chain.deposit_event(chain.Event.EpochSkipped(netuid=netuid, block=block))
        close_slot(chain, netuid, block)
    return due


def _note(item: StorageMap[int, V], netuid: int, value: V) -> None:
    """Write a value only if it is a new one: most per-block counters repeat."""
    if item.get(netuid) != value:
        item[netuid] = value
