"""One client's WebSocket: requests in, answers and notifications out, its subscriptions."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from websockets.exceptions import ConnectionClosed

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.dispatch import VERSION, Dispatcher, encode
from tao_tui.devnet.rpc.inbox import FRAME_HEAD_BYTES, CountedConnection
from tao_tui.devnet.rpc.outbox import Load, Outbox
from tao_tui.devnet.rpc.registry import Context, Json, RpcError

MAX_SUBSCRIPTIONS = 1024
MAX_FOLLOWED = 500_000
"""Storage keys followed by all connections together."""


class Subscription:
    """One subscription of one connection."""

    def __init__(self, session: Session, notification: str, keys: int) -> None:
        self.id = secrets.token_urlsafe(12)
        self.session = session
        self.notification = notification
        self.keys = keys
        """How many storage keys it follows."""
        self._closers: list[Callable[[], None]] = []
        self._closed = False

    def send(self, result: Json) -> None:
        """Notify the client; nothing once the subscription has ended."""
        if not self._closed:
            params = {"subscription": self.id, "result": result}
            self.session.push(encode({"jsonrpc": VERSION, "method": self.notification, "params": params}))

    def on_close(self, closer: Callable[[], None]) -> None:
        """Call `closer` when the subscription ends."""
        self._closers.append(closer)

    def close(self) -> None:
        """Stop what feeds it."""
        self._closed = True
        for closer in self._closers:
            closer()
        self._closers.clear()


class Session:
    """Answers one connection's requests in order and feeds its subscriptions."""

    def __init__(self, node: Node, connection: CountedConnection, load: Load) -> None:
        self._dispatcher = Dispatcher(Context(node, self))
        self._connection = connection
        self._outbox = Outbox(connection, load)
        self._load = load
        self._held: list[bytes] | None = None
        self._subscriptions: dict[str, Subscription] = {}

    def subscribe(self, notification: str, keys: int = 0) -> Subscription:
        """A new subscription with this notification method, which follows so many storage keys."""
        if len(self._subscriptions) >= MAX_SUBSCRIPTIONS or self._load.followed_keys + keys > MAX_FOLLOWED:
            raise RpcError(-32006, "Too many subscriptions on the connection")
        self._load.followed_keys += keys
        subscription = Subscription(self, notification, keys)
        self._subscriptions[subscription.id] = subscription
        return subscription

    def unsubscribe(self, subscription_id: str) -> bool:
        """End a subscription; false when there is none."""
        subscription = self._subscriptions.pop(subscription_id, None)
        if subscription is not None:
            self._load.followed_keys -= subscription.keys
            subscription.close()
        return subscription is not None

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
            for subscription_id in list(self._subscriptions):
                self.unsubscribe(subscription_id)
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
