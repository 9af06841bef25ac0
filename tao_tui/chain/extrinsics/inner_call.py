"""Finds a call by its hash inside an extrinsic of a block: what multisigs and proxies only know by hash."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.block import extrinsics_of
from tao_tui.chain.answers.header import parent_of
from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.calls.call import Call, ComposedCall, every_call
from tao_tui.errors import NodeError, NodeProtocolError, UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MOST_CALLS: Final = 256
"""Calls of one extrinsic that are looked at: a node cannot make looking for ever out of one block."""


async def call_in_block(client: Client, number: int, index: int, wanted: str) -> ComposedCall | None:
    """The call with hash `wanted` inside an extrinsic; None when the node or this runtime does not tell."""
    block_hash = await client.block_hash(number)
    if block_hash is None:
        return None
    try:
        block = await client.request("chain_getBlock", block_hash)
        extrinsics = extrinsics_of(block)
    except NodeProtocolError:
        raise
    except NodeError:
        return None  # a node that keeps no old blocks
    if index >= len(extrinsics):
        return None
    data = from_hex(extrinsics[index], "an extrinsic")
    return call_within(data, await _writer(client, block), client.runtime, wanted)


async def _writer(client: Client, block: Any) -> ChainRuntime:
    """The runtime the block was made by; today's where the node has forgotten that one."""
    try:
        return await client.runtime_at(parent_of(block["block"].get("header")))
    except NodeProtocolError:
        raise
    except NodeError:
        return client.runtime


def call_within(
    extrinsic: bytes, writer: ChainRuntime, runtime: ChainRuntime, wanted: str
) -> ComposedCall | None:
    """The call with hash `wanted` in an extrinsic written by `writer`, composed for `runtime`, or None."""
    try:
        _, outer = writer.read_extrinsic(extrinsic)
    except NodeProtocolError:
        return None
    for inner in islice(every_call(outer), _MOST_CALLS):
        try:
            made = runtime.compose(Call(inner.pallet, inner.function, inner.arguments))
        except UsageError:
            continue
        if made.hash == wanted:
            return made
    return None
