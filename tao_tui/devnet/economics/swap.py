"""Trades against a pool: the swap fee, price limits, reserve floors and the errors the Swap pallet raises."""

from __future__ import annotations

from typing import Final, NamedTuple

from tao_tui.devnet.economics.fixed import U16_MAX, clamp_u64
from tao_tui.devnet.economics.pool import Pool, price_limit

MINIMUM_RESERVE: Final = 1_000_000
"""The paying side of a pool must hold at least this many rao."""
MAX_INPUT_MULTIPLE: Final = 1_000
"""What reaches the curve may be at most this many times the receiving reserve."""
MAX_PRICE: Final = price_limit(10**15)
"""The limit of a buy at any price, U64F64."""
MIN_PRICE: Final = price_limit(1_000)
"""The limit of a sale at any price, U64F64."""


class SwapError(Exception):
    """A trade the pool refuses; `name` is the Swap pallet's error."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Trade(NamedTuple):
    """A priced trade: what reaches the curve, what comes out, the fee on top, and the pool left behind."""

    paid_in: int
    paid_out: int
    fee: int
    pool: Pool

    @property
    def spent(self) -> int:
        """Everything taken from the trader: what reached the curve and the fee."""
        return self.paid_in + self.fee


def swap_fee(amount: int, fee_rate: int) -> int:
    """The fee inside `amount`: rate/65535 in U64F64, floored."""
    return (amount * ((fee_rate << 64) // U16_MAX)) >> 64


def buy(pool: Pool, tao: int, limit: int = MAX_PRICE, fee_rate: int = 0) -> Trade:
    """Spend up to `tao` rao on alpha while the price stays within `limit` (U64F64). SwapError if refused."""
    _check(pool.alpha, pool.tao, tao - swap_fee(tao, fee_rate))
    if not pool.price() < limit:
        raise SwapError("PriceLimitExceeded")
    fee = swap_fee(tao, fee_rate)
    amount = tao - fee
    out = pool.alpha_for(amount)
    after = Pool(clamp_u64(pool.alpha - out), clamp_u64(pool.tao + amount), pool.quote)
    if after.price() > limit:
        amount = pool.tao_until(limit)
        fee = _fee_on_top(amount, fee_rate)
        out = pool.alpha_for(amount)
        after = Pool(clamp_u64(pool.alpha - out), clamp_u64(pool.tao + amount), pool.quote)
    return _settled(Trade(amount, out, fee, after), pool.alpha)


def bought_with(pool: Pool, tao: int) -> int:
    """Alpha for TAO without a fee at any price, as the protocol buys. SwapError if refused."""
    _check(pool.alpha, pool.tao, tao)
    out = pool.alpha_for(tao)
    _check_output(tao, out, pool.alpha)
    return out


def sell(pool: Pool, alpha: int, limit: int = MIN_PRICE, fee_rate: int = 0) -> Trade:
    """Sell up to `alpha` rao for TAO while the price stays above `limit` (U64F64). SwapError if refused."""
    _check(pool.tao, pool.alpha, alpha - swap_fee(alpha, fee_rate))
    if not pool.price() > limit:
        raise SwapError("PriceLimitExceeded")
    fee = swap_fee(alpha, fee_rate)
    amount = alpha - fee
    out = pool.tao_for(amount)
    after = Pool(clamp_u64(pool.alpha + amount), clamp_u64(pool.tao - out), pool.quote)
    if after.price() < limit:
        amount = pool.alpha_until(limit)
        fee = _fee_on_top(amount, fee_rate)
        out = pool.tao_for(amount)
        after = Pool(clamp_u64(pool.alpha + amount), clamp_u64(pool.tao - out), pool.quote)
    return _settled(Trade(amount, out, fee, after), pool.tao)


def most_to_buy(pool: Pool, limit: int, fee_rate: int) -> int:
    """TAO, fee included, that can be spent until the price reaches `limit`. SwapError if nothing can."""
    return buy(pool, clamp_u64(pool.tao * MAX_INPUT_MULTIPLE), limit, fee_rate).spent


def most_to_sell(pool: Pool, limit: int, fee_rate: int) -> int:
    """Alpha, fee included, that can be sold until the price falls to `limit`. SwapError if nothing can."""
    return sell(pool, clamp_u64(pool.alpha * MAX_INPUT_MULTIPLE), limit, fee_rate).spent


def _fee_on_top(amount: int, fee_rate: int) -> int:
    """The fee on an `amount` that excludes it: rate/(65535 - rate) in U64F64, floored."""
    return (amount * ((fee_rate << 64) // (U16_MAX - fee_rate))) >> 64


def _check(reserve_out: int, reserve_in: int, net_amount: int) -> None:
    if net_amount > reserve_in * MAX_INPUT_MULTIPLE:
        raise SwapError("SwapInputTooLarge")
    if reserve_out < MINIMUM_RESERVE:
        raise SwapError("ReservesTooLow")


def _settled(trade: Trade, reserve_out: int) -> Trade:
    _check_output(trade.paid_in, trade.paid_out, reserve_out)
    return trade


def _check_output(paid_in: int, paid_out: int, reserve_out: int) -> None:
    if paid_in and not paid_out:
        raise SwapError("ReservesTooLow")
    if paid_out > reserve_out:
        raise SwapError("InsufficientLiquidity")
