"""A relay between a client and a node that counts what the client sends and how often it waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

DELAY = 0.05
"""Seconds an answer travels: without any, what a client asks at once would come out one after the other."""


@dataclass(slots=True)
class Traffic:
    """What passed since the last `clear`, in order: True up to the node, False down from it."""

    url: str = ""
    passed: list[bool] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """Messages the client sent."""
        return sum(self.passed)

    @property
    def round_trips(self) -> int:
        """How often the client sent after it had received: each costs the link's full delay."""
        return sum(up and not before for before, up in zip([False, *self.passed], self.passed, strict=False))


@asynccontextmanager
async def relay(target: str) -> AsyncIterator[Traffic]:
    """Listen on a free loopback port and pass every message to `target` and back."""
    traffic = Traffic()

    async def pass_on(source: Connection, sink: Connection, up: bool) -> None:
        try:
            async for message in source:
                if not up:
                    await asyncio.sleep(DELAY)
                traffic.passed.append(up)
                await sink.send(message)
        except ConnectionClosed:
            return

    async def handle(near: Connection) -> None:
        async with connect(target, max_size=None, compression=None) as far:
            ways = [
                asyncio.create_task(pass_on(near, far, True)),
                asyncio.create_task(pass_on(far, near, False)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()

    async with serve(handle, "127.0.0.1", 0, max_size=None, compression=None) as server:
        traffic.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield traffic
