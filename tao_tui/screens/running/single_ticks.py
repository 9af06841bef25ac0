"""An app whose timers that tick once do tick, however busy the machine is."""

from __future__ import annotations

from textual.app import App
from textual.timer import Timer, TimerCallback


class SingleTickApp(App[int]):
    """A timer skips ticks it is late for, and with them its only one.

    The app waits 8 ms before it tells its screens that the terminal has another size, and waits no second
    time while that timer seems to run: with its tick lost, the old size would stay until the end.
    """

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        """Call a function after `delay` seconds, or later, but surely."""
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False
        return timer
