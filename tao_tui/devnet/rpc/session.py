"""One client's connection: requests in, answers and notifications out, its subscriptions."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.outbox import Load, Outbox
from tao_tui.devnet.rpc.registry import Context, Json, RpcError, call

MAX_RESPONSE = 32 * 1024 * 1024
MAX_BATCH = 1000
MAX_SUBSCRIPTIONS = 1024
SLICE_SECONDS = 0.005
"""How long one client may keep blocks and other clients waiting."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class Subscription:
    """One subscription of one connection."""

    def __init__(self, session: Session, notification: str) -> None:
        self.id = secrets.token_urlsafe(12)
        self.session = session
        self.notification = notification
        self._closers: list[Callable[[], None]] = []
        self._closed = False

    def send(self, result: Json) -> None:
        """Notify the client; nothing once the subscription has ended."""
        if not self._closed:
            params = {"subscription": self.id, "result": result}
            self.session.push({"jsonrpc": "2.0", "method": self.notification, "params": params})

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
    """Answers one connection's requests in order, in slices that leave time for the rest of the node."""

    def __init__(self, node: Node, connection: ServerConnection, load: Load) -> None:
        self._context = Context(node, self)
        self._connection = connection
        self._outbox = Outbox(connection, load)
        self._held: list[bytes] | None = None
        self._subscriptions: dict[str, Subscription] = {}
        self._slice_ends = 0.0

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
                await self._outbox.room()
                await self._breathe()
        except ConnectionClosed:
            pass
        finally:
            for subscription_id in list(self._subscriptions):
                self.unsubscribe(subscription_id)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _breathe(self) -> None:
        """Let blocks be made and others be answered when this client's slice is over."""
        if time.monotonic() >= self._slice_ends:
            await asyncio.sleep(0)
            self._slice_ends = time.monotonic() + SLICE_SECONDS

    async def _receive(self, message: str | bytes) -> None:
        self._held = []
        try:
            answer = await self._answer(message)
        finally:
            held, self._held = self._held, None
        if answer is not None:
            self._outbox.put(answer)
        for data in held:
            self._outbox.put(data)

    async def _answer(self, message: str | bytes) -> bytes | None:
        try:
            request = _decode(message)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return _error(None, RpcError(-32700, "Parse error"))
        if isinstance(request, list):
            return await self._batch(request)
        answer = await self._one(request)
        if answer is not None and len(answer) > MAX_RESPONSE:
            too_big = RpcError(-32008, "Response is too big", f"Exceeded max limit of {MAX_RESPONSE}")
            return _error(request.get("id"), too_big)
        return answer

    async def _batch(self, requests: list[Any]) -> bytes | None:
        if not requests:
            return _error(None, RpcError(-32600, "Invalid request"))
        if len(requests) > MAX_BATCH:
            data = f"Exceeded max limit of {MAX_BATCH}"
            return _error(None, RpcError(-32010, "The batch request was too large", data))
        answers: list[bytes] = []
        size = 0
        for each in requests:
            answer = await self._one(each)
            if answer is not None:
                answers.append(answer)
                size += len(answer)
            if size > MAX_RESPONSE:
                data = f"Exceeded max limit of {MAX_RESPONSE}"
                return _error(None, RpcError(-32011, "The batch response was too large", data))
            await self._breathe()
        return b"[" + b",".join(answers) + b"]" if answers else None

    async def _one(self, request: Any) -> bytes | None:
        known = isinstance(request, dict)
        request_id = request.get("id") if known else None
        if isinstance(request_id, (dict, list, float, bool)):
            return _error(None, RpcError(-32600, "Invalid request"))
        if not known or not isinstance(request.get("method"), str):
            return _error(request_id, RpcError(-32600, "Invalid request"))
        try:
            result = await call(self._context, request["method"], request.get("params") or [])
        except RpcError as error:
            return _error(request_id, error) if "id" in request else None
        return _encode({"jsonrpc": "2.0", "id": request_id, "result": result}) if "id" in request else None


def _error(request_id: Any, error: RpcError) -> bytes:
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return _encode({"jsonrpc": "2.0", "id": request_id, "error": body})
