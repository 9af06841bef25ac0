"""What several trading actions take from their arguments and hand to the journal."""

from __future__ import annotations

from collections.abc import Mapping

from tao_tui.actions.stake.limits import AGREED, TradeTerms
from tao_tui.amounts import Tao
from tao_tui.journal.movement import Quoted
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


def quoted_trades(*quotes: Quote | None) -> tuple[Quoted, ...]:
    """Quotes as the journal keeps them."""
    return tuple(
        Quoted(quote.netuid, quote.side, quote.amount_in_rao, quote.amount_out_rao, quote.effective_price_rao)
        for quote in quotes
        if quote is not None
    )
