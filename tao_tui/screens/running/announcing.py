"""What the app says by itself, not because of a key: it never stands in front of a sheet."""

from __future__ import annotations

from typing import Final, Literal

from textual.notifications import Notification, Notify
from textual.screen import ModalScreen
from textual.timer import Timer

from tao_tui.screens.running.falling import FallingApp

LOOK_SECONDS: Final = 0.2
"""How soon a toast stands aside for a sheet that opened, and comes back once it is closed."""
MOST: Final = 2
"""Toasts at once; more would stand in front of half a small terminal."""


class AnnouncingApp(FallingApp):
    """An app whose announcements wait while a sheet is open, each for as long as it had left to be read.

    Those that come all at once are said one after the other.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: list[Notification] = []
        self._waiting: list[Notification] = []
        self._looking: Timer | None = None

    def announce(
        self,
        text: str,
        *,
        title: str = "",
        severity: Literal["information", "warning", "error"] = "information",
        timeout: float = 12,
    ) -> None:
        """Say something nobody asked for, at once or when the sheet in front is closed."""
        self._waiting.append(Notification(text, title, severity, timeout))
        if self._looking is None:
            self._looking = self.set_interval(LOOK_SECONDS, self._make_way)
        self._make_way()

    @property
    def waiting_announcements(self) -> tuple[str, ...]:
        """What is said once no sheet is in front any more and there is room."""
        return tuple(each.message for each in self._waiting)

    def _make_way(self) -> None:
        if not self.screen_stack:
            return  # the app is closing
        self._said = [each for each in self._said if not each.has_expired]
        if isinstance(self.screen, ModalScreen):
            for each in self._said:
                if each not in self._notifications:
                    continue  # it was clicked away
                self._unnotify(each)
                self._waiting.append(
                    Notification(each.message, each.title, each.severity, max(each.time_left, 3))
                )
            self._said = []
            return
        room = max(0, MOST - len(self._said))
        shown, self._waiting = self._waiting[:room], self._waiting[room:]
        for each in shown:
            fresh = Notification(each.message, each.title, each.severity, each.timeout)
            self._said.append(fresh)
            self.post_message(Notify(fresh))
        if not self._said and self._looking is not None:
            self._looking.stop()
            self._looking = None
