"""What every place has: header, banner, hints, status; loading, filtering, sorting, copying, freezing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tao_tui.errors import NodeUnreachable, TaoTuiError
from tao_tui.messages import GoTo, Perform
from tao_tui.screens.status import truth, warning
from tao_tui.session.wording import sentence
from tao_tui.widgets.bars.banner import Banner
from tao_tui.widgets.bars.filter_bar import FilterBar
from tao_tui.widgets.bars.hint_line import KEY_NAMES, Hint, HintLine
from tao_tui.widgets.bars.places_bar import PlacesBar
from tao_tui.widgets.bars.status_line import StatusLine
from tao_tui.widgets.table.live_table import LiveTable

if TYPE_CHECKING:
    from tao_tui.screens.sheets.picker import Choice
    from tao_tui.session.session import Session

LOAD_EVERY = 1.0
"""Seconds between two loads at most: a node with fast blocks must not keep the app reading all the time."""


class Place(Screen[None]):
    """One of the eight places. A subclass composes its body, loads its data and names its bindings."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual declares it
    AUTO_FOCUS = "LiveTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "filter",
            priority=True,  # what is typed on at once belongs to the filter
            id="place.filter",
            tooltip="Show only rows that match",
        ),
        Binding("o", "order", "sort", id="place.sort", tooltip="Choose the column to sort by"),
        Binding("y", "copy", "copy", id="place.copy", tooltip="Copy an address, a hash or the row"),
        Binding(
            "space",
            "freeze",
            "freeze",
            id="place.freeze",
            tooltip="Hold the picture still; data keeps arriving",
        ),
        Binding(
            "question_mark",
            "what",
            "all",
            show=False,
            id="place.what",
            tooltip="Everything that can be done here",
        ),
        Binding("escape", "back", "back", show=False, id="place.back", tooltip="Go back"),
        Binding("q", "app.leave", "quit", show=False, id="place.leave", tooltip="Quit the app"),
        Binding("r", "again", "reload", show=False, id="place.reload", tooltip="Read everything again now"),
    ]
    name_of_place: ClassVar[str] = ""
    follows_blocks: ClassVar[bool] = True
    """Whether a new block makes this place load again."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._reading = False
        self._again = False
        self._loaded_at = 0.0
        self.trouble = ""
        self.filter_problem = ""

    # Composition

    def compose(self) -> ComposeResult:
        """The frame around the body."""
        yield PlacesBar()
        yield Banner()
        yield from self.body()
        yield FilterBar()
        yield HintLine()
        yield StatusLine()

    def body(self) -> Iterable[Widget]:
        """The widgets between header and hints."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read what the place shows and show it."""
        raise NotImplementedError

    @property
    def table(self) -> LiveTable | None:
        """The table that filter, sort, copy and freeze work on: the one with the focus, else the first."""
        if isinstance(self.focused, LiveTable):
            return self.focused
        return next(iter(self.query(LiveTable)), None)

    @property
    def filtered_table(self) -> LiveTable | None:
        """The table a filter works on; while it is typed no table has the focus."""
        return self.table

    def filter_of(self, table: LiveTable, text: str) -> Callable[[Any], bool] | None:
        """The predicate a typed filter stands for."""
        if not text.strip():
            return None
        from tao_tui.tables.filters import compile_filter

        return compile_filter(text, table.columns)

    def copies(self) -> list[Choice]:
        """What ``y`` offers for the row under the cursor."""
        return []

    # Life

    def on_mount(self) -> None:
        """Restore order and filter, and show what is known."""
        for table in self.query(LiveTable):
            table.rows.sort = self.session.views.order(table.id or "") or table.sort
        self.query_one(HintLine).hints = tuple(self.hints())
        self.set_interval(1.0, self.tick)
        self.tick()
        remembered = self.session.views.text(f"filter.{self.name_of_place}")
        if remembered and self.table is not None:
            bar = self.query_one(FilterBar)
            bar.value = remembered
            bar.add_class("-shown")

    @classmethod
    def keys(cls) -> Iterator[Binding]:
        """Every binding it has, own ones first."""
        for owner in cls.__mro__:
            if not issubclass(owner, Place):
                break
            yield from (each for each in owner.__dict__.get("BINDINGS", ()) if isinstance(each, Binding))

    def hints(self) -> Iterable[Hint]:
        """Bindings marked to be shown."""
        for binding in self.keys():
            if binding.show:
                key = binding.key.split(",")[0]
                yield Hint(KEY_NAMES.get(key, key), binding.description, f"screen.{binding.action}")

    def on_screen_resume(self) -> None:
        """Show what is new since the place was left."""
        self.tick()
        self.reload()

    def tick(self) -> None:
        """Once a second: ages, lag and banners."""
        session = self.session
        bar = next(iter(self.query(PlacesBar)), None)
        if bar is None:
            return  # the app is closing: its widgets are gone, messages may still come
        bar.here = self.name_of_place
        bar.mainnet = bool(session.network and session.network.is_mainnet)
        bar.badge = session.network_label
        stale = session.stale_for
        bar.phase = "stale" if stale and session.phase == "live" else session.phase
        table = self.table
        self.query_one(StatusLine).truth = truth(session, stale, frozen=bool(table and table.frozen))
        banner = self.query_one(Banner)
        banner.text, banner.bad = warning(session, stale, self.app.size, self.trouble, self.filter_problem)

    def block_arrived(self) -> None:
        """A new head."""
        self.tick()
        if self.follows_blocks:
            self.reload(unhurried=True)

    def account_changed(self) -> None:
        """Another wallet is shown."""
        self.reload()

    def look_at(self, subject: object) -> None:
        """Show one subject: a row's key by default."""
        table = self.table
        if table is not None:
            table.cursor_key = subject if isinstance(subject, (int, str, tuple)) else None

    # Loading

    def reload(self, *, unhurried: bool = False) -> None:
        """Load; while a load runs, at most one more waits behind it. Unhurried ones keep their distance."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._load(self._loaded_at + LOAD_EVERY - time.monotonic() if unhurried else 0.0)

    @work(group="load", exit_on_error=False)
    async def _load(self, wait: float) -> None:
        try:
            if wait > 0:
                await asyncio.sleep(wait)  # no timer: one that is late for its only tick never ticks
            await self.load()
            self.trouble = ""
            self._loaded_at = time.monotonic()
        except NodeUnreachable:
            self.trouble = ""
        except TaoTuiError as error:
            self.trouble = sentence(error)
            self._loaded_at = time.monotonic()
        finally:
            self._reading = False
        self.tick()
        if self._again and self.is_current:
            self._again = False
            self.reload()

    # Keys every place has

    def action_again(self) -> None:
        """Read everything again."""
        self.session.forget()
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash is text where one types."""
        if action == "filter" and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Type a filter."""
        if self.table is not None:
            self.query_one(FilterBar).open()

    @on(FilterBar.Changed)
    def _filter_typed(self, event: FilterBar.Changed) -> None:
        table = self.filtered_table
        if table is None or not isinstance(event.input, FilterBar):
            return
        event.stop()
        try:
            table.filter(self.filter_of(table, event.value))
            self.filter_problem = ""
        except TaoTuiError as error:
            table.filter(None)
            self.filter_problem = sentence(error)
        self.tick()
        self.session.views.put(f"filter.{self.name_of_place}", event.value)

    @on(FilterBar.Left)
    def _filter_left(self) -> None:
        if self.filtered_table is not None:
            self.filtered_table.focus()

    def action_order(self) -> None:
        """Choose the sort column; the same one again turns the order round."""
        from tao_tui.screens.sheets.picker import Choice, Picker

        table = self.table
        if table is None:
            return
        now = table.sort
        choices = [
            Choice(
                column.label,
                column.key,
                "now, enter turns it round" if now and now[0] == column.key else "",
            )
            for column in table.columns
            if column.label
        ]
        self.app.push_screen(Picker("Sort by", choices), lambda key: self._order_by(table, key))

    def _order_by(self, table: LiveTable, key: object) -> None:
        if isinstance(key, str):
            column = next(c for c in table.columns if c.key == key)
            same = table.sort is not None and table.sort[0] == key
            descending = not table.sort[1] if same and table.sort else column.align == "right"
            table.sort_by(key, descending)
            self.session.views.put(f"sort.{table.id}", [key, descending])

    @on(LiveTable.Passed)
    def _over_the_edge(self, event: LiveTable.Passed) -> None:
        """Step from one table into the next one above or below it."""
        tables = [table for table in self.query(LiveTable) if table.display and table.total]
        if event.table in tables:
            beyond = tables.index(event.table) + event.step
            if 0 <= beyond < len(tables):
                tables[beyond].focus()
                tables[beyond].action_edge(0 if event.step > 0 else -1)

    @on(LiveTable.Sorted)
    def _heading_clicked(self, event: LiveTable.Sorted) -> None:
        self._order_by(event.table, event.column)

    def action_freeze(self) -> None:
        """Hold the picture, or let it go."""
        if self.table is not None:
            frozen = not self.table.frozen
            for table in self.query(LiveTable):
                table.freeze(frozen)
            self.tick()

    def action_copy(self) -> None:
        """Copy one thing about the row under the cursor."""
        from tao_tui.screens.sheets.picker import Picker

        choices = self.copies()
        if not choices:
            self.notify("There is nothing to copy here.", timeout=3)
        elif len(choices) == 1:
            self._copied(choices[0].value)
        else:
            self.app.push_screen(Picker("Copy", choices), self._copied)

    def _copied(self, value: object) -> None:
        if isinstance(value, str) and value:
            self.app.copy_to_clipboard(value)
            self.notify(f"Copied: {value[:60]}{'…' if len(value) > 60 else ''}", markup=False, timeout=3)

    def action_what(self) -> None:
        """List everything that can be done here, and do it."""
        from tao_tui.screens.sheets.picker import Picker
        from tao_tui.screens.sheets.what import what_here

        choices = what_here(self.keys(), self.chosen_subnet())
        self.app.push_screen(Picker("What can be done here", choices), self._carry_out)

    async def _carry_out(self, action: object) -> None:
        if isinstance(action, Perform | GoTo):
            self.app.post_message(action)
        elif isinstance(action, str):
            await self.run_action(action)

    def action_back(self) -> None:
        """Leave a filter first, then go Home."""
        bar = self.query_one(FilterBar)
        if bar.value:
            bar.action_leave(True)
        elif self.name_of_place != "home":
            self.app.post_message(GoTo("home"))

    @on(HintLine.Picked)
    async def _hint_clicked(self, event: HintLine.Picked) -> None:
        await self.run_action(event.action)

    def perform(self, action: str, **prefill: object) -> None:
        """Open the form of an action."""
        self.app.post_message(
            Perform(action, {name: str(value) for name, value in prefill.items() if value is not None})
        )

    def chosen_subnet(self) -> int | None:
        """The subnet an action on subnets would mean here; None where there is none."""
        return None
