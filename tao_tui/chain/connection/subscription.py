"""A stream of notifications from a node, cut off where its reader falls far behind."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from tao_tui.errors import NodeError, NodeUnreachable

_MAX_BACKLOG: Final = 4096
MAX_BACKLOG_BYTES: Final = 64 * 1024 * 1024


class Disconnected(NodeUnreachable):
    """The connection ended while something was waiting on it."""

    default_code = "disconnected"


class Subscription:
    """The notifications of one subscription, in order, until the connection or the reader ends."""

    def __init__(self, sub_id: str, leave: Callable[[str], Awaitable[None]]) -> None:
        self.id = sub_id
        self._leave = leave
        self._backlog: deque[tuple[Any, int]] = deque()
        self._backlog_bytes = 0
        self._arrived = asyncio.Event()
        self._end: NodeError | None = None

    def push(self, result: Any, size: int) -> None:
        """Queue a notification of `size` bytes; a reader that falls far behind is cut off and starts anew."""
        if self._end is not None:
            return
        self._backlog.append((result, size))
        self._backlog_bytes += size
        if len(self._backlog) > _MAX_BACKLOG or self._backlog_bytes > MAX_BACKLOG_BYTES:
            self._backlog.clear()
            self._backlog_bytes = 0
            self.end(Disconnected("Too many notifications came at once."))
        self._arrived.set()

    def end(self, reason: NodeError) -> None:
        """Let the reader see `reason` after what has already arrived."""
        self._end = self._end or reason
        self._arrived.set()

    async def next(self, patience: float | None = None) -> Any:
        """The next notification; `TimeoutError` when none comes in `patience` seconds, the end's
        reason after the last."""
        while not self._backlog:
            if self._end is not None:
                raise self._end
            self._arrived.clear()
            async with asyncio.timeout(patience):
                await self._arrived.wait()
        result, size = self._backlog.popleft()
        self._backlog_bytes -= size
        return result

    async def close(self) -> None:
        """Tell the node to stop; its answer is not waited for."""
        await self._leave(self.id)
