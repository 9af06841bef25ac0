"""The pool prices, trades and takes injections as the chain's integers do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.economics.pool import HALF, Pool, price_limit
from tao_tui.devnet.economics.swap import (
    MAX_PRICE,
    SwapError,
    buy,
    most_to_buy,
    most_to_sell,
    sell,
    swap_fee,
)

reserves = st.integers(10**10, 10**16)
quotes = st.integers(HALF - HALF // 5, HALF + HALF // 5)
pools = st.builds(Pool, reserves, reserves, quotes)

TEN_TO_ONE = Pool(alpha=10_000_000_000_000, tao=1_000_000_000_000)
"""10,000 alpha against 1,000 TAO: price 0.1."""


def test_buying_one_tao_without_a_fee() -> None:
    """x*dy/(y+dy) = 1e13 * 1e9 / 1.001e12 = 9,990,009,990.00999; the floored ratio adds 1e-5 at most."""
    trade = buy(TEN_TO_ONE, 10**9)
    assert (trade.paid_in, trade.paid_out, trade.fee) == (10**9, 9_990_009_990, 0)
    assert trade.pool == Pool(10_000_000_000_000 - 9_990_009_990, 1_001_000_000_000)


def test_selling_one_alpha_with_the_default_fee() -> None:
    """Fee floor(1e9*33/65535) = 503,547; the rest yields y*dx/(x+dx) = 99,939,656.6 rao."""
    trade = sell(TEN_TO_ONE, 10**9, fee_rate=33)
    assert (trade.fee, trade.paid_in) == (503_547, 999_496_453)
    assert trade.paid_out == 99_939_656
    assert trade.spent == 10**9


def test_price_and_limit_units() -> None:
    """0.1 TAO per alpha is 100,000,000 rao, less the truncation of 0.1 in binary."""
    assert TEN_TO_ONE.price_rao() == 99_999_999
    assert Pool(10**12, 2 * 10**12).price_rao() == 2_000_000_000
    assert price_limit(1_500_000_000) == 3 << 63


def test_weights_scale_the_price() -> None:
    """With three quarters of the weight on alpha the price triples against equal weights."""
    assert Pool(10**12, 10**12, HALF // 2).price_rao() == 3_000_000_000


def test_weighted_buy() -> None:
    """w_tao/w_alpha = 1/3: out = x*(1-(y/(y+dy))^(1/3)) with dy = 7y, so half of the alpha."""
    assert Pool(10**12, 10**12, HALF // 2).alpha_for(7 * 10**12) == 5 * 10**11


def test_fee_is_truncated_in_binary() -> None:
    """33/65535 has no exact binary form, so an exact multiple loses its last rao."""
    assert swap_fee(65_535, 33) == 32
    assert swap_fee(10**9, 33) == 503_547


def test_limit_stops_a_buy_at_the_limit() -> None:
    """From price 1 to 1.21 with equal weights takes y*(1.21^(1/2) - 1) = 0.1 y; the fee goes on top."""
    pool = Pool(10**12, 10**12)
    trade = buy(pool, 10**12, price_limit(1_210_000_000), 33)
    assert trade.paid_in == 99_999_999_999
    assert trade.fee == 99_999_999_999 * 33 // (65_535 - 33) == 50_380_141
    assert trade.paid_out == 90_909_090_908
    assert most_to_buy(pool, price_limit(1_210_000_000), 33) == trade.spent


def test_limit_stops_a_sale_at_the_limit() -> None:
    """From price 1 down to 0.64 takes x*((1/0.64)^(1/2) - 1) = 0.25 x."""
    pool = Pool(10**12, 10**12)
    assert sell(pool, 10**12, price_limit(640_000_000)).paid_in == 250_000_000_000
    assert most_to_sell(pool, price_limit(640_000_000), 0) == 250_000_000_000


@pytest.mark.parametrize(
    ("pool", "amount", "limit", "name"),
    [
        (Pool(10**12, 10**12), 10**15 + 1, MAX_PRICE, "SwapInputTooLarge"),
        (Pool(999_999, 10**12), 10**6, MAX_PRICE, "ReservesTooLow"),
        (Pool(10**12, 10**12), 10**6, price_limit(10**9), "PriceLimitExceeded"),
        (Pool(10**6, 10**11), 1, MAX_PRICE, "ReservesTooLow"),
    ],
)
def test_refused_buys(pool: Pool, amount: int, limit: int, name: str) -> None:
    """Each refusal carries the pallet's own error name."""
    with pytest.raises(SwapError) as refused:
        buy(pool, amount, limit)
    assert refused.value.name == name


def test_sale_needs_a_limit_below_the_price() -> None:
    """A limit equal to the price is not beyond it."""
    with pytest.raises(SwapError, match="PriceLimitExceeded"):
        sell(Pool(10**12, 10**12), 10**6, price_limit(10**9))


def test_injection_keeps_the_price_and_moves_the_weight() -> None:
    """Doubling only the TAO side: w_tao = 2/3."""
    weight = Pool(10**12, 10**12).weight_for(10**12, 0)
    assert weight == 666_666_666_666_666_666
    assert Pool(10**12, 2 * 10**12, weight).price_rao() == pytest.approx(10**9, abs=2)


def test_injection_out_of_the_weight_range_is_refused() -> None:
    """Weights stop at one hundredth; an empty pool starts at one half."""
    assert Pool(10**12, 10**12).weight_for(99 * 10**12, 0) is None
    assert Pool(10**12, 10**12).weight_for(98 * 10**12, 0) is not None
    assert Pool(0, 0).weight_for(5, 7) == HALF


@given(pools, st.integers(0, 10**12), st.integers(0, 10**12))
def test_injection_keeps_the_price(pool: Pool, tao: int, alpha: int) -> None:
    """Up to the resolution of the weights and of the price itself."""
    weight = pool.weight_for(tao, alpha)
    if weight is not None:
        after = Pool(pool.alpha + alpha, pool.tao + tao, weight)
        assert abs(after.price() - pool.price()) <= pool.price() // 10**14 + 2**16


@given(pools, st.integers(10**6, 10**13))
def test_round_trip_never_gains(pool: Pool, tao: int) -> None:
    """Buying and selling back what came out cannot yield more TAO than went in."""
    try:
        bought = buy(pool, tao)
        back = sell(bought.pool, bought.paid_out)
    except SwapError:
        return
    assert back.paid_out <= tao + pool.tao // 10**17 + 1


@given(pools, st.integers(10**6, 10**13), st.integers(1, 10**12))
def test_more_in_gives_no_less_out_and_a_higher_price(pool: Pool, tao: int, more: int) -> None:
    """Trades are monotone."""
    assert pool.alpha_for(tao) <= pool.alpha_for(tao + more) <= pool.alpha
    assert pool.tao_for(tao) <= pool.tao_for(tao + more) <= pool.tao
