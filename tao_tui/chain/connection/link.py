"""Keeps one verified connection to a network alive, across endpoints and outages."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

from tao_tui.chain.answers.header import number_of
from tao_tui.chain.connection.dial import TooManyRequests, TurnedAway
from tao_tui.chain.connection.endpoints import Endpoints
from tao_tui.chain.connection.frontier import Behind, Frontier
from tao_tui.chain.connection.race import NobodyAnswered, first_open
from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.chain.connection.state import ConnectionState, Phase, StateBoard
from tao_tui.chain.connection.subscription import Disconnected
from tao_tui.chain.connection.wire import Wire
from tao_tui.chain.networks import Network
from tao_tui.errors import NodeError, NodeProtocolError, NodeUnreachable, WrongNetwork
from tao_tui.text import clean

_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 15.0
_STEADY_AFTER: Final = 10.0
_TRIES: Final = 3
_SLOWER: Final = (1.0, 2.0, 4.0)
"""Seconds to wait each time a node asks to be asked less often."""
_DISTRUSTED_FOR: Final = 60.0

IDENTITY: Final = (Request("chain_getBlockHash", (0,)), Request("state_getRuntimeVersion"))
"""What every new connection is asked before anything it says counts."""
_HEAD: Final = Request("chain_getHeader")

Accept = Callable[[Wire, Sequence[Answer]], Awaitable[None]]


class Link:
    """Hands out the live connection, replaces a lost one, and never serves an unverified answer."""

    def __init__(self, network: Network, timeout: float, accept: Accept) -> None:
        self.timeout = timeout
        self.board = StateBoard(network.endpoints[0])
        self.endpoints = Endpoints(network.endpoints)
        self.frontier = Frontier(may_restart=network.is_dev)
        self._accept = accept
        self._wire: Wire | None = None
        self._live = asyncio.Event()
        self._fatal: NodeError | None = None
        self._last_error: NodeError | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def state(self) -> ConnectionState:
        """Where the connection stands now."""
        return self.board.now

    def tell(self, phase: Phase, detail: str = "", wait: float | None = None) -> None:
        """Record what the connection does now, and in how many seconds it tries again."""
        endpoint = self._wire.endpoint if self._wire is not None else self.state.endpoint
        self.board.post(phase, endpoint, detail, wait)

    @property
    def takes_batches(self) -> bool:
        """Whether the node answers what is asked at once as one; False once it refused to."""
        return self._wire is None or self._wire.takes_batches

    async def open(self) -> None:
        """Connect to the quickest endpoint; raise what the first of them said when none answers."""
        try:
            self._use(await first_open(self.endpoints, lambda one: Wire.open(one, self.timeout)))
        except NobodyAnswered as all_failed:
            _, first = min(all_failed.failures, key=lambda failure: self.endpoints.all.index(failure[0]))
            self.tell("closed", first.message)
            raise first from None
        self._keeper = asyncio.create_task(self._keep(), name="link")

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
        """Ask everything at once; only for questions, since it is asked again when the connection drops.

        A node that asks to be asked less often is: each time after a longer wait, which `state` shows.
        """
        for pause in _SLOWER:
            try:
                answers = await self._ask_anew(requests)
                reason = next(
                    (one.error for one in answers if one.error and one.error.asks_to_slow_down), None
                )
                if reason is None:
                    return answers
            except RpcError as error:
                if not error.asks_to_slow_down:
                    raise
                reason = error
            wait = pause * (0.75 + secrets.randbelow(500) / 1000)
            self.tell(self.state.phase, f"It asks to slow down: {reason.text[:80]}", wait)
            await asyncio.sleep(wait)
            self.tell(self.state.phase)
        raise TooManyRequests(f"{clean(self.state.endpoint, 120)} answers no more: it was asked too often.")

    async def _ask_anew(self, requests: Sequence[Request]) -> list[Answer]:
        for attempt in range(_TRIES):
            wire = await self.wire()
            try:
                return await self._ask(wire, requests)
            except (Disconnected, TurnedAway) as error:
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

    async def drop(self, why: str, *, elsewhere: bool = False) -> None:
        """Give up the present connection; with `elsewhere` the next one goes to another endpoint."""
        if self._wire is not None:
            if elsewhere:
                self.endpoints.avoid(self._wire.endpoint)
            await self._wire.close(Disconnected(why))

    async def distrust(self, nonsense: NodeError) -> bool:
        """Leave a node that answered nonsense for another; False when there is no other."""
        if self._wire is None or len(self.endpoints.all) < 2:
            return False
        self.endpoints.rest(self._wire.endpoint, _DISTRUSTED_FOR)
        await self.drop(nonsense.message, elsewhere=True)
        return True

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
            if self.endpoints.exclude(wire.endpoint):
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
            self.endpoints.lost(self._wire.endpoint)
            self._learn(self._wire.endpoint, self._wire.reason)
            self.tell("switching", self._wire.reason.message)
            attempt = await self._replace(attempt)
        self._live.set()

    async def _replace(self, attempt: int) -> int:
        """Try until a connection is proven; the number of tries so far, for the next outage soon after."""
        while not self._is_over():
            wait = max(self._delay(attempt), self.endpoints.wait())
            if wait >= 1:
                self.tell(self.state.phase, self._last_error.message if self._last_error else "", wait)
            await asyncio.sleep(wait)
            attempt += 1
            try:
                self._use(await first_open(self.endpoints, self._open_proven))
                break
            except NobodyAnswered as all_failed:
                behind = any(isinstance(error, Behind) for _, error in all_failed.failures)
                self.frontier.count_round(behind=behind)
                for endpoint, error in all_failed.failures:
                    self._learn(endpoint, error)
                if not self._is_over() and self._last_error is not None:
                    self.tell("connecting", self._last_error.message)
        return attempt

    def _learn(self, endpoint: str, error: NodeError) -> None:
        self._last_error = error
        if isinstance(error, TurnedAway):
            self.endpoints.rest(endpoint, error.rest)
        elif isinstance(error, NodeProtocolError) and len(self.endpoints.all) > 1:
            self.endpoints.rest(endpoint, _DISTRUSTED_FOR)

    async def _open_proven(self, endpoint: str) -> Wire:
        """A connection to the right chain that is not behind what was seen of it."""
        wire = await Wire.open(endpoint, self.timeout)
        try:
            *identity, head = await wire.batch((*IDENTITY, _HEAD))
            await self._verify(wire, identity)
            self.frontier.must_reach(wire.endpoint, number_of(head.value()))
        except BaseException:
            await wire.close()
            raise
        return wire

    def _is_over(self) -> bool:
        return self._fatal is not None

    @staticmethod
    def _delay(attempt: int) -> float:
        """Seconds before the next try: doubling, capped, and spread so that crowds do not return at once."""
        wait = min(_FIRST_DELAY * 2.0**attempt, _LONGEST_DELAY) if attempt < 16 else _LONGEST_DELAY
        return wait * (0.5 + secrets.randbelow(1000) / 1000)
