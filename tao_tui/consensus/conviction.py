"""How a lock of stake ages: what is locked melts or stays, and conviction grows from it, as the chain rounds.

Conviction is a U64F64 of rao of alpha: an integer with 64 fraction bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ONE: Final = 1 << 64
DUST: Final = 100
"""A lock with less than this many rao locked, and less conviction, is none."""
ONE_YEAR: Final = 7_200 * 365 + 1_800
"""Blocks a subnet keeps the owner it began with, whatever conviction others have."""
OUT_OF_CONVICTION: Final = 10
"""From then on all conviction on a subnet, times this, must reach its alpha out for the owner to change."""
_LARGEST_EXPONENT: Final = 40 << 64
"""Exponents are cut here; e**-40 of every u64 is nothing."""
_TERMS: Final = 64
"""The series runs over as many powers as the number type has fraction bits."""
_U128_MAX: Final = (1 << 128) - 1


@dataclass(frozen=True, slots=True)
class Rates:
    """The timescales of locks, in blocks: after one of them e**-1 is left."""

    unlock: int
    maturity: int

    @property
    def half_life(self) -> int:
        """Blocks until half of what melts is left: a timescale times ln 2."""
        return self.unlock * 693_147 // 1_000_000


@dataclass(frozen=True, slots=True)
class LockKind:
    """What decides how a lock ages."""

    perpetual: bool
    """It keeps what is locked, and conviction nears that; otherwise both melt in the end."""
    owner: bool
    """It is for the subnet owner's hotkey: conviction is what is locked, at once."""


def aged(mass: int, conviction: int, blocks: int, rates: Rates, kind: LockKind) -> tuple[int, int]:
    """Rao of alpha still locked, and the conviction, after so many blocks; dust is nothing."""
    if blocks > 0:
        mass, conviction = _rolled(mass, conviction, blocks, rates, perpetual=kind.perpetual)
    if kind.owner:
        conviction = mass << 64
    return (0, 0) if mass < DUST and conviction < DUST << 64 else (mass, conviction)


def decay(blocks: int, timescale: int) -> int:
    """e**(-blocks / timescale) as U64F64: one over the series of e**x, each term rounded down."""
    if not blocks:
        return ONE
    if not timescale:
        return 0
    x = min((blocks << 64) // timescale, _LARGEST_EXPONENT)
    term, total = x, x + ONE
    for index in range(2, _TERMS):
        term = (term * x >> 64) // index
        total += term
    return (1 << 128) // total


def _rolled(mass: int, conviction: int, blocks: int, rates: Rates, *, perpetual: bool) -> tuple[int, int]:
    melted, faded = decay(blocks, rates.unlock), decay(blocks, rates.maturity)
    if perpetual:
        grown = ONE - faded
    elif rates.unlock == rates.maturity:
        grown = ((blocks << 64) // rates.maturity) * faded >> 64 if rates.maturity else 0
    elif rates.unlock and rates.maturity:
        # Numerator and denominator have one sign, so flooring is the chain's truncation.
        grown = rates.unlock * (melted - faded) // (rates.unlock - rates.maturity)
    else:
        grown = 0
    after = min((faded * conviction >> 64) + mass * grown, _U128_MAX)
    return mass if perpetual else melted * mass >> 64, after
