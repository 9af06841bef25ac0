"""Several trades in the order they will be made: each priced after those before it on the same pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.chain.query import BlockRef, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.pool import ONE, before_fee, share_fee
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import Quote, Side, quote_of, read_trades, undone_by_its_fee
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
    steps = _steps(legs, rates, fee_stays=side == "remove" and rules.sold_on)
    asked = [(leg.netuid, amount) for leg, step in zip(legs, steps, strict=True) for amount in step.asked]
    block, priced = await read_trades(client, side, asked, at)
    answers = iter(priced)
    found: list[Quote | None] = []
    for leg, step in zip(legs, steps, strict=True):
        quotes = [next(answers) for _ in step.asked]
        quote = _leg_quote(side, leg, step, quotes)
        found.append(None if quote is None or undone_by_its_fee(quote, rules) else quote)
    return block, found


@dataclass(frozen=True, slots=True)
class _Step:
    """What to simulate for one leg: the trade up to and with it, and the one before it where there is one."""

    asked: tuple[int, ...]
    fee: int | None
    """The pool's share of this leg; None leaves it to the simulation."""


def _steps(legs: Sequence[Leg], rates: Mapping[int, int], *, fee_stays: bool) -> list[_Step]:
    into: dict[int, int] = {}
    steps = []
    for leg in legs:
        rate = rates.get(leg.netuid, 0)
        fee = 0 if leg.free else share_fee(leg.amount, rate)
        before = into.get(leg.netuid, 0)
        into[leg.netuid] = before + leg.amount - (0 if fee_stays else fee)
        if leg.netuid == ROOT or not (before or leg.free):
            steps.append(_Step((leg.amount,), None))
        else:
            upto = before_fee(before + leg.amount - fee, rate)
            steps.append(_Step((upto, before_fee(before, rate)) if before else (upto,), fee))
    return steps


def _leg_quote(side: Side, leg: Leg, step: _Step, quotes: Sequence[Quote | None]) -> Quote | None:
    first = quotes[0]
    if first is None or step.fee is None:
        return first
    if first.price_rao == ONE and first.amount_out_rao == first.amount_in_rao:  # a subnet without a pool
        return quote_of(side, leg.netuid, (leg.amount, leg.amount, 0), (ONE, ONE))
    earlier = quotes[1].amount_out_rao if len(quotes) > 1 and quotes[1] is not None else 0
    out = first.amount_out_rao - earlier
    if out <= 0:
        return None
    prices = (first.price_rao, first.price_after_rao)
    return quote_of(side, leg.netuid, (leg.amount, out, step.fee), prices)


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
