"""What a person is told about the connection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["connecting", "live", "stale", "switching", "refused", "closed"]
"""`stale`: connected but no block arrives; `refused`: the node is not the chain it should be."""


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """Where the connection stands; times are seconds of the monotonic clock."""

    phase: Phase
    endpoint: str
    detail: str
    """Why it is so, in a sentence; may be empty."""
    since: float
    retry_at: float | None = None
    """When something is tried again, where that is being waited for."""

    def words(self, now: float) -> str:
        """All of it in one line: what it does, since when or until when, and why."""
        match self.phase:
            case "connecting":
                what = f"connecting to {self.endpoint}"
            case "switching":
                what = f"looking for another connection than {self.endpoint}"
            case "stale":
                what = f"{self.endpoint} stale for {max(0.0, now - self.since):.0f} s"
            case "refused":
                what = f"{self.endpoint} refused"
            case "closed":
                what = "not connected"
            case "live":
                what = f"connected to {self.endpoint}"
        wait = max(0.0, self.retry_at - now) if self.retry_at is not None else 0.0
        again = f"; trying again in {wait:.0f} s" if wait >= 1 else ""
        return f"{what}{again}{': ' + self.detail if self.detail else ''}"


class StateBoard:
    """Where the connection stands now, and everybody who wants to hear of a change."""

    def __init__(self, endpoint: str) -> None:
        self.now = ConnectionState("connecting", endpoint, "", time.monotonic())
        self._listeners: list[Callable[[ConnectionState], None]] = []

    def listen(self, callback: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Call `callback` at every change, until the returned function is called."""
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def post(self, phase: Phase, endpoint: str, detail: str, wait: float | None) -> None:
        """Record what the connection does, and in how many seconds it tries again."""
        now, before = time.monotonic(), self.now
        same = (phase, endpoint, detail) == (before.phase, before.endpoint, before.detail)
        if same and wait is None and before.retry_at is None:
            return
        since = before.since if phase == before.phase else now
        self.now = ConnectionState(phase, endpoint, detail, since, None if wait is None else now + wait)
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            loop.call_soon(listener, self.now)  # so that a listener's mistake is not the link's
