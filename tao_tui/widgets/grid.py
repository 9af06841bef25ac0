"""The pure part of a table: which columns fit, and how a cell is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from rich.cells import cell_len, set_cell_size

from tao_tui.tables.columns import Column

GAP = 1
"""Cells between columns; in a numeric column it also holds the ▲ or ▼ of a change."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that made it onto the screen."""

    column: Column[Any]
    x: int
    """Offset of its first cell."""
    width: int
    """Cells it got, at least the column's own width."""


def place(columns: Sequence[Column[Any]], available: int) -> tuple[Slot, ...]:
    """Drop the least important columns until the rest fits; spare cells go to text columns, widest first.

    Each gets as many again as it has, so that names are whole where there is room and numbers stay near.
    """
    kept = list(columns)
    while len(kept) > 1 and 1 + sum(column.width + GAP for column in kept) > available:
        worst = max(range(len(kept)), key=lambda index: (kept[index].priority, index))
        if kept[worst].priority == 0:
            break
        del kept[worst]
    spare = max(0, available - 1 - sum(column.width + GAP for column in kept))
    texts = [column for column in kept if column.align == "left" and column.width >= 8]
    more: dict[str, int] = {}
    for column in sorted(texts, key=lambda column: -column.width):
        more[column.key] = min(spare, column.width)
        spare -= more[column.key]
    slots: list[Slot] = []
    x = 1
    for column in kept:
        width = column.width + more.get(column.key, 0)
        slots.append(Slot(column, x, width))
        x += width + GAP
    return tuple(slots)


def fit(text: str, width: int, align: str) -> str:
    """``text`` in exactly ``width`` cells; what does not fit ends in ``…``, a glyph column is centred."""
    length = cell_len(text)
    if length > width:
        text = set_cell_size(text, max(0, width - 1)).rstrip("…") + "…" if width else ""
        length = cell_len(text)
    padding = " " * (width - length)
    if align == "left" and width <= 3:
        half = len(padding) // 2
        return padding[:half] + text + padding[half:]
    return padding + text if align == "right" else text + padding


def direction(before: Any, after: Any) -> str:
    """``▲`` or ``▼`` for a number (numpy's included) that moved, nothing for anything else."""
    if not isinstance(before, Real) or not isinstance(after, Real):
        return ""
    return "" if before == after else "▲" if float(after) > float(before) else "▼"
