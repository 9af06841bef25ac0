"""The palette's sheet: what is typed while it opens is typed into it."""

from __future__ import annotations

from textual import events
from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Letters that come before its line has the focus are not lost."""

    def on_key(self, event: events.Key) -> None:
        """Only what the line did not take comes here."""
        if event.character and event.is_printable:
            event.stop()
            self.query_one(Input).insert_text_at_cursor(event.character)
