"""A pane of label and value lines; the second pane of wide terminals and the body of sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

_WITHIN: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[τα%])")
"""The blanks between a number's digits and before its unit."""
_TIED: Final = "\N{NO-BREAK SPACE}"


def pairs(rows: Sequence[tuple[str, str]], *, room: int = 0) -> Content:
    """Lines of quiet labels and plain values, aligned; a row with an empty value is a heading.

    With ``room`` cells given, longer values go on under themselves instead of under their labels.
    """
    width = max((len(label) for label, value in rows if value), default=0)
    lines: list[Content] = []
    for label, value in rows:
        if not value:
            lines.append(Content.styled(label, "bold $tao-heading"))
        else:
            lines += hanging(f"{label:<{width}}  ", value, room, "$tao-quiet", _tone(value))
    return Content("\n").join(lines)


def hanging(head: str, text: str, room: int, head_style: str, style: str) -> list[Content]:
    """A head and a text beside it, wrapped under itself within ``room`` cells; 0 leaves it on one line.

    A number stays on one line with its unit. Only while it is wrapped: what is copied has plain blanks.
    """
    least = 20
    pieces = [text]
    if room:
        tied = _WITHIN.sub(_TIED, text)
        lines = wrap(tied, max(least, room - len(head)), break_on_hyphens=False)
        pieces = [line.replace(_TIED, " ") for line in lines]
    return [
        Content.assemble((head if number == 0 else " " * len(head), head_style), (piece, style))
        for number, piece in enumerate(pieces or [""])
    ]


def _tone(value: str) -> str:
    return "$success" if value.startswith("▲") else "$error" if value.startswith("▼") else ""


class TextPane(Widget):
    """Text that never carries markup; what is said anew repaints only the lines that differ."""

    DEFAULT_CSS = "TextPane { height: auto; padding: 0 1; }"

    def __init__(
        self, text: Content | str = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        # A pane as wide as its text must not ask a sheet that is as wide as its pane.
        self.set_reactive(Widget.shrink, False)
        self._said = Content(text) if isinstance(text, str) else text
        self._rows: tuple[tuple[str, str], ...] = ()

    def render(self) -> Content:
        """The text as it is now."""
        return self._said

    def say(self, text: Content | str) -> None:
        """Replace the text."""
        self._rows = ()
        self._put(text)

    def _put(self, text: Content | str) -> None:
        content = Content(text) if isinstance(text, str) else text
        if content.is_same(self._said):
            return
        before, self._said = self._said, content
        # A new layout repaints scrollbars and more: only a pane that grows with its text needs one.
        if self.styles.auto_dimensions:
            self.refresh(layout=True)
        else:
            self.refresh(*self._different(before))

    def _different(self, before: Content) -> list[Region]:
        """The lines that look different; none, which means the whole pane, where lines wrap or shift."""
        width = self.content_size.width
        old, new = before.split("\n", allow_blank=True), self._said.split("\n", allow_blank=True)
        if len(old) != len(new) or any(line.cell_length > width for line in (*old, *new)):
            return []
        pairs_of_lines = enumerate(zip(old, new, strict=True))
        return [Region(0, y, width, 1) for y, (was, now) in pairs_of_lines if not now.is_same(was)]

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Replace the text with label and value lines, wrapped anew whenever the pane's width changes."""
        self._rows = tuple(rows)
        self._put(pairs(self._rows, room=self.content_size.width))

    def on_resize(self) -> None:
        """Another width, such as beside a scrollbar that came."""
        if self._rows:
            self._put(pairs(self._rows, room=self.content_size.width))
