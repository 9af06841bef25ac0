"""A connected node in memory: its heads come when a test sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from tao_tui.chain.connection.state import ConnectionState, Phase
from tao_tui.chain.networks import Network
from tao_tui.chain.query import BlockRef
from tests.app.fake_world import HASH, World


class FakeClient:
    """Answers nothing by itself: the fakes above it hold the facts."""

    def __init__(self, network: Network, world: World) -> None:
        self.network = network
        self.world = world
        self.genesis = network.genesis or "0x" + "00" * 32
        self.endpoint = network.endpoints[0]
        self.state = ConnectionState("live", self.endpoint, "", 0.0)
        self.warning = world.warning
        self.runtime = _Runtime()
        self.block_time = 12.0
        self.callbacks: list[Callable[[Any], None]] = []

    def on_state(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Remember who wants to know."""
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def go(self, phase: Phase, detail: str = "", retry_at: float | None = None) -> None:
        """Change the phase of the connection."""
        self.state = ConnectionState(phase, self.endpoint, detail, 0.0, retry_at)
        for callback in self.callbacks:
            callback(self.state)

    async def heads(self) -> AsyncIterator[Any]:
        """The head, then whatever the test puts in."""
        yield _Head(BlockRef(self.world.block, HASH), self.world.block - 2)
        while True:
            self.world.block = await self.world.heads.get()
            yield _Head(BlockRef(self.world.block, HASH), self.world.block - 2)


@dataclass(frozen=True)
class _Head:
    block: BlockRef
    finalized: int


class _Runtime:
    spec_version = 393

    def pallets(self) -> tuple[str, ...]:
        return ("AdminUtils", "System")

    def choices(self, pallet: str, function: str, argument: str) -> tuple[str, ...]:
        return ("Any", "Staking", "Senate") if pallet == "Proxy" else ("Swap", "Keep", "KeepSubnets")

    def call_arguments(self, pallet: str, function: str) -> tuple[tuple[str, str], ...]:
        return (("netuid", "u16"), ("tempo", "u16")) if function == "sudo_set_tempo" else ()

    def call_docs(self, pallet: str, function: str) -> str:
        return f"What {function} does."

    def call_names(self, pallet: str) -> tuple[str, ...]:
        return (
            ("remark",) if pallet == "System" else ("sudo_set_tempo", "sudo_set_max_registrations_per_block")
        )
