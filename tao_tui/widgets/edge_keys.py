"""The keys named in the lower edge of a sheet, for the mouse: a click on one presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content

if TYPE_CHECKING:
    from textual import events

_BETWEEN: Final = " · "
_NAMES: Final = {
    "esc": "escape", "↓": "down", "del": "delete", "enter": "enter", "tab": "tab", "space": "space",
}  # fmt: skip
_AFTER: Final = 3
"""Cells of the edge right of the words: a space, a line, the corner."""


def key_under(event: events.Click) -> str:
    """The key whose words in an edge were clicked, by Textual's name; an empty text for none."""
    widget = event.widget
    if widget is None or not widget.border_subtitle or event.screen_y != widget.region.bottom - 1:
        return ""
    words = Content.from_markup(widget.border_subtitle).plain
    x = widget.region.right - _AFTER - cell_len(words)
    for part in words.split(_BETWEEN):
        if x <= event.screen_x < x + cell_len(part):
            name = part.partition(" ")[0]
            is_key = name.startswith("ctrl+") or (len(name) == 1 and name.isascii())
            return _NAMES.get(name, name if is_key else "")
        x += cell_len(part) + len(_BETWEEN)
    return ""
