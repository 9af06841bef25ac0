"""How long opening an encrypted key takes on this machine, so that waiting for it can show how far it is."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from tao_tui.errors import Fault
from tao_tui.paths import state_dir, write_private

FIRST_GUESS: Final = 3.5
"""Seconds, measured on a machine of 2026; the derivation is the same work everywhere."""

_NAME: Final = "unlock_seconds"


def expected_seconds() -> float:
    """Seconds it took last time, or a guess."""
    try:
        return min(300.0, max(0.1, float((state_dir() / _NAME).read_text()[:32])))
    except (OSError, ValueError, Fault):
        return FIRST_GUESS


def remember(seconds: float) -> None:
    """Keep how long it took; a folder that cannot be written to only makes the next guess worse."""
    with suppress(OSError, Fault):
        write_private(state_dir() / _NAME, f"{seconds:.2f}\n".encode(), overwrite=True)


def share_done(seconds: float, expected: float) -> float:
    """How far it is after `seconds`, from 0 to 1; it slows down where it takes longer than expected."""
    share = seconds / max(expected, 0.1)
    return share * 0.9 if share < 1 else 1 - 0.1 / share
