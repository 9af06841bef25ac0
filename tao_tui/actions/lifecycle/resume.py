"""Settle what was sent and not seen to its end: by nonce and block search, never by sending again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.lifecycle.settle import failed_there, moved_by, settle
from tao_tui.actions.lifecycle.shielded import unopened_words, with_carrier
from tao_tui.addresses import Address
from tao_tui.errors import NodeError
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.chain.extrinsics.nonces import NonceUse
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.movement import Movement
    from tao_tui.journal.row import JournalRow, Status


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one open row of the journal."""

    row_id: int
    action: str
    extrinsic_hash: str
    status: str
    """`finalized`, `failed`, `expired`, `rejected`, or as before when it is still on its way."""
    summary: Clean
    command: Clean
    """What was sent, as a command line."""
    usurped: bool = False
    """Whether another extrinsic took its nonce for good: then no lagging node can have been wrong."""


async def resume(journal: Journal, client: Client) -> tuple[Settled, ...]:
    """Look for every open extrinsic of this chain in its blocks and close the rows whose fate is certain."""
    rows = await asyncio.to_thread(journal.open_rows, client.genesis)
    return tuple([await _tried(journal, client, row) for row in rows])


async def _tried(journal: Journal, client: Client, row: JournalRow) -> Settled:
    """One row's fate; a node that cannot tell it leaves the row as it is and the others to be asked for."""
    try:
        return await settle_row(journal, client, row)
    except NodeError as error:
        return _said(row, row.status, f"Still unknown: {error.message}")


async def settle_row(journal: Journal, client: Client, row: JournalRow) -> Settled:
    """Look for one extrinsic from where it was signed until its era ends, and write down what is certain."""
    final = (await client.finalized()).number
    signer = Address(row.signer)
    inclusion = await client.find_extrinsic(
        row.extrinsic_hash, signer, row.nonce, row.birth_block + 1, row.valid_until
    )
    use = None
    if inclusion is None:
        use = await client.nonce_use(signer, row.nonce, row.birth_block + 1, row.valid_until)
        if use.by == row.extrinsic_hash and use.block is not None:
            inclusion = await client.outcome(row.extrinsic_hash, use.block.hash)
    if inclusion is not None and row.carrier_hash is not None:
        inclusion = await with_carrier(client, inclusion, row.carrier_hash)
    if inclusion is not None:
        moved = await moved_by(client, inclusion, Address(row.real_account or row.signer))
        return await asyncio.to_thread(
            _included, journal, row, inclusion, moved, final=inclusion.block.number <= final
        )
    assert use is not None
    if row.status == "in_block":
        await asyncio.to_thread(journal.retract, row.id)
    carried = None
    if row.carrier_hash is not None and row.carrier_nonce is not None:
        carried = await client.find_extrinsic(
            row.carrier_hash, signer, row.carrier_nonce, row.birth_block + 1, row.valid_until
        )
    return await asyncio.to_thread(_not_included, journal, row, use, final, carried)


def _not_included(
    journal: Journal, row: JournalRow, use: NonceUse, final: int, carried: Inclusion | None
) -> Settled:
    open_as = "sent" if row.status == "in_block" else row.status
    over = final >= row.valid_until
    if use.kind == "used":
        if use.block is not None and use.block.number <= final:
            text = f"Never included: block {use.block.number:,} has another transaction with its nonce."
            journal.mark(row.id, "rejected", error="Usurped", detail=f"{text} It is {use.by}.")
            return _said(row, "rejected", f"{text} Nothing was spent.", usurped=True)
        return _said(row, open_as, "Another transaction took its nonce, in a block that is not final yet.")
    if use.kind == "unexplained":
        text = "Its nonce was used, but no block of this node shows by what: ask another node."
        return _said(row, open_as, f"Unknown. {text}")
    if over and carried is not None:
        text = unopened_words(carried)
        journal.mark(row.id, "expired", error="Expired", detail=text, fee_rao=carried.fee_rao)
        return _said(row, "expired", text)
    if over:
        journal.mark(row.id, "expired", error="Expired", detail="Its time passed without a block taking it.")
        text = f"Never included: block {row.valid_until:,} was the last that could take it."
        return _said(row, "expired", f"{text} Nothing was spent; it is safe to do it again.")
    return _said(row, open_as, f"Not in a block yet; unknown until block {row.valid_until:,}.")


def _included(
    journal: Journal, row: JournalRow, inclusion: Inclusion, moved: Sequence[Movement], *, final: bool
) -> Settled:
    account = row.real_account or row.signer
    status: Status = settle(journal, row.id, inclusion, account, moved, final=final)
    number, error = inclusion.block.number, inclusion.error
    words = {
        "in_block": failed_there(inclusion)
        if not inclusion.success
        else f"In block {number:,}, which is not final yet.",
        "finalized": f"Done in block {number:,}.",
        "failed": f"Failed in block {number:,}: {error.name}. {error.words}"
        if error
        else f"Failed in {number:,}.",
    }
    return _said(row, status, words[status])


def _said(row: JournalRow, status: str, text: str, *, usurped: bool = False) -> Settled:
    words, command = clean(text, 400), clean(row.command, 2_000)
    return Settled(row.id, row.action, row.extrinsic_hash, status, words, command, usurped)
