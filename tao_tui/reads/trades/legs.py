"""Several trades in the order they will be made: each priced after those before it on the same pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Storage
from tao_tui.errors import Declined
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.flat_fees import Sale, read_sale_fees
from tao_tui.reads.trades.pool import ONE, before_fee, share_fee
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import Quote, Side, quote_of, undone_by_its_fee
from tao_tui.reads.trades.quoting import read_trade, read_trades
from tao_tui.reads.trades.refusals import cannot_trade
from tao_tui.reads.trades.rules import trade_rules

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True)
class Leg:
    """One of several trades: rao of TAO when adding, of alpha when removing."""

    netuid: int
    amount: int
    free: bool = False
    """Whether the pool keeps no share of it, as of the second half of a move."""
    hotkey: Address | None = None
    """Whose stake it is; a sale may cost what that earned."""
    fee: int | None = None
    """What it costs in TAO where pools keep no share, of a half of a move; None leaves it to the runtime."""


async def read_legs(
    client: Client,
    side: Side,
    legs: Sequence[Leg],
    at: str | None = None,
    *,
    rates: Mapping[int, int] | None = None,
) -> tuple[BlockRef, list[Quote | None]]:
    """Price `legs` one after the other; None where a pool cannot take one.

    The chain prices one trade at a time, so a later leg on a pool is the difference between two simulated
    trades: everything up to it, and everything before it. That is off by the rounding of one rao or two.
    One batch; two where pools are traded with more than once or for nothing, unless their `rates` are known.
    """
    if rates is None:
        _, rates = await read_fee_rates(client, legs, at)
    rules = trade_rules(client.runtime)
    fees = await _flat_fees(client, side, legs, at)
    spent = fees if side == "add" else [0] * len(legs)
    steps = _steps(legs, rates, spent, fee_stays=side == "remove" and rules.sold_on)
    asked = [(leg.netuid, amount) for leg, step in zip(legs, steps, strict=True) for amount in step.asked]
    alone = [fee if step.alone else 0 for fee, step in zip(fees, steps, strict=True) for _ in step.asked]
    block, priced = await read_trades(client, side, asked, at, fees=alone)
    answers = iter(priced)
    found: list[Quote | None] = []
    for leg, step, cost in zip(legs, steps, fees, strict=True):
        quotes = [next(answers) for _ in step.asked]
        quote = _leg_quote(side, leg, step, quotes, cost)
        found.append(None if quote is None or undone_by_its_fee(quote, rules) else quote)
    return block, found


async def why_not(client: Client, side: Side, leg: Leg, at: str, *, whole: bool = False) -> Declined:
    """The refusal of a leg that was not priced, in the chain's words; `whole` as for `read_trade`."""
    try:
        await read_trade(client, side, leg.netuid, leg.amount, leg.hotkey, whole=whole, at=at)
    except Declined as refused:
        return refused
    return cannot_trade(leg.netuid)  # it is one too many for the pool after those before it


@dataclass(frozen=True, slots=True)
class _Step:
    """What to simulate for one leg: the trade up to and with it, and the one before it where there is one."""

    asked: tuple[int, ...]
    fee: int | None
    """The pool's share of this leg; None leaves it to the simulation."""

    @property
    def alone(self) -> bool:
        """Whether the simulation is of this leg and nothing else."""
        return self.fee is None


def _steps(
    legs: Sequence[Leg], rates: Mapping[int, int], spent: Sequence[int], *, fee_stays: bool
) -> list[_Step]:
    """What to simulate; `spent` is the TAO each leg loses before it comes to the pool."""
    into: dict[int, int] = {}
    steps = []
    for leg, cost in zip(legs, spent, strict=True):
        rate = rates.get(leg.netuid, 0)
        fee = 0 if leg.free else share_fee(leg.amount, rate)
        fee += cost
        before = into.get(leg.netuid, 0)
        into[leg.netuid] = before + leg.amount - (0 if fee_stays else fee)
        if leg.netuid == ROOT or not (before or leg.free):
            steps.append(_Step((leg.amount,), None))
        else:
            upto = before_fee(before + leg.amount - fee, rate)
            steps.append(_Step((upto, before_fee(before, rate)) if before else (upto,), fee))
    return steps


def _leg_quote(side: Side, leg: Leg, step: _Step, quotes: Sequence[Quote | None], cost: int) -> Quote | None:
    first = quotes[0]
    if first is None or step.fee is None:
        return first
    if first.price_rao == ONE and first.amount_out_rao == first.amount_in_rao:  # a subnet without a pool
        return quote_of(side, leg.netuid, (leg.amount, leg.amount, 0), (ONE, ONE))
    earlier = quotes[1].amount_out_rao if len(quotes) > 1 and quotes[1] is not None else 0
    out = first.amount_out_rao - earlier - (cost if side == "remove" else 0)
    if out <= 0:
        return None
    prices = (first.price_rao, first.price_after_rao)
    return quote_of(side, leg.netuid, (leg.amount, out, step.fee), prices)


async def _flat_fees(client: Client, side: Side, legs: Sequence[Leg], at: str | None) -> list[int]:
    """What each leg costs where pools keep no share, rao of TAO."""
    flat = trade_rules(client.runtime).flat
    unknown = [leg for leg in legs if leg.fee is None and side == "remove"]
    sales = [Sale(leg.netuid, leg.amount, leg.hotkey) for leg in unknown]
    told = dict(zip(unknown, await read_sale_fees(client, sales, at), strict=True))
    return [told.get(leg, flat) if leg.fee is None else leg.fee for leg in legs]


async def read_fee_rates(
    client: Client, legs: Sequence[Leg], at: str | None = None
) -> tuple[BlockRef | None, dict[int, int]]:
    """The share each pool keeps, of those traded with more than once or for nothing; no block without any."""
    netuids = [leg.netuid for leg in legs if leg.netuid != ROOT]
    wanted = sorted({leg.netuid for leg in legs if leg.free or netuids.count(leg.netuid) > 1} - {ROOT})
    if not wanted or not client.runtime.has_storage("Swap", "FeeRate"):
        return None, {}
    reading = await client.read([Storage("Swap", "FeeRate", (netuid,)) for netuid in wanted], at)
    rates = {netuid: as_int(rate) for netuid, rate in zip(wanted, reading.data, strict=True)}
    return reading.block, rates
