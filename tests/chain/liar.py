"""A relay in front of an honest node that changes what it is told to change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

Lie = Callable[[list[Any], Any], Any]
"""Makes the false result from the request's parameters and the true result."""
Retelling = Callable[[Any], list[Any]]
"""Makes what is told in place of one notification: nothing, something else, or several."""


@dataclass
class Liar:
    """What it lies about: results by method (`state_call` by API method), notifications by subscription."""

    url: str = ""
    lies: dict[str, Lie] = field(default_factory=dict)
    retold: dict[str, Retelling] = field(default_factory=dict)
    submitted: list[bytes] = field(default_factory=list)
    """Extrinsics that were passed on."""

    def __post_init__(self) -> None:
        self._asked: dict[tuple[int, int], tuple[str, list[Any]]] = {}
        self._told: dict[tuple[int, str], str] = {}

    def hear(self, side: int, message: Any) -> None:
        """Remember what was asked, to know what an answer is about."""
        for item in message if isinstance(message, list) else [message]:
            method, params = item["method"], item["params"]
            if method.startswith("author_submit"):
                self.submitted.append(bytes.fromhex(params[0][2:]))
            self._asked[side, item["id"]] = (params[0] if method == "state_call" else method, params)

    def retell(self, side: int, message: Any) -> list[Any]:
        """The messages to send in place of one from the node."""
        if isinstance(message, list):
            return [[self._answer(side, item) for item in message]]
        if "method" in message:
            subscription = message["params"]["subscription"]
            tell = self.retold.get(self._told.get((side, str(subscription)), ""), lambda result: [result])
            return [
                message | {"params": {"subscription": subscription, "result": each}}
                for each in tell(message["params"]["result"])
            ]
        return [self._answer(side, message)]

    def _answer(self, side: int, item: Any) -> Any:
        method, params = self._asked.pop((side, item["id"]), ("", []))
        if "subscribe" in method or "AndWatch" in method:
            self._told[side, str(item.get("result"))] = method
        if method in self.lies and "result" in item:
            return item | {"result": self.lies[method](params, item["result"])}
        return item


@asynccontextmanager
async def lying(target: str) -> AsyncIterator[Liar]:
    """A liar on a free loopback port in front of the node at `target`."""
    liar = Liar()

    async def up(near: Connection, far: Connection) -> None:
        async for frame in near:
            liar.hear(id(near), json.loads(frame))
            await far.send(frame)

    async def down(near: Connection, far: Connection) -> None:
        async for frame in far:
            for message in liar.retell(id(near), json.loads(frame)):
                await near.send(json.dumps(message))

    async def handle(near: Connection) -> None:
        async with connect(target, max_size=None, compression=None) as far:
            ways = [asyncio.create_task(way(near, far)) for way in (up, down)]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
            ended = await asyncio.gather(*ways, return_exceptions=True)
            assert all(isinstance(end, ConnectionClosed | asyncio.CancelledError | None) for end in ended), (
                ended
            )

    async with serve(handle, "127.0.0.1", 0, max_size=None, compression=None) as server:
        liar.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield liar
