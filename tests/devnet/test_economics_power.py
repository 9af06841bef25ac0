"""Fractional powers are the exact floor, whichever method computes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.economics.power import SCALE, power_scaled


def is_floor(result: int, base: tuple[int, int], exponent: tuple[int, int]) -> bool:
    """(result/S)^q <= base^p < ((result+1)/S)^q, in integers only."""
    (above, below), (top, bottom) = base, exponent
    target: int = above**top * SCALE**bottom
    return bool(result**bottom * below**top <= target < (result + 1) ** bottom * below**top)


@given(
    st.integers(1, 10**20),
    st.integers(1, 10**20),
    st.sampled_from([(1, 1), (1, 2), (2, 1), (3, 2), (7, 5), (1, 3)]),
)
def test_power_is_the_exact_floor(above: int, below: int, exponent: tuple[int, int]) -> None:
    """Any ratio, near one or far from it."""
    assert is_floor(power_scaled((above, below), exponent), (above, below), exponent)


@given(st.integers(10**12, 10**17), st.integers(1, 10**9), st.sampled_from([(51, 49), (49, 51), (7, 3)]))
def test_power_near_one_is_the_exact_floor(reserve: int, added: int, exponent: tuple[int, int]) -> None:
    """The shape of every trade: reserve / (reserve + added)."""
    base = (reserve, reserve + added)
    assert is_floor(power_scaled(base, exponent), base, exponent)


def test_exact_results_are_not_lost_to_rounding() -> None:
    """(1/4)^(3/2) is exactly one eighth and 9^(1/2) exactly three."""
    assert power_scaled((1, 4), (3, 2)) == SCALE // 8
    assert power_scaled((9, 1), (1, 2)) == 3 * SCALE
    assert power_scaled((0, 5), (3, 2)) == 0
