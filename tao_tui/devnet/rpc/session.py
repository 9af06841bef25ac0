"""One client's connection: requests in, answers and notifications out, its subscriptions."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.registry import Context, Json, RpcError, call

MAX_QUEUED_MESSAGES = 4096
MAX_QUEUED_BYTES = 64 * 1024 * 1024
PAUSE_BYTES = 8 * 1024 * 1024
"""With this much unsent, no more requests are read."""
MAX_BATCH = 1000
MAX_SUBSCRIPTIONS = 1024
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class Subscription:
    """One subscription of one connection."""

    def __init__(self, session: Session, notification: str) -> None:
        self.id = secrets.token_urlsafe(12)
        self.session = session
        self.notification = notification
        self._closers: list[Callable[[], None]] = []

    def send(self, result: Json) -> None:
        """Notify the client."""
        params = {"subscription": self.id, "result": result}
        self.session.push({"jsonrpc": "2.0", "method": self.notification, "params": params})

    def on_close(self, closer: Callable[[], None]) -> None:
        """Call `closer` when the subscription ends."""
        self._closers.append(closer)

    def close(self) -> None:
        """Stop what feeds it."""
        for closer in self._closers:
            closer()
        self._closers.clear()


class Session:
    """Answers one connection in order; a client that does not read is cut off."""

    def __init__(self, node: Node, connection: ServerConnection) -> None:
        self._context = Context(node, self)
        self._connection = connection
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._held: list[bytes] | None = None
        self._subscriptions: dict[str, Subscription] = {}
        self._overrun = asyncio.Event()
        self._queued_bytes = 0
        self._drained = asyncio.Event()
        self._gone = False

    def subscribe(self, notification: str) -> Subscription:
        """A new subscription with this notification method."""
        if len(self._subscriptions) >= MAX_SUBSCRIPTIONS:
            raise RpcError(-32006, "Too many subscriptions on the connection")
        subscription = Subscription(self, notification)
        self._subscriptions[subscription.id] = subscription
        return subscription

    def unsubscribe(self, subscription_id: str) -> bool:
        """End a subscription; false when there is none."""
        subscription = self._subscriptions.pop(subscription_id, None)
        if subscription is not None:
            subscription.close()
        return subscription is not None

    def push(self, message: Json) -> None:
        """Send a notification, after the answer that is being made."""
        data = _encode(message)
        if self._held is None:
            self._enqueue(data)
        else:
            self._held.append(data)

    def _enqueue(self, data: bytes) -> None:
        if self._gone:
            return
        full = self._outgoing.qsize() >= MAX_QUEUED_MESSAGES or self._queued_bytes >= MAX_QUEUED_BYTES
        if full:
            self._overrun.set()
            return
        self._queued_bytes += len(data)
        self._outgoing.put_nowait(data)

    async def run(self) -> None:
        """Serve the connection until either side ends it."""
        writer = asyncio.create_task(self._write())
        watchdog = asyncio.create_task(self._cut_off())
        try:
            async for message in self._connection:
                self._receive(message)
                while self._queued_bytes > PAUSE_BYTES and not self._gone:
                    self._drained.clear()
                    await self._drained.wait()
        except ConnectionClosed:
            pass
        finally:
            for subscription_id in list(self._subscriptions):
                self.unsubscribe(subscription_id)
            for task in (writer, watchdog):
                task.cancel()
            await asyncio.gather(writer, watchdog, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            data = await self._outgoing.get()
            try:
                await self._connection.send(data, text=True)
            except ConnectionClosed:
                self._gone = True
                self._drained.set()
                return
            self._queued_bytes -= len(data)
            self._drained.set()

    async def _cut_off(self) -> None:
        await self._overrun.wait()
        await self._connection.close(1008, "client does not read")

    def _receive(self, message: str | bytes) -> None:
        self._held = []
        try:
            answer = self._answer(message)
        finally:
            held, self._held = self._held, None
        if answer is not None:
            self._enqueue(_encode(answer))
        for data in held:
            self._enqueue(data)

    def _answer(self, message: str | bytes) -> Json:
        try:
            request = _decode(message)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return _error(None, RpcError(-32700, "Parse error"))
        if not isinstance(request, list):
            return self._one(request)
        if not request:
            return _error(None, RpcError(-32600, "Invalid request"))
        if len(request) > MAX_BATCH:
            return _error(None, RpcError(-32010, "The batch request was too large"))
        answers = [answer for each in request if (answer := self._one(each)) is not None]
        return answers or None

    def _one(self, request: Any) -> Json:
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            request_id = request.get("id") if isinstance(request, dict) else None
            return _error(request_id, RpcError(-32600, "Invalid request"))
        try:
            result = call(self._context, request["method"], request.get("params") or [])
        except RpcError as error:
            return _error(request["id"], error) if "id" in request else None
        return {"jsonrpc": "2.0", "id": request["id"], "result": result} if "id" in request else None


def _error(request_id: Any, error: RpcError) -> Json:
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return {"jsonrpc": "2.0", "id": request_id, "error": body}
