"""Fixed-point operations equal Python's unbounded integers."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.consensus.exponential import CLAMP, clamped_exp, sigmoid_of
from tao_tui.consensus.fixed import ONE, divide, max_upscale_to_u16, multiply, normalise, to_u16

shares = st.integers(0, ONE)
wide = st.integers(0, (1 << 47) - 1)


@given(st.integers(-(1 << 46), 1 << 46), shares)
def test_multiply_rounds_down(a: int, b: int) -> None:
    assert multiply(np.array([a]), np.array([b])).tolist() == [(a * b) >> 32]


@given(wide, wide)
def test_divide_truncates_and_survives_zero(a: int, b: int) -> None:
    expected = (a << 32) // b if b else 0
    if expected < 1 << 63:
        assert divide(np.array([a]), np.array([b])).tolist() == [expected]


@given(st.lists(shares, min_size=1, max_size=300))
def test_normalised_shares_never_exceed_one(values: list[int]) -> None:
    normal = normalise(np.array(values))
    assert 0 <= int(normal.sum()) <= ONE
    assert int(normal.sum()) >= ONE - len(values) or not any(values)


@given(st.lists(st.integers(0, 2 * ONE), min_size=1, max_size=20))
def test_u16_conversion_saturates(values: list[int]) -> None:
    assert to_u16(np.array(values)).tolist() == [min(65535, value * 65535 >> 32) for value in values]


@given(st.lists(shares, min_size=1, max_size=20))
def test_upscaling_makes_the_largest_full(values: list[int]) -> None:
    scaled = max_upscale_to_u16(np.array(values))
    assert int(scaled.max()) == (65535 if any(values) else 0)


def series(x: int) -> int:
    """The library's series with plain integers."""
    total, term = x + ONE, x
    for index in range(2, 32):
        term = ((term * x) >> 32) // index
        total += term
    return total


@given(st.integers(-25 * ONE, 25 * ONE))
def test_exponential_equals_the_series(exponent: int) -> None:
    clamped = max(-CLAMP, min(CLAMP, exponent))
    total = series(abs(clamped))
    expected = total if clamped >= 0 else (ONE << 32) // total
    if clamped != ONE:
        assert clamped_exp(np.array([exponent])).tolist() == [expected]


def test_exponential_of_one_is_the_librarys_constant() -> None:
    assert clamped_exp(np.array([ONE])).tolist() == [int(math.e * 2**23) << 9]


@given(st.integers(0, 1 << 60))
def test_sigmoid_is_exact_even_for_powers_of_two(value: int) -> None:
    for candidate in (value, ONE, (1 << 40) - ONE):
        assert sigmoid_of(np.array([candidate])).tolist() == [(1 << 64) // (candidate + ONE)]
