"""The keys that matter here, on one line; each can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

KEY_NAMES: Final = {
    "slash": "/",
    "question_mark": "?",
    "space": "space",
    "colon": ":",
    "enter": "enter",
    "escape": "esc",
}
"""Names of keys as they are written; the others are written as they are named."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A key as shown, what it does in a word, and the action it runs on the screen."""

    key: str
    label: str
    action: str


class HintLine(Widget):
    """As many hints as fit, most useful first; in a place ``? all`` stands at the right end."""

    DEFAULT_CSS = "HintLine { height: 1; background: $background; color: $tao-quiet; }"

    hints: reactive[tuple[Hint, ...]] = reactive(())

    def __init__(self, hints: Sequence[Hint] = (), *, what: bool = True) -> None:
        """``what`` tells whether the screen has a list of everything that can be done there."""
        super().__init__()
        self.set_reactive(HintLine.hints, tuple(hints))
        self._end = " all " if what else ""

    @dataclass
    class Picked(Message):
        """A hint was clicked."""

        action: str

    def _placed(self) -> list[tuple[int, Hint]]:
        placed: list[tuple[int, Hint]] = []
        x = 1
        for hint in self.hints:
            width = len(hint.key) + len(hint.label) + 3
            if x + width > self.size.width - 7 * bool(self._end):
                break
            placed.append((x, hint))
            x += width
        return placed

    def render(self) -> Content:
        """Keys stand out, words are quiet."""
        parts: list[tuple[str, str]] = [(" ", "")]
        for _, hint in self._placed():
            parts += [(hint.key, "bold $primary"), (f" {hint.label}  ", "")]
        left = Content.assemble(*parts)
        right = Content.assemble(("?", "bold $primary"), self._end) if self._end else Content("")
        return Content.assemble(
            left, " " * max(0, self.size.width - left.cell_length - right.cell_length), right
        )

    def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says."""
        for x, hint in self._placed():
            if x <= event.x < x + len(hint.key) + len(hint.label) + 1:
                self.post_message(self.Picked(hint.action))
                return
        if self._end and event.x >= self.size.width - 6:
            self.post_message(self.Picked("screen.what"))
