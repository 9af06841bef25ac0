"""Finds a call by its hash inside an extrinsic of a block: what multisigs and proxies only know by hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
from tao_tui.chain.extrinsics.inclusion import extrinsics_of
from tao_tui.chain.hexadecimal import from_hex
from tao_tui.errors import NodeError, NodeProtocolError, UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_LONGEST_HEAD: Final = 180
"""Bytes of an extrinsic before its call: length, address, signature, era, nonce, tip and the like."""


async def call_in_block(client: Client, number: int, index: int, wanted: str) -> ComposedCall | None:
    """The call with hash `wanted` inside an extrinsic; None when the node or this runtime does not tell."""
    block_hash = await client.block_hash(number)
    if block_hash is None:
        return None
    try:
        extrinsics = extrinsics_of(await client.request("chain_getBlock", block_hash))
    except NodeProtocolError:
        raise
    except NodeError:
        return None  # a node that keeps no old blocks
    if index >= len(extrinsics):
        return None
    return call_within(client.runtime, from_hex(extrinsics[index], "an extrinsic"), wanted)


def call_within(runtime: ChainRuntime, extrinsic: bytes, wanted: str) -> ComposedCall | None:
    """The call with hash `wanted` among those an extrinsic is made of.

    Where the call begins differs by runtime. Every place is tried; the hash tells which is right.
    """
    for start in range(min(len(extrinsic), _LONGEST_HEAD)):
        try:
            outer = runtime.decode_call(extrinsic[start:])
        except NodeProtocolError:
            continue
        for inner in _calls_in(outer.arguments):
            try:
                made = runtime.compose(Call(inner.pallet, inner.function, inner.arguments))
            except UsageError:
                continue
            if made.hash == wanted:
                return made
    return None


def _calls_in(value: object) -> Iterator[DecodedCall]:
    """Every call that stands somewhere in a value, however deep."""
    if isinstance(value, DecodedCall):
        yield value
        yield from _calls_in(value.arguments)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _calls_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _calls_in(inner)
