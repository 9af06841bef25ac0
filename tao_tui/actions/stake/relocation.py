"""What moving stake starts from and is worth: positions, subnets, prices, the limit on their ratio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.account import Account
from tao_tui.actions.review.limits import TradeTerms, price_moved
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.stake.batch_legs import BatchLeg, naming_leg
from tao_tui.actions.stake.checks import check_moved, check_position, check_stakeable, minimum_stake
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, as_staked
from tao_tui.reads.owned.stake import StakeSituation, read_stake_situations
from tao_tui.reads.trades.moves import Move, Pools, PricedMove, read_moves, read_pools
from tao_tui.reads.trades.pool import ONE

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Route:
    """From a position to a subnet: how much, from which hotkey to which."""

    netuid: int
    hotkey: Address
    amount: Alpha | None
    """None is the whole position."""
    to_netuid: int
    to_hotkey: Address

    @property
    def crosses(self) -> bool:
        """Whether it changes the subnet, and so is sold and bought."""
        return self.netuid != self.to_netuid


@dataclass(frozen=True, slots=True)
class Relocation:
    """A route with its live state, prices and limit."""

    route: Route
    situation: StakeSituation
    priced: PricedMove
    limit: int
    """The least ratio of prices accepted: alpha there for one alpha here, in billionths; 0 where nothing is
    traded."""
    reckoned: int
    """The ratio at the start as the chain's limit reckons it; below that of the prices in weighted pools."""

    cut: bool
    """Whether the limit lets only a part of the amount through."""

    @property
    def amount(self) -> Alpha:
        """What leaves, or the most that may where it is `cut`."""
        return Alpha(self.priced.move.alpha)

    @property
    def arriving(self) -> Alpha:
        """What arrives, at the prices of the moment."""
        return Alpha(self.priced.arriving)

    @property
    def loose_ppm(self) -> int:
        """How much worse than the ratio of the moment the limit is, in millionths of it."""
        return (self.reckoned - self.limit) * MILLION // self.reckoned if self.reckoned else 0

    @property
    def least_arriving(self) -> Alpha:
        """The least that arrives if it happens at all: all of it at the limit, the pool's share taken off."""
        if not self.route.crosses:
            return self.arriving
        sold, bought = self.priced.sold, self.priced.bought
        least = (self.amount.rao - sold.swap_fee_rao) * self.limit // ONE
        if bought is not None and bought.amount_in_rao:
            least -= least * bought.swap_fee_rao // bought.amount_in_rao
        return Alpha(min(max(0, least), self.arriving.rao))


async def read_relocations(
    client: Client, account: Account, routes: Sequence[Route], terms: TradeTerms, *, pinned: bool = False
) -> tuple[BlockRef, tuple[Relocation, ...]]:
    """Check routes against live state and price them in order; refuses what the chain would refuse.

    With `pinned` a limit agreed to before stays as it is, where a better price would only tighten it.
    """
    places = [(route.hotkey, route.netuid) for route in routes]
    places += [(route.to_hotkey, route.to_netuid) for route in routes]
    reading = await read_stake_situations(client, account.coldkey, places)
    here, there = reading.data[: len(routes)], reading.data[len(routes) :]
    moves = []
    leaving: Counter[int] = Counter()
    for index, (route, origin, target) in enumerate(zip(routes, here, there, strict=True)):
        with _naming(index, routes):
            amount = route.amount or origin.alpha
            before = leaving[route.netuid]
            check_position(
                origin, route.hotkey, route.netuid, amount, leaves=route.crosses, left_before=before
            )
            leaving[route.netuid] += amount.rao if route.crosses else 0
            check_stakeable(target, route.to_hotkey, route.to_netuid)
            moves.append(Move(route.netuid, route.to_netuid, amount.rao, route.hotkey))
    at = reading.block
    _, priced = await read_moves(client, moves, at.hash)
    pools = await read_pools(client, moves, at.hash)
    least = minimum_stake(client.runtime)
    ratios = [pools.reckoned(each) for each in priced]
    found = []
    for index, (route, origin, each) in enumerate(zip(routes, here, priced, strict=True)):
        with _naming(index, routes):
            check_moved(each.sold, least)
            limit = _least_ratio(ratios[index], terms, each.move.netuid, pinned=pinned)
            cut = route.crosses and _is_cut(each, limit, terms, pools)
            found.append(Relocation(route, origin, each, limit, ratios[index], cut))
            pools.moved(each)
    return at, tuple(found)


def _naming(index: int, routes: Sequence[Route]) -> AbstractContextManager[None]:
    if len(routes) == 1:
        return nullcontext()
    return naming_leg(index, BatchLeg(routes[index].netuid, routes[index].hotkey, None))


def _least_ratio(ratio: int, terms: TradeTerms, netuid: int, *, pinned: bool) -> int:
    """The least ratio of prices accepted, in billionths: always below the one of the moment."""
    limit = max(0, min(ratio - 1, ratio * (MILLION - terms.tolerance_ppm) // MILLION))
    agreed = terms.agreed.get(netuid)
    if agreed is None:
        return limit
    return agreed if pinned else max(limit, agreed)


def _is_cut(each: PricedMove, limit: int, terms: TradeTerms, pools: Pools) -> bool:
    """Whether only a part may move under the limit; refuses a move that could not happen under it."""
    most = pools.most(each, limit)
    if each.move.alpha <= most or (terms.partial and most > 0):
        return each.move.alpha > most
    if each.move.netuid in terms.agreed:
        ends = (each.move.netuid, each.move.to_netuid)
        raise price_moved(f"{for_each(each.ratio, ends)} now, the limit is {for_each(limit, ends)}")
    raise refused(
        "The move alone would shift the prices beyond your tolerance, so nothing would happen.",
        "SlippageTooHigh",
        "slippage_too_high",
        "Move less, or allow more with --tolerance.",
    )


def for_each(ratio: int, ends: tuple[int, int]) -> str:
    """A ratio of prices: what there is on the second subnet for one of what is staked on the first."""
    here, there = ends
    return f"{as_staked(there, Alpha(ratio))} for 1 {as_staked(here, Alpha(0)).symbol}"
