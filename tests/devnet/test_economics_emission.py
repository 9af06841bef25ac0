"""Minting follows the halvings and every split adds up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.economics.emission import (
    alpha_pots,
    block_emission,
    emission_shares,
    root_proportion,
    subnet_terms,
    tao_weight,
)

TAO = 10**9
ONE_32 = 1 << 32
ONE_64 = 1 << 64


@pytest.mark.parametrize(
    ("issuance", "emission"),
    [
        (0, 1_000_000_000),
        (10_500_000 * TAO - 1, 1_000_000_000),
        (10_500_000 * TAO, 500_000_000),
        (15_750_000 * TAO - 1, 500_000_000),
        (15_750_000 * TAO, 250_000_000),
        (21_000_000 * TAO - 1, 0),
        (21_000_000 * TAO, 0),
        (22_000_000 * TAO, 0),
    ],
)
def test_block_emission_halves(issuance: int, emission: int) -> None:
    """1 TAO until half of the supply is out, then halving with what is left."""
    assert block_emission(issuance) == emission


def test_tao_weight_of_the_default() -> None:
    """971718665099567868 of u64::MAX is 0.0526770; in 32 bits 226,245,882."""
    assert tao_weight(971_718_665_099_567_868) == 226_245_882
    assert tao_weight(2**64 - 1) == ONE_32


def test_root_proportion() -> None:
    """Half weight on 2 TAO against 3 alpha: 1/(1+3)."""
    assert root_proportion(2 * TAO, ONE_32 // 2, 3 * TAO) == ONE_32 // 4
    assert root_proportion(0, ONE_32, 0) == 0


def test_terms_under_the_cap() -> None:
    """0.1 TAO at price 0.5 is 0.2 alpha when root may take a quarter of one alpha."""
    terms = subnet_terms((TAO // 10) << 32, ONE_32 // 2, TAO, ONE_32 // 4)
    assert (terms.tao_in, terms.alpha_in, terms.excess_tao) == (100_000_000, 200_000_000, 0)


def test_terms_over_the_cap_leave_excess() -> None:
    """0.3 TAO at price 0.5 wants 0.6 alpha; a quarter is allowed, worth 0.125 TAO."""
    terms = subnet_terms((3 * TAO // 10) << 32, ONE_32 // 2, TAO, ONE_32 // 4)
    assert (terms.tao_in, terms.alpha_in, terms.excess_tao) == (125_000_000, 250_000_000, 175_000_000)


def test_terms_of_a_priceless_pool_are_all_excess_free() -> None:
    """Without a price no alpha enters, and the TAO stays liquidity."""
    terms = subnet_terms(TAO << 32, 0, TAO, ONE_32)
    assert (terms.tao_in, terms.alpha_in, terms.excess_tao) == (TAO, 0, 0)


def test_pots_of_one_alpha() -> None:
    """18 % (11796/65535) to the owner, half of the rest to miners, a quarter of the other half to root."""
    pots = alpha_pots(TAO, 11_796, ONE_32 // 4)
    assert pots.owner == 179_995_422
    assert pots.server == 410_002_288
    assert pots.root == 102_500_572
    assert pots.validator == 307_501_716


@given(st.integers(0, 10**9), st.integers(0, 65_535), st.integers(0, ONE_32))
def test_pots_add_up(alpha: int, cut: int, proportion: int) -> None:
    """Nothing is minted twice; at most the truncated fractions of four parts are lost."""
    pots = alpha_pots(alpha, cut, proportion)
    total = pots.owner + pots.server + pots.validator + pots.root
    assert alpha - 3 <= total <= alpha


def test_shares_follow_price_burn_and_switches() -> None:
    """Prices 1:3; burning two thirds of the second's incentive evens them; a disabled one yields."""
    prices = [ONE_64, 3 * ONE_64]
    assert emission_shares(prices, [0, 0], [True, True]) == [ONE_64 // 4, 3 * ONE_64 // 4]
    even = emission_shares(prices, [0, 2 * ONE_64 // 3], [True, True])
    assert [share >> 60 for share in even] in ([8, 8], [7, 8], [8, 7])
    assert emission_shares(prices, [0, 0], [True, False]) == [ONE_64, 0]
    assert emission_shares(prices, [ONE_64, ONE_64], [True, True]) == [ONE_64 // 4, 3 * ONE_64 // 4]
    assert emission_shares([0, 0], [0, 0], [True, True]) == [0, 0]


@given(st.lists(st.integers(0, 1 << 66), min_size=1, max_size=20))
def test_shares_never_exceed_one(prices: list[int]) -> None:
    """Truncation only loses."""
    total = sum(emission_shares(prices, [0] * len(prices), [True] * len(prices)))
    assert total <= ONE_64
    assert total >= ONE_64 - len(prices) or not any(prices)
