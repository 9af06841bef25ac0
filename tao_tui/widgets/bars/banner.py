"""One line of warning under the header: stale data, no connection, wrong network. Absent when all is well."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

_ENOUGH: Final = 32
"""Cells of a sentence that say something although it is cut."""
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.?!]) ")


class Banner(Widget):
    """Shown while it has text."""

    DEFAULT_CSS = """
    Banner { height: 1; display: none; background: $warning 25%; color: $foreground; text-style: bold; }
    Banner.-shown { display: block; }
    Banner.-bad { background: $error 30%; }
    """

    text: reactive[str] = reactive("")
    bad: reactive[bool] = reactive(False, toggle_class="-bad")

    def watch_text(self, text: str) -> None:
        """Take a line of the screen only when there is something to say."""
        self.set_class(bool(text), "-shown")

    def render(self) -> Content:
        """A sign that needs no colour, then the sentence."""
        sign = "✗" if self.bad else "!"
        said = whole_sentences(self.text, self.size.width - 4)
        return Content(f" {sign} {said}").truncate(max(1, self.size.width), ellipsis=True)


def whole_sentences(text: str, room: int) -> str:
    """As many sentences as fit in ``room`` cells, the first one in any case, and one more that can be cut."""
    said, *more = _BETWEEN_SENTENCES.split(text)
    for sentence in more:
        fits = cell_len(said) + 1 + cell_len(sentence) <= room
        if not fits and room - cell_len(said) < _ENOUGH:
            break
        said = f"{said} {sentence}"
        if not fits:
            break
    return said
