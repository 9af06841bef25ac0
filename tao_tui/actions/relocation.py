"""What moving stake starts from and is worth: positions, both subnets, both prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.actions.account import Account
from tao_tui.actions.limits import TradeTerms, price_moved
from tao_tui.actions.plan import Caution
from tao_tui.actions.stake_checks import check_position, check_stakeable, minimum_stake, too_little
from tao_tui.actions.wording import warning
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import Declined
from tao_tui.reads.pool import ONE
from tao_tui.reads.quote import Quote, read_trade
from tao_tui.reads.stake import StakeSituation, read_stake_situation

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


@dataclass(frozen=True, slots=True)
class Relocation:
    """A route with its live state and prices."""

    block: BlockRef
    amount: Alpha
    situation: StakeSituation
    sold: Quote
    bought: Quote | None
    """None when the stake stays on its subnet."""

    @property
    def arriving(self) -> Alpha:
        """What arrives, at the prices of the moment."""
        return Alpha(self.bought.amount_out_rao) if self.bought else self.amount

    @property
    def ratio(self) -> int:
        """Alpha there for one alpha here, in billionths, before the move."""
        return _ratio(self.sold.price_rao, self.bought.price_rao) if self.bought else ONE

    def limit_ratio(self, terms: TradeTerms) -> int:
        """The least ratio of prices accepted; `Declined` when the move itself would go below it."""
        limit = self.ratio * (MILLION - terms.tolerance_ppm) // MILLION
        after = _ratio(self.sold.price_after_rao, self.bought.price_after_rao) if self.bought else ONE
        agreed = terms.agreed.get(self.sold.netuid, 0)
        limit = max(limit, agreed)
        if after < limit and agreed == limit:
            raise price_moved(
                f"{_alpha_each(self.ratio)} there for 1 α now, the limit is {_alpha_each(limit)}"
            )
        if after < limit and not terms.partial:
            raise Declined(
                "The move alone would shift the prices beyond your tolerance, so nothing would happen.",
                hint="Move less, or allow more with --tolerance, or take what it allows with --partial.",
                code="slippage_too_high",
            )
        return limit


async def read_relocation(client: Client, account: Account, route: Route) -> Relocation:
    """Check a route against live state and price it; refuses what the chain would refuse."""
    here = (await read_stake_situation(client, account.coldkey, route.hotkey, route.netuid)).data
    amount = route.amount or here.alpha
    check_position(here, route.hotkey, route.netuid, amount)
    there = (await read_stake_situation(client, account.coldkey, route.to_hotkey, route.to_netuid)).data
    check_stakeable(there, route.to_hotkey, route.to_netuid)
    sold = await read_trade(client, "remove", route.netuid, amount.rao)
    bought: Quote | None = None
    if route.to_netuid != route.netuid:
        bought = (await read_trade(client, "add", route.to_netuid, sold.data.amount_out_rao)).data
    least = minimum_stake(client.runtime)
    worth = Tao(sold.data.amount_out_rao)
    if worth <= least:
        raise too_little(f"{amount} is worth {worth}; the least that may be moved is {least}.")
    return Relocation(sold.block, amount, here, sold.data, bought)


def price_warnings(found: Relocation, *, limited: bool) -> tuple[Caution, ...]:
    """What to know about the prices of a move."""
    if found.bought is None or limited:
        return ()
    text = "This call takes no limit price: the stake is sold and bought at ANY price. Swap holds it to one."
    return (warning("danger", "no_limit_price", text),)


def amount_of(value: Any) -> Alpha | None:
    """A typed amount, None for `all`."""
    return value if isinstance(value, Alpha) else None


def _alpha_each(ratio: int) -> str:
    return f"{Alpha(ratio)}"


def _ratio(price_here: int, price_there: int) -> int:
    return price_here * ONE // price_there if price_there else 0
