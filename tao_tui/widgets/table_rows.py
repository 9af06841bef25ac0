"""The rows behind a table: what is there, in which order, what changed. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from tao_tui.tables.columns import Column, sort_rows
from tao_tui.widgets.grid import direction

Row = Any
Key = Hashable

UNMARKED = frozenset({"blocks_to_epoch", "last_update", "registration_cost", "ends_at"})
"""Columns that move with every block by themselves: an arrow on them says nothing."""


class TableRows:
    """Rows by key, an order over them, and what the rows of the latest change were before it."""

    def __init__(self, columns: Sequence[Column[Any]], key: Callable[[Row], Key]) -> None:
        self.columns = tuple(columns)
        self.key = key
        self.sort: tuple[str, bool] | None = None
        """Column key and whether the greatest comes first; ``None`` keeps the order given."""
        self.keep: Callable[[Row], bool] | None = None
        self.by_key: dict[Key, Row] = {}
        self.order: list[Key] = []
        self.line_of: dict[Key, int] = {}
        self.before: dict[Key, Row] = {}
        """The rows that carry marks, as they were: ▲ and ▼ point from here to now."""

    def keyed(self, rows: Iterable[Row]) -> dict[Key, Row]:
        """Rows by their key."""
        return {self.key(row): row for row in rows}

    def take(self, fresh: dict[Key, Row], *, whole: bool, mark: bool, keep_marks: bool) -> set[Key]:
        """Take rows, as the ``whole`` table or beside the others; report those that may look different now.

        Work is done for rows that changed only: a table of a whole network takes each block in milliseconds.
        """
        touched: set[Key] = set() if keep_marks else set(self.before)
        if not keep_marks:
            self.before = {}
        sorted_by = self._sorted_by()
        rearrange = whole or self.keep is not None
        for key, row in fresh.items():
            before = self.by_key.get(key)
            if before is None:
                rearrange = True
            elif before is not row and before != row:
                touched.add(key)
                if mark:
                    self.before.setdefault(key, before)
                if sorted_by is not None and sorted_by.sort_key(before) != sorted_by.sort_key(row):
                    rearrange = True
        if whole:
            self.by_key = fresh
        else:
            self.by_key.update(fresh)
        if rearrange:
            self.arrange()
        return touched

    def _sorted_by(self) -> Column[Any] | None:
        wanted = self.sort[0] if self.sort else ""
        return next((column for column in self.columns if column.key == wanted), None)

    def arrange(self) -> None:
        """Filter and sort again."""
        rows: Iterable[Row] = self.by_key.values()
        if self.keep is not None:
            rows = filter(self.keep, rows)
        column = self._sorted_by()
        if column is not None and self.sort is not None:
            rows = sort_rows(rows, column, descending=self.sort[1])
        self.order = [self.key(row) for row in rows]
        self.line_of = {key: line for line, key in enumerate(self.order)}


def mark(column: Column[Any], before: Row | None, row: Row) -> str:
    """``▲`` or ``▼`` where a number of the row shows differently than before."""
    if before is None or column.align != "right" or column.key in UNMARKED:
        return ""
    arrow = direction(column.sort_key(before), column.sort_key(row))
    return arrow if arrow and column.cell(before) != column.cell(row) else ""
