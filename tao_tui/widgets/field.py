"""One argument of a form: label, input, and a line that says what it means or what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tao_tui.widgets.yes_no import YesNo


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
    FieldInput.-bad { color: $error; }
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
    """Shows help until something is wrong, then what is wrong."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field > Horizontal { height: 1; }
    Field .label { width: 15; color: $foreground; }
    Field .unit { width: 10; padding-left: 1; color: $tao-quiet; }
    Field .note { height: auto; max-height: 5; padding-left: 16; color: $tao-quiet; display: none; }
    Field.-here .note { display: block; }
    Field.-bad .note { color: $error; display: block; }
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

    def compose(self) -> ComposeResult:
        """Label, input and unit on one line, the note below."""
        with Horizontal():
            yield Static(Content(self.label), classes="label", markup=False)
            if self.words is not None:
                yield YesNo(*self.words, self._chosen)
            else:
                yield FieldInput(
                    self._first, placeholder=self._placeholder, compact=True, select_on_focus=False
                )
            yield Static(Content(self.unit), classes="unit", markup=False)
        yield Static(Content(self.note), classes="note", markup=False)

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
        """Take the focus."""
        (self.query_one(FieldInput) if self.words is None else self.query_one(YesNo)).focus()

    def complain(self, problem: str) -> None:
        """Say what is wrong; nothing wrong shows the help again."""
        self.set_class(bool(problem), "-bad")
        self.query_one(".note", Static).update(Content(problem or self.note))

    def explain(self, note: str) -> None:
        """Help with something else, without a word about what is wrong."""
        if note != self.note:
            self.note = note
            if not self.has_class("-bad"):
                self.query_one(".note", Static).update(Content(note))

    def on_descendant_focus(self) -> None:
        """The help of the field one is in is shown, that of the others is not."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Elsewhere now."""
        self.remove_class("-here")

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
        if isinstance(event.widget, Static) and "unit" in event.widget.classes and self.words is None:
            self.post_message(self.Asked(self.query_one(FieldInput)))


async def settled(fields: Iterable[Field]) -> None:
    """Wait until every key that was pressed before has reached its field."""
    for field in fields:
        if field.words is None:
            reached = asyncio.Event()
            field.query_one(FieldInput).call_later(reached.set)
            await reached.wait()
