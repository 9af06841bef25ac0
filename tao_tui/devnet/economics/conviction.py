"""How a lock ages: what is locked melts or stays, and conviction grows out of it, rounded as on the chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tao_tui.devnet.economics.fixed import ONE_64, div64, mul64

LARGEST_EXPONENT: Final = 40 << 64
"""Exponents are cut here; e**-40 of every u64 is nothing."""
_TERMS: Final = 64
"""The series runs over as many powers as the number type has fraction bits."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The timescales of locks, in blocks: after one of them e**-1 is left."""

    unlock: int
    maturity: int


def decay(blocks: int, timescale: int) -> int:
    """e**(-blocks / timescale) as U64F64: one over the series of e**x, each term rounded down."""
    if not blocks:
        return ONE_64
    if not timescale:
        return 0
    x = min((blocks << 64) // timescale, LARGEST_EXPONENT)
    term, total = x, x + ONE_64
    for index in range(2, _TERMS):
        term = (term * x >> 64) // index
        total += term
    return (1 << 128) // total


def aged(mass: int, conviction: int, blocks: int, rates: Rates, *, perpetual: bool) -> tuple[int, int]:
    """Rao of alpha still locked and its conviction (U64F64 of rao) after so many blocks.

    A perpetual lock keeps its mass, and its conviction nears that mass; otherwise the mass melts, and
    conviction first grows out of it and then melts too.
    """
    melted, faded = decay(blocks, rates.unlock), decay(blocks, rates.maturity)
    left = mass if perpetual else mul64(melted, mass << 64) >> 64
    if perpetual:
        grown = ONE_64 - faded
    elif rates.unlock == rates.maturity:
        grown = mul64(div64(blocks << 64, rates.maturity << 64), faded)
    elif rates.unlock and rates.maturity:
        # Numerator and denominator have one sign, so flooring is the chain's truncation.
        grown = rates.unlock * (melted - faded) // (rates.unlock - rates.maturity)
    else:
        grown = 0
    return left, min(mul64(faded, conviction) + mul64(mass << 64, grown), (1 << 128) - 1)
