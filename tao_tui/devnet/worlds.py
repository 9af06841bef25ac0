"""A node with a world on it: genesis laid, inhabitants ready to act."""

from __future__ import annotations

import time
from collections.abc import Callable

from tao_tui.devnet.actors.troupe import actors_for
from tao_tui.devnet.genesis.presets import build_genesis
from tao_tui.devnet.node.node import MANUAL_BLOCK_MS, Node
from tao_tui.devnet.runtime import make_runtime


def new_world(
    preset: str,
    seed: int = 0,
    *,
    block_time: float | None = None,
    clock: Callable[[], float] = time.time,
) -> Node:
    """Return a node at block 0 of a preset world (`empty`, `small`, `mainnet`).

    `block_time` is in seconds; None makes blocks only when asked. With the same preset, seed and clock, and
    blocks made when asked, everything that happens is the same. ValueError when there is no such preset.
    """
    genesis = build_genesis(preset, seed)
    runtime = make_runtime(block_time_ms=round(block_time * 1000) if block_time else MANUAL_BLOCK_MS)
    genesis.apply(runtime)
    node = Node(runtime, block_time=block_time, clock=clock)
    node.actors.extend(actors_for(preset, seed))
    return node
