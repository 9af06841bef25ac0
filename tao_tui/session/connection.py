"""The connection of one run of the app: which network, which node, how old the newest block is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.message import Message

from tao_tui.chain.connection.state import ConnectionState, Phase
from tao_tui.config import Settings
from tao_tui.errors import NodeError, NodeUnreachable, TaoTuiError
from tao_tui.messages import BlockArrived, ConnectionChanged
from tao_tui.session.sources import Deeds
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.networks import Network

STALE_BLOCKS: Final = 3
STALE_SECONDS: Final = 6.0
"""Block times, and seconds where those are quick, without a block after which what is shown is stale."""
REWIND: Final = 16
"""Blocks a head may fall back in a fork; further back the chain began anew and every fact is old."""
RETRY_FIRST: Final = 2.0
RETRY_MOST: Final = 30.0


class Connection:
    """Follows the heads of one node for as long as the app lives."""

    def __init__(self, settings: Settings, deeds: Deeds, clock: Callable[[], float], called: str) -> None:
        self.settings = settings
        self.deeds = deeds
        self.clock = clock
        self._called = called
        self.tell: Callable[[Message], object] = lambda message: None
        """Where messages go; the app puts its own queue here."""
        self.network: Network | None = None
        self.client: Client | None = None
        self.connection = ConnectionState("connecting", "", "", clock())
        self.head = 0
        self.finalized = 0
        self.head_at = 0.0
        self.pace = 12.0
        """Seconds between two blocks, as the runtime has it, then as they come: counts become times by it."""
        self._paced = False

    def forget(self) -> None:
        """Drop what was read from a chain that this is no longer."""

    async def run(self) -> None:
        """Connect and follow heads for as long as the app lives; a refusal is told and tried again."""
        from tao_tui.chain.networks import configured_network

        await self.deeds.prepare()
        wait = RETRY_FIRST
        while True:
            try:
                self.network = self.network or configured_network(self.settings)
                self._tell(self._says("connecting"))
                async with self.deeds.connect(self.network) as client:
                    self.client = client
                    wait = RETRY_FIRST
                    await self._follow(client)
            except NodeError as error:
                wait = max(wait, getattr(error, "rest", 0.0))
                self._tell(self._says("refused", sentence(error), self.clock() + wait))
            except TaoTuiError as error:
                self._tell(self._says("refused", sentence(error)))
                return
            finally:
                self.client = None
            await asyncio.sleep(wait)
            wait = min(RETRY_MOST, wait * 1.6)

    async def switch_network(self, name: str) -> None:
        """Leave this network for another and follow that one; facts of the old one are dropped."""
        self.settings = replace(self.settings, network=name)
        self.network, self._called = None, ""
        self.head, self.finalized, self.head_at = 0, 0, 0.0
        self.forget()
        await self.run()

    async def _follow(self, client: Client) -> None:
        client.on_state(self._tell)
        self._tell(client.state)
        if not self._paced:
            self.pace = client.block_time
        async for head in client.heads():
            now = self.clock()
            if head.block.number < self.head - REWIND:
                self.forget()
            if self.head and head.block.number > self.head:
                step = (now - self.head_at) / (head.block.number - self.head)
                self.pace = self.pace * 0.7 + min(step, 60.0) * 0.3 if self._paced else min(step, 60.0)
                self._paced = True
            self.head, self.finalized, self.head_at = head.block.number, head.finalized, now
            self.tell(BlockArrived(self.head, self.finalized))

    def _says(self, phase: Phase, detail: str = "", retry_at: float | None = None) -> ConnectionState:
        endpoint = self.network.endpoints[0] if self.network else self.settings.network
        return ConnectionState(phase, endpoint, detail, self.clock(), retry_at)

    def _tell(self, state: ConnectionState) -> None:
        before, self.connection = self.connection, state
        if (before.phase, before.detail) != (state.phase, state.detail):
            self.tell(ConnectionChanged(state.phase, state.detail))

    @property
    def phase(self) -> Phase:
        """What the connection does."""
        return self.connection.phase

    @property
    def detail(self) -> str:
        """Why it does that."""
        return self.connection.detail

    @property
    def network_label(self) -> str:
        """The network in a word: what the caller calls it, its name, or where an unnamed node is."""
        if self._called and not (self.network and self.network.is_mainnet):
            return self._called
        name = self.network.name if self.network else self.settings.network
        host = name.partition("://")[2].rstrip("/") or name
        for loopback in ("127.0.0.1", "localhost", "[::1]"):
            host = host.replace(loopback, "local", 1) if host.startswith(loopback) else host
        return host[:18]

    @property
    def is_demo(self) -> bool:
        """Whether the chain ends with the app, because whoever opened the app began it for that."""
        return bool(self._called)

    @property
    def stale_for(self) -> float:
        """Seconds since the last block when that is too long or the connection is gone; 0 while live."""
        if not self.head_at:
            return 0.0
        silent = self.clock() - self.head_at
        return (
            silent if self.phase != "live" or silent > max(STALE_SECONDS, STALE_BLOCKS * self.pace) else 0.0
        )

    @property
    def online(self) -> Client:
        """The client; `NodeUnreachable` says so when there is none."""
        if self.client is None:
            raise NodeUnreachable(
                "There is no connection to a node yet.",
                hint=self.detail or "It is being tried; wait a moment.",
            )
        return self.client
