"""What waits to be sent on one connection, and how much and how long a client may leave unread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

MAX_QUEUED_MESSAGES = 4096
MAX_QUEUED_BYTES = 64 * 1024 * 1024
"""Per connection; with more unsent it is hung up."""
MAX_LOAD_BYTES = 256 * 1024 * 1024
"""Over all connections; whoever would exceed it is hung up."""
PAUSE_BYTES = 8 * 1024 * 1024
"""With this much unsent, no more requests of the connection are answered."""
STALL_SECONDS = 30.0
"""How long a client may take to read one message."""


@dataclass
class Load:
    """What all connections of a server hold together."""

    queued_bytes: int = 0
    followed_keys: int = 0
    incoming_bytes: int = 0


class Outbox:
    """The unsent messages of one connection; a client that does not read is hung up, never waited for."""

    def __init__(self, connection: ServerConnection, load: Load) -> None:
        self._connection = connection
        self._load = load
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._queued_bytes = 0
        self._drained = asyncio.Event()
        self.gone = False
        """Whether nothing can be sent any more."""

    def put(self, data: bytes) -> None:
        """Send `data` after what waits already."""
        if self.gone:
            return
        self._count(len(data))
        crowded = self._queued_bytes > MAX_QUEUED_BYTES or self._load.queued_bytes > MAX_LOAD_BYTES
        if self._queue.qsize() and (crowded or self._queue.qsize() >= MAX_QUEUED_MESSAGES):
            self.hang_up()
        else:
            self._queue.put_nowait(data)

    def _count(self, size: int) -> None:
        self._queued_bytes += size
        self._load.queued_bytes += size

    async def room(self) -> None:
        """Wait until little enough is unsent, or the connection is gone."""
        while self._queued_bytes > PAUSE_BYTES and not self.gone:
            self._drained.clear()
            await self._drained.wait()

    async def run(self) -> None:
        """Send what comes until the connection ends."""
        try:
            while not self.gone:
                data = await self._queue.get()
                async with asyncio.timeout(STALL_SECONDS):
                    await self._connection.send(data, text=True)
                self._count(-min(len(data), self._queued_bytes))
                self._drained.set()
        except (ConnectionClosed, TimeoutError):
            pass
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """End the connection at once and forget what waits."""
        self.gone = True
        self._count(-self._queued_bytes)
        self._queue = asyncio.Queue()
        self._drained.set()
        self._connection.transport.abort()
