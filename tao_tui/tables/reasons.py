"""Reasons for a score in sentences that both faces use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from tao_tui.counted import doing
from tao_tui.tables.cells import U16_MAX

if TYPE_CHECKING:
    from tao_tui.consensus.dividends import Bond
    from tao_tui.consensus.explanation import ValidatorExplanation

_TOLD: Final = 7
"""A ten-thousandth: what is smaller shows as nothing."""
_BONDS: Final = 3
"""Bonds named as examples."""


def miners_earn(count: int) -> str:
    """How many earn: ``1 miner earns``, ``30 miners earn``."""
    return doing(count, "miner", "earn")


def share(value: int) -> str:
    """A u16 share of one with four decimals, cut."""
    scaled = abs(value) * 10_000 // U16_MAX
    return f"{'-' if value < 0 else ''}{scaled // 10_000}.{scaled % 10_000:04d}"


def percent(value: int) -> str:
    """A u16 share as per cent with one decimal, rounded."""
    tenths = (value * 2000 + U16_MAX) // (2 * U16_MAX)
    return f"{tenths // 10}.{tenths % 10} %"


def dividends_moved(validator: ValidatorExplanation) -> Iterator[str]:
    """Why a validator's dividends rose or fell since the epoch before; nothing where that is not known."""
    shift = validator.shift
    if shift is None:
        return
    if abs(shift.after - shift.before) < _TOLD:
        yield f"Its dividends stayed at {share(shift.after)}."
        return
    verb = "rose" if shift.after > shift.before else "fell"
    yield f"Its dividends {verb} from {share(shift.before)} to {share(shift.after)}."
    if abs(shift.by_bonds) >= _TOLD:
        yield f"{_signed(shift.by_bonds)} by its bonds{_examples(validator.bonds, shift.by_bonds > 0)}."
    if abs(shift.by_incentives) >= _TOLD:
        yield f"{_signed(shift.by_incentives)} by the incentives of those it is bonded to."
    if abs(shift.by_stake) >= _TOLD:
        yield f"{_signed(shift.by_stake)} by stake, its own and that of the others."


def _examples(bonds: Sequence[Bond], grown: bool) -> str:
    """The bonds that moved most in the direction that matters."""
    moved = sorted(bonds, key=lambda bond: bond.before - bond.after if grown else bond.after - bond.before)
    told = [
        f"uid {bond.neuron} {percent(bond.before)} → {percent(bond.after)}"
        for bond in moved[:_BONDS]
        if (bond.after > bond.before) is grown and abs(bond.after - bond.before) >= _TOLD
    ]
    return f": its part of all bonds to {', '.join(told)}" if told else ""


def _signed(value: int) -> str:
    return f"{'▲' if value > 0 else '▼'} {share(abs(value))}"
