"""New best blocks as a node announces them, also across outages and silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Final

from tao_tui.chain.answers.header import hash_of, number_of
from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.query import BlockRef, Head
from tao_tui.chain.streams.notices import follow
from tao_tui.errors import NodeError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_NEW_HEADS: Final = (Request("chain_subscribeNewHeads"), "chain_unsubscribeNewHeads")
_FINALIZED: Final = (Request("chain_subscribeFinalizedHeads"), "chain_unsubscribeFinalizedHeads")


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


async def _block_of(client: Client, header: object) -> BlockRef:
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
