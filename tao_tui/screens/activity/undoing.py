"""Undoing from the Activity place: which way back, for which wallet, or why there is none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.own_ways import in_app

if TYPE_CHECKING:
    from tao_tui.actions.undoing.undo import Inverse
    from tao_tui.screens.place import Place
    from tao_tui.tables.activity import Entry


async def chosen_way_back(place: Place, entry: Entry) -> Inverse | None:
    """The inverse to fill a form with; None when there is none, which is said, or none was chosen."""
    from tao_tui.actions.undoing.undo import Inverse, undo_of

    found = undo_of(entry.row, by=entry.done_by)
    reason = "" if found.offers else str(found.note)
    reason = reason or _not_here(place, entry)
    if reason:
        place.notify(in_app(reason), severity="warning", timeout=8, markup=False)
        return None
    inverse = found.offers[0]
    if len(found.offers) > 1:
        choices = [Choice(str(each.words), each) for each in found.offers]
        chosen = await place.app.push_screen_wait(Picker("Undo", choices))
        if not isinstance(chosen, Inverse):
            return None
        inverse = chosen
    if found.note:
        place.notify(in_app(str(found.note)), timeout=4, markup=False)
    with suppress(TaoTuiError):  # the form says what is wrong with the node
        coldkey = Address(entry.account)
        inverse = await place.session.deeds.without_dust(inverse, place.session.online, coldkey)
    return inverse


def _not_here(place: Place, entry: Entry) -> str:
    """Why the wallet or the chain in use is not the one it was done with; an empty text when it is."""
    account, client = place.session.account, place.session.client
    signer = entry.row.signer if entry.found is None else entry.account
    if account is None or account.coldkey != signer:
        name = (account.known.name_of(signer) if account else "") or signer
        return f"That was done with {name}: choose that wallet first (2)."
    if client is not None and client.genesis != entry.row.genesis:
        return f"That was done on another network, {entry.row.network}: go there first (8)."
    return ""
