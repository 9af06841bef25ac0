"""What a trade brings, and the limit price that keeps it to that."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tao_tui.chain.words.errors import explain
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.trades.pool import (
    FIRST_POOLS,
    FLAT_FEE_POOLS,
    ONE,
    Arithmetic,
    Pool,
    RangedPool,
    limit_price,
    price_after,
)
from tao_tui.reads.trades.quote import Quote, Side
from tao_tui.reads.trades.quoting import read_quote, read_trade, read_trades
from tests.reads.fake import HOTKEY, FakeClient

TAO = 10**9
WORLD: dict[str, Any] = {
    "NetworksAdded": True,
    "SubnetMechanism": 1,
    "SubnetTAO": 1_000 * TAO,
    "SubnetAlphaIn": 4_000 * TAO,
    "FeeRate": 33,
    "current_alpha_price": 250_000_000,
}


def simulated(tao: int, alpha: int, tao_fee: int, alpha_fee: int) -> dict[str, int]:
    return {
        "tao_amount": tao,
        "alpha_amount": alpha,
        "tao_fee": tao_fee,
        "alpha_fee": alpha_fee,
        "tao_slippage": 0,
        "alpha_slippage": 0,
    }


async def test_the_runtimes_own_simulation_is_believed() -> None:
    answers = {
        **WORLD,
        "sim_swap_tao_for_alpha": simulated(9_995 * TAO // 1000, 39_584 * TAO // 1000, 5_000_000, 0),
    }
    client = FakeClient(answers)
    quote = (await read_quote(client, "add", 1, HOTKEY, 10 * TAO)).data  # type: ignore[arg-type]
    assert len(client.batches) == 1
    assert (quote.amount_in_rao, quote.amount_out_rao, quote.swap_fee_rao) == (
        10 * TAO,
        39_584_000_000,
        5_000_000,
    )
    assert quote.price_rao == 250_000_000
    assert quote.effective_price_rao == 252_627_324
    # 9.995 τ at 0.25 would have been 39.98 α: 0.396 α less is 0.99 %.
    assert quote.slippage_ppm == 9_904
    assert quote.extrinsic_fee_rao == 150_000


OLD = {"SwapRuntimeApi.sim_swap_tao_for_alpha", "SwapRuntimeApi.sim_swap_alpha_for_tao"}


async def test_concentrated_liquidity_is_priced_by_its_full_range() -> None:
    # 1,000 τ and 4,000 α: liquidity is their geometric mean 2,000, the root of the price one half.
    answers = {**WORLD, "CurrentLiquidity": 2_000 * TAO, "AlphaSqrtPrice": {"bits": 1 << 63}}
    client = FakeClient(answers, missing=set(OLD))
    buy = (await read_quote(client, "add", 1, None, 10 * TAO)).data  # type: ignore[arg-type]
    assert buy.swap_fee_rao == 10 * TAO * 33 // 65_535
    net = 10 * TAO - buy.swap_fee_rao
    assert buy.amount_out_rao == 4_000 * TAO * net // (1_000 * TAO + net)
    sell = (await read_quote(client, "remove", 1, None, 10 * TAO)).data  # type: ignore[arg-type]
    assert sell.price_after_rao < 250_000_000 < buy.price_after_rao


async def test_root_is_one_to_one() -> None:
    quote = (await read_quote(FakeClient(WORLD), "add", 0, HOTKEY, 5)).data  # type: ignore[arg-type]
    assert (quote.amount_out_rao, quote.price_rao, quote.swap_fee_rao, quote.limit_price_rao(0)) == (
        5,
        ONE,
        0,
        ONE,
    )
    assert quote.fits(ONE)


async def test_what_a_pool_cannot_take_is_declined() -> None:
    client = FakeClient({**WORLD, "sim_swap_tao_for_alpha": simulated(0, 0, 0, 0)})
    with pytest.raises(Declined) as refused:
        await read_quote(client, "add", 1, HOTKEY, 10)  # type: ignore[arg-type]
    assert refused.value.code == "pool_cannot_trade"


async def test_what_has_not_started_is_not_bought_but_sold_within_a_limit() -> None:
    client = FakeClient({**WORLD, "SubtokenEnabled": False}, missing=set(OLD))
    with pytest.raises(Declined, match="SubtokenDisabled: the subnet has not been started") as refused:
        await read_quote(client, "add", 1, HOTKEY, TAO)  # type: ignore[arg-type]
    assert (refused.value.code, "subnets start" in refused.value.hint) == ("subtoken_disabled", True)
    assert (await read_quote(client, "remove", 1, HOTKEY, TAO)).data.amount_out_rao  # type: ignore[arg-type]


REFUSED, FOR_NOTHING, SHARE = simulated(0, 0, 0, 0), simulated(0, 3, 0, 0), simulated(900, 4_000, 0, 2)


@pytest.mark.parametrize(
    ("answer", "state", "whole", "name"),
    [
        (REFUSED, {}, False, "InsufficientLiquidity"),
        (FOR_NOTHING, {}, False, "AmountTooLow"),
        (FOR_NOTHING, {"SubnetTAO": 999_999}, False, "ReservesTooLow"),
        (SHARE, {}, False, "AmountTooLow"),
        (SHARE, {}, True, "ReservesTooLow"),
    ],
)
async def test_a_tiny_sale_is_refused_by_the_chains_name(
    answer: dict[str, int], state: dict[str, Any], whole: bool, name: str
) -> None:
    client = FakeClient({**WORLD, "sim_swap_alpha_for_tao": answer, **state})
    amount = answer["alpha_amount"] + answer["alpha_fee"] or 3
    with pytest.raises(Declined) as refused:
        await read_trade(client, "remove", 1, amount, HOTKEY, whole=whole)  # type: ignore[arg-type]
    assert f" {name}: {explain(name)[0]}" in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("side", ["add", "remove"])
async def test_a_trade_a_pool_takes_only_a_part_of_is_declined(side: Any) -> None:
    def answered(taken: int) -> dict[str, int]:
        amounts = (taken, 40 * TAO, 3 * TAO, 0) if side == "add" else (40 * TAO, taken, 0, 3 * TAO)
        return simulated(*amounts)

    name = "sim_swap_tao_for_alpha" if side == "add" else "sim_swap_alpha_for_tao"
    whole = FakeClient({**WORLD, name: answered(997 * TAO)})
    found = await read_quote(whole, side, 1, HOTKEY, 1_000 * TAO)  # type: ignore[arg-type]
    assert found.data.amount_in_rao == 1_000 * TAO
    part = FakeClient({**WORLD, name: answered(300 * TAO)})
    with pytest.raises(Declined) as refused:
        await read_quote(part, side, 1, HOTKEY, 1_000 * TAO)  # type: ignore[arg-type]
    assert refused.value.code == "pool_cannot_trade"


async def test_an_unknown_subnet_is_a_usage_error() -> None:
    client = FakeClient({**WORLD, "NetworksAdded": False}, missing=set(OLD))
    with pytest.raises(UsageError):
        await read_quote(client, "add", 77, HOTKEY, 10)  # type: ignore[arg-type]


async def test_several_trades_share_one_block_and_one_batch() -> None:
    client = FakeClient({**WORLD, "sim_swap_alpha_for_tao": lambda n, a: simulated(a // 4, a, 0, 0)})
    _, quotes = await read_trades(client, "remove", [(0, 7), (1, 400), (1, 3)])  # type: ignore[arg-type]
    assert [quote and quote.amount_out_rao for quote in quotes] == [7, 100, None]
    assert len(client.batches) == 1


reserves = st.integers(10**6, 10**17)


@given(reserves, reserves, st.integers(1, 10**15), st.integers(0, 10_000))
def test_a_pool_never_pays_more_than_it_has_and_never_below_its_product(
    tao: int, alpha: int, amount: int, rate: int
) -> None:
    pool = Pool(tao, alpha, rate)
    out, fee = pool.buy(amount)
    assert 0 <= out < alpha
    assert (tao + amount - fee) * (alpha - out) >= tao * alpha
    back, _ = Pool(tao + amount - fee, alpha - out, rate).sell(out)
    assert back <= amount


@given(reserves, reserves, st.integers(1, 10**15), st.booleans())
def test_a_trade_moves_the_price_against_itself(tao: int, alpha: int, amount: int, buying: bool) -> None:
    pool = Pool(tao, alpha)
    out, _ = pool.buy(amount) if buying else pool.sell(amount)
    sides = ((tao, amount), (alpha, out)) if buying else ((alpha, amount), (tao, out))
    after = price_after(pool.price_rao, *sides, buying=buying)
    exact = (tao + amount) * ONE // (alpha - out) if buying else (tao - out) * ONE // (alpha + amount)
    assert after >= pool.price_rao if buying else after <= pool.price_rao
    # Scaling a rounded price is off by at most its rounding, scaled.
    assert abs(after - exact) <= exact // max(1, pool.price_rao) + 1


@given(st.integers(1, 10**15), st.integers(0, 10**6))
def test_limits_stand_beyond_the_price(price: int, tolerance: int) -> None:
    high, low = limit_price(price, tolerance, buying=True), limit_price(price, tolerance, buying=False)
    assert low < price < high
    assert (high - 1) * 10**6 <= price * (10**6 + tolerance) or tolerance == 0 or high == price + 1
    assert low * 10**6 <= price * (10**6 - tolerance)


@given(reserves, reserves, st.integers(1, 10**14), st.integers(1, 10**6), st.sampled_from(["add", "remove"]))
def test_the_least_is_no_more_than_expected(
    tao: int, alpha: int, amount: int, tolerance: int, side: Any
) -> None:
    pool = Pool(tao, alpha, 33)
    out, fee = pool.buy(amount) if side == "add" else pool.sell(amount)
    quote = Quote(1, side, amount, out, max(1, pool.price_rao), 0, 0, fee, 0, max(1, pool.price_rao))
    assert quote.least_out_rao(quote.limit_price_rao(tolerance)) <= out


def test_an_empty_pool() -> None:
    assert RangedPool(5, 0).buy(7) == RangedPool(5, 0).sell(7) == (0, 0)
    assert Pool(0, 0).price_rao == 0
    assert price_after(9, (0, 1), (5, 1), buying=True) == 9


def test_a_pool_reckons_as_its_runtime_does() -> None:
    # A third would be 333,333.33; what the pool keeps is rounded down, so the buyer gets the part.
    third = Pool(1_000_000, 1_000_000, arithmetic=FIRST_POOLS)
    assert third.buy(500_000) == (333_333, 0)
    # A product beyond 95 bits is cut: 2 x 10^14 each way is 4 x 10^28, the largest 3.96 x 10^28.
    vast = Pool(2 * 10**14, 2 * 10**14, arithmetic=FIRST_POOLS)
    assert vast.buy(TAO)[0] == 2 * 10**14 - (2**95 - 1) // (2 * 10**14 + TAO) - 1
    assert Pool(2 * 10**14, 2 * 10**14, arithmetic=FLAT_FEE_POOLS).buy(TAO) == (999_995_000, 0)
    # A pool is never emptied: 10 million rao stay.
    assert Pool(TAO, TAO, arithmetic=FLAT_FEE_POOLS).buy(200 * TAO)[0] == 0
    assert Pool(TAO, TAO, arithmetic=FLAT_FEE_POOLS).buy(99 * TAO) == (990_000_000, 0)


@given(st.integers(1, 10**15), st.integers(1, 10**15), st.integers(0, 10**15))
def test_the_rounding_of_a_fixed_point_product_is_a_rao_at_most(tao: int, alpha: int, amount: int) -> None:
    exact = alpha * amount // (tao + amount)
    assert Pool(tao, alpha).buy(amount) == (exact, 0)
    assert exact <= Pool(tao, alpha, arithmetic=Arithmetic(18, 127)).buy(amount)[0] <= exact + 1


def test_a_price_that_rounds_to_no_rao_has_no_part() -> None:
    assert Quote(1, "add", 10**9, 10**20, 0, 0, 0, 0, 0, 5).part_within(2) == (0, 0)


@pytest.mark.parametrize("side", ["add", "remove"])
@given(
    st.integers(10**12, 10**15),
    st.integers(10**12, 10**15),
    st.integers(1, 400),
    st.integers(1, 999),
    st.integers(0, 300),
)
def test_what_a_limit_lets_through_is_what_the_pool_takes_up_to_it(
    side: Side, tao: int, alpha: int, percent: int, part: int, rate: int
) -> None:
    """A trade of the part that is said to fit ends at the limit, and brings what was said."""
    pool = Pool(tao, alpha, rate)
    buying = side == "add"
    amount = (tao if buying else alpha) * percent // 100
    trade = pool.buy if buying else pool.sell

    def price_once(paid: int) -> int:
        out, fee = trade(paid)
        ends = ((tao, paid - fee), (alpha, out)) if buying else ((alpha, paid - fee), (tao, out))
        return price_after(pool.price_rao, *ends, buying=buying)

    out, fee = trade(amount)
    quote = Quote(1, side, amount, out, pool.price_rao, 0, 0, fee, 0, price_once(amount))
    limit = pool.price_rao + (quote.price_after_rao - pool.price_rao) * part // 1_000
    assume(quote.begins_within(limit) and not quote.fits(limit) and abs(limit - pool.price_rao) > 10**6)
    paid, got = quote.part_within(limit)
    assert 0 < paid < amount
    assert price_once(paid) == pytest.approx(limit, rel=1e-3)
    assert got == pytest.approx(trade(paid)[0], rel=1e-3)
    assert quote.part_within(quote.price_after_rao) == (amount, out)
    assert quote.part_within(pool.price_rao - 1 if buying else pool.price_rao + 1) == (0, 0)
