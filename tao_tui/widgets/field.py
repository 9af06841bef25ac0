"""One argument of a form: label, input, and a line that says what it means or what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from tao_tui.widgets.yes_no import YesNo

_LABEL: Final = 15
"""Cells before the input."""
_UNIT: Final = 10
"""Cells after it, the first of them empty."""
_NOTE: Final = 16
"""Cells before each line of the note."""
_NOTE_LINES: Final = 5
"""Lines of a note at most."""


def between_fields(form: str) -> tuple[Binding, ...]:
    """For the form of that name: the focus moves before the next key is dealt out."""
    return (
        Binding(
            "tab", "app.focus_next", "Next", show=False, priority=True, id=f"{form}.next", tooltip="Next"
        ),
        Binding(
            "shift+tab",
            "app.focus_previous",
            "Back",
            show=False,
            priority=True,
            id=f"{form}.previous",
            tooltip="The field before",
        ),
    )


_EDITS: Final = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}
"""What keys that write nothing do to the text of an input."""


class FieldInput(Input):
    """A one-line input; ``down`` asks for a list where there is one, enter goes on."""

    DEFAULT_CSS = """
    FieldInput { height: 1; border: none; padding: 0 1; background: $panel; width: 1fr; }
    FieldInput:focus { border: none; background: $block-cursor-background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "pick", "Choose", id="field.pick", tooltip="Choose from a list"),
        Binding("enter", "go_on", show=False, id="field.done", tooltip="Next field", priority=True),
    ]

    async def _on_key(self, event: events.Key) -> None:
        """Edit in the order of the keys: as bindings, these would be late in a burst of letters."""
        action = _EDITS.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def action_go_on(self) -> None:
        """To the next field, from the last one to the button that does it: Enter never gives a form up."""
        focused = self.screen.focus_next()
        if focused is not None and focused.id == "cancel":
            self.screen.focus_next()

    def action_pick(self) -> None:
        """Ask the form for a list."""
        self.post_message(Field.Asked(self))


class Field(Vertical):
    """Shows help until something is wrong, then what is wrong.

    The words around its input are drawn by itself: each further widget takes a form a millisecond to open.
    """

    DEFAULT_CSS = f"""
    Field {{ height: auto; }}
    Field > FieldInput, Field > YesNo {{ margin: 0 {_UNIT} 0 {_LABEL}; }}
    """

    @dataclass
    class Edited(Message):
        """The value changed."""

        field: Field

    @dataclass
    class Asked(Message):
        """The person wants a list to choose from."""

        source: FieldInput

    def __init__(
        self,
        name: str,
        label: str,
        note: str,
        *,
        unit: str = "",
        value: str = "",
        placeholder: str = "",
        words: tuple[str, str] | None = None,
        chosen: bool | None = None,
    ) -> None:
        super().__init__(classes="field")
        self.argument = name
        self.note = note
        self.unit = unit
        self.label = label
        self._first = value
        self._placeholder = placeholder
        self.words = words
        self._chosen = chosen
        self._problem = ""

    def compose(self) -> ComposeResult:
        """What one types or chooses in."""
        if self.words is not None:
            yield YesNo(*self.words, self._chosen)
        else:
            yield FieldInput(self._first, placeholder=self._placeholder, compact=True, select_on_focus=False)

    def render(self) -> Content:
        """Label and unit beside the input, the note below."""
        width = self.content_size.width
        label = Content.styled(self.label, "$foreground").truncate(_LABEL, ellipsis=True, pad=True)
        unit = Content.styled(f" {self.unit}", "$tao-quiet").truncate(_UNIT, pad=True)
        beside = Content.assemble(label, " " * (width - _LABEL - _UNIT), unit).truncate(width)
        return Content("\n").join([beside, *self._below(width)])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The line of the input and those of the note."""
        return 1 + len(self._below(width))

    def _below(self, width: int) -> list[Content]:
        """What is wrong, or the help of the field one is in."""
        if not self._problem and not self.has_class("-here"):
            return []
        style = "$error" if self._problem else "$tao-quiet"
        lines = Content.styled(self._problem or self.note, style).wrap(max(1, width - _NOTE))
        return [line.pad_left(_NOTE) for line in lines[:_NOTE_LINES]]

    @property
    def value(self) -> str:
        """The text typed, or ``yes``, ``no`` or nothing."""
        if self.words is not None:
            chosen = self.query_one(YesNo).value
            return "" if chosen is None else "yes" if chosen else "no"
        return self.query_one(FieldInput).value.strip()

    @property
    def is_changed(self) -> bool:
        """Whether it holds another value than it began with."""
        began = {None: "", True: "yes", False: "no"}[self._chosen] if self.words else self._first.strip()
        return self.value != began

    @property
    def raw(self) -> str:
        """The text as typed, spaces at the end included: one there says that a word is finished."""
        return self.query_one(FieldInput).value if self.words is None else self.value

    def set(self, value: str) -> None:
        """Fill in a value chosen elsewhere."""
        if self.words is None:
            box = self.query_one(FieldInput)
            box.value = value
            box.cursor_position = len(value)

    def enter(self) -> None:
        """Take the focus, and show the help with the next picture, not with the one after it."""
        self.screen.set_focus(self.query_one(FieldInput if self.words is None else YesNo))
        self._mark(True)

    def complain(self, problem: str) -> None:
        """Say what is wrong; nothing wrong shows the help again."""
        if problem != self._problem:
            self._problem = problem
            self.refresh(layout=True)

    def explain(self, note: str) -> None:
        """Help with something else, without a word about what is wrong."""
        if note != self.note:
            self.note = note
            self.refresh(layout=True)

    def on_descendant_focus(self) -> None:
        """The help of the field one is in is shown, that of the others is not."""
        self._mark(True)

    def on_descendant_blur(self) -> None:
        """Elsewhere now."""
        self._mark(False)

    def _mark(self, here: bool) -> None:
        if here != self.has_class("-here"):
            self.set_class(here, "-here")
            self.refresh(layout=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Edited(self))

    @on(YesNo.Changed)
    def _flipped(self, event: YesNo.Changed) -> None:
        event.stop()
        self.post_message(self.Edited(self))

    def on_click(self, event: events.Click) -> None:
        """A click on the unit opens the list."""
        on_unit = event.widget is self and event.y == 0 and event.x >= self.size.width - _UNIT
        if on_unit and self.words is None:
            self.post_message(self.Asked(self.query_one(FieldInput)))


async def settled(fields: Iterable[Field]) -> None:
    """Wait until every key that was pressed before has reached its field."""
    for field in fields:
        if field.words is None:
            reached = asyncio.Event()
            field.query_one(FieldInput).call_later(reached.set)
            await reached.wait()
