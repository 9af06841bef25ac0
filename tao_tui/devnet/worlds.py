"""A node with a world on it: genesis laid or read from a file, inhabitants ready to act."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tao_tui.devnet.actors.troupe import actors_for
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.genesis.presets import build_genesis
from tao_tui.devnet.node.clock import MANUAL_BLOCK_MS
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.store import Store, StoreError
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
    runtime = _runtime(block_time)
    genesis.apply(runtime)
    node = Node(runtime, block_time=block_time, clock=clock)
    node.actors.extend(actors_for(preset, seed))
    return node


@contextmanager
def kept_world(
    path: Path,
    preset: str | None = None,
    seed: int | None = None,
    *,
    block_time: float | None = None,
    clock: Callable[[], float] = time.time,
) -> Iterator[Node]:
    """A node that goes on with the world kept in a file, or a new one kept there while the block lasts.

    Without a preset or seed the file decides, and a new world is `small` with seed 1. `StoreError` when the
    file cannot be used, or keeps another world than the one asked for.
    """
    store = Store(path)
    try:
        if store.is_empty:
            chosen = preset or "small", 1 if seed is None else seed
            node = new_world(*chosen, block_time=block_time, clock=clock)
            store.begin(node, preset=chosen[0], seed=chosen[1])
        else:
            known = store["preset"], store["seed"]
            if (preset or known[0], known[1] if seed is None else seed) != known:
                raise StoreError(f"it keeps the world {known[0]} with seed {known[1]}")
            node = store.resume(_runtime(block_time), block_time=block_time, clock=clock)
            node.actors.extend(actors_for(*known))
            node.act()
        yield node
    finally:
        store.close()


def settle() -> None:
    """Tell the collector that all there is now stays, for a process that lives as long as its world.

    Otherwise it looks through the world again and again, which costs a tenth of the time of all blocks.
    """
    gc.freeze()


def _runtime(block_time: float | None) -> Runtime:
    return make_runtime(block_time_ms=round(block_time * 1000) if block_time else MANUAL_BLOCK_MS)
