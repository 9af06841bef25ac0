"""A link between a client and a node that takes its time, as one to the other side of the world does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CHUNK = 1 << 16


@dataclass(slots=True)
class Link:
    """A TCP relay: `round_trip` seconds to be taken in, and half of it for whatever goes either way."""

    round_trip: float
    url: str = ""
    trips: int = 0
    """How often a client sent only after it had waited for an answer: each costs a whole round trip."""
    _began: float = 0.0
    _answered: bool = True
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _cut: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """End every connection at once, without a goodbye."""
        self._cut.set()
        self._cut = asyncio.Event()
        for writer in self._open:
            writer.transport.abort()

    def asked(self) -> None:
        """Something sets out for the node: a new trip when the answer to the one before is in."""
        now = asyncio.get_running_loop().time()
        if self._answered and now - self._began >= self.round_trip:
            self._began, self._answered = now, False

    def answered(self) -> None:
        """Something of the node arrives."""
        self.trips += not self._answered
        self._answered = True

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gone: asyncio.Event, *, up: bool
    ) -> None:
        """Pass on what is read, each piece once its time has come, until the client is `gone`."""
        clock = asyncio.get_running_loop().time
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        cut = self._cut

        async def deliver() -> None:
            while True:
                due, piece = await pieces.get()
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(due):
                        await cut.wait()
                if not piece or cut.is_set() or gone.is_set():
                    break
                if not up:
                    self.answered()
                writer.write(piece)
            writer.close()

        delivery = asyncio.create_task(deliver())
        self._open.add(writer)
        piece = b"-"
        with suppress(ConnectionError):
            while piece:
                piece = await reader.read(_CHUNK)
                if up and piece:
                    self.asked()
                pieces.put_nowait((clock() + self.round_trip / 2, piece))
        if up:
            gone.set()
        if piece:
            pieces.put_nowait((clock(), b""))
        await delivery
        self._open.discard(writer)


@asynccontextmanager
async def slow_link(target: str, round_trip: float) -> AsyncIterator[Link]:
    """Listen on a free loopback port and pass everything to the node at `target` and back."""
    link = Link(round_trip)
    where = urlsplit(target)

    async def take_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link.asked()
        await asyncio.sleep(link.round_trip)  # a relay accepts at once what a far host would answer later
        link.answered()
        gone = asyncio.Event()
        far_reader, far_writer = await asyncio.open_connection(where.hostname, where.port)
        await asyncio.gather(
            link.carry(reader, far_writer, gone, up=True), link.carry(far_reader, writer, gone, up=False)
        )

    server = await asyncio.start_server(take_in, "127.0.0.1", 0)
    async with server:
        link.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield link
        link.cut()
        await asyncio.sleep(0.1)
