"""How locks age: against exact arithmetic, at the edges, and in steps as in one go."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.consensus.conviction import LockKind, Rates, aged, decay

TIMESCALE = 934_866
MAINNET = Rates(TIMESCALE, TIMESCALE)
ONE = 1 << 64
ALPHA = 10**9
MELTING, PERPETUAL = LockKind(perpetual=False, owner=False), LockKind(perpetual=True, owner=False)


@given(st.integers(1, 10**7))
def test_a_half_life_halves_what_melts(timescale: int) -> None:
    rates = Rates(timescale, timescale)
    melted, _ = aged(10**18, 0, rates.half_life, rates, MELTING)
    assert abs(melted - 5 * 10**17) < 10**18 // timescale + 10**12


@given(st.integers(0, 40 * TIMESCALE), st.integers(1, 2 * TIMESCALE))
def test_decay_is_the_exponential_rounded_down_a_little(blocks: int, timescale: int) -> None:
    """Each of 62 terms of the series loses less than one unit, so what is under one gains no more."""
    with localcontext() as context:
        context.prec = 60
        exact = (-min(Decimal(blocks) / timescale, Decimal(40))).exp() * ONE
    assert -1 <= decay(blocks, timescale) - exact <= 130


def test_decay_at_its_edges() -> None:
    assert decay(0, 0) == decay(0, 7) == ONE
    assert decay(7, 0) == 0
    assert decay(41 * 7, 7) == decay(10**9, 7) == decay(40 * 7, 7)


def test_ninety_days_halve_what_melts_and_mature_half_of_what_stays() -> None:
    ninety_days = 90 * 7_200
    left, grown = aged(1_000 * ALPHA, 0, ninety_days, MAINNET, MELTING)
    kept, stayed = aged(1_000 * ALPHA, 0, ninety_days, MAINNET, PERPETUAL)
    assert abs(left / ALPHA - 500) < 0.1
    assert kept == 1_000 * ALPHA
    assert abs(stayed / ONE / ALPHA - 500) < 0.1
    assert abs(grown / ONE / ALPHA - 346.6) < 0.1


@pytest.mark.parametrize("perpetual", [True, False])
def test_rates_that_differ_and_rates_that_are_nothing(perpetual: bool) -> None:
    """Conviction grows while there is something it grows from, whichever of the two is faster."""
    for rates in (Rates(200, 300), Rates(300, 200)):
        mass, conviction = aged(1_000 * ALPHA, 0, 100, rates, LockKind(perpetual, owner=False))
        assert 0 < conviction < 1_000 * ALPHA * ONE
        assert mass == (1_000 * ALPHA if perpetual else mass) <= 1_000 * ALPHA
    assert aged(ALPHA, 500 * ONE, 1, Rates(0, 0), MELTING) == (0, 0)
    assert aged(ALPHA, 5 * ONE, 1, Rates(0, 300), MELTING)[0] == 0


@given(
    st.integers(0, 10**18),
    st.integers(0, 10**18),
    st.integers(1, 10**7),
    st.integers(1, 10**7),
    st.booleans(),
)
def test_steps_and_one_go_end_alike(
    mass: int, conviction: int, first: int, second: int, perpetual: bool
) -> None:
    """Rolling forward in between only loses what is rounded down."""
    through = aged(mass, conviction << 64, first, MAINNET, LockKind(perpetual, owner=False))
    steps = aged(*through, second, MAINNET, LockKind(perpetual, owner=False))
    once = aged(mass, conviction << 64, first + second, MAINNET, LockKind(perpetual, owner=False))
    assert abs(once[0] - steps[0]) <= 1 + mass * 400 // ONE
    assert abs(once[1] - steps[1]) >> 64 <= 3 + (mass + conviction) * 400 // ONE
    assert once[1] <= (mass + conviction) << 64


def test_conviction_of_a_melting_lock_is_largest_after_one_timescale() -> None:
    course = [aged(ALPHA, 0, blocks, MAINNET, MELTING)[1] for blocks in range(0, 3 * TIMESCALE, 9_349)]
    assert abs(course.index(max(course)) - 100) <= 1
