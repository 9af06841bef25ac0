"""The server: one loopback port for one node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websocket

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc import author, chain, state, system
from tao_tui.devnet.rpc.session import Session

HOST = "127.0.0.1"
MAX_MESSAGE = 16 * 1024 * 1024
METHOD_MODULES = (author, chain, state, system)
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

    async def handle(connection: ServerConnection) -> None:
        await Session(node, connection).run()

    async with serve_websocket(handle, HOST, port, max_size=MAX_MESSAGE, compression=None) as server:
        actual = next(iter(server.sockets)).getsockname()[1]
        author_task = asyncio.create_task(node.run())
        try:
            yield Server(node, actual, author_task)
        finally:
            author_task.cancel()
            outcome = (await asyncio.gather(author_task, return_exceptions=True))[0]
        if isinstance(outcome, Exception):
            raise outcome


async def run(node: Node, port: int = 0, *, ready: Callable[[Server], None] = lambda server: None) -> None:
    """Serve until cancelled; `ready` is called once clients can connect. An error of the author ends it."""
    async with serve(node, port) as server:
        ready(server)
        await server.author
        await asyncio.Event().wait()
