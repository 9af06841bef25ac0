"""The state of the network and of the node that tells it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.amounts import Tao
from tao_tui.chain.blocks.whole_block import TIME
from tao_tui.chain.query import Reading, Storage
from tao_tui.counted import counted
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.node_health import NodeHealth, look_at_node

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

SUPPLY_RAO: Final = 21_000_000 * 10**9
"""All the TAO there will ever be."""

_FULL_EMISSION: Final = 10**9
_MILLION: Final = 1_000_000
_MODULE = "SubtensorModule"
_STALLED: Final = 20
"""Blocks without finality that are more than a slow minute: two or three are usual."""
_OLD_MS: Final = 60_000
_OLD_BLOCKS: Final = 5
"""Blocks that should have come since, and at least a minute, before the head is called old."""


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the network."""

    name: str
    endpoint: str
    genesis: str
    spec_version: int
    head: int
    finalized: int
    finality_lag: int
    """Blocks between the head and the last final one."""
    issuance: Tao
    staked: Tao
    """TAO in the pools and on root."""
    staked_ppm: int
    emission: Tao
    """TAO minted in each block."""
    next_halving_at: Tao
    """The issuance at which the emission halves again."""
    subnets: int
    node: NodeHealth
    block_ms: int
    """Milliseconds between blocks by the runtime's own pace."""
    measured_block_ms: int | None
    """Milliseconds a block took on average since the last final one; None when none came since."""
    head_age_ms: int | None
    """How long ago the head was made, by its own time and this machine's clock."""
    halving_in_blocks: int | None
    """Blocks until the emission halves if all of it is issued; None when nothing is emitted any more."""
    troubles: tuple[str, ...]
    """What is wrong with the node or with finality, each a sentence; none when all is well."""


async def read_status(client: Client) -> Reading[Status]:
    """Issuance, stake and emission in one batch; beside it the final head, and the node about itself."""
    items = [Storage(_MODULE, name) for name in ("TotalIssuance", "TotalStake", "TotalNetworks")]
    reading, (node, final, final_ms) = await asyncio.gather(client.read([*items, TIME]), look_at_node(client))
    issuance, staked, networks, head_ms = (as_int(value) for value in reading.data)
    emission, halving = emission_at(issuance)
    lag = max(0, reading.block.number - final.number)
    age_ms = round(time.time() * 1000) - head_ms if head_ms else None
    block_ms = round(client.block_time * 1000)
    status = Status(
        name=client.network.name,
        endpoint=client.endpoint,
        genesis=client.genesis,
        spec_version=client.runtime.spec_version,
        head=reading.block.number,
        finalized=final.number,
        finality_lag=lag,
        issuance=Tao(issuance),
        staked=Tao(staked),
        staked_ppm=staked * _MILLION // issuance if issuance else 0,
        emission=Tao(emission),
        next_halving_at=Tao(halving),
        subnets=networks,
        node=node,
        block_ms=block_ms,
        measured_block_ms=(head_ms - final_ms) // lag if lag and head_ms and final_ms else None,
        head_age_ms=age_ms,
        halving_in_blocks=-(-(halving - issuance) // emission) if emission else None,
        troubles=tuple(_troubles(node, reading.block.number, lag, age_ms, block_ms)),
    )
    return Reading(reading.block, status)


def _troubles(node: NodeHealth, head: int, lag: int, age_ms: int | None, block_ms: int) -> Iterator[str]:
    """What a person should know before they believe what the node shows."""
    if lag > _STALLED:
        yield f"Finality has stalled: the last final block is {counted(lag, 'block')} behind the head."
    if age_ms is not None and age_ms > max(_OLD_MS, _OLD_BLOCKS * block_ms):
        yield f"The newest block is {age_ms // 60_000:,} min old by this machine's clock."
    if node.syncing:
        left = (node.highest or 0) - head
        behind = f" and is {counted(left, 'block')} behind" if left > 0 else ""
        yield f"The node is still syncing{behind}: what it shows is of the past."
    if node.peers == 0 and node.should_have_peers:
        yield "The node has no peers: it hears of nothing new."


def emission_at(issuance_rao: int) -> tuple[int, int]:
    """Rao minted per block at an issuance, and the issuance of the next halving.

    The emission is 1 TAO halved each time half of what is still missing from the supply has been issued.
    """
    if issuance_rao >= SUPPLY_RAO:
        return 0, SUPPLY_RAO
    halvings = 0
    while (SUPPLY_RAO - issuance_rao) << (halvings + 1) <= SUPPLY_RAO:
        halvings += 1
    return _FULL_EMISSION >> halvings, SUPPLY_RAO - (SUPPLY_RAO >> (halvings + 1))
