"""When blocks are made: by the clock, when asked, or when something waits."""

from __future__ import annotations

import asyncio
import enum
import time

BATCH_SECONDS = 0.1
"""How long more extrinsics may join the first one."""


class Sealing(enum.Enum):
    """What makes a block."""

    TIMED = "timed"
    """The clock."""
    MANUAL = "manual"
    """Nothing but a request."""
    INSTANT = "instant"
    """An extrinsic that arrives."""
    BATCH = "batch"
    """An extrinsic that arrives, a moment later."""


class Pace:
    """Says when the next block is due; `seconds` between blocks when they are timed."""

    def __init__(self, seconds: float | None) -> None:
        self.sealing = Sealing.MANUAL if seconds is None else Sealing.TIMED
        self.seconds = seconds or 0.0
        self._changed = asyncio.Event()
        self._due = time.monotonic()

    def start(self) -> None:
        """Count from now, on the event loop that runs now."""
        self._changed = asyncio.Event()
        self._due = time.monotonic()

    def change(self, sealing: Sealing, seconds: float = 0.0) -> None:
        """Make blocks in another way from now on."""
        self.sealing, self.seconds = sealing, seconds
        self._due = time.monotonic()
        self._changed.set()

    def note_arrival(self) -> None:
        """Something waits for a block."""
        if self.sealing in (Sealing.INSTANT, Sealing.BATCH):
            self._changed.set()

    async def next(self) -> None:
        """Wait until a block is due."""
        while True:
            self._changed.clear()
            if self.sealing is Sealing.TIMED:
                self._due = max(self._due + self.seconds, time.monotonic())
                if not await self._interrupted(self._due - time.monotonic()):
                    return
                continue
            before = self.sealing
            await self._changed.wait()
            if before is Sealing.BATCH:
                await asyncio.sleep(BATCH_SECONDS)
            if self.sealing is before and before is not Sealing.MANUAL:
                return

    async def _interrupted(self, seconds: float) -> bool:
        """Wait; whether the way to make blocks changed meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True
