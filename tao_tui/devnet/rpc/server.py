"""The server: one loopback port for one node."""

from __future__ import annotations

import asyncio
import http
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.server import Server as WebSocketServer
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket
from websockets.http11 import Request, Response

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc import author, chain, development, state, system
from tao_tui.devnet.rpc.outbox import Load
from tao_tui.devnet.rpc.session import Session

HOST = "127.0.0.1"
MAX_MESSAGE = 16 * 1024 * 1024
MAX_CONNECTIONS = 256
CLOSING_SECONDS = 2.0
"""How long clients get to say goodbye when the server ends."""
METHOD_MODULES = (author, chain, development, state, system)
"""Importing them fills the method table."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    node: Node
    port: int
    author: asyncio.Task[None]
    """Makes the blocks; ends only when it fails, or at once without a block time."""

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"ws://{HOST}:{self.port}"


@asynccontextmanager
async def serve(node: Node, port: int = 0) -> AsyncIterator[Server]:
    """Serve `node` on loopback and make its blocks until the block is left; port 0 takes a free one."""
    load, sessions = Load(), set[Session]()

    async def handle(connection: ServerConnection) -> None:
        session = Session(node, connection, load)
        sessions.add(session)
        try:
            await session.run()
        finally:
            sessions.discard(session)

    def admit(connection: ServerConnection, request: Request) -> Response | None:
        if len(sessions) < MAX_CONNECTIONS:
            return None
        return connection.respond(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections.\n")

    async with serve_websocket(
        handle,
        HOST,
        port,
        max_size=MAX_MESSAGE,
        compression=None,
        process_request=admit,
        close_timeout=CLOSING_SECONDS,
    ) as server:
        actual = next(iter(server.sockets)).getsockname()[1]
        author_task = asyncio.create_task(node.run())
        try:
            yield Server(node, actual, author_task)
        finally:
            author_task.cancel()
            outcome = (await asyncio.gather(author_task, return_exceptions=True))[0]
            await _end(server, sessions)
        if isinstance(outcome, Exception):
            raise outcome


async def _end(server: WebSocketServer, sessions: set[Session]) -> None:
    """Close the server; a client that neither reads nor answers cannot keep it."""
    server.close()
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await server.wait_closed()
    except TimeoutError:
        for session in list(sessions):
            session.hang_up()


async def run(node: Node, port: int = 0, *, ready: Callable[[Server], None] = lambda server: None) -> None:
    """Serve until cancelled; `ready` is called once clients can connect. An error of the author ends it."""
    async with serve(node, port) as server:
        ready(server)
        await server.author
        await asyncio.Event().wait()
