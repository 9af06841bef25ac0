"""A list to choose from by typing, arrows or mouse: sorting, copying, what can be done here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.widgets.text_pane import TextPane

_NARROWEST: Final = 76
_LABEL: Final = 30
"""Cells of the longest label that notes are aligned behind."""
_FRAME: Final = 6
"""Cells of a sheet's border and padding, and of the list's scroll bar."""
_ABOVE: Final = 4
"""Rows of a sheet's border and of the line one types in."""
_NOTE: Final = 3
"""Rows of a note in full, its rule included."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker."""

    label: str
    value: object
    note: str = ""
    key: str = ""
    """The key that does the same without the list."""


class Picker(Sheet[object]):
    """Ends with the value chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="picker.cancel", tooltip="Choose nothing"),
        Binding(
            "down", "move(1)", "Next", show=False, id="picker.next", tooltip="The next line", priority=True
        ),
        Binding(
            "up",
            "move(-1)",
            "Previous",
            show=False,
            id="picker.previous",
            tooltip="The line above",
            priority=True,
        ),
        Binding("enter", "choose", "Choose", id="picker.choose", tooltip="Take this line"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, placeholder: str = "type to narrow") -> None:
        super().__init__()
        self.heading = title
        self.choices = tuple(choices)
        self.placeholder = placeholder
        self._offered: list[Choice] = []
        self._keyed = any(choice.key for choice in self.choices)
        labels = (len(choice.label.rstrip()) for choice in self.choices if choice.note)
        self._label = max((length for length in labels if length <= _LABEL), default=0)
        self._longest = max((self._line(choice).cell_length for choice in self.choices), default=0)

    def compose(self) -> ComposeResult:
        """A line to type in and the list."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = "↑↓ enter chooses · esc leaves"
            yield Input(placeholder=self.placeholder, compact=True)
            yield OptionList(markup=False, compact=True)
            yield TextPane("", id="note")

    def on_mount(self) -> None:
        """Everything is offered until something is typed."""
        self._fit()
        self._offer("")

    def on_resize(self) -> None:
        """As wide as the longest line, where the terminal is."""
        self._fit()

    def _fit(self) -> None:
        longest = self._longest + _FRAME
        most = self.app.size.width * 96 // 100
        self.query_one(".sheet").styles.width = min(max(_NARROWEST, longest), most)
        note = self.query_one("#note")
        note.display = longest > most
        rows = self.app.size.height * 96 // 100 - _ABOVE - _NOTE * note.display
        self.query_one(OptionList).styles.max_height = max(1, rows)

    def _offer(self, typed: str) -> None:
        words = typed.lower().replace("-", " ").split()
        found = [
            choice
            for choice in self.choices
            if all(word in f"{choice.label} {choice.note}".lower() for word in words)
        ]
        start = " ".join(words)

        def farther(choice: Choice) -> tuple[bool, bool]:
            """What begins with it comes first, then what is called so, then what only mentions it."""
            label = choice.label.lower().replace("-", " ")
            return not label.startswith(start), not all(word in label for word in words)

        self._offered = sorted(found, key=farther)
        listing = self.query_one(OptionList)
        listing.clear_options()
        listing.add_options(
            [Option(self._line(choice)) for choice in self._offered]
            or [Option(Content.styled("Nothing here goes by that.", "$tao-quiet"), disabled=True)]
        )
        listing.highlighted = 0 if self._offered else None

    def _line(self, choice: Choice) -> Content:
        """Its key where any has one, its label, and its note in a column of its own."""
        parts: list[tuple[str, str]] = [(f"{choice.key:<7}", "bold $primary")] if self._keyed else []
        label = choice.label.rstrip()
        parts.append((f"{label:<{self._label}}" if choice.note else label, ""))
        if choice.note:
            parts.append((f"  {choice.note}", "$tao-quiet"))
        return Content.assemble(*parts)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say the note in full, which the line may have cut."""
        offered = self._offered[event.option_index : event.option_index + 1]
        self.query_one("#note", TextPane).say(offered[0].note if offered else "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._offer(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Enter comes by way of the line, after what was typed before it, however quickly."""
        self.action_choose()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._offered[event.option_index].value)

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        listing = self.query_one(OptionList)
        if self._offered:
            listing.highlighted = ((listing.highlighted or 0) + step) % len(self._offered)

    def action_choose(self) -> None:
        """End with the highlighted line."""
        index = self.query_one(OptionList).highlighted
        if index is not None and self._offered:
            self.dismiss(self._offered[index].value)

    def action_leave(self) -> None:
        """End with nothing."""
        self.dismiss(None)
