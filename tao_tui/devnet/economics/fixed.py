"""Binary fixed point held in plain integers, rounded and saturated as the chain's `substrate-fixed` does.

A `U64F64` is an integer with 64 fraction bits, a `U96F32` (and a non-negative `I96F32`) one with 32.
"""

from __future__ import annotations

from typing import Final

U16_MAX: Final = 0xFFFF
"""Largest u16; ratios such as fee rates and takes are fractions of it."""
U64_MAX: Final = (1 << 64) - 1
"""Largest u64, the ceiling of every balance."""
U128_MAX: Final = (1 << 128) - 1
"""Largest bit pattern of a U64F64 or U96F32."""
ONE_64: Final = 1 << 64
"""1.0 as U64F64."""
ONE_32: Final = 1 << 32
"""1.0 as U96F32."""


def mul64(left: int, right: int) -> int:
    """Product of two U64F64, truncated and saturated."""
    product = (left * right) >> 64
    return product if product <= U128_MAX else U128_MAX


def div64(left: int, right: int) -> int:
    """Quotient of two U64F64, truncated; 0 when the divisor is 0 or the result does not fit."""
    if right == 0:
        return 0
    quotient = (left << 64) // right
    return quotient if quotient <= U128_MAX else 0


def mul32(left: int, right: int) -> int:
    """Product of two U96F32, truncated and saturated."""
    product = (left * right) >> 32
    return product if product <= U128_MAX else U128_MAX


def div32(left: int, right: int) -> int:
    """Quotient of two U96F32, truncated; 0 when the divisor is 0 or the result does not fit."""
    if right == 0:
        return 0
    quotient = (left << 32) // right
    return quotient if quotient <= U128_MAX else 0


def clamp_u64(value: int) -> int:
    """The nearest u64: what saturating addition and subtraction leave."""
    if 0 <= value <= U64_MAX:
        return value
    return 0 if value < 0 else U64_MAX
