"""Portfolios: what coldkeys own by position, at the pools' prices and at what the pools would pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading
from tao_tui.reads.balance import free_of, read_owned
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.liquidation import read_liquidations, share_of_sale
from tao_tui.reads.prices import value_of
from tao_tui.reads.stakes import alpha_by_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True)
class Holding:
    """Alpha held with one hotkey on one subnet."""

    netuid: int
    hotkey: Address
    alpha: Alpha
    value: Tao
    """At the pool's price, before slippage and fees."""
    liquidation: Tao
    """Its share of what the pool would pay if all the owner holds on the subnet were sold at once."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What one coldkey owns at one block."""

    coldkey: Address
    free: Tao
    staked: Tao
    """Every position at its pool's price, before slippage and fees."""
    liquidation: Tao
    """Every position at what the pools would pay if all were sold now; swap fees are paid."""
    total: Tao
    """Free and staked at the pools' prices."""
    holdings: tuple[Holding, ...] = ()
    """Most valuable first."""


async def read_portfolios(client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Portfolio, ...]]:
    """The portfolios of `coldkeys` in their order; what the pools would pay takes a second batch, same block.

    The second one is for amounts only the first one tells, and is left out when nobody holds alpha.
    """
    owned = await read_owned(client, coldkeys)
    sums = [alpha_by_subnet(stakes) for stakes in owned.stakes]
    paid = await read_liquidations(client, sums, owned.block.hash)
    found = []
    for index, coldkey in enumerate(coldkeys):
        holdings = [
            _holding(stake, owned.prices, paid[index], sums[index])
            for stake in owned.stakes[index]
            if as_int(stake["stake"])
        ]
        holdings.sort(key=lambda holding: (-holding.value.rao, holding.netuid, holding.hotkey))
        found.append(_portfolio(coldkey, free_of(owned.accounts[index]), tuple(holdings)))
    return Reading(owned.block, tuple(found))


def _portfolio(coldkey: Address, free: Tao, holdings: tuple[Holding, ...]) -> Portfolio:
    staked = Tao(sum(holding.value.rao for holding in holdings))
    sold = Tao(sum(holding.liquidation.rao for holding in holdings))
    return Portfolio(coldkey, free, staked, sold, free + staked, holdings)


def _holding(
    stake: Mapping[str, Any], price: Mapping[int, int], paid: Mapping[int, int], sums: Mapping[int, int]
) -> Holding:
    netuid, alpha = as_int(stake["netuid"]), as_int(stake["stake"])
    return Holding(
        netuid,
        as_address(stake["hotkey"]),
        Alpha(alpha),
        Tao(value_of(alpha, price[netuid])),
        Tao(share_of_sale(paid[netuid], alpha, sums[netuid])),
    )
