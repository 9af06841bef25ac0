"""Who made a proposal: only an event of the block it was made in tells, so that block is looked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Storage
from tao_tui.errors import NodeError
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.governance.proposals import TRIUMVIRATE, Proposal, motion_duration

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

WINDOW_BLOCKS: Final = 100_800
"""Two weeks of blocks: no proposal is looked for further back."""

_BRANCHES: Final = 16
_COUNT: Final = Storage(TRIUMVIRATE, "ProposalCount")


async def find_proposer(client: Client, proposal: Proposal) -> Address | None:
    """The account that proposed it; None when the node no longer has the state of that time.

    Votes of the shortest duration tell their block by their end. Others are found by how many proposals
    there had been, sixteen blocks at a time.
    """
    try:
        guess = proposal.ends_at - motion_duration(client.runtime)
        found = await _proposer_in(client, proposal, guess) if guess > 0 else None
        if found is None:
            block = await _first_block(client, proposal.index)
            found = await _proposer_in(client, proposal, block) if block else None
    except NodeError:
        return None
    return found


async def _first_block(client: Client, index: int) -> int | None:
    """The first block after which more than `index` proposals had been made, within the window."""
    high = (await client.head()).number
    low = max(0, high - WINDOW_BLOCKS)
    if await _count_at(client, low) > index:
        return None
    while high - low > 1:
        step = max(1, (high - low) // _BRANCHES)
        probes = range(low + step, high, step)
        counts = await asyncio.gather(*(_count_at(client, number) for number in probes))
        for number, count in zip(probes, counts, strict=True):
            if count > index:
                high = number
                break
            low = number
    return high


async def _count_at(client: Client, number: int) -> int:
    block_hash = await client.block_hash(number)
    return as_int((await client.read([_COUNT], block_hash)).data[0]) if block_hash else 0


async def _proposer_in(client: Client, proposal: Proposal, number: int) -> Address | None:
    block_hash = await client.block_hash(number)
    if block_hash is None:
        return None
    records = (await client.read([Storage("System", "Events")], block_hash)).data[0]
    for record in records:
        if (record["module_id"], record["event_id"]) == (TRIUMVIRATE, "Proposed"):
            fields = record["attributes"]
            if fields["proposal_hash"] == proposal.hash:
                return as_address(fields["account"])
    return None
