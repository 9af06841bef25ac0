"""A pane of label and value lines; the second pane of wide terminals and the body of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from textual.content import Content
from textual.widgets import Static


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
    """A head and a text beside it, wrapped under itself within ``room`` cells; 0 leaves it on one line."""
    least = 20
    pieces = [text]
    if room:
        pieces = wrap(text, max(least, room - len(head)), break_on_hyphens=False)
    return [
        Content.assemble((head if number == 0 else " " * len(head), head_style), (piece, style))
        for number, piece in enumerate(pieces or [""])
    ]


def _tone(value: str) -> str:
    return "$success" if value.startswith("▲") else "$error" if value.startswith("▼") else ""


class TextPane(Static):
    """Text that never carries markup."""

    DEFAULT_CSS = "TextPane { padding: 0 1; }"

    def __init__(
        self, text: Content | str = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        self._said = Content(text) if isinstance(text, str) else text
        super().__init__(
            Content(text) if isinstance(text, str) else text, markup=False, id=id, classes=classes
        )

    def say(self, text: Content | str) -> None:
        """Replace the text."""
        content = Content(text) if isinstance(text, str) else text
        if not content.is_same(self._said):
            self._said = content
            # A new layout repaints scrollbars and more: only a pane that grows with its text needs one.
            self.update(content, layout=self.styles.auto_dimensions)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Replace the text with label and value lines."""
        self.say(pairs(rows, room=self.content_size.width))
