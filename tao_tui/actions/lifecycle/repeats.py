"""What was signed before and means the same: looked for again before anything is signed a second time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from tao_tui.actions.lifecycle.resume import Settled, settle_row
from tao_tui.actions.plan import Caution
from tao_tui.actions.review.limits import apart_from_limits
from tao_tui.actions.review.wording import warning
from tao_tui.errors import Declined

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.row import JournalRow

_LOOKED_AT: Final = 8
"""Earlier rows that are looked for again, the newest."""

_REMEMBERED: Final = 7 * 24 * 3600.0
"""Seconds for which a row that was never included still counts as the same intent."""


class SentBefore(Declined):
    """The same was signed before, and it was carried out or still may be."""

    default_code = "sent_before"


@dataclass(frozen=True, slots=True)
class Place:
    """Which nonce a new extrinsic may have: one to take again, so that only one of two can be included."""

    instead_of: int | None = None
    because: str = ""
    """The hash of the extrinsic it would replace."""


def intent_of(call: DecodedCall, signer: str) -> str:
    """Equal for calls of one account that mean the same; the limit price of a trade is no part of it."""
    said = json.dumps(apart_from_limits(call), default=_plain, separators=(",", ":"))
    return blake2b(f"{signer} {said}".encode(), digest_size=16).hexdigest()


def repeat_warnings(journal: Journal, genesis: str, intent: str) -> tuple[Caution, ...]:
    """What a review says of earlier rows that mean the same, from the journal alone."""
    return tuple(
        warning(
            "caution" if row.is_open else "note",
            "sent_before",
            f"The same was signed on {_when(row)} ({row.extrinsic_hash}) and its end is not known."
            if row.is_open
            else f"The same was signed on {_when(row)} and is written down as {row.status}: it is looked for"
            " once more before this is signed.",
        )
        for row in _alike(journal, genesis, intent)
    )


async def place_for(
    journal: Journal, client: Client, intent: str, *, again: bool, on_look: Callable[[], None]
) -> Place:
    """Look for everything that means the same, and say which nonce keeps it from happening twice.

    Raises `SentBefore` when it turns out to be carried out, or on its way where no nonce can keep the two
    apart, unless the person wants it `again`.
    """
    rows = await asyncio.to_thread(_alike, journal, client.genesis, intent)
    if not rows:
        return Place()
    on_look()
    places: dict[int, Place] = {}
    for row in rows:
        settled = await settle_row(journal, client, row)
        if again or settled.status == "failed":
            continue
        if settled.status in ("finalized", "in_block"):
            raise _carried_out(row, settled)
        if not settled.usurped and not await asyncio.to_thread(_held_by_another, journal, row):
            places[row.nonces[0]] = Place(row.nonces[0], row.extrinsic_hash)
    if len(places) > 1:
        raise SentBefore(
            f"The same was signed {len(places)} times already, and none of them has ended.",
            hint="Wait for them: tao-tui activity resume. To send one more all the same: --again.",
        )
    return next(iter(places.values()), Place())


def _held_by_another(journal: Journal, row: JournalRow) -> bool:
    """Whether something else of this account has the row's nonce, or it never left this machine."""
    if row.error == "NotSent":
        return True
    return any(
        row.nonces[0] in other.nonces and other.intent != row.intent
        for other in journal.open_rows(row.genesis)
        if other.signer == row.signer
    )


def still_waiting(place: Place) -> SentBefore:
    """The refusal when the node has something with the nonce that was to be taken again."""
    return SentBefore(
        f"The same was signed before as {place.because}, and the node has something with its number (nonce)"
        " already: it is probably still on its way.",
        hint="Wait for it: tao-tui activity resume. To send a second one all the same: --again.",
    )


def _carried_out(row: JournalRow, settled: Settled) -> SentBefore:
    return SentBefore(
        f"The same was signed on {_when(row)} and has been included: {settled.summary}",
        hint="Nothing was sent now. To do it once more all the same: --again.",
    )


def _alike(journal: Journal, genesis: str, intent: str) -> list[JournalRow]:
    since = time.time() - _REMEMBERED
    found = [row for row in journal.alike(genesis, intent) if row.is_open or row.created_at > since]
    return found[-_LOOKED_AT:]


def _when(row: JournalRow) -> str:
    return time.strftime("%d %b at %H:%M", time.localtime(row.created_at))


def _plain(value: object) -> object:
    from tao_tui.chain.calls.call import DecodedCall, plain

    return plain(value) if isinstance(value, DecodedCall) else str(value)
