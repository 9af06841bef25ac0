"""The columns of the live table: the declared ones in the app's words, and the course over past epochs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.tables import cells
from tao_tui.tables.columns import Column
from tao_tui.tables.neurons import NEURON_COLUMNS, OLDER_COLUMNS
from tao_tui.widgets.figures import brief_age, sparkline

if TYPE_CHECKING:
    from tao_tui.screens.scores.watched import Watched

COURSE: Final = 12
"""Cells of a course."""


def score_columns(watched: Watched, *, older: bool = False) -> tuple[Column[Any], ...]:
    """What one place shows: its names for hotkeys, the age of weights, what its feed remembers.

    ``older`` adds what only older runtimes keep.
    """

    def age(neuron: Any) -> str:
        # In one coarse unit: what changed with every block would be repainted with every block.
        if not neuron.validator_permit or watched.scores is None:
            return cells.NONE
        return brief_age(max(0, watched.scores.block - neuron.last_update) * watched.session.pace)

    def course(neuron: Any) -> str:
        return sparkline(watched.feed.course(neuron), COURSE)

    def trend(neuron: Any) -> int | None:
        known = watched.feed.course(neuron)
        return known[-1] - known[0] if known else None

    told: dict[str, dict[str, Any]] = {
        "hotkey": {"width": 15, "cell": lambda neuron: watched.named(neuron.hotkey)},
        "last_update": {"label": "weights", "width": 7, "cell": age},
    }
    shown = [replace(column, **told.get(column.key, {})) for column in NEURON_COLUMNS]
    at = next(index for index, column in enumerate(shown) if column.key == "active")
    kept: Column[Any] = Column("course", "epochs", COURSE, "left", 7, trend, course)
    return (*shown[:at], *(OLDER_COLUMNS if older else ()), kept, *shown[at:])
