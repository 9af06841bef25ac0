"""e**x as the runtime's fixed-point library evaluates it: thirty terms of the series, each rounded down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.fixed import ONE, Column

CLAMP = 20 * ONE
"""`exp_safe` of the epoch's math module clamps its argument to ±20."""
LARGEST = 89_715_445_397
"""The largest exponent (20.888...) whose terms and sum stay below 2**31; beyond, the library gives up."""
E_BITS = 22802600 << 9
"""The library answers exp(1) from a constant with 23 fraction bits."""
_LAST_TERM = 31
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)


def clamped_exp(exponent: Column) -> Column:
    """Return e**x of an exponent cut to ±20, for raw I32F32 bits."""
    return exp(np.clip(exponent, -CLAMP, CLAMP))


def exp(exponent: Column) -> Column:
    """Return e**x for raw I32F32 bits, and zero where |x| is so large that the sum overflows."""
    magnitude = np.abs(exponent)
    fits = magnitude <= LARGEST
    total = _series(np.where(fits, magnitude, 0).astype(np.uint64))
    result = np.where(exponent < 0, _reciprocal(total), total.astype(np.int64))
    return np.where(exponent == ONE, E_BITS, np.where(fits, result, 0))


def sigmoid_of(exponential: Column) -> Column:
    """Return 1/(1 + exponential), rounded down."""
    return _reciprocal((exponential + ONE).astype(np.uint64))


def _series(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sum 1 + x + x²/2! + ... up to the 31st power, truncating each product and quotient."""
    whole, part = x >> _WORD, x & _LOW
    total = x + np.uint64(ONE)
    term, low, carry = x.copy(), np.empty_like(x), np.empty_like(x)
    for index in range(2, _LAST_TERM + 1):
        # term·x >> 32 by halves: high·x + low·whole + (low·part >> 32), in place to spare allocations.
        np.bitwise_and(term, _LOW, out=low)
        np.right_shift(term, _WORD, out=term)
        np.multiply(term, x, out=term)
        np.multiply(low, part, out=carry)
        np.right_shift(carry, _WORD, out=carry)
        np.multiply(low, whole, out=low)
        np.add(term, low, out=term)
        np.add(term, carry, out=term)
        np.floor_divide(term, np.uint64(index), out=term)
        if not term.any():
            break
        np.add(total, term, out=total)
    return total


def _reciprocal(x: NDArray[np.uint64]) -> Column:
    """Return floor(2**64 / x), which does not fit 64 bits as written when x is a power of two."""
    largest = np.uint64(0xFFFFFFFFFFFFFFFF)
    quotient = largest // x
    exact = largest - quotient * x == x - np.uint64(1)
    return np.asarray(quotient + exact.astype(np.uint64), np.int64)
