"""The keys named in the lower edge of a sheet, for the mouse: a click on one presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len
from textual.content import Content

if TYPE_CHECKING:
    from textual.screen import Screen

_BETWEEN: Final = " · "
_NAMES: Final = {
    "esc": "escape", "↓": "down", "del": "delete", "enter": "enter", "tab": "tab", "space": "space",
}  # fmt: skip
_AFTER: Final = 3
"""Cells of the edge right of the words: a space, a line, the corner."""


def key_under(screen: Screen[Any], x: int, y: int) -> str:
    """The key whose words stand in an edge at a cell, by Textual's name; an empty text for none."""
    for widget, region in screen.get_widgets_at(x, y):
        if widget.border_subtitle and y == region.bottom - 1:
            return _key_at(x, region.right, widget.border_subtitle)
    return ""


def _key_at(wanted: int, right: int, subtitle: str) -> str:
    words = Content.from_markup(subtitle).plain
    x = right - _AFTER - cell_len(words)
    for part in words.split(_BETWEEN):
        if x <= wanted < x + cell_len(part):
            name = part.partition(" ")[0]
            is_key = name.startswith("ctrl+") or (len(name) == 1 and name.isascii())
            return _NAMES.get(name, name if is_key else "")
        x += cell_len(part) + len(_BETWEEN)
    return ""
