"""Finds extrinsics in blocks and tells what became of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.block import extrinsics_of
from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.chain.blocks.whole_block import read_whole_block
from tao_tui.chain.connection.rpc import Request
from tao_tui.chain.extrinsics.inclusion import Inclusion, inclusion_from, index_of
from tao_tui.chain.query import BlockRef, Storage
from tao_tui.errors import NodeError, NodeProtocolError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_CHUNK: Final = 16


async def outcome(client: Client, extrinsic_hash: str, block_hash: str) -> Inclusion:
    """What an extrinsic did in a block; `NodeError` when the block does not hold it."""
    block = await read_whole_block(client, block_hash)
    index = index_of(block.extrinsics, extrinsic_hash)
    if index is None:
        raise NodeError(
            f"Block {block_hash} does not hold transaction {extrinsic_hash}.", code="not_in_block"
        )
    return inclusion_from(block.runtime, block.ref, index, block.events(index), block.time)


async def find_extrinsic(
    client: Client, extrinsic_hash: str, signer: str, nonce: int, *, from_block: int, until_block: int
) -> Inclusion | None:
    """Look for an extrinsic in a range of blocks.

    Long ranges are narrowed by the signer's nonce, which grows in the one block that uses it;
    when that does not lead to it, every block is read before None is answered.
    """
    head = await client.head()
    last = min(until_block, head.number)
    if last < from_block:
        return None
    everything = range(from_block, last + 1)
    found = None
    if len(everything) > _CHUNK:
        likely = await passing(client, signer, nonce, from_block, last)
        if likely is not None:
            found = await locate(client, extrinsic_hash, likely)
            if found is None and not likely:
                return None
    if found is None:
        found = await locate(client, extrinsic_hash, everything)
    return None if found is None else await outcome(client, extrinsic_hash, found.hash)


async def locate(client: Client, extrinsic_hash: str, numbers: Sequence[int]) -> BlockRef | None:
    """The first of some blocks that holds an extrinsic, reading every one of them.

    A block the node does not have is a `NodeError` (code `unknown_block`): it may be the one.
    """
    async for ref, extrinsics in blocks_of(client, numbers):
        if index_of(extrinsics, extrinsic_hash) is not None:
            return ref
    return None


async def blocks_of(
    client: Client, numbers: Sequence[int]
) -> AsyncGenerator[tuple[BlockRef, Sequence[str]], None]:
    """Blocks by number, their extrinsics in hex; one that is missing is a `NodeError` (`unknown_block`)."""
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        answers = await client.link.batch([Request("chain_getBlockHash", (number,)) for number in part])
        refs = [_reference(number, answer.value()) for number, answer in zip(part, answers, strict=True)]
        blocks = await client.link.batch([Request("chain_getBlock", (ref.hash,)) for ref in refs])
        for ref, answer in zip(refs, blocks, strict=True):
            yield ref, extrinsics_of(answer.value())


async def passing(client: Client, signer: str, nonce: int, low: int, high: int) -> Sequence[int] | None:
    """The blocks around the one where the signer's nonce passed `nonce`; empty when it never did.

    None when that cannot be told: state is pruned, or the nonce is lower than it must have been,
    because the account was closed, and an account that is opened again counts from 0.
    """
    first, last = low, high
    try:
        reached = await nonce_at(client, signer, high)
        if reached < nonce or reached == nonce == 0:
            return None
        if reached == nonce:
            return ()
        while low < high:
            middle = (low + high) // 2
            passed = await nonce_at(client, signer, middle) > nonce
            low, high = (low, middle) if passed else (middle + 1, high)
    except NodeProtocolError:
        raise
    except NodeError as error:
        if error.code in ("state_pruned", "unknown_block"):
            return None
        raise
    # A reorganisation may have moved the block by one or two since it was asked.
    return range(max(low - 2, first), min(low + 2, last) + 1)


async def nonce_at(client: Client, signer: str, number: int) -> int:
    """The nonce of an account after a block; `NodeError` where the state is pruned."""
    block = _reference(number, await client.block_hash(number))
    reading = await client.read((Storage("System", "Account", (signer,)),), at=block.hash)
    (account,) = reading.data
    return int(account["nonce"])


def _reference(number: int, raw: Any) -> BlockRef:
    if raw is None:
        raise NodeError(
            f"The node does not have block {number}.", hint="Try another node.", code="unknown_block"
        )
    return BlockRef(number, need_hash(raw, "a block"))
