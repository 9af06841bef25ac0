"""The limit price a pool trade carries, and when the trade cannot go through under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.actions.plan import Caution
from tao_tui.actions.wording import per_cent, price_text, warning
from tao_tui.amounts import Tao
from tao_tui.errors import Declined

if TYPE_CHECKING:
    from tao_tui.reads.quote import Quote

WORTH_SAYING_PPM = 10_000
"""A trade that moves its own price by more than 1 % earns a warning."""


@dataclass(frozen=True, slots=True)
class TradeTerms:
    """What a person accepts of a trade."""

    tolerance_ppm: int
    limit: Tao | None
    """A price of their own, in rao per alpha; replaces the tolerance."""
    partial: bool

    def limit_rao(self, quote: Quote) -> int:
        """The limit price for `quote`; `Declined` when the whole trade cannot go through under it."""
        limit = self.limit.rao if self.limit is not None else quote.limit_price_rao(self.tolerance_ppm)
        if self.partial or quote.fits(limit):
            return limit
        verb = "rise" if quote.side == "add" else "fall"
        raise Declined(
            f"The trade alone would make the price {verb} from {price_text(quote.price_rao)} to "
            f"{price_text(quote.price_after_rao)}, beyond the limit of {price_text(limit)}.",
            hint="Trade less, or allow more with --tolerance, or take what the limit allows with --partial.",
            code="slippage_too_high",
        )

    def warnings(self, quote: Quote) -> tuple[Caution, ...]:
        """What to know about the price."""
        found: list[Caution] = []
        if quote.slippage_ppm > WORTH_SAYING_PPM:
            text = f"The pool is small for this amount: {per_cent(quote.slippage_ppm)} is lost to slippage."
            found.append(warning("caution", "slippage", text))
        if self.partial:
            text = "Only what the limit price allows is traded; the rest stays where it is."
            found.append(warning("note", "partial", text))
        return tuple(found)


def no_limit_warning(function: str) -> Caution:
    """The warning for a runtime that cannot hold a trade to a price."""
    return warning(
        "danger",
        "no_limit_price",
        f"This runtime has no {function}: the trade happens at ANY price, and the quote is not a promise.",
    )
