"""One client's WebSocket: requests in, answers and notifications out."""

from __future__ import annotations

import asyncio

from websockets.exceptions import ConnectionClosed

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.dispatch import Dispatcher
from tao_tui.devnet.rpc.inbox import FRAME_HEAD_BYTES, CountedConnection
from tao_tui.devnet.rpc.outbox import Load, Outbox
from tao_tui.devnet.rpc.registry import Context
from tao_tui.devnet.rpc.subscriptions import Subscriptions


class Session:
    """Answers one connection's requests in order and feeds its subscriptions."""

    def __init__(self, node: Node, connection: CountedConnection, load: Load) -> None:
        self._subscriptions = Subscriptions(self.push, load)
        self._dispatcher = Dispatcher(Context(node, self._subscriptions))
        self._connection = connection
        self._outbox = Outbox(connection, load)
        self._held: list[bytes] | None = None

    def push(self, data: bytes) -> None:
        """Send a notification, after the answer that is being made."""
        if self._held is None:
            self._outbox.put(data)
        else:
            self._held.append(data)

    def hang_up(self) -> None:
        """End the connection without waiting for the client."""
        self._outbox.hang_up()

    async def run(self) -> None:
        """Serve the connection until either side ends it."""
        writer = asyncio.create_task(self._outbox.run())
        try:
            async for message in self._connection:
                await self._receive(message)
                self._connection.inbox.handled(len(message) + FRAME_HEAD_BYTES)
                await self._outbox.room()
                await self._dispatcher.context.breathe()
        except ConnectionClosed:
            pass
        finally:
            self._subscriptions.end_all()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _receive(self, message: str | bytes) -> None:
        self._held = []
        try:
            answer = await self._dispatcher.answer(message)
        finally:
            held, self._held = self._held, None
        if answer is not None:
            self._outbox.put(answer)
        for data in held:
            self._outbox.put(data)
