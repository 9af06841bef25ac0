"""The rows behind a table: what is there, in which order, what changed. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from typing import Any, Protocol

from tao_tui.tables.columns import Column, sort_rows
from tao_tui.widgets.table.grid import direction

Row = Any
Key = Hashable

UNMARKED = frozenset({"blocks_to_epoch", "last_update", "registration_cost", "ends_at"})
"""Columns that move with every block by themselves: an arrow on them says nothing."""


class Rows(Protocol):
    """What a table needs of its rows, however they are kept."""

    columns: tuple[Column[Any], ...]
    sort: tuple[str, bool] | None
    """Column key and whether the greatest comes first; ``None`` keeps the order given."""
    keep: Callable[[Row], bool] | None
    """The filter; ``None`` shows all."""

    @property
    def total(self) -> int:
        """How many rows there are, filter or not."""

    @property
    def shown(self) -> int:
        """How many pass the filter."""

    def key_at(self, line: int) -> Key:
        """The key of the row on a line, 0 being the first; `IndexError` beyond the last."""

    def line_of(self, key: Key | None) -> int | None:
        """Where a row stands; ``None`` when it is not shown."""

    def get(self, key: Key | None) -> Row | None:
        """A row, shown or not."""

    def before(self, key: Key) -> Row | None:
        """What a row's marks point from; ``None`` where it has none."""

    def arrange(self) -> None:
        """Filter and sort again."""


class TableRows:
    """Rows by key, an order over them, and what the rows of the latest change were before it."""

    def __init__(self, columns: Sequence[Column[Any]], key: Callable[[Row], Key]) -> None:
        self.columns = tuple(columns)
        self.key = key
        self.sort: tuple[str, bool] | None = None
        self.keep: Callable[[Row], bool] | None = None
        self.by_key: dict[Key, Row] = {}
        self._order: list[Key] = []
        self._line_of: dict[Key, int] = {}
        self._before: dict[Key, Row] = {}
        """The rows that carry marks, as they were: ▲ and ▼ point from here to now."""

    @property
    def total(self) -> int:
        """How many rows there are, filter or not."""
        return len(self.by_key)

    @property
    def shown(self) -> int:
        """How many pass the filter."""
        return len(self._order)

    def key_at(self, line: int) -> Key:
        """The key of the row on a line."""
        return self._order[line]

    def line_of(self, key: Key | None) -> int | None:
        """Where a row stands; ``None`` when it is not shown."""
        return self._line_of.get(key)

    def get(self, key: Key | None) -> Row | None:
        """A row, shown or not."""
        return self.by_key.get(key)

    def before(self, key: Key) -> Row | None:
        """What a row's marks point from; ``None`` where it has none."""
        return self._before.get(key)

    def keyed(self, rows: Iterable[Row]) -> dict[Key, Row]:
        """Rows by their key."""
        return {self.key(row): row for row in rows}

    def take(self, fresh: dict[Key, Row], *, whole: bool, mark: bool, keep_marks: bool) -> Container[Key]:
        """Take rows, as the ``whole`` table or beside others; report those that may look different now."""
        touched: set[Key] = set() if keep_marks else set(self._before)
        if not keep_marks:
            self._before = {}
        sorted_by = sorting_column(self)
        rearrange = whole or self.keep is not None
        for key, row in fresh.items():
            before = self.by_key.get(key)
            if before is None:
                rearrange = True
            elif before is not row and before != row:
                touched.add(key)
                if mark:
                    self._before.setdefault(key, before)
                if sorted_by is not None and sorted_by.sort_key(before) != sorted_by.sort_key(row):
                    rearrange = True
        if whole:
            self.by_key = fresh
        else:
            self.by_key.update(fresh)
        if rearrange:
            self.arrange()
        return touched

    def arrange(self) -> None:
        """Filter and sort again."""
        rows: Iterable[Row] = self.by_key.values()
        if self.keep is not None:
            rows = filter(self.keep, rows)
        column = sorting_column(self)
        if column is not None and self.sort is not None:
            rows = sort_rows(rows, column, descending=self.sort[1])
        self._order = [self.key(row) for row in rows]
        self._line_of = {key: line for line, key in enumerate(self._order)}


def sorting_column(rows: Rows) -> Column[Any] | None:
    """The column rows are sorted by, if any."""
    wanted = rows.sort[0] if rows.sort else ""
    return next((column for column in rows.columns if column.key == wanted), None)


def mark(column: Column[Any], before: Row | None, row: Row) -> str:
    """``▲`` or ``▼`` where a number of the row shows differently than before."""
    if before is None or column.align != "right" or column.key in UNMARKED:
        return ""
    arrow = direction(column.sort_key(before), column.sort_key(row))
    return arrow if arrow and column.cell(before) != column.cell(row) else ""
