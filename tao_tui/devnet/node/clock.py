"""The chain's clock: the real time, or one of its own when blocks are made on demand."""

from __future__ import annotations

from collections.abc import Callable

MANUAL_BLOCK_MS = 12_000
"""How far apart blocks are on the chain's clock when nothing but a request makes them."""


class ChainClock:
    """Milliseconds since 1970; never behind the newest block's time."""

    def __init__(self, real: Callable[[], float], now_ms: int = 0) -> None:
        self._real = real
        self.now_ms = now_ms or int(real() * 1000)
        """The time of the newest block, or later when one was retracted."""
        self.ahead_ms = 0
        """How far the chain travelled ahead of the real time."""

    def next(self, *, manual: bool) -> int:
        """The next block's time; later than any block's before, so that no fork repeats a block."""
        if manual:
            return self.now_ms + MANUAL_BLOCK_MS
        return max(int(self._real() * 1000) + self.ahead_ms, self.now_ms + 1)

    def note(self, block_ms: int) -> None:
        """A block was made at this time."""
        self.now_ms = max(self.now_ms, block_ms)

    def travel(self, to_ms: int, *, manual: bool) -> None:
        """Let the next block be made at this time; ValueError when that is not after the newest one."""
        if to_ms <= self.now_ms:
            raise ValueError("time only goes forward")
        if manual:
            self.now_ms = max(self.now_ms, to_ms - MANUAL_BLOCK_MS)
        self.ahead_ms = to_ms - int(self._real() * 1000)
