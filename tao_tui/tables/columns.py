"""What a column is: how it is called, sorted, sized and written, for any kind of row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

Row = TypeVar("Row")

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table of `Row`s; pure, so that both faces can use it."""

    key: str
    """What filters and JSON call it."""
    label: str
    width: int
    """Cells wide, without the gap."""
    align: Align
    priority: int
    """0 is never dropped; the highest numbers go first when the terminal is narrow."""
    sort_key: Callable[[Row], Any]
    """Compares rows; a number wherever the column shows one, None for a missing value."""
    cell: Callable[[Row], str]
    scale: int = 1
    """How many units of the sort key make one as shown: 1,000,000,000 for amounts, 65,535 for scores."""
    whole: str = ""
    """The label in whole words, for where there is room; empty where the label is."""

    def heading(self, width: int) -> str:
        """What stands over a column of so many cells."""
        return self.whole if 0 < len(self.whole) <= width else self.label


def visible(columns: Sequence[Column[Row]], width: int, gap: int = 1) -> tuple[Column[Row], ...]:
    """The columns that fit into `width` cells, least important dropped first, in their own order."""
    kept = list(columns)
    while len(kept) > 1 and sum(column.width for column in kept) + gap * (len(kept) - 1) > width:
        worst = max(kept, key=lambda column: (column.priority, kept.index(column)))
        if worst.priority == 0:
            break
        kept.remove(worst)
    return tuple(kept)


def with_whole_labels(columns: Sequence[Column[Row]], widths: Sequence[int], spare: int) -> list[int]:
    """The widths with what of the `spare` cells lets headings be whole words, with a blank between them.

    Columns of one priority are written the same way, the most important first.
    """
    found = list(widths)
    for priority in sorted({column.priority for column in columns}):
        lacks = {
            index: max(0, len(column.whole) + (column.align == "right") - found[index])
            for index, column in enumerate(columns)
            if column.priority == priority and column.whole
        }
        spare -= sum(lacks.values())
        if spare < 0:
            break
        for index, lack in lacks.items():
            found[index] += lack
    return found


def sort_rows(rows: Iterable[Row], column: Column[Row], *, descending: bool = False) -> list[Row]:
    """Rows by one column, stable, those without a value last whichever way it goes."""
    known: list[Row] = []
    missing: list[Row] = []
    for row in rows:
        (missing if column.sort_key(row) is None else known).append(row)
    known.sort(key=column.sort_key, reverse=descending)
    return known + missing


def by_key(columns: Iterable[Column[Row]]) -> dict[str, Column[Row]]:
    """Columns by key."""
    return {column.key: column for column in columns}
