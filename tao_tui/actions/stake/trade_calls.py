"""The call a trade is made with: limited where the runtime can, a whole position by a call of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.reads.trades.prices import ROOT, has_pools

if TYPE_CHECKING:
    from tao_tui.actions.review.limits import TradeTerms
    from tao_tui.actions.stake.batch_words import PricedLeg
    from tao_tui.addresses import Address
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.reads.trades.quote import Side

MODULE: Final = "SubtensorModule"
FULL: Final = "remove_stake_full_limit"
_AMOUNTS: Final = {"add": "amount_staked", "remove": "amount_unstaked"}


def limits_prices(runtime: ChainRuntime, side: Side) -> bool:
    """Whether the runtime can hold a trade of this side to a price."""
    return runtime.has_call(MODULE, f"{side}_stake_limit")


def at_any_price(netuid: int) -> str:
    """What a trade without a limit promises: on root one TAO is one, whatever happens."""
    return "one for one" if netuid == ROOT else "at any price"


def place_of(runtime: ChainRuntime, hotkey: Address, netuid: int) -> dict[str, object]:
    """Where a trade goes, as its call says it: runtimes without pools know the hotkey alone."""
    return {"hotkey": hotkey, "netuid": netuid} if has_pools(runtime) else {"hotkey": hotkey}


def trade_call(runtime: ChainRuntime, side: Side, leg: PricedLeg, terms: TradeTerms) -> Call:
    """The call for one leg, as its limit and the choice of a partial fill ask for."""
    from tao_tui.chain.calls.call import Call

    where = place_of(runtime, leg.hotkey, leg.netuid)
    if leg.whole and leg.limit is not None and not terms.partial and runtime.has_call(MODULE, FULL):
        return Call(MODULE, FULL, {**where, "limit_price": leg.limit})
    where[_AMOUNTS[side]] = leg.quote.amount_in_rao
    if leg.limit is None:
        return Call(MODULE, f"{side}_stake", where)
    how = {"limit_price": leg.limit, "allow_partial": terms.partial}
    return Call(MODULE, f"{side}_stake_limit", {**where, **how})
