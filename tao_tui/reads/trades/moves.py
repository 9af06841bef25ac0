"""Stake that moves: what the sale on one subnet brings, and what that buys on another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.flat_fees import Sale, read_sale_fees
from tao_tui.reads.trades.legs import Leg, read_fee_rates, read_legs, why_not
from tao_tui.reads.trades.pool import ONE, Pool, RangedPool, share_fee
from tao_tui.reads.trades.prices import ROOT, has_pools
from tao_tui.reads.trades.quote import MILLION, Quote, quote_of
from tao_tui.reads.trades.quoting import read_pool
from tao_tui.reads.trades.refusals import brings_too_little, required
from tao_tui.reads.trades.rules import trade_rules

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

FEE_ON_SALE_SINCE: Final = 307
"""The first runtime whose moves pay the pool's share where they sell (opentensor/subtensor 96c70a2a8)."""
WITHIN_A_SUBNET_SINCE: Final = 298
"""The first runtime that moves stake within a subnet past its pool (opentensor/subtensor v3.2.3)."""
_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Move:
    """Alpha in rao that goes from one subnet to another, or stays on its own."""

    netuid: int
    to_netuid: int
    alpha: int
    hotkey: Address | None = None
    """Whose stake it is."""

    @property
    def crosses(self) -> bool:
        """Whether it changes the subnet."""
        return self.netuid != self.to_netuid


@dataclass(frozen=True, slots=True)
class PricedMove:
    """What a move sells and buys; `bought` is None where no pool is met."""

    move: Move
    sold: Quote
    bought: Quote | None

    @property
    def arriving(self) -> int:
        """Alpha that arrives, rao."""
        return self.bought.amount_out_rao if self.bought else self.move.alpha

    @property
    def ratio(self) -> int:
        """Alpha there for one alpha here before the move, in billionths."""
        return ratio_of(self.sold.price_rao, self.bought.price_rao) if self.bought else ONE

    @property
    def slippage_ppm(self) -> int:
        """How far it turns both prices against itself, the pools' share not counted, in millionths."""
        sold, bought = self.sold, self.bought
        if bought is None:
            return 0
        ideal = (sold.amount_in_rao - sold.swap_fee_rao) * self.ratio // ONE
        if bought.amount_in_rao:
            ideal -= ideal * bought.swap_fee_rao // bought.amount_in_rao
        return max(0, (ideal - bought.amount_out_rao) * MILLION // ideal) if ideal else 0


async def read_moves(
    client: Client, moves: Sequence[Move], at: str | None = None
) -> tuple[BlockRef, list[PricedMove]]:
    """Price `moves` one after the other; `Declined` where a pool cannot take one.

    Sales and purchases take a batch each, at one block: what is bought with is known once it was sold.
    """
    runtime = client.runtime
    halves = await _half_fees(client, moves, at)
    sales = [_sale(runtime, move, half) for move, half in zip(moves, halves, strict=True)]
    targets = [_purchase(runtime, move, 0, 0) for move in moves if move.crosses]
    (block, sold), (rated, rates) = await asyncio.gather(
        read_legs(client, "remove", sales, at), read_fee_rates(client, targets, at)
    )
    if rated not in (None, block):
        _, rates = await read_fee_rates(client, targets, block.hash)
    for move, sale, quote in zip(moves, sales, sold, strict=True):
        if quote is None and not move.crosses:
            raise brings_too_little(move.netuid)  # nothing is traded, but it has to be worth something
        if quote is None:
            raise await why_not(client, "remove", sale, block.hash)
    proceeds = [required(quote, move.netuid) for move, quote in zip(moves, sold, strict=True)]
    crossing = [index for index, move in enumerate(moves) if move.crosses]
    buys = [
        _purchase(runtime, moves[index], proceeds[index].amount_out_rao, halves[index]) for index in crossing
    ]
    found: dict[int, Quote] = {}
    if buys:
        _, bought = await read_legs(client, "add", buys, block.hash, rates=rates)
        found = {
            index: required(quote, moves[index].to_netuid)
            for index, quote in zip(crossing, bought, strict=True)
        }
    for index, move in enumerate(moves):
        if not move.crosses and _through_the_pool(runtime, move.netuid):
            found[index] = await _round_trip(client, move, proceeds[index], halves[index], block.hash)
    return block, [
        PricedMove(move, sale, found.get(index))
        for index, (move, sale) in enumerate(zip(moves, proceeds, strict=True))
    ]


@dataclass(slots=True)
class Pools:
    """The pools of several moves, as they are once those before are done."""

    reserves: dict[int, tuple[int, int]]
    """TAO and alpha by netuid, rao; nothing for root and subnets without a pool."""
    prices: dict[int, int] = field(default_factory=dict)
    """Prices that an earlier move left behind."""

    def reckoned(self, each: PricedMove) -> int:
        """The ratio the chain limits: the one of the prices, or of the reserves where that is worse.

        They differ where pools are weighted, which the chain's formula for a move leaves out.
        """
        first, second = self.reserves.get(each.move.netuid), self.reserves.get(each.move.to_netuid)
        if not (first and second):
            return each.ratio
        return min(each.ratio, first[0] * second[1] * ONE // (first[1] * second[0]))

    def most(self, each: PricedMove, limit: int) -> int:
        """Alpha that may move under `limit`, as the chain reckons it; 0 where its ratio is passed already."""
        assert each.bought is not None
        here = self.prices.get(each.move.netuid, each.sold.price_rao)
        there = self.prices.get(each.move.to_netuid, each.bought.price_rao)
        if limit > ratio_of(here, there):
            return 0
        first, second = self.reserves.get(each.move.netuid), self.reserves.get(each.move.to_netuid)
        if first and second:
            return most_between(first, second, limit)
        after = ratio_of(each.sold.price_after_rao, each.bought.price_after_rao)
        return each.move.alpha if after >= limit else 1

    def moved(self, each: PricedMove) -> None:
        """Take a move into account."""
        for quote in filter(None, (each.sold, each.bought if each.move.crosses else None)):
            if quote.netuid in self.reserves:
                tao, alpha = self.reserves[quote.netuid]
                paid, got = quote.amount_in_rao - quote.swap_fee_rao, quote.amount_out_rao
                left = (tao + paid, alpha - got) if quote.side == "add" else (tao - got, alpha + paid)
                self.reserves[quote.netuid] = left
            self.prices[quote.netuid] = quote.price_after_rao


async def read_pools(client: Client, moves: Sequence[Move], at: str) -> Pools:
    """The pools that `moves` cross between, in one batch; none is asked for where they stay."""
    crossed = {netuid for move in moves if move.crosses for netuid in (move.netuid, move.to_netuid)}
    asked = sorted(crossed - {ROOT})
    names = ["SubnetMechanism", "SubnetTAO", "SubnetAlphaIn"]
    given = ["SubnetTaoProvided", "SubnetAlphaInProvided"]
    names += [name for name in given if client.runtime.has_storage(_MODULE, name)]
    if not asked:
        return Pools({})
    items = [Storage(_MODULE, name, (netuid,)) for netuid in asked for name in names]
    values = [as_int(value) for value in (await client.read(items, at)).data]
    found = {}
    for index, netuid in enumerate(asked):
        dynamic, tao, alpha, *more = values[index * len(names) : (index + 1) * len(names)]
        if dynamic and tao and alpha:
            found[netuid] = (tao + more[0], alpha + more[1]) if len(more) == 2 else (tao, alpha)
    return Pools(found)


def most_between(first: tuple[int, int], second: tuple[int, int], limit: int) -> int:
    """Alpha that may leave the first pool until fewer than `limit` billionths arrive for each, fees apart.

    Pools are (TAO, alpha) in rao. The chain's own formula, which knows no weights
    (opentensor/subtensor, `get_max_amount_move`).
    """
    (tao_here, alpha_here), (tao_there, alpha_there) = first, second
    total = tao_here + tao_there
    if limit <= 0 or not total:
        return 2**64 - 1
    return (alpha_there * tao_here * ONE // limit - alpha_here * tao_there) // total


def ratio_of(price_here: int, price_there: int) -> int:
    """Alpha there for one alpha here at two prices in rao, in billionths."""
    return price_here * ONE // price_there if price_there else 0


def _pays_on_sale(runtime: ChainRuntime, netuid: int) -> bool:
    if not runtime.has_storage("Swap", "FeeRate"):
        return True
    return runtime.spec_version >= FEE_ON_SALE_SINCE and netuid != ROOT


async def _half_fees(client: Client, moves: Sequence[Move], at: str | None) -> list[int]:
    """What each move costs on either side where pools keep no share, rao of TAO."""
    sales = [
        Sale(move.netuid, move.alpha, move.hotkey, (move.hotkey, move.to_netuid) if move.hotkey else None)
        for move in moves
    ]
    return [fee // 2 for fee in await read_sale_fees(client, sales, at)]


def _sale(runtime: ChainRuntime, move: Move, half: int) -> Leg:
    paid = _pays_on_sale(runtime, move.netuid)
    return Leg(move.netuid, move.alpha, free=move.crosses and not paid, fee=half)


def _purchase(runtime: ChainRuntime, move: Move, tao: int, half: int) -> Leg:
    shared = runtime.has_storage("Swap", "FeeRate")
    return Leg(move.to_netuid, tao, free=shared and _pays_on_sale(runtime, move.netuid), fee=half)


def _through_the_pool(runtime: ChainRuntime, netuid: int) -> bool:
    """Whether what stays on its subnet is sold and bought again; on root that only costs where trades do."""
    if not has_pools(runtime) or runtime.spec_version >= WITHIN_A_SUBNET_SINCE:
        return False
    return netuid != ROOT or trade_rules(runtime).flat > 0


async def _round_trip(client: Client, move: Move, sold: Quote, half: int, at: str) -> Quote:
    """Sold, and bought back in the same pool: for the pool's share, or half a fee each time."""
    tao = sold.amount_out_rao
    if not client.runtime.has_storage("Swap", "FeeRate"):
        if move.netuid == ROOT:
            return quote_of("add", ROOT, (tao, max(0, tao - half), half), (ONE, ONE))
        pool = await read_pool(client, move.netuid, at)
        assert isinstance(pool, Pool)
        left = replace(pool, tao=pool.tao - tao, alpha=pool.alpha + move.alpha, flat_fee=half)
        alpha, fee = left.buy(tao)
        return quote_of("add", move.netuid, (tao, alpha, fee), (sold.price_rao, sold.price_rao))
    pool = await read_pool(client, move.netuid, at)
    if not isinstance(pool, RangedPool):
        kept = move.alpha - share_fee(move.alpha, pool.fee_rate)
        return quote_of("add", move.netuid, (tao, kept, 0), (sold.price_rao, sold.price_rao))
    tao, _ = RangedPool(pool.liquidity, pool.root).sell(move.alpha)
    alpha, fee = pool.after_sale(move.alpha).buy(tao)
    return quote_of("add", move.netuid, (tao, alpha, fee), (sold.price_rao, sold.price_rao))
