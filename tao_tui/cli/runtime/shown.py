"""Answers with what a runtime has: looked up at one block, told as data or as lines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.cli.invocation.run import Run

Shown: TypeAlias = tuple[object, Callable[[], Iterable[str]]]
"""What is answered, and its lines for a person."""


def show(run: Run, look: Callable[[Client, str | None], Awaitable[Shown]], block: str | None = None) -> None:
    """Answer with what `look` finds at a block, named by number or hash, or at the head.

    `look` gets the block's hash, None at the head.
    """

    async def work(client: Client) -> Reading[Shown]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.runtime.query import named_block

        block_hash = await named_block(client, block) if block else None
        read_at = (await client.read((), block_hash)).block
        return Reading(read_at, await look(client, block_hash))

    reading = run.on_node(work)
    data, text = reading.data
    run.out.answer(data, text, block=reading.block)
