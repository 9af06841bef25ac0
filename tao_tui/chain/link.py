"""Keeps one verified connection to a network alive, across endpoints and outages."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from tao_tui.chain.dial import TooManyRequests
from tao_tui.chain.networks import Network
from tao_tui.chain.rpc import Answer, Request, RpcError
from tao_tui.chain.state import ConnectionState, Phase
from tao_tui.chain.wire import Disconnected, Wire
from tao_tui.errors import NodeError, NodeUnreachable, WrongNetwork

_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 15.0
_RATE_LIMIT_DELAY: Final = 30.0
_STEADY_AFTER: Final = 10.0
_TRIES: Final = 3

IDENTITY: Final = (Request("chain_getBlockHash", (0,)), Request("state_getRuntimeVersion"))
"""What every new connection is asked before anything it says counts."""

Accept = Callable[[Wire, Sequence[Answer]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification; `fresh` for the first after (re)subscribing, `idle` when none came in time."""

    result: Any
    fresh: bool = False
    idle: bool = False


class Link:
    """Hands out the live connection, replaces a lost one, and never serves an unverified answer."""

    def __init__(self, network: Network, timeout: float, accept: Accept) -> None:
        self.timeout = timeout
        self.state = ConnectionState("connecting", network.endpoints[0], "", time.monotonic())
        self._endpoints = network.endpoints
        self._accept = accept
        self._wire: Wire | None = None
        self._live = asyncio.Event()
        self._fatal: NodeError | None = None
        self._last_error: NodeError | None = None
        self._wrong: set[str] = set()
        self._avoided: str | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[ConnectionState], None]] = []

    def on_state(self, callback: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Call `callback` at every change of state, until the returned function is called."""
        self._listeners.append(callback)

        def stop() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return stop

    def tell(self, phase: Phase, detail: str = "") -> None:
        """Record what the connection does now."""
        endpoint = self._wire.endpoint if self._wire is not None else self.state.endpoint
        if (phase, endpoint, detail) == (self.state.phase, self.state.endpoint, self.state.detail):
            return
        self.state = ConnectionState(phase, endpoint, detail, time.monotonic())
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            loop.call_soon(listener, self.state)  # so that a listener's mistake is not the link's

    async def open(self) -> None:
        """Connect to the first endpoint that answers; raise what the first of them said when none does."""
        failures: list[NodeError] = []
        for endpoint in self._endpoints:
            try:
                self._use(await Wire.open(endpoint, self.timeout))
            except NodeUnreachable as error:
                failures.append(error)
                continue
            self._keeper = asyncio.create_task(self._keep(), name="link")
            return
        self.tell("closed", failures[0].message)
        raise failures[0]

    async def close(self) -> None:
        """End the connection for good."""
        self._fatal = self._fatal or NodeUnreachable("The connection was closed.", code="closed")
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._wire is not None:
            await self._wire.close(self._fatal)
        self._live.set()
        self.tell("closed")
        await asyncio.sleep(0)

    async def wire(self, *, patient: bool = False) -> Wire:
        """The live connection; without `patient` waits for one at most the timeout."""
        deadline = None if patient else self.timeout
        try:
            async with asyncio.timeout(deadline):
                while True:
                    if self._fatal is not None:
                        raise self._fatal
                    if self._wire is not None and not self._wire.closed.is_set():
                        return self._wire
                    self._live.clear()
                    await self._live.wait()
        except TimeoutError:
            raise self._last_error or NodeUnreachable("There is no connection to a node.") from None

    async def batch(self, requests: Sequence[Request]) -> list[Answer]:
        """Ask everything at once; only for questions, since it is asked again when the connection drops."""
        for attempt in range(_TRIES):
            wire = await self.wire()
            try:
                return await self._ask(wire, requests)
            except Disconnected as error:
                if error.code == "node_timeout" or attempt == _TRIES - 1:
                    raise
            except WrongNetwork:
                if self._fatal is not None or attempt == _TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    async def verified_wire(self, *, patient: bool = False) -> Wire:
        """The live connection, proven to be to the right chain."""
        attempt = 0
        while True:
            wire = await self.wire(patient=patient)
            if wire.verified:
                return wire
            attempt += 1
            try:
                await self._ask(wire, ())
            except Disconnected:
                if not patient and attempt >= _TRIES:
                    raise
            except WrongNetwork:
                if self._fatal is not None or attempt >= _TRIES:
                    raise

    async def follow(
        self, request: Request, unsubscribe: str, *, idle: float | None = None
    ) -> AsyncGenerator[Notice, None]:
        """Yield a subscription's notifications while the link lives, resubscribing after every outage.

        Raises `RpcError` when the node refuses the subscription. With `idle` seconds of silence an
        idle notice is yielded and the waiting goes on.
        """
        while True:
            wire = await self.verified_wire(patient=True)
            try:
                subscription = await wire.subscribe(request, unsubscribe)
            except RpcError:
                raise
            except NodeError:
                continue
            fresh = True
            try:
                while True:
                    try:
                        result = await subscription.next(idle)
                    except TimeoutError:
                        yield Notice(None, idle=True)
                        continue
                    except NodeError:
                        break
                    yield Notice(result, fresh=fresh)
                    fresh = False
            finally:
                await subscription.close()

    async def drop(self, why: str, *, elsewhere: bool = False) -> None:
        """Give up the present connection; with `elsewhere` the next one goes to another endpoint."""
        if self._wire is not None:
            self._avoided = self._wire.endpoint if elsewhere else None
            await self._wire.close(Disconnected(why))

    async def _ask(self, wire: Wire, requests: Sequence[Request]) -> list[Answer]:
        if wire.verified:
            return await wire.batch(requests)
        answers = await wire.batch((*IDENTITY, *requests))
        await self._verify(wire, answers[: len(IDENTITY)])
        return answers[len(IDENTITY) :]

    async def _verify(self, wire: Wire, answers: Sequence[Answer]) -> None:
        try:
            await self._accept(wire, answers)
        except WrongNetwork as error:
            self._wrong.add(wire.endpoint)
            if self._wrong.issuperset(self._endpoints):
                self._fatal = error
                self.tell("refused", error.message)
            await wire.close(error)
            raise
        except NodeError as error:
            await wire.close(error)
            raise
        wire.verified = True
        if wire is self._wire:
            self.tell("live")

    def _use(self, wire: Wire) -> None:
        self._wire = wire
        self._live.set()
        if wire.verified:
            self.tell("live")

    async def _keep(self) -> None:
        """Replace the connection whenever it ends."""
        attempt = 0
        while not self._is_over():
            assert self._wire is not None
            born = time.monotonic()
            await self._wire.closed.wait()
            if self._is_over():
                break
            self._last_error = self._wire.reason
            if time.monotonic() - born > _STEADY_AFTER:
                attempt = 0
            self.tell("switching", self._wire.reason.message)
            attempt = await self._replace(attempt)
        self._live.set()

    async def _replace(self, attempt: int) -> int:
        while not self._is_over():
            await asyncio.sleep(self._delay(attempt))
            candidates = [one for one in self._endpoints if one not in self._wrong]
            if len(candidates) > 1 and self._avoided in candidates:
                candidates.remove(self._avoided)
                self._avoided = None
            endpoint = candidates[attempt % len(candidates)]
            attempt += 1
            try:
                wire = await self._open_verified(endpoint)
            except NodeError as error:
                self._last_error = error
                if not self._is_over():
                    self.tell("connecting", error.message)
                continue
            self._use(wire)
            break
        return attempt

    async def _open_verified(self, endpoint: str) -> Wire:
        wire = await Wire.open(endpoint, self.timeout)
        try:
            await self._verify(wire, await wire.batch(IDENTITY))
        except BaseException:
            await wire.close()
            raise
        return wire

    def _is_over(self) -> bool:
        return self._fatal is not None

    def _delay(self, attempt: int) -> float:
        """Seconds before the next try: doubling, capped, and spread so that crowds do not return at once."""
        if isinstance(self._last_error, TooManyRequests):
            return _RATE_LIMIT_DELAY + secrets.randbelow(10_000) / 1000
        wait = min(_FIRST_DELAY * 2.0**attempt, _LONGEST_DELAY) if attempt < 16 else _LONGEST_DELAY
        return wait * (0.5 + secrets.randbelow(1000) / 1000)
