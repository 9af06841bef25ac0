"""A document as QR codes that follow one another on a sheet, for the camera of another machine."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.widgets.text_pane import TextPane

SECONDS: Final = 0.6
"""How long one code stands; a phone's camera needs about half of it."""
_AROUND: Final = (6, 4)
"""Columns and lines the sheet takes besides the code."""


class FramesSheet(Sheet[None]):
    """Shows them over and over until it is closed; space holds one still."""

    DEFAULT_CSS = """
    FramesSheet .sheet { width: auto; max-width: 100%; max-height: 100%; padding: 0 1; }
    FramesSheet TextPane { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="frames.close", tooltip="Close this"),
        Binding("space", "hold", "Hold", id="frames.hold", tooltip="Hold this code still, or go on"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._codes: tuple[str, ...] = ()
        self._number = 0
        self._held = False

    def compose(self) -> ComposeResult:
        """One code and which of how many it is."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = "space holds · esc closes"
            yield TextPane("", id="code")
            yield TextPane("", id="which")

    def on_mount(self) -> None:
        """Make the codes as large as the terminal has room for."""
        from tao_tui.qr.codes import qr_lines
        from tao_tui.qr.frames import frames_of, room_in

        size = self.app.size
        frames = frames_of(self._text, room_in(size.width - _AROUND[0], size.height - _AROUND[1]))
        self._codes = tuple("\n".join(qr_lines(frame, error="l")) for frame in frames)
        self._show()
        if len(self._codes) > 1:
            self.set_interval(SECONDS, self._next)

    def _next(self) -> None:
        if not self._held:
            self._number = (self._number + 1) % len(self._codes)
            self._show()

    def _show(self) -> None:
        self.query_one("#code", TextPane).say(Content.styled(self._codes[self._number], "black on white"))
        self.query_one("#which", TextPane).say(
            Content.styled(f"{self._number + 1} of {len(self._codes)}", "$tao-quiet")
        )

    def action_hold(self) -> None:
        """Hold still, or go on."""
        self._held = not self._held

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
