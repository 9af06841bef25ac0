"""Fractional powers of integer ratios, floored to a fixed number of decimals, without floats.

The runtime evaluates `(a/b)^(p/q)` with 1024-bit integers and truncates to 18 decimals. The same integers
come out here from cheaper methods: each method knows its own error bound, and when the bound straddles an
integer the next, more exact one decides.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import isqrt
from typing import Final

SCALE: Final = 10**18
"""Results are floored at 18 decimals, the resolution of the pool's Perquintill weights."""

_BITS: Final = 128
_SERIES_ERROR: Final = 1 << 20
_NEAR_ONE: Final = 10


def power_scaled(base: tuple[int, int], exponent: tuple[int, int]) -> int:
    """floor((base[0]/base[1]) ** (exponent[0]/exponent[1]) * 10^18), for a non-negative base and exponent."""
    above, below = base
    top, bottom = exponent
    if top == bottom:
        return above * SCALE // below
    if 2 * top == bottom:
        return isqrt(above * SCALE * SCALE // below)
    if above == 0:
        return 0
    if abs(above - below) << _NEAR_ONE < below:
        result = _binomial(above, below, top, bottom)
        if result is not None:
            return result
    return _logarithmic(above, below, top, bottom)


def _binomial(above: int, below: int, top: int, bottom: int) -> int | None:
    """Binomial series of (1 - z)^e for a small z; None when its error bound leaves the floor undecided."""
    distance = ((below - above) << _BITS) // below
    term = total = 1 << _BITS
    index = 0
    while term > 1 or term < -1:
        term = ((term * distance) >> _BITS) * (index * bottom - top) // ((index + 1) * bottom)
        total += term
        index += 1
    low = ((total - _SERIES_ERROR) * SCALE) >> _BITS
    high = ((total + _SERIES_ERROR) * SCALE) >> _BITS
    return low if low == high else None


def _logarithmic(above: int, below: int, top: int, bottom: int) -> int:
    """exp(e * ln(base)) in decimal arithmetic, first with 60 digits, then with as many as 1024 bits hold."""
    for digits in (60, 320):
        with localcontext() as context:
            context.prec = digits
            power = ((Decimal(above) / Decimal(below)).ln() * Decimal(top) / Decimal(bottom)).exp() * SCALE
            margin = power * Decimal(10) ** (8 - digits) + Decimal(10) ** (8 - digits)
            low, high = int(power - margin), int(power + margin)
        if low == high:
            return low
    return high
