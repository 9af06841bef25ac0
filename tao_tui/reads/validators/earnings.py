"""What alpha staked with a hotkey earns: by the last epoch, and how its shares grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.prices import ROOT, all_prices
from tao_tui.reads.validators.root_dividends import NETUIDS, daily_payouts, payout_items
from tao_tui.reads.validators.share_pool import WORTH_ONE, pool_from, pool_items
from tao_tui.reads.validators.yields import blocks_per_epoch, epoch_yield, yield_items

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

Place = tuple[int, Address]
"""A netuid and a hotkey staked to there."""

GROWTH_ONE: Final = 10**15
"""One alpha a share."""

MILLION: Final = 1_000_000

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Earning:
    """What everybody who stakes with one hotkey on one subnet earns there."""

    daily_ppm: int | None = None
    """A day's yield if every epoch were like the last one, in millionths; None where the chain tells none."""
    growth: int | None = None
    """Alpha of one share, in 10^-15: dividends raise it, staking and unstaking do not."""
    pool_alpha_rao: int = 0
    """Alpha in the subnet's pool."""


def earnings_from(
    runtime: ChainRuntime,
    places: Iterable[Place],
    prices: Mapping[int, int],
    values: Mapping[Storage | RuntimeCall, Any],
) -> dict[Place, Earning]:
    """What each place earns, from the answers to `earning_items`; root's dividends are valued at `prices`."""
    return {place: _earning(runtime, place, prices, values) for place in places}


def earning_items(
    runtime: ChainRuntime, places: Iterable[Place], prices: Mapping[int, int]
) -> Iterator[Storage | RuntimeCall]:
    """What to ask of each place, to ride in a batch; of root what every priced subnet gave."""
    for netuid, hotkey in places:
        yield from yield_items(runtime, netuid, [hotkey])
        yield from pool_items(runtime, hotkey, None, netuid).values()
        if netuid != ROOT:
            yield Storage(_MODULE, "Tempo", (netuid,))
            if runtime.has_storage(_MODULE, "SubnetAlphaIn"):
                yield Storage(_MODULE, "SubnetAlphaIn", (netuid,))
        else:
            yield from payout_items(runtime, _paying(runtime, prices), [hotkey])


def _earning(
    runtime: ChainRuntime,
    place: Place,
    prices: Mapping[int, int],
    values: Mapping[Storage | RuntimeCall, Any],
) -> Earning:
    netuid, hotkey = place
    asked = pool_items(runtime, hotkey, None, netuid)
    pool = pool_from({name: values[item] for name, item in asked.items()})
    growth = None if pool.worth is None else pool.worth // (WORTH_ONE // GROWTH_ONE)
    if netuid == ROOT:
        claimed = runtime.has_storage(_MODULE, "RootClaimable")  # then what it earns is not in its shares
        daily = _root_daily(runtime, hotkey, pool.alpha_rao, prices, values)
        return Earning(daily, None if claimed else growth)
    earned = [values[item] for item in yield_items(runtime, netuid, [hotkey])]
    blocks = blocks_per_epoch(runtime, as_int(values[Storage(_MODULE, "Tempo", (netuid,))]))
    daily = epoch_yield(earned, blocks)[1] if earned else None
    return Earning(daily, growth, as_int(values.get(Storage(_MODULE, "SubnetAlphaIn", (netuid,)))))


def _root_daily(
    runtime: ChainRuntime,
    hotkey: Address,
    staked_rao: int,
    prices: Mapping[int, int],
    values: Mapping[Storage | RuntimeCall, Any],
) -> int | None:
    """What subnets' last epochs gave a hotkey's root stake, as TAO a day for each staked, in millionths."""
    netuids = _paying(runtime, prices)
    told = [values[item] for item in payout_items(runtime, netuids, [hotkey])]
    paid = daily_payouts(runtime, netuids, [hotkey], told, prices).get(hotkey)
    return None if paid is None or not staked_rao else paid * MILLION // staked_rao


def _paying(runtime: ChainRuntime, prices: Mapping[int, int]) -> Sequence[int]:
    """The subnets root stake may be paid by: those priced, or where not all are priced, any."""
    return [netuid for netuid in prices if netuid != ROOT] if all_prices(runtime) else NETUIDS
