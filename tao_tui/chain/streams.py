"""What a chain tells by itself: new heads, and storage values when they change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.header import hash_of, number_of
from tao_tui.chain.hexadecimal import need_hash
from tao_tui.chain.identity import parse_version
from tao_tui.chain.notices import follow
from tao_tui.chain.query import BlockRef, Changes, Head, Storage
from tao_tui.chain.reading import parse_changes, parse_query, stored_value, upgrade_key, upgraded_to
from tao_tui.errors import NodeError, NodeProtocolError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_NEW_HEADS: Final = (Request("chain_subscribeNewHeads"), "chain_unsubscribeNewHeads")
_FINALIZED: Final = (Request("chain_subscribeFinalizedHeads"), "chain_unsubscribeFinalizedHeads")
_VERSIONS: Final = (Request("state_subscribeRuntimeVersion"), "state_unsubscribeRuntimeVersion")


async def heads(client: Client) -> AsyncGenerator[Head, None]:
    """Every new best block, also after reconnecting; a node without subscriptions is asked regularly instead.

    When no block arrives for several block times the node is probed: a silent subscription is
    renewed, a stuck node is reported as stale and, where there is another endpoint, left.
    """
    final = (await client.finalized()).number
    last: BlockRef | None = None

    async def track_finality() -> None:
        nonlocal final
        with suppress(NodeError):
            async with aclosing(follow(client.link, *_FINALIZED)) as notices:
                async for notice in notices:
                    number = number_of(notice.result)
                    final = number if notice.fresh else max(final, number)

    tracker = asyncio.create_task(track_finality(), name="finality")
    try:
        async with aclosing(_head_blocks(client)) as blocks:
            async for block in blocks:
                if block is None:
                    await _probe(client, last)
                    continue
                if block.number < final:
                    continue  # told late or once more: what is final cannot be undone
                if last is None or block.hash != last.hash:
                    last = block
                    client.link.frontier.saw(block.number)
                    if client.state.phase == "stale":
                        client.link.tell("live")
                    yield Head(block, final)
    finally:
        tracker.cancel()
        with suppress(asyncio.CancelledError):
            await tracker


async def changes(client: Client, items: Sequence[Storage]) -> AsyncGenerator[Changes, None]:
    """Storage values whenever they change; the first answer has all, later ones only what differs.

    After a reconnect the node tells every value again, and only what changed meanwhile is yielded.
    Once another runtime writes the values, all are told anew. Where a node refuses such subscriptions,
    every new head is read instead.
    """
    runtime = client.runtime
    while True:
        reader = _Reader(client, runtime, items)
        async with aclosing(_change_sets(client, reader.keys)) as sets:
            async for block_hash, found in sets:
                if await reader.outdated(block_hash, found):
                    break
                values = await reader.values(block_hash, found)
                if values:
                    yield Changes(block_hash, values)
            else:
                return
        runtime = reader.runtime


class _Reader:
    """Decodes change sets of one runtime's making, and notices the first that another runtime made."""

    def __init__(self, client: Client, runtime: ChainRuntime, items: Sequence[Storage]) -> None:
        self.runtime = runtime
        self._client = client
        self._upgrade_key = upgrade_key(runtime)
        self._items = {"0x" + runtime.storage_key(item).hex(): item for item in items}
        self._known: dict[str, str | None] = {}
        self._complete = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What to subscribe to."""
        return (*self._items, *([self._upgrade_key] if self._upgrade_key else ()))

    async def outdated(self, block_hash: str, found: dict[str, str | None]) -> bool:
        """Whether this set was written by another runtime, which is then `runtime`."""
        wrote = upgraded_to(found.get(self._upgrade_key)) if self._upgrade_key else None
        if wrote is None or wrote == self.runtime.spec_version:
            return False
        before, self.runtime = self.runtime, await self._client.writer_of(wrote, block_hash)
        return before.id != self.runtime.id

    async def values(self, block_hash: str, found: dict[str, str | None]) -> dict[Storage, Any]:
        """What of the set is news, decoded."""
        new = {
            key: value
            for key, value in found.items()
            if key in self._items and (key not in self._known or self._known[key] != value)
        }
        if not self._complete:
            new |= dict.fromkeys((key for key in self._items if key not in new), None)
            self._complete = True
        self._known |= new
        try:
            return self._decoded(new)
        except NodeProtocolError:
            self.runtime = await self._client.runtime_at(block_hash)  # a node that does not tell who wrote it
            return self._decoded(new)

    def _decoded(self, new: dict[str, str | None]) -> dict[Storage, Any]:
        return {
            self._items[key]: stored_value(self.runtime, self._items[key], raw) for key, raw in new.items()
        }


async def watch_runtime(client: Client) -> None:
    """Adopt every runtime upgrade as soon as the node announces it."""
    with suppress(RpcError):
        async with aclosing(follow(client.link, *_VERSIONS)) as notices:
            async for notice in notices:
                with suppress(NodeError):
                    await client.adopt(parse_version(notice.result))


async def _change_sets(
    client: Client, keys: tuple[str, ...]
) -> AsyncGenerator[tuple[str, dict[str, str | None]], None]:
    request = Request("state_subscribeStorage", (list(keys),))
    try:
        async with aclosing(follow(client.link, request, "state_unsubscribeStorage")) as notices:
            async for notice in notices:
                yield parse_changes(notice.result)
        return
    except RpcError as error:
        if not error.lacks_method:
            raise
    async with aclosing(heads(client)) as blocks:
        async for head in blocks:
            (answer,) = await client.link.batch(
                (Request("state_queryStorageAt", (list(keys), head.block.hash)),)
            )
            yield parse_query(answer.value())


async def _head_blocks(client: Client) -> AsyncGenerator[BlockRef | None, None]:
    """New blocks, and None whenever none came for too long."""
    try:
        async with aclosing(follow(client.link, *_NEW_HEADS, idle=client.stale_after)) as notices:
            async for notice in notices:
                yield None if notice.idle else await _block_of(client, notice.result)
        return
    except RpcError as error:
        if not error.lacks_method:
            raise
    while True:
        with suppress(NodeError):
            yield await client.head()
        await asyncio.sleep(client.block_time / 2)


async def _block_of(client: Client, header: Any) -> BlockRef:
    """The block of an announced header; the first of a connection is compared with the node's own hash."""
    number = number_of(header)
    computed = hash_of(header)
    if client.hashes_agree is None:
        raw = await client.block_hash(number)
        client.hashes_agree = raw is None or raw == computed
    if client.hashes_agree:
        return BlockRef(number, computed)
    return BlockRef(number, need_hash(await client.block_hash(number), "a new block"))


async def _probe(client: Client, last: BlockRef | None) -> None:
    try:
        head = await client.head()
    except NodeError:
        return  # the connection is being replaced
    if last is not None and head.number > last.number:
        await client.link.drop("The node stopped announcing its blocks.")
        return
    client.link.tell("stale", f"No new block for {client.stale_after:.0f} s.")
    if len(client.network.endpoints) > 1:
        await client.link.drop("The node makes no new blocks.", elsewhere=True)
