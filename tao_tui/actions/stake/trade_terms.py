"""What several trading actions take from their arguments and hand to the journal."""

from __future__ import annotations

from collections.abc import Mapping

from tao_tui.actions.plan import PricedTrade
from tao_tui.actions.review.limits import AGREED, TradeTerms
from tao_tui.amounts import Tao
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import Quote


def terms_of(values: Mapping[str, object]) -> TradeTerms:
    """The trade terms among typed arguments."""
    limit, agreed = values.get("limit_price"), values.get(AGREED)
    return TradeTerms(
        tolerance_ppm=int(str(values["tolerance"])),
        limit=limit if isinstance(limit, Tao) else None,
        partial=bool(values.get("partial")),
        agreed=agreed if isinstance(agreed, Mapping) else {},
    )


def priced_trade(quote: Quote, least_out_rao: int | None) -> PricedTrade:
    """A quote as its action's review tells it."""
    return PricedTrade(
        quote.netuid,
        quote.side,
        quote.amount_in_rao,
        quote.amount_out_rao,
        least_out_rao,
        quote.price_rao,
        quote.effective_price_rao,
        quote.swap_fee_rao,
    )


def limited_trade(quote: Quote, limit_rao: int | None, *, partial: bool) -> PricedTrade:
    """The same under a limit price, which holds what is not `partial` to a least; root needs none."""
    if quote.netuid == ROOT:
        return priced_trade(quote, quote.amount_out_rao)
    return priced_trade(quote, quote.least_out_rao(limit_rao) if limit_rao and not partial else None)
