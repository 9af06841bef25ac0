"""Random faults at every point of a submission: nothing lost, nothing twice, and the journal is right."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tao_tui.addresses import public_key_of
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.runtime import make_runtime
from tests.faults.lane import RECIPIENT, Lane

LANES = 8
FINALITY_LAG = 3
BLOCK_SECONDS = 0.04


def node_for(lanes: list[Lane]) -> Node:
    """A node on which every lane has what it pays with."""
    runtime = make_runtime()
    with runtime.genesis():
        runtime.pallet(Balances).endow(public_key_of(RECIPIENT), 10**9)
        for lane in lanes:
            runtime.pallet(Balances).endow(bytes(lane.pair.public_key), 10**15)
        runtime.pallet(Aura).Authorities.value = [bytes(lanes[0].pair.public_key)]
    return Node(runtime, finality_lag=FINALITY_LAG)


async def test_random_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    for name, seconds in (("submission._SILENCE", 0.3), ("fate._PATIENCE", 1.5), ("fate._POLL", 0.05)):
        monkeypatch.setattr(f"tao_tui.chain.extrinsics.{name}", seconds)
    runs = int(request.config.getoption("--fault-runs"))
    first = int(request.config.getoption("--fault-seed"))
    lanes = [Lane(number, tmp_path) for number in range(LANES)]
    node = node_for(lanes)

    async def blocks() -> None:
        while True:
            await asyncio.sleep(BLOCK_SECONDS)
            node.new_block()

    async with serve(node) as server:
        maker = asyncio.create_task(blocks())
        try:
            async with asyncio.TaskGroup() as group:
                for number, lane in enumerate(lanes):
                    group.create_task(
                        lane.go(node, server.url, list(range(first + number, first + runs, LANES)))
                    )
        finally:
            maker.cancel()
    ends: dict[str, int] = {}
    for lane in lanes:
        for state, count in lane.ends.items():
            ends[state] = ends.get(state, 0) + count
    assert sum(ends.values()) == runs
    print(f"\n{runs} runs; the journal right after the fault: {ends}")
