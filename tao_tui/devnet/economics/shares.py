"""Share pools: how many people own one growing heap of alpha without anybody's balance being rewritten.

A pool has a value and a denominator; a member holds shares and owns `value * shares / denominator`. Shares
are decimal floats with a mantissa of 21 digits, exactly as `TotalHotkeySharesV2` and `AlphaV2` keep them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tao_tui.devnet.economics.fixed import U64_MAX, clamp_u64
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import i64, u128

MANTISSA_MAX: Final = 10**21
"""Largest mantissa; a non-zero one is also above a tenth of it."""
_MANTISSA_MIN: Final = MANTISSA_MAX // 10
_DIGITS: Final = 21
_POWERS: Final = tuple(10**power for power in range(64))


@struct("share_pool::SafeFloat")
class SafeFloat:
    """mantissa * 10^exponent with the mantissa in (10^20, 10^21], or (0, 0)."""

    mantissa: u128
    exponent: i64


ZERO: Final = SafeFloat(0, 0)
"""No shares."""


class Holding(NamedTuple):
    """One member's view of a pool: its value in rao, its denominator, and the member's shares."""

    value: int
    denominator: SafeFloat
    shares: SafeFloat


def of_integer(value: int) -> SafeFloat:
    """The exact share amount of a u64."""
    return _normalised(value, 0)


def to_integer(number: SafeFloat) -> int:
    """The floor as a saturated u64."""
    mantissa, exponent = number.mantissa, number.exponent
    power: int = 10 ** min(abs(exponent), _DIGITS + 1)
    return min(mantissa * power if exponent > 0 else mantissa // power, U64_MAX)


def add(left: SafeFloat, right: SafeFloat) -> SafeFloat:
    """Sum; digits of the smaller number below the larger one's last digit are dropped."""
    if not left.mantissa:
        return right
    if not right.mantissa:
        return left
    first, second, exponent = _aligned(left, right)
    return _normalised(first + second, exponent)


def subtract(left: SafeFloat, right: SafeFloat) -> SafeFloat:
    """Difference, never below zero."""
    if not left.mantissa or not right.mantissa:
        return left
    first, second, exponent = _aligned(left, right)
    return _normalised(max(0, first - second), exponent)


def multiply_divide(left: SafeFloat, right: SafeFloat, divisor: SafeFloat) -> SafeFloat:
    """left * right / divisor with the full product kept until the division; zero for a zero divisor."""
    if not divisor.mantissa:
        return ZERO
    exponent = left.exponent + right.exponent - divisor.exponent
    return _normalised(left.mantissa * right.mantissa // divisor.mantissa, exponent)


def value_of(holding: Holding) -> int:
    """What the member owns, in rao."""
    return to_integer(multiply_divide(of_integer(holding.value), holding.shares, holding.denominator))


def shares_for(amount: int, value: int, denominator: SafeFloat) -> SafeFloat:
    """Shares that `amount` rao are worth in a pool that has members."""
    return multiply_divide(of_integer(amount), denominator, of_integer(value))


def accepts(amount: int, value: int, denominator: SafeFloat) -> bool:
    """Whether a deposit is large enough to be worth any shares."""
    return not denominator.mantissa or shares_for(amount, value, denominator).mantissa != 0


def deposit(holding: Holding, amount: int) -> Holding:
    """The pool and the member's shares after `amount` rao join; the first deposit makes shares equal rao."""
    value = clamp_u64(holding.value + amount)
    if not holding.denominator.mantissa:
        return Holding(value, of_integer(amount), of_integer(amount))
    if amount == 0:
        return holding
    shares = shares_for(amount, holding.value, holding.denominator)
    return Holding(value, add(holding.denominator, shares), add(holding.shares, shares))


def withdraw(holding: Holding, amount: int) -> Holding:
    """The pool and the member's shares after `amount` rao, no more than the member owns, leave."""
    value = clamp_u64(holding.value - amount)
    shares = shares_for(amount, holding.value, holding.denominator)
    return Holding(value, subtract(holding.denominator, shares), subtract(holding.shares, shares))


def _aligned(left: SafeFloat, right: SafeFloat) -> tuple[int, int, int]:
    """Both mantissas at the larger exponent."""
    gap = left.exponent - right.exponent
    if gap >= 0:
        return left.mantissa, right.mantissa // 10 ** min(gap, _DIGITS + 1), left.exponent
    return left.mantissa // 10 ** min(-gap, _DIGITS + 1), right.mantissa, right.exponent


def _normalised(mantissa: int, exponent: int) -> SafeFloat:
    """Bring a mantissa into its range by powers of ten, truncating what falls off."""
    if mantissa == 0:
        return ZERO
    if mantissa > MANTISSA_MAX:
        # One digit too many is left at first, because 10^21 itself is in range.
        shift = len(str(mantissa)) - _DIGITS - 1
        mantissa //= _POWERS[shift]
        exponent += shift
        if mantissa > MANTISSA_MAX:
            mantissa //= 10
            exponent += 1
    if mantissa <= _MANTISSA_MIN:
        shift = _DIGITS - len(str(mantissa))
        shift += mantissa * _POWERS[shift] == _MANTISSA_MIN
        mantissa *= _POWERS[shift]
        exponent -= shift
    return SafeFloat(mantissa, exponent)
