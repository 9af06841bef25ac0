"""What stake bought from here cost, and what it would be worth now: gain not yet made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.journal.ledger import Lots
from tao_tui.reads.owned.holdings import Holding


@dataclass(frozen=True, slots=True)
class Basis:
    """The alpha of one subnet that was bought from here and is still held; other alpha is left out."""

    netuid: int
    alpha: Alpha
    cost: Tao
    """At the average price paid, pool fees included, network fees not."""
    value: Tao
    """At the pool's price, before slippage and fees."""
    gain: Tao
    """Value beyond cost, negative for a loss."""


def bases_of(lots: Lots, genesis: str, coldkey: Address, holdings: Iterable[Holding]) -> tuple[Basis, ...]:
    """The bases of what a coldkey holds, by subnet; of what was bought no more counts than is held."""
    held: dict[int, tuple[int, int]] = {}
    for holding in holdings:
        alpha, value = held.get(holding.netuid, (0, 0))
        held[holding.netuid] = (alpha + holding.alpha.rao, value + holding.value.rao)
    found = []
    for netuid, (alpha, value) in sorted(held.items()):
        lot = lots.get((genesis, str(coldkey), netuid))
        if lot is None or not lot.alpha_rao or not alpha:
            continue
        known = min(lot.alpha_rao, alpha)
        cost, worth = Tao(lot.cost_rao * known // lot.alpha_rao), Tao(value * known // alpha)
        found.append(Basis(netuid, Alpha(known), cost, worth, worth - cost))
    return tuple(found)
