"""A trade with a pool, priced: what it brings, what it costs, and the limit price that keeps it to that."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import Literal

from tao_tui.reads.trades.pool import ONE, limit_price
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.rules import TradeRules

MILLION = 1_000_000

Side = Literal["add", "remove"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A trade priced at one block; amounts in rao of TAO or alpha as the side says."""

    netuid: int
    side: Side
    amount_in_rao: int
    """TAO when adding, alpha when removing; the pool's fee included."""
    amount_out_rao: int
    price_rao: int
    """Rao per alpha before the trade."""
    effective_price_rao: int
    """Rao really paid or received per alpha, the fee included."""
    slippage_ppm: int
    """How far the trade itself moves its price against you, the fee not counted, in millionths."""
    swap_fee_rao: int
    """What the pool keeps, in the currency paid in."""
    extrinsic_fee_rao: int
    """The network fee, in rao of TAO."""
    price_after_rao: int
    """Rao per alpha once the trade is done: what a limit price is compared with."""
    free_after_rao: int | None = None
    """TAO the account that asks would have free then, network fee paid; None where nobody asks."""
    alpha_after_rao: int | None = None
    """Alpha it would hold with that hotkey on that subnet then."""

    def limit_price_rao(self, tolerance_ppm: int) -> int:
        """The worst price within `tolerance_ppm` of the quoted one; exactly 1:1 on root."""
        if self.netuid == ROOT:
            return ONE
        return limit_price(self.price_rao, tolerance_ppm, buying=self.side == "add")

    def least_out_rao(self, limit_rao: int) -> int:
        """The least the trade brings if it happens at all under `limit_rao`: every part at the limit."""
        net = self.amount_in_rao - self.swap_fee_rao
        if limit_rao <= 0:
            return 0
        worst = net * ONE // limit_rao if self.side == "add" else net * limit_rao // ONE
        return min(worst, self.amount_out_rao)

    def begins_within(self, limit_rao: int) -> bool:
        """Whether at least the first rao would go through under `limit_rao`."""
        return self.price_rao <= limit_rao if self.side == "add" else self.price_rao >= limit_rao

    def fits(self, limit_rao: int) -> bool:
        """Whether the whole amount would go through under `limit_rao` if nobody trades before it."""
        if self.netuid == ROOT:
            return limit_rao >= ONE if self.side == "add" else limit_rao <= ONE
        if self.side == "add":
            return self.price_after_rao <= limit_rao
        return self.price_after_rao >= limit_rao

    def part_within(self, limit_rao: int) -> tuple[int, int]:
        """About what goes in, the fee included, and what comes out under `limit_rao` if nobody trades before.

        Along a pool of equal weights the root of the price moves in proportion to what was paid in, and what
        comes out has the mean of both ends' roots for its price; other weights are not far from that.
        """
        if self.fits(limit_rao):
            return self.amount_in_rao, self.amount_out_rao
        if self.netuid == ROOT or not self.begins_within(limit_rao) or limit_rao <= 0:
            return 0, 0
        before, after, limit = (
            isqrt(each * ONE) for each in (self.price_rao, self.price_after_rao, limit_rao)
        )
        if self.side == "add":
            part, whole = limit - before, after - before
        else:  # it pays in alpha, whose price is the inverse
            part, whole = (before - limit) * after, (before - after) * limit
        mean = isqrt(self.price_rao * limit_rao)
        if whole <= 0 or not mean:  # a price may round to no rao
            return 0, 0
        paid = self.amount_in_rao * part // whole
        net = paid - self.swap_fee_rao * part // whole
        return paid, net * ONE // mean if self.side == "add" else net * mean // ONE


def undone_by_its_fee(quote: Quote, rules: TradeRules) -> bool:
    """Whether a sale is so small that selling the pool's share of it brings nothing, which undoes it."""
    if quote.side == "add" or not rules.sold_on or not quote.swap_fee_rao:
        return False
    return quote.swap_fee_rao * quote.price_after_rao < 2 * ONE  # the chain floors: one rao is a coin's toss


def quote_of(side: Side, netuid: int, amounts: tuple[int, int, int], prices: tuple[int, int]) -> Quote:
    """A quote from (in, out, fee) and the price before and after, with what follows from them."""
    amount, out, fee = amounts
    price, after = prices
    if side == "add":
        ideal = (amount - fee) * ONE // price if price else out
        effective = amount * ONE // out if out else 0
    else:
        ideal = (amount - fee) * price // ONE
        effective = out * ONE // amount if amount else 0
    slippage = max(0, (ideal - out) * MILLION // ideal) if ideal else 0
    return Quote(netuid, side, amount, out, price, effective, slippage, fee, 0, after)
