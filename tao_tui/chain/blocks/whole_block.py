"""A block with everything that happened in it, told by the runtime that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.block import extrinsics_of
from tao_tui.chain.answers.header import number_of
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.blocks.events import Event, events_of, grouped_events
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.metadata.version import parse_version
from tao_tui.chain.query import BlockRef, Storage
from tao_tui.chain.reading.refusals import state_refused

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

EVENTS: Final = Storage("System", "Events", raw=True)
TIME: Final = Storage("Timestamp", "Now")
"""Milliseconds since 1970 by a block's author."""


@dataclass(frozen=True, slots=True)
class WholeBlock:
    """One block: its extrinsics in hex, its events undecoded, and the runtime that wrote them."""

    ref: BlockRef
    parent: str
    """The hash of the block before it."""
    extrinsics: Sequence[str]
    events_data: bytes
    runtime: ChainRuntime
    time: int | None
    """When its author made it, in seconds since 1970; None where the node does not tell."""

    def events(self, index: int | None) -> tuple[Event, ...]:
        """What the extrinsic at `index` did, or the block itself."""
        return events_of(self.runtime, self.events_data, index)

    def grouped(self) -> dict[int | None, list[Event]]:
        """All events by the extrinsic they belong to."""
        return grouped_events(self.runtime, self.events_data)


async def read_whole_block(client: Client, block_hash: str) -> WholeBlock:
    """A block and its events; `NodeError` where the node has one of them no more."""
    key, clock = (client.runtime.hex_key(item) for item in (EVENTS, TIME))
    answers = await client.link.batch(
        (
            Request("chain_getBlock", (block_hash,)),
            Request("state_queryStorageAt", ([key, clock], block_hash)),
        )
    )
    whole = answers[0].value()
    extrinsics = extrinsics_of(whole)
    header = whole["block"].get("header")
    try:
        _, found = parse_query(answers[1].value())
    except RpcError as error:
        raise state_refused(error, client.genesis) from error
    raw = found.get(key)
    parent = need_hash(header.get("parentHash") if isinstance(header, dict) else None, "a block's parent")
    return WholeBlock(
        ref=BlockRef(number_of(header), block_hash),
        parent=parent,
        extrinsics=extrinsics,
        events_data=b"\x00" if raw is None else from_hex(raw, "the block's events"),
        runtime=await _executing_runtime(client, parent),
        time=_seconds(found.get(clock)),
    )


def _seconds(raw: str | None) -> int | None:
    """A block's time, kept in milliseconds, in seconds since 1970."""
    if raw is None:
        return None
    return int.from_bytes(from_hex(raw, "the block's time")[:8], "little") // 1000


async def _executing_runtime(client: Client, parent: str) -> Any:
    """The runtime that wrote a block's events: the one in force in its parent."""
    (answer,) = await client.link.batch((Request("state_getRuntimeVersion", (parent,)),))
    if answer.error is not None:
        return client.runtime  # the parent's state is pruned; the present runtime is the best there is
    return await client.runtime_of(parse_version(answer.value()), parent)
