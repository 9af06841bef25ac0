"""What the connected node says of itself, and the newest final block with its time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.header import hash_of, header_number
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash
from tao_tui.chain.blocks.whole_block import TIME
from tao_tui.chain.connection.rpc import Answer, Request
from tao_tui.chain.query import BlockRef
from tao_tui.errors import NodeProtocolError
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_ASKED: Final = ("system_name", "system_version", "system_health", "system_syncState")
_MOST_PEERS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class NodeHealth:
    """A node about itself; what it does not tell is None or empty."""

    name: Clean
    version: Clean
    peers: int | None
    should_have_peers: bool | None
    """False for a node that is alone on purpose, such as a development chain's."""
    syncing: bool | None
    highest: int | None
    """The highest block it has heard of."""
    latency_ms: int
    """How long a light question took, there and back."""


async def look_at_node(client: Client) -> tuple[NodeHealth, BlockRef, int | None]:
    """The node's health, the newest final block, and that block's time in milliseconds since 1970.

    Two round trips: the hash of the final block has to be known before its header can be asked for. A node
    that does not answer about itself, as many public ones do not, is not a fault.
    """
    first = await client.link.batch(
        [Request("chain_getFinalizedHead"), *(Request(method) for method in _ASKED)]
    )
    final = need_hash(first[0].value(), "the final block")
    key = client.runtime.hex_key(TIME)
    began = time.monotonic()
    header, stored = await client.link.batch(
        [Request("chain_getHeader", (final,)), Request("state_getStorage", (key, final))]
    )
    seconds = time.monotonic() - began
    number = header_number(header.value(), final)
    if number and hash_of(header.value()) != final:
        raise NodeProtocolError("The node's final block is not the one its hash is of.")
    return _health(first[1:], round(seconds * 1000)), BlockRef(number, final), _milliseconds(stored)


def _health(answers: Sequence[Answer], latency_ms: int) -> NodeHealth:
    name, version, health, sync = (None if answer.error else answer.result for answer in answers)
    told: dict[str, Any] = health if isinstance(health, dict) else {}
    peers, syncing, should = (told.get(key) for key in ("peers", "isSyncing", "shouldHavePeers"))
    highest = sync.get("highestBlock") if isinstance(sync, dict) else None
    return NodeHealth(
        clean(name, 60) if isinstance(name, str) else Clean(""),
        clean(version, 60) if isinstance(version, str) else Clean(""),
        peers if isinstance(peers, int) and 0 <= peers <= _MOST_PEERS else None,
        should if isinstance(should, bool) else None,
        syncing if isinstance(syncing, bool) else None,
        highest if isinstance(highest, int) and 0 <= highest < 1 << 32 else None,
        latency_ms,
    )


def _milliseconds(answer: Answer) -> int | None:
    if answer.error or not isinstance(answer.result, str):
        return None
    return int.from_bytes(from_hex(answer.result, "the block's time")[:8], "little")
