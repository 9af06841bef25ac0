"""Registration price, lock cost and moving price follow the chain's rounding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.economics import prices

TAO = 10**9


def test_burn_decay_factor() -> None:
    """The factor of the longest half life in use, and none for zero."""
    assert prices.burn_decay(100_800) == 4_294_937_762
    assert prices.burn_decay(0) == 1 << 32
    assert prices.burn_decay(1) == 1 << 31


def test_burn_halves_in_its_half_life() -> None:
    """360 single steps from 1 TAO: a half, less at most one rao per step."""
    burn = TAO
    for _ in range(360):
        burn = prices.decayed_burn(burn, prices.burn_decay(360), 0, 100 * TAO)
    assert TAO // 2 - 360 <= burn <= TAO // 2


def test_burn_stays_between_its_bounds() -> None:
    """Decay stops at the least price; a registration cannot lift it over the most."""
    factor = prices.burn_decay(360)
    assert prices.decayed_burn(500_000, factor, 500_000, 100 * TAO) == 500_000
    assert prices.decayed_burn(200 * TAO, factor, 500_000, 100 * TAO) == 100 * TAO
    multiplier = 126 * 2**64 // 100
    assert prices.raised_burn(TAO, multiplier, 500_000, 100 * TAO) == 1_259_999_999
    assert prices.raised_burn(90 * TAO, multiplier, 500_000, 100 * TAO) == 100 * TAO
    assert prices.raised_burn(TAO, 0, 500_000, 100 * TAO) == TAO


def test_lock_cost_doubles_and_falls_back() -> None:
    """First ever: the last price; later twice it, minus last/interval per block, never under the least."""
    assert prices.lock_cost(1_000 * TAO, 1_000 * TAO, 100_800, 5, 0) == 1_000 * TAO
    assert prices.lock_cost(1_500 * TAO, 1_000 * TAO, 100_800, 50, 50) == 3_000 * TAO
    assert prices.lock_cost(1_500 * TAO, 1_000 * TAO, 100_800, 1_050, 50) == 3_000 * TAO - 14_880_952 * 1_000
    assert prices.lock_cost(1_500 * TAO, 1_000 * TAO, 100_800, 10**9, 50) == 1_000 * TAO


def test_lock_interval_shortens_with_halvings() -> None:
    """Half the emission, half the interval."""
    assert prices.lock_interval(100_800, TAO) == 100_800
    assert prices.lock_interval(100_800, TAO // 2) == 50_400


def test_moving_price_first_step() -> None:
    """Smoothing one half, age one of two blocks: a quarter of the way to the spot price."""
    assert prices.moved_price(0, 1 << 62, 1 << 31, 1, 1) == 1 << 28


@given(st.integers(0, 1 << 32), st.integers(0, 1 << 66), st.integers(0, 10**7))
def test_moving_price_moves_toward_the_capped_spot(moving: int, spot: int, blocks: int) -> None:
    """It never leaves the interval between the old value and the spot price capped at one."""
    target = min(spot, 1 << 64) >> 32
    moved = prices.moved_price(moving, spot, 12_885, blocks, 201_600)
    assert min(moving, target) - 1 <= moved <= max(moving, target) + 1
