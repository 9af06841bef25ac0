"""What the pools would really pay for stake sold now: less than its price says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quoting import trade_items, trades_from

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime


def liquidation_items(
    runtime: ChainRuntime, owners: Sequence[Mapping[int, int]]
) -> list[Storage | RuntimeCall]:
    """What to ask of the pools for all alpha of each owner by netuid, to ride in a batch."""
    return trade_items(runtime, "remove", [sale for owner in owners for sale in _sales(owner)])


def liquidations_from(
    runtime: ChainRuntime,
    owners: Sequence[Mapping[int, int]],
    values: Mapping[Storage | RuntimeCall, Any],
) -> list[dict[int, int]]:
    """Rao each owner would get for all their alpha by netuid, each owner selling alone.

    Swap fees are paid, network fees are not. Simulated by the chain where it can, else by the arithmetic of
    its pools. A pool that cannot take the sale pays 0; root pays 1:1 and is not asked about.
    """
    found = []
    for held in owners:
        paid = {netuid: alpha if netuid == ROOT else 0 for netuid, alpha in held.items()}
        sales = _sales(held)
        for (netuid, _), quote in zip(sales, trades_from(runtime, "remove", sales, values), strict=True):
            paid[netuid] = quote.amount_out_rao if quote is not None else 0
        found.append(paid)
    return found


def share_of_sale(paid_rao: int, alpha_rao: int, all_alpha_rao: int) -> int:
    """The part of one sale's proceeds that belongs to a part of the alpha sold, rounded down."""
    return paid_rao * alpha_rao // all_alpha_rao if all_alpha_rao else 0


def _sales(held: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(netuid, alpha) for netuid, alpha in held.items() if alpha and netuid != ROOT]
