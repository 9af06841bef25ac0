"""Minting a block's TAO and alpha into subnets: their pools, the pots of the next epoch, their averages.

This runs for every subnet in every block, so it reads the maps' dictionaries directly.
"""

from __future__ import annotations

from tao_tui.devnet.economics.emission import (
    alpha_pots,
    block_emission,
    emission_shares,
    root_proportion,
    subnet_terms,
    tao_weight,
)
from tao_tui.devnet.economics.fixed import ONE_64, clamp_u64
from tao_tui.devnet.economics.pool import Pool
from tao_tui.devnet.economics.prices import moved_price
from tao_tui.devnet.economics.swap import SwapError, bought_with
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor import purse
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.swap import Swap

Column = dict[int, int]
"""A value by netuid."""


class Minting:
    """One block's emission: what every subnet needs to know, and the columns of what it brings them."""

    def __init__(self, chain: SubtensorState, *, root_sells: bool) -> None:
        self.chain = chain
        self.balancers = chain.pallet(Swap).SwapBalancer
        self.root_tao = chain.SubnetTAO[ROOT]
        self.weight = tao_weight(chain.TaoWeight.value)
        self.owner_cut = chain.SubnetOwnerCut.value
        self.root_sells = root_sells
        """Whether root dividends are paid; they are recycled while prices sum to one or less."""
        self.accounts: dict[bytes, int] = {}
        """Rao that enters each subnet's account."""
        self.staked = 0
        """Rao of it that pools took in; what buys nothing stays in the account."""
        self.tao: Column = {}
        self.alpha: Column = {}
        self.quote: Column = {}
        self.out: Column = {}
        self.protocol: Column = {}
        self.volume: Column = {}
        self.notes: tuple[Column, Column, Column, Column] = ({}, {}, {}, {})
        """Excess TAO, TAO in, alpha in and alpha out."""
        self.pots: tuple[Column, Column, Column, Column] = ({}, {}, {}, {})
        """Owner cut, server, validator and root."""

    def emit_to(self, netuid: int, tao: int) -> None:
        """One subnet's part of the block, `tao` as U96F32."""
        chain = self.chain
        pool = _pool(chain, netuid, self.balancers)
        out: int = chain.SubnetAlphaOut.data.get(netuid, 0)
        alpha_emission = block_emission(pool.alpha + out)
        proportion = root_proportion(self.root_tao, self.weight, pool.alpha + out)
        terms = subnet_terms(tao, pool.price() >> 32, alpha_emission, proportion)
        # The weights take in the liquidity first, the excess is spent at those, and then the reserves grow.
        tao_in, alpha_in, offered = terms
        quote = pool.weight_for(tao_in, alpha_in)
        if quote is None:
            tao_in, alpha_in, quote = 0, 0, pool.quote
        bought = self._buy_excess(netuid, Pool(pool.alpha, pool.tao, quote), offered) if offered else 0
        excess = offered if bought else 0
        if offered + tao_in:
            self.accounts[purse.subnet_account(netuid)] = offered + tao_in
        self.staked += excess + tao_in
        excesses, taos, alphas, emissions = self.notes
        excesses[netuid], taos[netuid] = excess, tao_in
        alphas[netuid], emissions[netuid] = alpha_in, alpha_emission
        self.tao[netuid] = clamp_u64(pool.tao + excess) + tao_in
        self.alpha[netuid] = alpha = pool.alpha - bought + alpha_in
        self.quote[netuid] = quote
        out += bought + alpha_emission
        self.out[netuid] = out - self._fill_pots(netuid, alpha_emission, alpha + out)

    def _buy_excess(self, netuid: int, pool: Pool, tao: int) -> int:
        """Spend TAO that may not become liquidity on alpha nobody gets; answers the alpha bought."""
        try:
            bought = bought_with(pool, tao)
        except SwapError:
            return 0
        self.protocol[netuid] = self.chain.SubnetProtocolAlpha.data.get(netuid, 0) + bought
        self.volume[netuid] = self.chain.SubnetVolume.data.get(netuid, 0) + tao
        return bought

    def _fill_pots(self, netuid: int, alpha: int, issuance: int) -> int:
        """Divide the block's alpha among the pots of the next epoch; answers what is recycled instead."""
        cut = self.owner_cut if self.chain.OwnerCutEnabled[netuid] else 0
        pots = alpha_pots(alpha, cut, root_proportion(self.root_tao, self.weight, issuance))
        owner, server, validator, root = self.pots
        owner[netuid], server[netuid], validator[netuid] = pots.owner, pots.server, pots.validator
        root[netuid] = pots.root if self.root_sells else 0
        return 0 if self.root_sells else pots.root

    def store(self) -> None:
        """Write all columns."""
        chain = self.chain
        purse.mint_all(chain, self.accounts)
        chain.TotalStake.value += self.staked
        noted = (
            chain.SubnetExcessTao,
            chain.SubnetTaoInEmission,
            chain.SubnetAlphaInEmission,
            chain.SubnetAlphaOutEmission,
        )
        written = (chain.SubnetTAO, chain.SubnetAlphaIn, chain.SubnetAlphaOut, self.balancers)
        bought = (chain.SubnetProtocolAlpha, chain.SubnetVolume)
        columns = (*self.notes, self.tao, self.alpha, self.out, self.quote, self.protocol, self.volume)
        for item, column in zip((*noted, *written, *bought), columns, strict=True):
            item.assign(column)
        pots = (
            chain.PendingOwnerCut,
            chain.PendingServerEmission,
            chain.PendingValidatorEmission,
            chain.PendingRootAlphaDivs,
        )
        for pot, column in zip(pots, self.pots, strict=True):
            held = pot.data.get
            pot.assign({netuid: held(netuid, 0) + amount for netuid, amount in column.items() if amount})


def emit(chain: SubtensorState, netuids: list[int], emission: int) -> None:
    """Mint this block's TAO and alpha into the pools and pots of the subnets that take part."""
    mechanisms = chain.SubnetMechanism.column(netuids)
    moving = chain.SubnetMovingPrice.column(netuids)
    prices = [price << 32 if pooled else ONE_64 for price, pooled in zip(moving, mechanisms, strict=True)]
    burned = [part << 32 for part in chain.MinerBurned.column(netuids)]
    enabled = chain.SubnetEmissionEnabled.column(netuids)
    minting = Minting(chain, root_sells=sum(prices) > ONE_64)
    for netuid, share in zip(netuids, emission_shares(prices, burned, enabled), strict=True):
        # U64F64 of emission times share, narrowed to U96F32: the same bits as this one shift.
        minting.emit_to(netuid, (emission * share) >> 32)
    minting.store()


def move_averages(chain: SubtensorState, block: int, netuids: list[int]) -> None:
    """Move each moving price toward the pool's price and store the root proportion."""
    root_tao, weight = chain.SubnetTAO[ROOT], tao_weight(chain.TaoWeight.value)
    smoothing, balancers = chain.SubnetMovingAlpha.value, chain.pallet(Swap).SwapBalancer
    started, halvings = chain.FirstEmissionBlockNumber.data, chain.EMAPriceHalvingBlocks
    moved_prices, proportions = {}, {}
    items = (chain.SubnetMechanism, chain.SubnetMovingPrice, halvings, chain.SubnetAlphaOut)
    columns = [item.column(netuids) for item in items]
    for netuid, mechanism, moving, halving, out in zip(netuids, *columns, strict=True):
        pool = _pool(chain, netuid, balancers)
        spot = pool.price() if mechanism == 1 else ONE_64
        age = max(0, block - max(0, started[netuid] - 1))
        moved_prices[netuid] = moved_price(moving, spot, smoothing, age, halving)
        proportions[netuid] = root_proportion(root_tao, weight, pool.alpha + out)
    chain.SubnetMovingPrice.assign(moved_prices)
    chain.RootProp.assign(proportions)


def _pool(chain: SubtensorState, netuid: int, balancers: StorageMap[int, int]) -> Pool:
    alpha, tao = chain.SubnetAlphaIn.data.get(netuid, 0), chain.SubnetTAO.data.get(netuid, 0)
    return Pool(alpha, tao, balancers[netuid])
