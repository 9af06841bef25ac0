"""A sheet that shows something once: a signature, a QR code, what was done and what to do now."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.widgets.text_pane import TextPane


class TextSheet(Sheet[None]):
    """Escape or enter leaves; `y` copies what there is to copy."""

    DEFAULT_CSS = """
    TextSheet VerticalScroll { height: auto; max-height: 100%; width: auto; }
    TextSheet TextPane { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="text.close", tooltip="Close this"),
        Binding("y", "copy", "Copy", id="text.copy", tooltip="Copy it"),
    ]

    def __init__(self, title: str, text: Content | str, *, copies: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._copies = copies

    def compose(self) -> ComposeResult:
        """The text, and how to leave."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = "y copies · esc closes" if self._copies else "esc closes"
            with VerticalScroll():
                yield TextPane(self._text)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy."""
        if self._copies:
            self.app.copy_to_clipboard(self._copies)
            self.notify("Copied.", timeout=3)
