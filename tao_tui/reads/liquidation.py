"""What the pools would really pay for stake sold now: less than its price says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tao_tui.reads.prices import ROOT
from tao_tui.reads.quote import read_trades

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def read_liquidations(
    client: Client, owners: Sequence[Mapping[int, int]], at: str
) -> list[dict[int, int]]:
    """Rao each owner would get for all their alpha by netuid, each owner selling alone; in one batch.

    Swap fees are paid, network fees are not. Simulated by the chain where it can, else by the arithmetic of
    its pools. A pool that cannot take the sale pays 0; root pays 1:1 and is not asked about.
    """
    sold = [
        (owner, netuid, alpha)
        for owner, held in enumerate(owners)
        for netuid, alpha in held.items()
        if alpha and netuid != ROOT
    ]
    found = [{netuid: alpha if netuid == ROOT else 0 for netuid, alpha in held.items()} for held in owners]
    if sold:
        _, quotes = await read_trades(client, "remove", [(netuid, alpha) for _, netuid, alpha in sold], at)
        for (owner, netuid, _), quote in zip(sold, quotes, strict=True):
            found[owner][netuid] = quote.amount_out_rao if quote is not None else 0
    return found


def share_of_sale(paid_rao: int, alpha_rao: int, all_alpha_rao: int) -> int:
    """The part of one sale's proceeds that belongs to a part of the alpha sold, rounded down."""
    return paid_rao * alpha_rao // all_alpha_rao if all_alpha_rao else 0
