"""A table of rows that arrive as objects: all of them, or those that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tao_tui.tables.columns import Column
from tao_tui.widgets.table.grid import longest_texts
from tao_tui.widgets.table.live_table import LiveTable
from tao_tui.widgets.table.rows import Key, Row, TableRows


class RowTable(LiveTable):
    """Rows of one kind, told apart by a key."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        key: Callable[[Row], Key],
        *,
        empty: str = "Nothing here.",
        sort: tuple[str, bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._by_key = TableRows(columns, key)
        super().__init__(self._by_key, empty=empty, sort=sort, id=id, classes=classes)
        self._held: dict[Key, Row] | None = None
        self._wanted: dict[str, int] = {}

    @property
    def rows(self) -> TableRows:
        """What is behind the lines."""
        return self._by_key

    def show(self, rows: Sequence[Row], *, mark: bool = False) -> None:
        """Replace the rows. With ``mark``, numbers that moved get ▲ or ▼ until the next call."""
        self._take(self.rows.keyed(rows), whole=True, mark=mark)

    def patch(self, rows: Sequence[Row], *, mark: bool = True, keep_marks: bool = False) -> None:
        """Replace or add only these rows; ``keep_marks`` leaves the marks of the call before standing."""
        self._take(self.rows.keyed(rows), whole=False, mark=mark, keep_marks=keep_marks)

    def _take(self, fresh: dict[Key, Row], *, whole: bool, mark: bool, keep_marks: bool = False) -> None:
        if self._is_held:
            below = {} if whole else self.rows.by_key if self._held is None else self._held
            self._held = {**below, **fresh}
        else:
            self._make_room(fresh.values())
            self._changing(lambda: self.rows.take(fresh, whole=whole, mark=mark, keep_marks=keep_marks))

    def _make_room(self, rows: Iterable[Row]) -> None:
        """Place the columns anew where a text is longer than any before; they never grow narrower again."""
        longest = longest_texts(self.columns, rows)
        wanted = {key: max(cells, self._wanted.get(key, 0)) for key, cells in longest.items()}
        if wanted != self._wanted:
            self._wanted = wanted
            self.on_resize()

    def _empty(self) -> None:
        self._wanted = {}
        self._take({}, whole=True, mark=False)

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._take(held, whole=True, mark=True)
