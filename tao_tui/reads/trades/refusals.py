"""Why a trade cannot be made, in the chain's words: an unstarted subnet, a pool that gives nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.chain.words.errors import explain
from tao_tui.errors import Declined

if TYPE_CHECKING:
    from tao_tui.reads.trades.quote import Quote


def not_started(netuid: int) -> Declined:
    """The refusal to buy, move or give away alpha before trading is open."""
    words, _ = explain("SubtokenDisabled")
    return Declined(
        f"Subnet {netuid} has not started. SubtokenDisabled: {words}",
        hint="Its owner starts it with: tao-tui subnets start.",
        code="subtoken_disabled",
    )


def cannot_trade(netuid: int, *, tiny: bool = False) -> Declined:
    """The refusal of a trade that a pool gives nothing for, for being too much for it or `tiny`."""
    words, remedy = explain("InsufficientLiquidity")
    return Declined(
        f"The pool of subnet {netuid} cannot take this trade: nothing would come out. "
        f"InsufficientLiquidity: {words}",
        hint="Trade more of it at once." if tiny else remedy,
        code="pool_cannot_trade",
    )


def empty_pool(netuid: int) -> Declined:
    """The refusal of a trade with a pool that has too little left to pay anything."""
    words, _ = explain("ReservesTooLow")
    return Declined(
        f"The pool of subnet {netuid} is all but empty: nothing would come out. ReservesTooLow: {words}",
        hint="Wait until there is more in it: tao-tui subnets show.",
        code="pool_cannot_trade",
    )


def brings_too_little(netuid: int) -> Declined:
    """The refusal of a part that comes to nothing, which the chain finds too little to sell or to move."""
    words, remedy = explain("AmountTooLow")
    return Declined(
        f"So little alpha is worth next to nothing on subnet {netuid}. AmountTooLow: {words}",
        hint=remedy,
        code="below_minimum_stake",
    )


def share_brings_nothing(netuid: int) -> Declined:
    """The refusal of a whole position so small that selling the pool's share of it undoes the sale."""
    words, _ = explain("ReservesTooLow")
    return Declined(
        f"The position on subnet {netuid} is so small that the pool's share of it sells for nothing, which "
        f"undoes the sale. ReservesTooLow: {words}",
        hint="Stake more to the same hotkey there, then sell both together.",
        code="pool_cannot_trade",
    )


def required(quote: Quote | None, netuid: int) -> Quote:
    """The quote; `Declined` where the pool gives none."""
    if quote is None:
        raise cannot_trade(netuid)
    return quote
