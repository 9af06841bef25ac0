"""A warning before a wallet acts on a network it has never been used on from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.actions.plan import Caution
from tao_tui.actions.review.wording import warning

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal


def network_warnings(journal: Journal, client: Client, signer: str) -> tuple[Caution, ...]:
    """What to know when everything `signer` sent from here went to other networks than this one.

    On a development network nothing is said: there is nothing to lose.
    """
    if client.network.is_dev:
        return ()
    used = journal.networks_of(signer)
    if not used or client.genesis in used:
        return ()
    others = ", ".join(sorted(set(used.values())))
    text = f"This is {client.network.name}. Until now this wallet was used from here only on {others}."
    return (warning("caution", "wrong_network", text),)
