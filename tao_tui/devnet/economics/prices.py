"""Prices that move with time: registration burn, subnet lock cost, and the moving price of alpha."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tao_tui.devnet.economics.fixed import ONE_32, ONE_64, U64_MAX, clamp_u64, div64, mul64

RAO_PER_TAO: Final = 10**9
"""One TAO in rao."""


@lru_cache(maxsize=256)
def burn_decay(half_life: int) -> int:
    """Largest per-block factor (32.32) whose `half_life`-th power is at most one half; 1.0 for no decay."""
    if half_life == 0:
        return ONE_32
    low, high = 0, ONE_32
    while low + 1 < high:
        middle = (low + high) >> 1
        if _power_q32(middle, half_life) > ONE_32 >> 1:
            high = middle
        else:
            low = middle
    return low


def decayed_burn(burn: int, factor: int, least: int, most: int) -> int:
    """The registration price one block later, kept between its bounds (least wins if they cross)."""
    return min(max((burn * factor) >> 32, least), most)


def raised_burn(burn: int, multiplier: int, least: int, most: int) -> int:
    """The registration price after a registration; `multiplier` is U64F64 and never lowers the price."""
    raised = min((burn * max(multiplier, ONE_64)) >> 64, U64_MAX)
    return min(max(raised, least), most)


def lock_cost(last: int, least: int, interval: int, block: int, last_block: int) -> int:
    """Cost of a new subnet: twice the last one (once if none was), falling by `last/interval` per block."""
    doubled = clamp_u64(last * (1 if last_block == 0 else 2))
    step = last // interval if interval else 0
    return max(clamp_u64(doubled - step * max(0, block - last_block)), least)


def lock_interval(interval: int, block_emission: int) -> int:
    """Blocks over which a lock cost falls by its own size, shortened with every halving of the emission."""
    return interval * block_emission // RAO_PER_TAO


def moved_price(moving: int, spot: int, smoothing: int, blocks: int, halving_blocks: int) -> int:
    """The next moving price (I96F32 bits) from the last one, the spot price (U64F64) and the age in blocks.

    `smoothing` is SubnetMovingAlpha (I96F32 bits). A spot price above 1 counts as 1.
    """
    weight = _weight_of_spot(smoothing, blocks, halving_blocks)
    mixed = mul64(weight, min(spot, ONE_64)) + mul64(ONE_64 - weight, moving << 32)
    return mixed >> 32


@lru_cache(maxsize=256)
def _weight_of_spot(smoothing: int, blocks: int, halving_blocks: int) -> int:
    """How far a moving price goes to the spot price, U64F64; the same for all subnets of an age."""
    return mul64(smoothing << 32, div64(blocks, blocks + halving_blocks))


def _power_q32(base: int, exponent: int) -> int:
    result, factor = ONE_32, base
    while exponent:
        if exponent & 1:
            result = min((result * factor) >> 32, U64_MAX)
        exponent >>= 1
        if exponent:
            factor = min((factor * factor) >> 32, U64_MAX)
    return result
