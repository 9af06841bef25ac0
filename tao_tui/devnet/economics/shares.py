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
    return SafeFloat(*fitted(value, 0))


def add(left: SafeFloat, right: SafeFloat) -> SafeFloat:
    """Sum; digits of the smaller number below the larger one's last digit are dropped."""
    if not left.mantissa:
        return right
    if not right.mantissa:
        return left
    first, second, exponent = _aligned(left, right)
    return SafeFloat(*fitted(first + second, exponent))


def subtract(left: SafeFloat, right: SafeFloat) -> SafeFloat:
    """Difference, never below zero."""
    if not left.mantissa or not right.mantissa:
        return left
    first, second, exponent = _aligned(left, right)
    return SafeFloat(*fitted(max(0, first - second), exponent))


def value_of(holding: Holding) -> int:
    """What the member owns, in rao: value * shares / denominator with the full product kept, floored."""
    value, denominator, shares = holding
    if not denominator.mantissa:
        return 0
    mantissa, exponent = fitted(value, 0)
    quotient = mantissa * shares.mantissa // denominator.mantissa
    return _integer(*fitted(quotient, exponent + shares.exponent - denominator.exponent))


def shares_for(amount: int, value: int, denominator: SafeFloat) -> SafeFloat:
    """Shares that `amount` rao are worth in a pool that has members; none in a pool without value."""
    top, top_exponent = fitted(amount, 0)
    bottom, bottom_exponent = fitted(value, 0)
    if not bottom:
        return ZERO
    exponent = top_exponent + denominator.exponent - bottom_exponent
    return SafeFloat(*fitted(top * denominator.mantissa // bottom, exponent))


def accepts(amount: int, value: int, denominator: SafeFloat) -> bool:
    """Whether a deposit is large enough to be worth any shares."""
    return not denominator.mantissa or shares_for(amount, value, denominator).mantissa != 0


def deposit(holding: Holding, amount: int) -> Holding:
    """The pool and the member's shares after `amount` rao join; the first deposit makes shares equal rao."""
    value = clamp_u64(holding.value + amount)
    if not holding.denominator.mantissa:
        first = of_integer(amount)
        return Holding(value, first, first)
    if amount == 0:
        return holding
    shares = shares_for(amount, holding.value, holding.denominator)
    denominator = add(holding.denominator, shares)
    alone = holding.shares == holding.denominator
    return Holding(value, denominator, denominator if alone else add(holding.shares, shares))


def withdraw(holding: Holding, amount: int) -> Holding:
    """The pool and the member's shares after `amount` rao, no more than the member owns, leave."""
    value = clamp_u64(holding.value - amount)
    shares = shares_for(amount, holding.value, holding.denominator)
    return Holding(value, subtract(holding.denominator, shares), subtract(holding.shares, shares))


def _aligned(left: SafeFloat, right: SafeFloat) -> tuple[int, int, int]:
    """Both mantissas at the larger exponent."""
    gap = left.exponent - right.exponent
    if gap >= 0:
        return left.mantissa, right.mantissa // _POWERS[min(gap, _DIGITS + 1)], left.exponent
    return left.mantissa // _POWERS[min(-gap, _DIGITS + 1)], right.mantissa, right.exponent


def _integer(mantissa: int, exponent: int) -> int:
    """mantissa * 10^exponent floored, as a saturated u64."""
    power: int = _POWERS[min(abs(exponent), _DIGITS + 1)]
    return min(mantissa * power if exponent > 0 else mantissa // power, U64_MAX)


def fitted(mantissa: int, exponent: int) -> tuple[int, int]:
    """Bring a mantissa into its range by powers of ten, truncating what falls off."""
    if _MANTISSA_MIN < mantissa <= MANTISSA_MAX:
        return mantissa, exponent
    if mantissa == 0:
        return 0, 0
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
    return mantissa, exponent
