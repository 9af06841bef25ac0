"""Whether a chain is still the one whose final blocks were looked through before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.errors import NodeError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def still_same_chain(client: Client, number: int, block_hash: str) -> bool:
    """Whether the chain still has a final block; False for a development chain that began anew.

    `NodeError` for any other: the node follows a fork.
    """
    now = await client.block_hash(number)
    if now == block_hash or (now is None and not client.network.is_dev):
        return True
    if client.network.is_dev:
        return False
    raise NodeError(
        f"Block {number:,} of this node is not the final block that was looked through before.",
        hint="It follows a fork: use another node.",
        code="another_fork",
    )
