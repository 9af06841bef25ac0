"""One open websocket: requests find their answers, notifications their subscriptions."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from websockets.exceptions import ConnectionClosed

from tao_tui.chain.connection.dial import MAX_MESSAGE, TurnedAway, dial
from tao_tui.chain.connection.rpc import (
    Answer,
    Message,
    Notification,
    Refusal,
    Request,
    RpcError,
    encode_frame,
    encode_request,
    parse_frame,
)
from tao_tui.chain.connection.subscription import MAX_BACKLOG_BYTES, Disconnected, Subscription
from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.text import clean

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

_MAX_EARLY: Final = 256
_TOO_BIG: Final = 1009
_POLICY_CODES: Final = (1008, 1013)
"""Policy violation, and try again later: RFC 6455 and the IANA registry."""


class BatchRefused(NodeError):
    """The node takes requests one by one only."""

    default_code = "batch_refused"


class Wire:
    """A websocket and what is in flight on it."""

    def __init__(self, endpoint: str, socket: ClientConnection, limit: float) -> None:
        self.endpoint = endpoint
        self.verified = False
        self.takes_batches = True
        self.closed: asyncio.Event = asyncio.Event()
        self.reason: NodeError = Disconnected(f"The connection to {clean(endpoint, 120)} was closed.")
        self._socket = socket
        self._limit = limit
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._batches: deque[tuple[int, ...]] = deque()
        self._subscriptions: dict[str, Subscription] = {}
        self._early: deque[tuple[str, Any, int]] = deque(maxlen=_MAX_EARLY)
        self._subscribing = 0
        self._reader = asyncio.create_task(self._read(), name=f"wire {endpoint}")

    @classmethod
    async def open(cls, endpoint: str, limit: float) -> Wire:
        """Open a connection or raise `NodeUnreachable`; every answer may take `limit` seconds."""
        return cls(endpoint, await dial(endpoint, limit), limit)

    async def close(self, reason: NodeError | None = None) -> None:
        """End the connection; everything that waits on it is told `reason`."""
        self._finish(reason or self.reason)
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        with suppress(OSError, TimeoutError, ConnectionClosed):
            await self._socket.close()

    async def batch(self, requests: Sequence[Request]) -> list[Answer]:
        """Ask everything at once and return the answers in order.

        A node that refuses batches gets the same requests one after the other without waiting in between.
        Silence closes the connection, since nothing later on it could be trusted to come.
        """
        if self.takes_batches and len(requests) > 1:
            try:
                return await self._ask(requests, batch=True)
            except BatchRefused:
                self.takes_batches = False
        return await self._ask(requests, batch=False)

    async def call(self, request: Request) -> Any:
        """Ask one thing; an `RpcError` when the node refuses."""
        (answer,) = await self._ask((request,), batch=False)
        return answer.value()

    async def subscribe(self, request: Request, unsubscribe: str) -> Subscription:
        """Start a subscription; notifications that overtook the answer are already in it."""
        self._subscribing += 1
        try:
            raw = await self.call(request)
            if not isinstance(raw, str | int) or str(raw)[:200] in self._subscriptions:
                raise await self._broken("The node answered a subscription with something that is no new id.")
            subscription = Subscription(str(raw)[:200], lambda gone: self._leave(gone, unsubscribe))
            self._subscriptions[subscription.id] = subscription
            for sub_id, result, size in self._early:
                if sub_id == subscription.id:
                    subscription.push(result, size)
        finally:
            self._subscribing -= 1
            if not self._subscribing:
                self._early.clear()
        if self.closed.is_set():
            subscription.end(self.reason)
        return subscription

    async def _leave(self, sub_id: str, unsubscribe: str) -> None:
        """Drop what still arrives for a subscription and tell the node, whose answer nobody waits for."""
        self._subscriptions.pop(sub_id, None)
        if not self.closed.is_set():
            request = Request(unsubscribe, (sub_id,))
            with suppress(ConnectionClosed):
                await self._socket.send(encode_frame((encode_request(request, 0),), batch=False))

    async def _ask(self, requests: Sequence[Request], *, batch: bool) -> list[Answer]:
        if self.closed.is_set():
            raise self.reason
        ids = tuple(next(self._ids) for _ in requests)
        loop = asyncio.get_running_loop()
        futures = [loop.create_future() for _ in requests]
        self._waiting.update(zip(ids, futures, strict=True))
        items = [encode_request(request, key) for request, key in zip(requests, ids, strict=True)]
        try:
            async with asyncio.timeout(self._limit):
                if batch:
                    self._batches.append(ids)
                    await self._socket.send(encode_frame(items, batch=True))
                else:
                    for item in items:
                        await self._socket.send(encode_frame((item,), batch=False))
                return list(await asyncio.gather(*futures))
        except ConnectionClosed:
            raise self._lost() from None
        except TimeoutError:
            silent = Disconnected(
                f"{clean(self.endpoint, 120)} did not answer within {self._limit:g} s.",
                hint="Try again, or name another node with --network.",
                code="node_timeout",
            )
            self._finish(silent)
            await self._socket.close()
            raise silent from None
        finally:
            for key, future in zip(ids, futures, strict=True):
                self._waiting.pop(key, None)
                if future.done() and not future.cancelled():
                    future.exception()  # seen, so that a refusal of the others is not reported as lost
            if ids in self._batches:
                self._batches.remove(ids)

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                for message in parse_frame(frame):
                    self._deliver(message, len(frame))
        except NodeProtocolError as error:
            self._finish(error)
            await self._socket.close()
        except ConnectionClosed as end:
            if end.sent is not None and end.sent.code == _TOO_BIG:
                self._finish(self._too_much())
        except OSError:
            pass
        finally:
            self._finish(self._lost())

    def _deliver(self, message: Message, size: int) -> None:
        match message:
            case Answer(id=key):
                future = self._waiting.get(key)
                if future is not None and not future.done():
                    future.set_result(message)
            case Notification(subscription=sub_id, result=result):
                self._notify(sub_id, result, size)
            case Refusal(error=error):
                self._refuse(error)

    def _notify(self, sub_id: str, result: Any, size: int) -> None:
        """Queue a notification; one that nobody subscribed to is kept only while an id is waited for."""
        subscription = self._subscriptions.get(sub_id)
        if subscription is not None:
            subscription.push(result, size)
        elif self._subscribing and size + sum(kept for _, _, kept in self._early) <= MAX_BACKLOG_BYTES:
            self._early.append((sub_id, result, size))

    def _refuse(self, error: RpcError) -> None:
        """An error without an id is for the oldest batch in flight, or else for this connection."""
        if not self._batches:
            raise NodeProtocolError(f"The node could not read the request: {error.message}")
        for key in self._batches.popleft():
            future = self._waiting.get(key)
            if future is not None and not future.done():
                future.set_exception(error if error.asks_to_slow_down else BatchRefused(error.message))

    async def _broken(self, what: str) -> NodeProtocolError:
        """End the connection to a node that breaks the protocol; the error for whoever waits."""
        error = NodeProtocolError(what)
        self._finish(error)
        await self._socket.close()
        return error

    def _too_much(self) -> NodeProtocolError:
        return NodeProtocolError(
            f"{clean(self.endpoint, 120)} sent more at once than is taken ({MAX_MESSAGE >> 20} MiB).",
            hint="Ask for less, or use another node.",
        )

    def _lost(self) -> NodeError:
        if self.closed.is_set():
            return self.reason
        detail = clean(str(self._socket.close_reason or ""), 80)
        if self._socket.close_code in _POLICY_CODES:
            return TurnedAway(
                f"{clean(self.endpoint, 120)} ended the connection{': ' + detail if detail else ''} "
                f"(websocket code {self._socket.close_code})."
            )
        return Disconnected(
            f"The connection to {clean(self.endpoint, 120)} was lost{': ' + detail if detail else ''}.",
            hint="Try again, or name another node with --network.",
        )

    def _finish(self, reason: NodeError) -> None:
        if self.closed.is_set():
            return
        self.reason = reason
        self.closed.set()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(reason)
        for subscription in self._subscriptions.values():
            subscription.end(reason)
