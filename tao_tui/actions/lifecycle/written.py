"""From what was agreed to, to a signed extrinsic in the journal: the last steps before it is sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.lifecycle.entry import Entry
from tao_tui.actions.lifecycle.repeats import intent_of, place_for, still_waiting
from tao_tui.actions.lifecycle.shielded import sealed
from tao_tui.actions.lifecycle.signing import shown_to_signer
from tao_tui.actions.origin.route import acted_for
from tao_tui.actions.plan import Review, Step, Told
from tao_tui.actions.undoing.undo import undo_json
from tao_tui.addresses import Address
from tao_tui.journal.movement import written as quotes_written
from tao_tui.journal.row import NewRow
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.signing import SignedExtrinsic, SigningRequest
    from tao_tui.journal.journal import Journal
    from tao_tui.wallet import Transaction

Sign = Callable[["Transaction"], Awaitable[bytes]]
"""Takes a transaction in parts it can read, gives the 64 bytes of its signature, and keeps the key."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What is signed and written down, about to be sent, inside its carrier where it has one."""

    entry: Entry
    signed: SignedExtrinsic
    carrier: SignedExtrinsic | None = None


async def written(
    agreed: Review,
    client: Client,
    sign: Sign,
    journal: Journal,
    on_step: Callable[[Step], None],
    *,
    again: bool,
) -> Ready:
    """Take a nonce, sign and write down; to be called in the account's turn, and followed by sending."""
    from tao_tui.chain.extrinsics.pay import NonceTaken
    from tao_tui.chain.extrinsics.signing import assemble

    place = await place_for(
        journal,
        client,
        agreed.intent,
        again=again,
        on_look=lambda: on_step(Step("looking", clean("Looking for what was signed before."))),
    )
    taken = await asyncio.to_thread(nonces_on_their_way, journal, client.genesis, agreed.signer)
    try:
        request = await client.prepare(
            agreed.call,
            agreed.signer,
            agreed.crypto_type,
            period=agreed.valid_blocks,
            taken=taken,
            instead_of=place.instead_of,
        )
    except NonceTaken as error:
        raise still_waiting(place) from error
    on_step(Step("signing", clean(f"Signing, valid until block {request.valid_until:,}.")))
    told = Told(
        agreed.action,
        agreed.title,
        agreed.command_line,
        tuple(trade.kept for trade in agreed.quoted),
        agreed.undo,
    )
    if agreed.shielded:
        request, signed, carrier = await sealed(client, request, taken, sign, on_step)
        entry = await journaled(told, client, request, signed, journal, on_step, carrier=carrier)
        return Ready(entry, signed, carrier)
    signed = assemble(request, await sign(shown_to_signer(request)))
    return Ready(await journaled(told, client, request, signed, journal, on_step), signed)


async def journaled(
    told: Told,
    client: Client,
    request: SigningRequest,
    signed: SignedExtrinsic,
    journal: Journal,
    on_step: Callable[[Step], None],
    *,
    carrier: SignedExtrinsic | None = None,
) -> Entry:
    """Write down what is signed and about to be sent."""
    row = await asyncio.to_thread(_begin, told, client, request, signed, journal, carrier)
    on_step(Step("journaled", clean("Written to the journal."), extrinsic_hash=signed.hash))
    await asyncio.to_thread(journal.mark, row, "sent")
    account = acted_for(request.call.decoded, request.signer) or request.signer
    return Entry(journal, row, signed.hash, Address(account))


def nonces_on_their_way(journal: Journal, genesis: str, signer: str) -> dict[int, int]:
    """The nonces of an account's open extrinsics, and the last block that can hold each."""
    taken: dict[int, int] = {}
    for row in journal.open_rows(genesis):
        if row.signer == signer:
            for nonce in row.nonces:
                taken[nonce] = max(taken.get(nonce, 0), row.valid_until)
    return taken


def _begin(
    told: Told,
    client: Client,
    request: SigningRequest,
    signed: SignedExtrinsic,
    journal: Journal,
    carrier: SignedExtrinsic | None,
) -> int:
    from tao_tui.chain.calls.call import call_json

    new = NewRow(
        told.action,
        client.network.name,
        client.genesis,
        request.signer,
        request.nonce,
        signed.hash,
        json.dumps(call_json(request.call.decoded), separators=(",", ":")),
        "0x" + signed.data.hex(),
        request.valid_until,
        told.command_line,
        request.birth_block,
        intent=intent_of(request.call.decoded, request.signer),
        endpoint=client.endpoint,
        real_account=acted_for(request.call.decoded, request.signer),
        carrier_hash=carrier.hash if carrier else None,
        carrier_nonce=carrier.nonce if carrier else None,
        quoted_json=quotes_written(told.quoted) if told.quoted else None,
        undo_json=undo_json(*told.undo) if told.undo else None,
    )
    return journal.begin(new)
