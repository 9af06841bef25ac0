"""A table drawn line by line: one cached strip per row, repaints only what changed and is on screen."""

from __future__ import annotations

from collections.abc import Callable, Container
from itertools import zip_longest
from typing import Any, ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tao_tui.tables.columns import Column
from tao_tui.widgets.table import news as table_news
from tao_tui.widgets.table.drawing import TableDrawing
from tao_tui.widgets.table.grid import GAP, Slot, place
from tao_tui.widgets.table.rows import Key, Row, Rows, mark


class LiveTable(ScrollView, can_focus=True):
    """Rows of one kind under declared columns; the cursor follows a row's key, not its line."""

    DEFAULT_CSS = """
    LiveTable {
        height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; background: $background;
        & > .table--header { color: $tao-heading; text-style: bold; background: $background; }
        & > .table--sorted { color: $primary; text-style: bold; background: $background; }
        & > .table--cursor { background: $block-cursor-blurred-background; }
        &:focus > .table--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .table--up { color: $success; }
        & > .table--down { color: $error; }
        & > .table--quiet { color: $tao-quiet; }
        & > .table--bar { color: $primary; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"table--{part}" for part in ("header", "sorted", "cursor", "up", "down", "quiet", "bar")),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Up", show=False, id="table.up", tooltip="The row above"),
        Binding("down,j", "step(1)", "Down", show=False, id="table.down", tooltip="The row below"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="table.page-up", tooltip="One page up"),
        Binding(
            "pagedown", "page(1)", "Page down", show=False, id="table.page-down", tooltip="One page down"
        ),
        Binding("home", "edge(0)", "First", show=False, id="table.first", tooltip="The first row"),
        Binding("end", "edge(-1)", "Last", show=False, id="table.last", tooltip="The last row"),
        Binding("enter", "choose", "Open", show=False, id="table.open", tooltip="Go deeper into this row"),
    ]

    cursor_key: reactive[Key | None] = reactive(None, repaint=False, init=False)

    Moved: TypeAlias = table_news.Moved
    Passed: TypeAlias = table_news.Passed
    Chosen: TypeAlias = table_news.Chosen
    Sorted: TypeAlias = table_news.Sorted

    def __init__(
        self,
        rows: Rows,
        *,
        empty: str = "Nothing here.",
        sort: tuple[str, bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        rows.sort = sort
        self._rows = rows
        self.empty = empty
        self.frozen = False
        self.loaded = False
        self._strips: dict[Key, Strip] = {}
        self._styles: dict[str, Style] = {}
        self._drawing = TableDrawing(rows, self._style)
        self._placed_in = 0
        self._wanted: dict[str, int] | None = None
        """Cells the longest text of each text column takes, where that is known."""

    @property
    def rows(self) -> Rows:
        """What is behind the lines."""
        return self._rows

    # What is shown

    def _changing(self, take: Callable[[], Container[Key]]) -> None:
        """Let the rows change and repaint what looks different; ``take`` reports which may."""
        was_empty, window, was_on = not self.rows.total, self._window(), self.cursor_key
        touched = take()
        self.loaded = True
        for key in [key for key in self._strips if key in touched]:
            del self._strips[key]
        self._settle()
        if was_empty or not self.rows.total:
            self.refresh()
        else:
            self._repaint(window, touched)
        if self.cursor_key in touched or self.cursor_key != was_on or was_empty:
            self.post_message(self.Moved(self, self.current))

    def clear(self) -> None:
        """Forget the rows: others will come."""
        self.freeze(False)
        self._empty()
        self.loaded = False

    def _empty(self) -> None:
        """Take no rows at all."""
        raise NotImplementedError

    @property
    def _is_awaited(self) -> bool:
        """Whether it is not known yet which rows there are to show."""
        return not self.loaded

    @property
    def _is_held(self) -> bool:
        """Whether what arrives must wait."""
        return self.frozen and self.loaded

    def freeze(self, frozen: bool) -> None:
        """Hold the picture still while data keeps arriving; letting go shows the newest."""
        self.frozen = frozen
        if not frozen:
            self._let_go()

    def _let_go(self) -> None:
        """Show what arrived while the picture was held."""
        raise NotImplementedError

    def _settle(self) -> None:
        if self.rows.line_of(self.cursor_key) is None:
            self.set_reactive(LiveTable.cursor_key, self.rows.key_at(0) if self.rows.shown else None)
        self.virtual_size = Size(self.size.width, self.rows.shown + 1)

    def _window(self) -> list[tuple[Key, Row, Row | None]]:
        """What stands on the lines in sight: each row, and what its marks point from."""
        top, rows = self.scroll_offset.y, self.rows
        lines = range(top, min(top + max(0, self.size.height - 1), rows.shown))
        return [(key, rows.get(key), rows.before(key)) for key in map(rows.key_at, lines)]

    def _repaint(self, window: list[tuple[Key, Row, Row | None]], touched: Container[Key]) -> None:
        """Refresh the lines whose row moved, and of the others the part that looks different."""
        regions: list[Region] = []
        nothing = (None, None, None)
        for y, (was, now) in enumerate(zip_longest(window, self._window(), fillvalue=nothing), 1):
            if was[0] != now[0]:
                regions.append(Region(0, y, self.size.width, 1))
            elif now[0] in touched:
                different = [
                    slot
                    for slot in self._drawing.slots
                    if slot.column.cell(was[1]) != slot.column.cell(now[1])
                    or mark(slot.column, was[2], was[1]) != mark(slot.column, now[2], now[1])
                ]
                if different:
                    # One region a line: Textual sends a line from its beginning once for every region on it.
                    first, last = different[0], different[-1]
                    regions.append(Region(first.x, y, last.x + last.width + GAP - first.x, 1))
        if regions:
            self.refresh(*regions)

    def repaint_column(self, key: str) -> None:
        """Draw a column anew whose cells changed although no row did."""
        slot = next((slot for slot in self._drawing.slots if slot.column.key == key), None)
        if slot is not None:
            self._strips.clear()
            self.refresh(Region(slot.x, 1, slot.width, max(0, self.size.height - 1)))

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows.get(self.cursor_key)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Every declared column, shown or not."""
        return self.rows.columns

    @columns.setter
    def columns(self, columns: tuple[Column[Any], ...]) -> None:
        self.rows.columns = columns
        self.on_resize()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The columns that fit the width, and where."""
        return self._drawing.slots

    @property
    def sort(self) -> tuple[str, bool] | None:
        """Column key and whether the greatest comes first; ``None`` keeps the order given."""
        return self.rows.sort

    @property
    def shown(self) -> list[Row]:
        """The rows that pass the filter, in the order shown."""
        return [self.rows.get(self.rows.key_at(line)) for line in range(self.rows.shown)]

    @property
    def total(self) -> int:
        """How many rows there are, filter or not."""
        return self.rows.total

    def filter(self, keep: Callable[[Row], bool] | None) -> None:
        """Show only rows for which ``keep`` holds; ``None`` shows all."""
        self.rows.keep = keep
        self._rearranged()

    def sort_by(self, column: str, descending: bool) -> None:
        """Order by a column; the cursor stays on its row."""
        self.rows.sort = (column, descending)
        self._rearranged()

    def _rearranged(self) -> None:
        self.rows.arrange()
        self._settle()
        self._follow()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    # Moving

    def validate_cursor_key(self, key: Key | None) -> Key | None:
        """Only rows that are shown can have the cursor."""
        return self.cursor_key if self.rows.line_of(key) is None and self.rows.shown else key

    def watch_cursor_key(self, old: Key | None, new: Key | None) -> None:
        """Repaint the two lines concerned and tell the screen."""
        for key in (old, new):
            line = self.rows.line_of(key)
            if line is not None:
                self.refresh(Region(0, line - self.scroll_offset.y + 1, self.size.width, 1))
        self._follow()
        self.post_message(self.Moved(self, self.current))

    def _follow(self) -> None:
        line = self.rows.line_of(self.cursor_key)
        if line is None or self.size.height < 2:
            return
        visible = self.size.height - 1
        top = self.scroll_offset.y
        # By force: right after rows came, the scrollbar that allows scrolling is not there yet.
        if line < top:
            self.scroll_to(y=line, animate=False, force=True)
        elif line >= top + visible:
            self.scroll_to(y=line - visible + 1, animate=False, force=True)

    def action_step(self, lines: int) -> None:
        """Move the cursor by lines; a single step over the edge asks for the table beyond."""
        here, last = self.rows.line_of(self.cursor_key) or 0, self.rows.shown - 1
        if abs(lines) == 1 and not 0 <= here + lines <= last:
            self.post_message(self.Passed(self, lines))
        elif last >= 0:
            self.cursor_key = self.rows.key_at(min(last, max(0, here + lines)))

    def action_page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.action_step(pages * max(1, self.size.height - 2))

    def action_edge(self, index: int) -> None:
        """Move the cursor to the first (0) or last (-1) row."""
        if self.rows.shown:
            self.cursor_key = self.rows.key_at(index % self.rows.shown)

    def action_choose(self) -> None:
        """Go deeper into the row under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def on_click(self, event: events.Click) -> None:
        """A heading sorts; a row takes the cursor, a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y == 0:
            hit = next((s for s in self._drawing.slots if s.x <= offset.x < s.x + s.width + GAP), None)
            if hit is not None:
                self.post_message(self.Sorted(self, hit.column.key))
            return
        line = self.scroll_offset.y + offset.y - 1
        if line < self.rows.shown:
            again = self.cursor_key == self.rows.key_at(line) and event.chain > 1
            self.cursor_key = self.rows.key_at(line)
            if again:
                self.action_choose()

    # Drawing

    def on_resize(self) -> None:
        """Choose the columns that fit the new width."""
        self._place()
        self.virtual_size = Size(self.size.width, self.rows.shown + 1)
        self._follow()
        self.refresh()

    def _place(self) -> None:
        self._placed_in = self.size.width
        self._drawing.slots = place(self.columns, self._placed_in, self._wanted)
        self._strips.clear()

    def notify_style_update(self) -> None:
        """Another theme: every cached line has the old colours."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = (
                self.rich_style
                if name == "base"
                else self.get_component_rich_style(f"table--{name}", partial=True)
            )
        return style

    def render_line(self, y: int) -> Strip:
        """One line of the window: the heading, a row, or space."""
        width = self.size.width
        if width != self._placed_in:  # a place shown again in another width is not always told of it
            self._place()
        if y == 0:
            return self._drawing.heading(width)
        line = self.scroll_offset.y + y - 1
        if line >= self.rows.shown:
            return self._blank(y, width)
        key = self.rows.key_at(line)
        base = self._style("base")
        if key == self.cursor_key:
            return self._drawing.cursor_row(key, base + self._focus_style(), width, focused=self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._drawing.row(key, base, width)
        return strip

    def _focus_style(self) -> Style:
        self._styles.pop("cursor", None)
        return self._style("cursor")

    def _blank(self, y: int, width: int) -> Strip:
        if self.rows.shown or y != 2:
            return Strip.blank(width, self._style("base"))
        if self._is_awaited:
            return self._drawing.note("· · ·", width)
        return self._drawing.note("Nothing matches the filter." if self.rows.total else self.empty, width)
