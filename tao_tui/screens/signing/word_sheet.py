"""A sheet that is agreed to by typing a word: its first letter leaves Cancel, and no letter is lost."""

from __future__ import annotations

from string import ascii_uppercase
from typing import ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tao_tui.screens.sheets.sheet import Sheet

Ending = TypeVar("Ending")

_BEFORE_THE_NEXT_KEY: Final = frozenset({"begin", "password"})
"""Actions that move the focus: their keys are taken before the keys after them are dealt out."""


class WordSheet(Sheet[Ending]):
    """Holds an input `#word`; a capital letter begins it, whatever else has the focus."""

    AUTO_FOCUS = "#cancel"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            letter,
            f"begin('{letter}')",
            show=False,
            priority=True,
            id=f"word.{letter.lower()}",
            tooltip="Begin the word",
        )
        for letter in ascii_uppercase
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters typed into a line are that line's."""
        if action in _BEFORE_THE_NEXT_KEY and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_begin(self, letter: str) -> None:
        """Go to the line and write the letter there."""
        box = self.query_one("#word", Input)
        if box.display:
            self.set_focus(box)
            box.insert_text_at_cursor(letter)
