"""The line where a filter is typed: shown by `/`, left by enter, cleared by escape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterBar(Input):
    """Filters while one types."""

    DEFAULT_CSS = """
    FilterBar { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    FilterBar:focus { border: none; background: $panel; }
    FilterBar.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(True)", "Clear", id="filter.clear", tooltip="Clear the filter"),
        Binding(
            "enter,down",
            "leave(False)",
            "Keep",
            id="filter.keep",
            tooltip="Keep the filter, back to the rows",
        ),
    ]

    @dataclass
    class Left(Message):
        """Typing is over; the filter is the bar's value."""

        bar: FilterBar

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            placeholder="filter: words  col:value  >number  !not", compact=True, select_on_focus=False, id=id
        )

    def open(self) -> None:
        """Show the line and type into it."""
        self.add_class("-shown")
        self.screen.set_focus(self)

    def action_leave(self, clear: bool) -> None:
        """Hide the line when it holds nothing, and give the keys back to the rows."""
        if clear:
            self.value = ""
        self.set_class(bool(self.value), "-shown")
        self.post_message(self.Left(self))
