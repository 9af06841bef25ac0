"""Charts over the local history: what the account owned, and what each subnet's alpha cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from tao_tui.tables.plot import Point, plot
from tao_tui.widgets.bars.hint_line import Hint, HintLine
from tao_tui.widgets.figures import fixed, percent, signed
from tao_tui.widgets.text_pane import TextPane

_DAY: Final = 24 * 3_600
_RANGES: Final = (("d", "a day", 1), ("w", "a week", 7), ("m", "30 days", 30), ("a", "all", 0))


@dataclass(frozen=True, slots=True)
class Course:
    """One line: what it is of, and its points, oldest first, in rao."""

    title: str
    points: tuple[Point, ...]
    decimals: int = 3


class ChartScreen(Screen[None]):
    """One line at a time, as large as the terminal; others beside it with the arrow keys."""

    DEFAULT_CSS = """
    ChartScreen #title { height: 2; padding: 0 1; }
    ChartScreen #plot { height: 1fr; padding: 0 1; color: $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,c", "leave", "back", id="chart.back", tooltip="Back"),
        Binding("right,down,tab", "turn(1)", "next", id="chart.next", tooltip="The next line"),
        Binding("left,up,shift+tab", "turn(-1)", "previous", id="chart.previous", tooltip="The one before"),
        *(
            Binding(key, f"span({days})", name, id=f"chart.{key}", tooltip=f"Show {name}")
            for key, name, days in _RANGES
        ),
    ]

    def __init__(self, courses: Sequence[Course], now: float, index: int = 0) -> None:
        super().__init__()
        self._courses = courses
        self._now = int(now)
        self._index = index
        self._days = 30

    def compose(self) -> ComposeResult:
        """A title with the change, the line, the keys."""
        yield TextPane("", id="title")
        yield TextPane("", id="plot")
        others = [Hint("←", "before", "screen.turn(-1)"), Hint("→", "next", "screen.turn(1)")]
        spans = [Hint(key, name, f"screen.span({days})") for key, name, days in _RANGES]
        back = Hint("esc", "back", "screen.leave")
        yield HintLine([*(others if len(self._courses) > 1 else ()), *spans, back], what=False)

    def on_mount(self) -> None:
        """Draw once the size is known."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Draw it to the new size."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        course = self._courses[self._index]
        begin = self._now - self._days * _DAY if self._days else 0
        shown = [point for point in course.points if point[0] >= begin]
        self.query_one("#title", TextPane).say(self._title(course, shown))
        if shown:
            begin = shown[0][0]  # what was never kept needs no room
        pane = self.query_one("#plot", TextPane)
        size = pane.content_size
        lines = []
        if len(shown) > 1:
            lines = plot(
                shown, size.width, size.height - 2, begin, self._now, lambda rao: fixed(rao, course.decimals)
            )
        said = "\n".join(lines) or "Nothing is kept of this time yet: it grows by the hour in use."
        pane.say(Content(said))

    def _title(self, course: Course, shown: Sequence[Point]) -> Content:
        of = f" · {self._index + 1} of {len(self._courses)}" if len(self._courses) > 1 else ""
        span = next(name for _, name, days in _RANGES if days == self._days)
        head = [(course.title, "bold $primary"), (f"  {span}, UTC{of}", "$tao-quiet")]
        if len(shown) < 2:
            return Content.assemble(*head)
        values = [value for _, value in shown]
        change, first = values[-1] - values[0], values[0]
        part = f" ({percent(change * 1_000_000 // first)})" if first else ""
        tone = "$success" if change > 0 else "$error" if change < 0 else ""
        low, high = (fixed(value, course.decimals) for value in (min(values), max(values)))
        return Content.assemble(
            *head,
            "\n",
            (f"{fixed(values[-1], course.decimals)} τ  ", "bold"),
            (f"{signed(change, course.decimals)} τ{part}", tone),
            (f"  lowest {low} τ, highest {high} τ", "$tao-quiet"),
        )

    @on(HintLine.Picked)
    async def _hint_clicked(self, event: HintLine.Picked) -> None:
        await self.run_action(event.action)

    def action_turn(self, step: int) -> None:
        """Another line."""
        self._index = (self._index + step) % len(self._courses)
        self._draw()

    def action_span(self, days: int) -> None:
        """Another length of time; 0 is everything kept."""
        self._days = days
        self._draw()

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
