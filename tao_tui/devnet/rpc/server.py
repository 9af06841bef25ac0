"""The server: one port for one node."""

from __future__ import annotations

import asyncio
import http
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from websockets.asyncio.server import Server as WebSocketServer
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc import author, chain, development, legacy, state, system
from tao_tui.devnet.rpc.dispatch import MAX_MESSAGE
from tao_tui.devnet.rpc.doorway import Crowd, Doorway
from tao_tui.devnet.rpc.http import WRONG_METHOD, HttpSession, http_protocol
from tao_tui.devnet.rpc.inbox import CountedConnection, Inbox
from tao_tui.devnet.rpc.outbox import Load
from tao_tui.devnet.rpc.registry import Context
from tao_tui.devnet.rpc.session import Session

logger = logging.getLogger(__name__)
_library = logging.getLogger(f"{__name__}.library")
_library.setLevel(logging.CRITICAL)  # it logs what clients do wrong as if it were an error of ours
HOST = "127.0.0.1"
MAX_CONNECTIONS = 256
CLOSING_SECONDS = 2.0
"""How long clients get to say goodbye when the server ends."""
METHOD_MODULES = (author, chain, development, legacy, state, system)
"""Importing them fills the method table."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    node: Node
    host: str
    port: int
    author: asyncio.Task[None]
    """Makes the blocks; ends only when it fails."""

    @property
    def url(self) -> str:
        """Where clients on this machine connect."""
        host = {"0.0.0.0": HOST, "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"ws://[{host}]:{self.port}" if ":" in host else f"ws://{host}:{self.port}"


class Hall:
    """All connections of one server."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._load = Load()
        self._crowd = Crowd()
        self._sessions: set[Session | HttpSession] = set()

    def doorway(self, protocol: ServerProtocol, server: WebSocketServer, **options: Any) -> ServerConnection:
        """What a new connection meets; the library takes it for one of its own."""
        connection = CountedConnection(protocol, server, inbox=Inbox(self._load), **options)
        return cast(ServerConnection, Doorway(self._crowd, connection, lambda: http_protocol(self.answer)))

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Turn away whoever comes when the hall is full, or does not want a WebSocket."""
        if len(self._sessions) >= MAX_CONNECTIONS:
            return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections.\n")
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return connection.respond(http.HTTPStatus.METHOD_NOT_ALLOWED, WRONG_METHOD)
        return None

    async def converse(self, connection: ServerConnection) -> None:
        """Serve a WebSocket."""
        assert isinstance(connection, CountedConnection)
        await self._run(Session(self._node, connection, self._load))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a plain HTTP connection."""
        session = HttpSession(Context(self._node), Inbox(self._load), reader, writer)
        if len(self._sessions) < MAX_CONNECTIONS:
            await self._run(session)
        else:
            await session.turn_away()

    async def _run(self, session: Session | HttpSession) -> None:
        self._sessions.add(session)
        try:
            await session.run()
        except Exception:
            logger.exception("a connection was ended by a fault of the node")
            session.hang_up()
        finally:
            self._sessions.discard(session)

    async def close(self, server: WebSocketServer) -> None:
        """Close the server; a client that neither reads nor answers cannot keep it."""
        server.close()
        for session in [each for each in self._sessions if isinstance(each, HttpSession)]:
            session.hang_up()
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await server.wait_closed()
        except TimeoutError:
            for each in list(self._sessions):
                each.hang_up()


@asynccontextmanager
async def serve(node: Node, port: int = 0, host: str = HOST) -> AsyncIterator[Server]:
    """Serve `node` and make its blocks until the block is left; port 0 takes a free one.

    JSON-RPC over WebSocket and HTTP POST on one port, of this machine alone unless `host` says otherwise.
    """
    hall = Hall(node)
    async with serve_websocket(
        hall.converse,
        host,
        port,
        max_size=MAX_MESSAGE,
        max_queue=1,
        compression=None,
        process_request=hall.admit,
        close_timeout=CLOSING_SECONDS,
        logger=_library,
        create_connection=hall.doorway,  # type: ignore[arg-type]
    ) as server:
        actual = next(iter(server.sockets)).getsockname()[1]
        author_task = asyncio.create_task(node.run())
        try:
            yield Server(node, host, actual, author_task)
        finally:
            author_task.cancel()
            outcome = (await asyncio.gather(author_task, return_exceptions=True))[0]
            await hall.close(server)
        if isinstance(outcome, Exception):
            raise outcome


async def run(
    node: Node, port: int = 0, host: str = HOST, *, ready: Callable[[Server], None] = lambda server: None
) -> None:
    """Serve until cancelled; `ready` is called once clients can connect. An error of the author ends it."""
    async with serve(node, port, host) as server:
        ready(server)
        await server.author
