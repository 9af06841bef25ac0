"""The embedded node making blocks of a mainnet-sized world: 128 subnets of 256 neurons."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tao_tui.devnet.genesis.presets import build_genesis
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.runtime import make_runtime
from tao_tui.devnet.worlds import settle
from tests.bench.measure import Figure

BLOCKS_A_DAY = 7_200
BLOCKS_RUN = 361
"""A tempo and its epoch's block, so that every subnet has an epoch."""
RUNS = 4
"""The quickest counts: what else a machine does only slows others."""


def figures() -> Iterator[Figure]:
    """Processor time of a simulated day, from the share of it that is made: whole blocks, nobody acting."""
    started = time.process_time()
    runtime = make_runtime()
    build_genesis("mainnet").apply(runtime)
    node = Node(runtime)
    settle()
    yield Figure("mainnet-sized genesis, CPU", time.process_time() - started, "s", None)
    spent = min(_seconds_of_blocks(node) for _ in range(RUNS))
    yield Figure("a simulated mainnet day, CPU", spent * BLOCKS_A_DAY / BLOCKS_RUN, "s", 60)


def _seconds_of_blocks(node: Node) -> float:
    started = time.process_time()
    for _ in range(BLOCKS_RUN):
        node.new_block()
    return time.process_time() - started
