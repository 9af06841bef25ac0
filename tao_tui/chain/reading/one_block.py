"""Everything a read asks for, at one block and by the runtime in force there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.chain.reading.plan import Moved, ReadPlan
from tao_tui.chain.trust.evidence import is_collected, testify
from tao_tui.errors import NodeError, Unsupported

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.connection.rpc import Answer
    from tao_tui.chain.runtime import ChainRuntime

_TRIES: Final = 4


async def read(
    client: Client, items: Sequence[Storage | RuntimeCall], at: str | None
) -> Reading[tuple[Any, ...]]:
    """All `items` in one batch at one block, the head unless `at` names another.

    What the node answered about another block or by another runtime is asked again.
    """
    runtime, block_hash = client.runtime, at
    writer: ChainRuntime | None = None
    for _ in range(_TRIES):
        try:
            plan = ReadPlan(runtime, items, writer=writer, decoded=client.decoded)
        except Unsupported:
            await client.link.verified_wire()  # the cached runtime may be older than the chain's
            there = client.runtime if at is None else await client.runtime_at(at)
            if runtime.id == there.id:
                raise
            runtime = there
            continue
        if block_hash is None and not client.link.takes_batches:
            block_hash = need_hash(await client.request("chain_getHead"), "the head")
        answers = await client.link.batch(plan.requests(block_hash))
        if runtime.genesis != client.genesis:
            runtime = client.runtime
            continue
        try:
            block, version = plan.block(answers, block_hash)
        except Moved as moved:
            block_hash = moved.hash
            continue
        if block_hash is None and not client.link.takes_batches:
            block_hash = block.hash  # answered one by one, they may be of several blocks
        elif version.id != runtime.id:
            block_hash, writer = block.hash, None
            runtime = await client.runtime_of(version, block_hash)
            if at is None:
                await client.adopt(version, block_hash)
        elif writer is None and (other := await _other_writer(client, plan, answers, block, block_hash)):
            block_hash, writer = block.hash, other
        else:
            return _reading(client, plan, answers, block, block_hash, newest=at is None)
    raise NodeError("The chain changed faster than it could be read.", hint="Try again.")


def _reading(
    client: Client,
    plan: ReadPlan,
    answers: Sequence[Answer],
    block: BlockRef,
    at: str | None,
    *,
    newest: bool,
) -> Reading[tuple[Any, ...]]:
    values = plan.values(answers, at)
    if newest:
        client.link.frontier.saw(block.number)
    if is_collected():
        testify(client.endpoint, block, *plan.told(answers, at))
    return Reading(block, values)


async def _other_writer(
    client: Client, plan: ReadPlan, answers: Sequence[Answer], block: BlockRef, at: str | None
) -> ChainRuntime | None:
    """The runtime that wrote what was read, when it is not the one the plan reads by."""
    wrote = plan.writer(answers, at)
    if wrote is None or wrote == plan.runtime.spec_version:
        return None
    writer = await client.writer_of(wrote, block.hash)
    return None if writer.id == plan.runtime.id else writer
