"""Exact I32F32 arithmetic on numpy columns: the numbers are the chain's raw bits, 32 of them fraction.

The runtime computes an epoch in `substrate_fixed::I32F32`. Products need 96 bits and quotients 80, so
both are split here to stay inside 64; every result equals the runtime's, bit for bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
"""Raw I32F32 bits, of any shape."""
Mask = NDArray[np.bool_]

FRACTION_BITS = 32
ONE = 1 << FRACTION_BITS
"""1.0 as raw bits."""
U16_MAX = 65535


def multiply(a: Column, b: Column | int) -> Column:
    """Return a·b rounded down; needs |a|·|b| < 2**79, which every value an epoch meets satisfies."""
    return np.asarray(((a >> 16) * b + (((a & 0xFFFF) * b) >> 16)) >> 16)


def divide(a: Column, b: Column) -> Column:
    """Return a/b rounded down for 0 <= a, b < 2**47; a zero divisor gives zero (`safe_div`)."""
    divisor = np.where(b == 0, 1, b).astype(np.uint64)
    numerator = a.astype(np.uint64)
    if a.size and int(a.max()) < ONE:
        quotient = (numerator << np.uint64(32)) // divisor
    else:
        high, rest = np.divmod(numerator << np.uint64(16), divisor)
        quotient = (high << np.uint64(16)) + (rest << np.uint64(16)) // divisor
    return np.where(b == 0, 0, quotient.astype(np.int64))


def ratio(numerator: int, denominator: int) -> int:
    """Return the bits of numerator/denominator for two plain non-negative integers."""
    return (numerator << FRACTION_BITS) // denominator if denominator else 0


def normalise(vector: Column) -> Column:
    """Divide a vector by its sum; a vector that sums to zero is returned unchanged."""
    return divide_by_total(vector, int(vector.sum()))


def divide_by_total(vector: Column, total: int) -> Column:
    """Divide by a given total; a zero total leaves the vector unchanged."""
    return divide(vector, np.full_like(vector, total)) if total else vector


def normalise_columns(matrix: Column) -> Column:
    """Divide every column by its sum; columns that sum to zero stay zero."""
    return divide(matrix, np.broadcast_to(matrix.sum(axis=0), matrix.shape))


def to_u16(bits: Column) -> NDArray[np.uint16]:
    """Return floor(x·65535), saturated to 0..65535: how the chain stores a proportion."""
    return np.asarray(np.clip((bits * U16_MAX) >> FRACTION_BITS, 0, U16_MAX), np.uint16)


def max_upscale_to_u16(bits: Column) -> NDArray[np.uint16]:
    """Scale so that the largest value becomes 65535, rounding to nearest (pruning scores)."""
    largest = int(bits.max(initial=0))
    if largest == 0:
        return np.zeros(bits.shape, np.uint16)
    scaled = divide(bits * U16_MAX, np.full_like(bits, largest))
    return np.asarray(np.clip((scaled + (ONE >> 1)) >> FRACTION_BITS, 0, U16_MAX), np.uint16)
