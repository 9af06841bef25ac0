"""The rows behind a table: what is there, in which order, what changed. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from tao_tui.tables.columns import Column, sort_rows
from tao_tui.widgets.grid import direction

Row = Any
Key = Hashable
Changes = dict[Key, set[str]]
"""Column keys whose cells look different now, by row."""


UNMARKED = frozenset({"blocks_to_epoch", "last_update", "registration_cost", "ends_at"})
"""Columns that move with every block by themselves: an arrow on them says nothing."""


class TableRows:
    """Rows by key, an order over them, and the ▲ ▼ marks of the latest change."""

    def __init__(self, columns: Sequence[Column[Any]], key: Callable[[Row], Key]) -> None:
        self.columns = tuple(columns)
        self.key = key
        self.sort: tuple[str, bool] | None = None
        """Column key and whether the greatest comes first; ``None`` keeps the order given."""
        self.keep: Callable[[Row], bool] | None = None
        self.by_key: dict[Key, Row] = {}
        self.order: list[Key] = []
        self.line_of: dict[Key, int] = {}
        self.marks: dict[Key, dict[str, str]] = {}

    def keyed(self, rows: Iterable[Row]) -> dict[Key, Row]:
        """Rows by their key."""
        return {self.key(row): row for row in rows}

    def take(
        self, fresh: dict[Key, Row], seen: Sequence[Column[Any]], *, mark: bool, keep_marks: bool = False
    ) -> Changes:
        """Replace the rows; report cells of the ``seen`` columns that changed, or lost the mark they had."""
        changes: Changes = {}
        if not keep_marks:
            changes = {key: set(marks) for key, marks in self.marks.items() if key in fresh}
            self.marks = {}
        for key, row in fresh.items():
            before = self.by_key.get(key)
            if before is None or before is row or before == row:
                continue
            changed, marks = _compare(before, row, seen, mark)
            if marks:
                self.marks[key] = self.marks.get(key, {}) | marks
            changes[key] = changes.get(key, set()) | changed
        self.by_key = fresh
        self.arrange()
        return changes

    def arrange(self) -> None:
        """Filter and sort again."""
        rows = [row for row in self.by_key.values() if self.keep is None or self.keep(row)]
        wanted = self.sort[0] if self.sort else ""
        column = next((column for column in self.columns if column.key == wanted), None)
        if column is not None and self.sort is not None:
            rows = sort_rows(rows, column, descending=self.sort[1])
        self.order = [self.key(row) for row in rows]
        self.line_of = {key: line for line, key in enumerate(self.order)}


def _compare(
    before: Row, after: Row, seen: Sequence[Column[Any]], mark: bool
) -> tuple[set[str], dict[str, str]]:
    changed: set[str] = set()
    marks: dict[str, str] = {}
    for column in seen:
        if column.cell(before) == column.cell(after):
            continue
        changed.add(column.key)
        if mark and column.align == "right" and column.key not in UNMARKED:
            arrow = direction(column.sort_key(before), column.sort_key(after))
            if arrow:
                marks[column.key] = arrow
    return changed, marks
