"""What came in on one connection and is not answered yet, and how much of that all connections may hold."""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.server import ServerProtocol

from tao_tui.devnet.rpc.outbox import Load

MAX_INCOMING_BYTES = 256 * 1024 * 1024
"""Over all connections; whoever holds more than `FAIR_BYTES` while there is more is hung up."""
FAIR_BYTES = 1024 * 1024
FRAME_HEAD_BYTES = 14
"""The most a WebSocket puts before a message."""


class Inbox:
    """Counts the bytes of messages from their arrival until they are answered."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._held = 0
        self.transport: asyncio.WriteTransport | None = None
        """What is hung up when too much comes."""

    def came(self, size: int) -> None:
        """Count in what arrived, or was announced."""
        self._held += size
        self._load.incoming_bytes += size
        crowded = self._load.incoming_bytes > MAX_INCOMING_BYTES and self._held > FAIR_BYTES
        if crowded and self.transport is not None:
            self.transport.abort()

    def handled(self, size: int) -> None:
        """Count out what was answered."""
        size = min(size, self._held)
        self._held -= size
        self._load.incoming_bytes -= size

    def close(self) -> None:
        """Count out everything: the connection is gone."""
        self.handled(self._held)


class CountedConnection(ServerConnection):
    """A WebSocket that knows how much of what it received waits."""

    def __init__(self, protocol: ServerProtocol, server: Any, *, inbox: Inbox, **options: Any) -> None:
        super().__init__(protocol, server, **options)
        self.inbox = inbox

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Know whom to hang up."""
        super().connection_made(transport)
        self.inbox.transport = self.transport

    def data_received(self, data: bytes) -> None:
        """Count what came, then read it."""
        self.inbox.came(len(data))
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was never answered."""
        self.inbox.close()
        super().connection_lost(exc)
