"""A matrix of shares as shades, with a crosshair: rows give, columns receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

SHADES: Final = "·░▒▓█"
"""From a trace to the most; nothing at all is a blank."""
LABEL: Final = 6
"""Cells of the row labels."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """What is drawn: `values` and `cut` have a row for each of `rows` and a column for each of `columns`."""

    rows: Sequence[int]
    columns: Sequence[int]
    values: Any
    """Shares of 65535."""
    cut: Any
    """Where part of a value did not count."""


class MatrixView(ScrollView, can_focus=True):
    """One cell of the terminal for each pair; arrows move the crosshair."""

    DEFAULT_CSS = """
    MatrixView {
        height: 1fr; background: $surface; scrollbar-size: 1 1;
        & > .matrix--label { color: $tao-quiet; }
        & > .matrix--here { color: $block-cursor-foreground; background: $block-cursor-background; }
        & > .matrix--cross { background: $panel; }
        & > .matrix--cut { color: $warning; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"matrix--{part}" for part in ("label", "here", "cross", "cut")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1, 0)", "Up", show=False, id="matrix.up", tooltip="The validator above"),
        Binding("down,j", "step(1, 0)", "Down", show=False, id="matrix.down", tooltip="The validator below"),
        Binding("left,h", "step(0, -1)", "Left", show=False, id="matrix.left", tooltip="The neuron before"),
        Binding("right,l", "step(0, 1)", "Right", show=False, id="matrix.right", tooltip="The neuron after"),
    ]

    @dataclass
    class Moved(Message):
        """The crosshair stands on another pair."""

        row: int
        column: int

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.matrix = Matrix((), (), (), ())
        self.at = (0, 0)

    def show(self, matrix: Matrix, at: tuple[int, int]) -> None:
        """Draw another matrix with the crosshair at a row and column by place."""
        self.matrix = matrix
        self.virtual_size = Size(LABEL + len(matrix.columns), len(matrix.rows) + 1)
        self._move(*at)

    def action_step(self, rows: int, columns: int) -> None:
        """Move the crosshair."""
        self._move(self.at[0] + rows, self.at[1] + columns)

    def _move(self, row: int, column: int) -> None:
        matrix = self.matrix
        if not matrix.rows or not matrix.columns:
            return
        self.at = (min(len(matrix.rows) - 1, max(0, row)), min(len(matrix.columns) - 1, max(0, column)))
        seen = self.scrollable_content_region
        height, width = seen.height - 1, seen.width - LABEL
        top, left = self.scroll_offset.y, self.scroll_offset.x
        y = self.at[0] if self.at[0] < top else max(top, self.at[0] - height + 1)
        x = self.at[1] if self.at[1] < left else max(left, self.at[1] - width + 1)
        self.scroll_to(x, y, animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved(*self.at))

    def on_click(self, event: events.Click) -> None:
        """A click takes the crosshair."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y > 0 and offset.x >= LABEL:
            self._move(self.scroll_offset.y + offset.y - 1, self.scroll_offset.x + offset.x - LABEL)

    def render_line(self, y: int) -> Strip:
        """The heading, or one validator's row."""
        base, width = self.rich_style, self.scrollable_content_region.width
        left = self.scroll_offset.x
        columns = range(left, min(len(self.matrix.columns), left + max(0, width - LABEL)))
        quiet = base + self._part("label")
        if y == 0:
            return self._heading(columns, quiet).adjust_cell_length(width, base)
        row = self.scroll_offset.y + y - 1
        if row >= len(self.matrix.rows):
            return Strip.blank(width, base)
        here = row == self.at[0]
        label = f"{self.matrix.rows[row]:>{LABEL - 1}} "
        segments = [Segment(label, base + self._part("cross") if here else quiet)]
        values, cut = self.matrix.values[row], self.matrix.cut[row]
        for column in columns:
            style = base + self._part("cut") if cut[column] else base
            if here and column == self.at[1]:
                style = base + self._part("here")
            elif here or column == self.at[1]:
                style += self._part("cross")
            segments.append(Segment(shade(int(values[column])), style))
        return Strip(segments).simplify().adjust_cell_length(width, base)

    def _heading(self, columns: range, quiet: Style) -> Strip:
        """The uid under the crosshair over its column."""
        if not self.matrix.columns:
            return Strip([])
        uid = str(self.matrix.columns[self.at[1]])
        place = LABEL + self.at[1] - columns.start
        start = max(LABEL, place - len(uid) + 1)
        return Strip([Segment(" " * start + uid, quiet)])

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"matrix--{name}", partial=True)


def shade(value: int) -> str:
    """One cell: darker for more; a fifth of all weight and above is full."""
    if value <= 0:
        return " "
    steps = (65_535 // 200, 65_535 // 50, 65_535 // 20, 65_535 // 5)
    return SHADES[sum(value >= step for step in steps)]
