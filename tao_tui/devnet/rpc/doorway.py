"""One port for two protocols: the first byte of a connection says which it speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

MAX_OPEN = 512
"""Connections of any kind, also such as said nothing yet."""
TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
OPENING_SECONDS = 10.0
"""How long a client may take to say anything."""


class Crowd:
    """All connections that are open, whatever they speak."""

    def __init__(self) -> None:
        self._open: set[asyncio.Transport] = set()

    def has_room(self, transport: asyncio.Transport) -> bool:
        """Count a connection in, if there are not too many."""
        if len(self._open) >= MAX_OPEN:
            self._open = {each for each in self._open if not each.is_closing()}
        if len(self._open) >= MAX_OPEN:
            return False
        self._open.add(transport)
        return True


class Doorway(asyncio.Protocol):
    """What a connection meets first: a `GET` becomes a WebSocket, anything else plain HTTP.

    A handshake is a `GET` and JSON-RPC over HTTP a `POST`, so one letter tells them apart.
    """

    def __init__(
        self,
        crowd: Crowd,
        websocket: asyncio.Protocol,
        plain: Callable[[], asyncio.Protocol],
    ) -> None:
        self._crowd = crowd
        self._websocket = websocket
        self._plain = plain
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first byte, not for long."""
        self._transport = cast(asyncio.Transport, transport)
        self._timer = asyncio.get_running_loop().call_later(OPENING_SECONDS, self._transport.abort)
        if not self._crowd.has_room(self._transport):
            self._transport.write(TOO_MANY)
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Hand the connection over, with what came already."""
        self._timer.cancel()
        if self._transport.is_closing():
            return
        chosen = self._websocket if data.startswith(b"G") else self._plain()
        self._transport.set_protocol(chosen)
        chosen.connection_made(self._transport)
        chosen.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """It went away without a word."""
        self._timer.cancel()
