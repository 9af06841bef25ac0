"""Minting a block's TAO and alpha into subnets: their pools, the pots of the next epoch, their averages.

This runs for every subnet in every block, so it reads the maps' dictionaries directly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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
from tao_tui.devnet.economics.prices import moved_price
from tao_tui.devnet.economics.swap import SwapError, spend
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor import purse
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.swap import Swap


@dataclass(frozen=True, slots=True)
class Moment:
    """What every subnet needs to know about the block being made."""

    balancers: StorageMap[int, int]
    root_tao: int
    weight: int
    """TaoWeight as U96F32."""
    owner_cut: int
    root_sells: bool
    """Whether root dividends are paid; they are recycled while prices sum to one or less."""
    minted: dict[bytes, int] = field(default_factory=dict)
    """Rao that enters each subnet's account."""
    staked: list[int] = field(default_factory=list)
    """Rao of it that pools took in; what buys nothing stays in the account."""


def emit(chain: SubtensorState, netuids: list[int], emission: int) -> None:
    """Mint this block's TAO and alpha into the pools and pots of the subnets that take part."""
    prices = [
        chain.SubnetMovingPrice[netuid] << 32 if chain.SubnetMechanism[netuid] else ONE_64
        for netuid in netuids
    ]
    burned = [chain.MinerBurned[netuid] << 32 for netuid in netuids]
    enabled = [chain.SubnetEmissionEnabled[netuid] for netuid in netuids]
    moment = Moment(
        balancers=chain.pallet(Swap).SwapBalancer,
        root_tao=chain.SubnetTAO[ROOT],
        weight=tao_weight(chain.TaoWeight.value),
        owner_cut=chain.SubnetOwnerCut.value,
        root_sells=sum(prices) > ONE_64,
    )
    for netuid, share in zip(netuids, emission_shares(prices, burned, enabled), strict=True):
        # U64F64 of emission times share, narrowed to U96F32: the same bits as this one shift.
        _emit_to(chain, netuid, (emission * share) >> 32, moment)
    purse.mint_all(chain, moment.minted)
    chain.TotalStake.value += sum(moment.staked)


def move_averages(chain: SubtensorState, block: int, netuids: list[int]) -> None:
    """Move each moving price toward the pool's price and store the root proportion."""
    root_tao, weight = chain.SubnetTAO[ROOT], tao_weight(chain.TaoWeight.value)
    smoothing, balancers = chain.SubnetMovingAlpha.value, chain.pallet(Swap).SwapBalancer
    started, halving = chain.FirstEmissionBlockNumber.data, chain.EMAPriceHalvingBlocks
    for netuid in netuids:
        pool = _pool(chain, netuid, balancers)
        spot = pool.price() if chain.SubnetMechanism[netuid] == 1 else ONE_64
        age = max(0, block - max(0, started[netuid] - 1))
        moving = chain.SubnetMovingPrice.data.get(netuid, 0)
        moved = moved_price(moving, spot, smoothing, age, halving[netuid])
        if moved != moving:
            chain.SubnetMovingPrice[netuid] = moved
        issuance = pool.alpha + chain.SubnetAlphaOut.data.get(netuid, 0)
        chain.RootProp[netuid] = root_proportion(root_tao, weight, issuance)


def _pool(chain: SubtensorState, netuid: int, balancers: StorageMap[int, int]) -> Pool:
    alpha, tao = chain.SubnetAlphaIn.data.get(netuid, 0), chain.SubnetTAO.data.get(netuid, 0)
    return Pool(alpha, tao, balancers[netuid])


def _emit_to(chain: SubtensorState, netuid: int, tao: int, moment: Moment) -> None:
    """One subnet's part of the block, `tao` as U96F32."""
    pool = _pool(chain, netuid, moment.balancers)
    out = chain.SubnetAlphaOut.data.get(netuid, 0)
    alpha_emission = block_emission(pool.alpha + out)
    proportion = root_proportion(moment.root_tao, moment.weight, pool.alpha + out)
    terms = subnet_terms(tao, pool.price() >> 32, alpha_emission, proportion)
    # The weights take in the liquidity first, the excess is spent at those, and then the reserves grow.
    filled = pool.with_injection(terms.tao_in, terms.alpha_in)
    tao_in, alpha_in = (terms.tao_in, terms.alpha_in) if filled else (0, 0)
    pool = pool if filled is None else pool._replace(quote=filled.quote)
    pool, bought = _buy_excess(chain, netuid, pool, terms.excess_tao)
    excess = terms.excess_tao if bought else 0
    pool = Pool(pool.alpha + alpha_in, pool.tao + tao_in, pool.quote)
    if terms.excess_tao + tao_in:
        moment.minted[purse.subnet_account(netuid)] = terms.excess_tao + tao_in
    moment.staked.append(excess + tao_in)
    _note(chain.SubnetExcessTao, netuid, excess)
    _note(chain.SubnetTaoInEmission, netuid, tao_in)
    _note(chain.SubnetAlphaInEmission, netuid, alpha_in)
    _note(chain.SubnetAlphaOutEmission, netuid, alpha_emission)
    chain.SubnetTAO[netuid] = pool.tao
    chain.SubnetAlphaIn[netuid] = pool.alpha
    _note(moment.balancers, netuid, pool.quote)
    out += bought + alpha_emission
    recycled = _fill_pots(chain, netuid, alpha_emission, pool.alpha + out, moment)
    chain.SubnetAlphaOut[netuid] = out - recycled


def _buy_excess(chain: SubtensorState, netuid: int, pool: Pool, tao: int) -> tuple[Pool, int]:
    """Spend TAO that may not become liquidity on alpha nobody gets; answers the pool and the alpha bought."""
    if not tao:
        return pool, 0
    try:
        trade = spend(pool, tao)
    except SwapError:
        return pool, 0
    chain.SubnetProtocolAlpha[netuid] = chain.SubnetProtocolAlpha.data.get(netuid, 0) + trade.paid_out
    chain.SubnetVolume[netuid] = chain.SubnetVolume.data.get(netuid, 0) + tao
    return trade.pool, trade.paid_out


def _fill_pots(chain: SubtensorState, netuid: int, alpha: int, issuance: int, moment: Moment) -> int:
    """Divide the block's alpha among the pots of the next epoch; answers what is recycled instead."""
    cut = moment.owner_cut if chain.OwnerCutEnabled[netuid] else 0
    pots = alpha_pots(alpha, cut, root_proportion(moment.root_tao, moment.weight, issuance))
    _add(chain.PendingOwnerCut, netuid, pots.owner)
    _add(chain.PendingServerEmission, netuid, pots.server)
    _add(chain.PendingValidatorEmission, netuid, pots.validator)
    if not moment.root_sells:
        return pots.root
    _add(chain.PendingRootAlphaDivs, netuid, pots.root)
    return 0


def _add(pot: StorageMap[int, int], netuid: int, amount: int) -> None:
    pot[netuid] = pot.data.get(netuid, 0) + amount


def _note(item: StorageMap[int, int], netuid: int, value: int) -> None:
    """Write a value only if it is a new one: most per-block counters repeat."""
    if item.data.get(netuid) != value:
        item[netuid] = value
