"""A relay that drops, stalls, cuts short, doubles, reorders or corrupts messages, or ends the connection."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from websockets.asyncio.client import connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

KINDS: Final = ("drop", "stall", "truncate", "duplicate", "reorder", "corrupt", "cut before", "cut after")
STALL: Final = 0.7
"""Seconds; longer than the client waits for an answer."""


@dataclass(frozen=True)
class Fault:
    """What happens to the `at`-th message in one direction, counted from when faults began."""

    kind: str
    up: bool
    at: int


@dataclass
class FaultyRelay:
    """One client's way to the node; faults count over all of its connections."""

    rng: random.Random
    url: str = ""
    faults: list[Fault] = field(default_factory=list)
    passed: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    happened: list[Fault] = field(default_factory=list)

    def begin(self, faults: list[Fault]) -> None:
        """From the next message on."""
        self.passed = {True: 0, False: 0}
        self.faults, self.happened = faults, []

    def due(self, *, up: bool) -> str:
        """What happens to the message that is next in this direction."""
        number = self.passed[up]
        self.passed[up] += 1
        for fault in self.faults:
            if fault.up == up and fault.at == number:
                self.happened.append(fault)
                return fault.kind
        return ""

    async def handle(self, near: Connection, target: str) -> None:
        """Serve one connection until either side ends it."""
        with suppress(ConnectionClosed, OSError):
            async with connect(target, max_size=None, compression=None) as far:
                ways = [
                    asyncio.create_task(self._pass_on(near, far, up=True)),
                    asyncio.create_task(self._pass_on(far, near, up=False)),
                ]
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)

    async def _pass_on(self, source: Connection, sink: Connection, *, up: bool) -> None:
        held: str | bytes | None = None
        with suppress(ConnectionClosed):
            async for message in source:
                kind = self.due(up=up)
                if kind in ("drop", "cut before"):
                    if kind == "drop":
                        continue
                    return
                if kind == "reorder":
                    held = message
                    continue
                if kind == "stall":
                    await asyncio.sleep(STALL)
                await sink.send(self._damaged(message, kind))
                if kind == "duplicate":
                    await sink.send(message)
                if held is not None:
                    await sink.send(held)
                    held = None
                if kind == "cut after":
                    return

    def _damaged(self, message: str | bytes, kind: str) -> str | bytes:
        assert isinstance(message, str)
        if kind == "truncate":
            return message[: len(message) // 2]
        if kind == "corrupt":
            at = self.rng.randrange(len(message))
            return message[:at] + self.rng.choice('0123456789abcdef"}]') + message[at + 1 :]
        return message


@asynccontextmanager
async def faulty(target: str, rng: random.Random) -> AsyncIterator[FaultyRelay]:
    """Listen on a free loopback port in front of the node at `target`."""
    relay = FaultyRelay(rng)
    async with serve(
        lambda near: relay.handle(near, target), "127.0.0.1", 0, max_size=None, compression=None
    ) as server:
        relay.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield relay
