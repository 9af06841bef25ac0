"""The lines of a table as strips: the heading, a row with its marks, the row under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tao_tui.widgets.table.grid import GAP, Slot, fit
from tao_tui.widgets.table.rows import Key, Rows, mark

CURSOR_BAR: Final = "▌"
_QUIET: Final = frozenset(("", "–", "-", "·"))
"""Cells that say there is nothing."""


class TableDrawing:
    """Draws what the rows hold in the slots that fit the width."""

    def __init__(self, rows: Rows, style: Callable[[str], Style]) -> None:
        """``style`` gives the style of a part of the table by its name."""
        self.rows = rows
        self.slots: tuple[Slot, ...] = ()
        self._style = style

    def heading(self, width: int) -> Strip:
        """The names of the columns, an arrow at the one sorted by."""
        sort = self.rows.sort
        segments = [Segment(" ", self._style("header"))]
        for slot in self.slots:
            chosen = sort is not None and sort[0] == slot.column.key
            arrow = ("↓" if sort and sort[1] else "↑") if chosen else " "
            text = fit(slot.column.heading(slot.width), slot.width, slot.column.align) + arrow
            segments.append(Segment(text, self._style("sorted" if chosen else "header")))
        return Strip(segments).adjust_cell_length(width, self._style("header"))

    def row(self, key: Key, base: Style, width: int) -> Strip:
        """A row the cursor is not on."""
        return Strip([Segment(" ", base), *self._cells(key, base)]).simplify().adjust_cell_length(width, base)

    def cursor_row(self, key: Key, base: Style, width: int, *, focused: bool) -> Strip:
        """The row under the cursor, coloured to the edge."""
        bar = Segment(CURSOR_BAR, base + self._style("bar")) if focused else Segment(" ", base)
        strip = Strip([bar, *self._cells(key, base)])
        rest = Segment(" " * max(0, width - strip.cell_length), base)
        return Strip([*strip, rest]).simplify().adjust_cell_length(width)

    def note(self, text: str, width: int) -> Strip:
        """A line where there are no rows."""
        style = self._style("base") + self._style("quiet")
        return Strip([Segment(fit(f"  {text}", width, "left"), style)], width)

    def _cells(self, key: Key, base: Style) -> Iterator[Segment]:
        row, before = self.rows.get(key), self.rows.before(key)
        for slot in self.slots:
            text = slot.column.cell(row)
            arrow = mark(slot.column, before, row)
            shown = fit(text, slot.width, slot.column.align) + (arrow or " " * GAP)
            yield Segment(shown, base + self._tone(arrow or text))

    def _tone(self, text: str) -> Style:
        if text.startswith("▲") or text.endswith("▲"):
            return self._style("up")
        if text.startswith("▼") or text.endswith("▼"):
            return self._style("down")
        return self._style("quiet") if text in _QUIET else Style.null()
