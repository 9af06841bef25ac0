"""Settle what was sent and not seen to its end: by nonce and block search, never by sending again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.settle import settle
from tao_tui.addresses import Address
from tao_tui.errors import NodeError
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.inclusion import Inclusion
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.row import JournalRow


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one open row of the journal."""

    row_id: int
    action: str
    extrinsic_hash: str
    status: str
    """`finalized`, `failed`, `expired`, or as before when it is still on its way."""
    summary: Clean


async def resume(journal: Journal, client: Client) -> tuple[Settled, ...]:
    """Look for every open extrinsic of this chain in its blocks and close the rows whose fate is certain."""
    final = (await client.finalized()).number
    head = (await client.head()).number
    return tuple(
        [await _tried(journal, client, row, (head, final)) for row in journal.open_rows(client.genesis)]
    )


async def _tried(journal: Journal, client: Client, row: JournalRow, at: tuple[int, int]) -> Settled:
    """One row's fate; a node that cannot tell it leaves the row as it is and the others to be asked for."""
    try:
        return await _settle(journal, client, row, at)
    except NodeError as error:
        text = f"Still unknown: {error.message}"
        return Settled(row.id, row.action, row.extrinsic_hash, row.status, clean(text))


async def _settle(journal: Journal, client: Client, row: JournalRow, at: tuple[int, int]) -> Settled:
    head, final = at
    last = min(row.valid_until, head)
    inclusion = await client.find_extrinsic(
        row.extrinsic_hash, Address(row.signer), row.nonce, row.birth_block, last
    )
    if inclusion is not None:
        return _included(journal, row, inclusion, final=inclusion.block.number <= final)
    if final >= row.valid_until:
        journal.mark(row.id, "expired", detail="Its time passed without a block taking it.")
        text = f"Not included by block {row.valid_until}, so it never will be; nothing was spent."
        return Settled(row.id, row.action, row.extrinsic_hash, "expired", clean(text))
    text = f"Not in a block yet; it may still be included until block {row.valid_until}."
    return Settled(row.id, row.action, row.extrinsic_hash, row.status, clean(text))


def _included(journal: Journal, row: JournalRow, inclusion: Inclusion, *, final: bool) -> Settled:
    status = settle(journal, row.id, inclusion, final=final)
    number, error = inclusion.block.number, inclusion.error
    words = {
        "in_block": f"In block {number:,}, which is not final yet.",
        "finalized": f"Done in block {number:,}.",
        "failed": f"Failed in block {number:,}: {error.name}. {error.words}"
        if error
        else f"Failed in {number:,}.",
    }
    return Settled(row.id, row.action, row.extrinsic_hash, status, clean(words[status]))
