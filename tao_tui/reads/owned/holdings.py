"""Stake by position: what it is worth and would bring, its share, what it earns, what of it is locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.owned.held_back import LockedAlpha
from tao_tui.reads.owned.liquidation import liquidation_items, liquidations_from, share_of_sale
from tao_tui.reads.owned.stakes import Stake, alpha_by_subnet
from tao_tui.reads.trades.prices import ROOT, value_of
from tao_tui.reads.validators.earnings import Earning, Place, earning_items, earnings_from

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Alpha one coldkey holds with one hotkey on one subnet."""

    netuid: int
    hotkey: Address
    alpha: Alpha
    value: Tao
    """At the pool's price, before slippage and fees."""
    liquidation: Tao
    """Its share of what the pool would pay if all the owner holds on the subnet were sold at once."""
    price_rao: int
    locked: Alpha
    """What the owner's one conviction lock on the subnet keeps, of all hotkeys together.

    The most valuable holding there tells it, the others none: what the rows lock adds up.
    """
    share_ppm: int = 0
    """Of all the owner's stake at the pools' prices, in millionths."""
    pool_ppm: int | None = None
    """Its alpha beside that in the pool, in millionths: how deep a sale would cut; None without a pool."""
    yield_daily_ppm: int | None = None
    """A day's yield if every epoch were like the last one, in millionths; None where the chain tells none."""
    growth: int | None = None
    """Alpha of one share in the hotkey's pool, in 10^-15: dividends raise it, trades do not."""
    kept_yield_daily_ppm: int | None = None
    """A day's yield by what was kept here, over `kept_yield_blocks` blocks; None until enough was kept."""
    kept_yield_blocks: int | None = None
    cost_rao: int | None = None
    """What its alpha cost, as far as it was bought from here; its gain is the value beyond that."""
    gain_rao: int | None = None

    @property
    def best_yield_daily_ppm(self) -> int | None:
        """A day's yield over the epochs kept here, else by the last epoch."""
        return self.yield_daily_ppm if self.kept_yield_daily_ppm is None else self.kept_yield_daily_ppm


Values = Mapping[Storage | RuntimeCall, Any]
"""Answers by what was asked."""


async def read_holdings(
    client: Client,
    owners: Sequence[Sequence[Stake]],
    prices: Mapping[int, int],
    locked: Sequence[Sequence[LockedAlpha]],
    at: str,
    beside: Iterable[Storage | RuntimeCall] = (),
) -> tuple[list[tuple[Holding, ...]], Values]:
    """The holdings of each owner's stakes, most valuable first; one batch at the block `at`.

    It asks for what depends on the amounts, and is left out when nobody holds any. What is asked `beside`
    rides along and is among the values.
    """
    runtime = client.runtime
    held = [[stake for stake in stakes if as_int(stake["stake"])] for stakes in owners]
    sums = [alpha_by_subnet(stakes) for stakes in held]
    places = sorted({_place(stake) for stakes in held for stake in stakes})
    wanted = [*liquidation_items(runtime, sums), *earning_items(runtime, places, prices), *beside]
    items = list(dict.fromkeys(wanted))
    values: Values = {}
    if items:
        values = dict(zip(items, (await client.read(items, at)).data, strict=True))
    paid = liquidations_from(runtime, sums, values)
    earnings = earnings_from(runtime, places, prices, values)
    found = []
    for index, stakes in enumerate(held):
        staked = sum(value_of(alpha, prices[netuid]) for netuid, alpha in sums[index].items())
        holdings = [
            _holding(stake, prices, staked, (paid[index], sums[index]), earnings[_place(stake)])
            for stake in stakes
        ]
        holdings.sort(key=lambda holding: (-holding.value.rao, holding.netuid, holding.hotkey))
        found.append(tuple(_with_locks(holdings, locked[index])))
    return found, values


def _with_locks(holdings: Iterable[Holding], locked: Iterable[LockedAlpha]) -> Iterator[Holding]:
    """Each lock told by the first holding of its subnet."""
    untold = {lock.netuid: lock.locked for lock in locked}
    for holding in holdings:
        lock = untold.pop(holding.netuid, None)
        yield holding if lock is None else replace(holding, locked=lock)


def _place(stake: Stake) -> Place:
    return as_int(stake["netuid"]), as_address(stake["hotkey"])


def _holding(
    stake: Stake,
    prices: Mapping[int, int],
    staked: int,
    sale: tuple[Mapping[int, int], Mapping[int, int]],
    earning: Earning,
) -> Holding:
    netuid, hotkey = _place(stake)
    alpha, (paid, sums) = as_int(stake["stake"]), sale
    value, pool = value_of(alpha, prices[netuid]), earning.pool_alpha_rao
    return Holding(
        netuid=netuid,
        hotkey=hotkey,
        alpha=Alpha(alpha),
        value=Tao(value),
        liquidation=Tao(share_of_sale(paid[netuid], alpha, sums[netuid])),
        price_rao=prices[netuid],
        share_ppm=value * MILLION // staked if staked else 0,
        pool_ppm=alpha * MILLION // pool if pool and netuid != ROOT else None,
        yield_daily_ppm=earning.daily_ppm,
        locked=Alpha(0),
        growth=earning.growth,
    )
