"""The limit price a pool trade carries, and when the trade cannot go through under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.plan import Caution
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import per_cent, price_text, warning
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.errors import Declined
from tao_tui.reads.trades.prices import ROOT

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.reads.trades.quote import Quote

AGREED: Final = "agreed_limits"
"""Where an action's values hold the limits a person agreed to, by subnet, once they did."""

_CROSSED: Final = ((334, "PriceLimitExceeded"), (273, "ZeroMaxStakeAmount"), (0, "SlippageTooHigh"))
_CROSSED_ON_ROOT: Final = ((413, "SlippageTooHigh"), (273, "ZeroMaxStakeAmount"), (0, "SlippageTooHigh"))
"""What a price beyond the limit is called from a version on (opentensor/subtensor, `get_max_amount_add`)."""

_WORTH_TRADING: Final = 10**7
"""Rao from which it is proposed to trade so much instead."""
WORTH_SAYING_PPM = 10_000
"""A trade that moves its own price by more than 1 % earns a warning."""

LOOSE_PPM: Final = 200_000
"""So does a limit more than 20 % worse than the price; at 100 % it holds nothing."""


@dataclass(frozen=True, slots=True)
class TradeTerms:
    """What a person accepts of a trade."""

    tolerance_ppm: int
    limit: Tao | None
    """A price of their own, in rao per alpha; replaces the tolerance."""
    partial: bool
    agreed: Mapping[int, int] = field(default_factory=dict)
    """Limits agreed to before, by subnet; no later one may be worse."""

    @property
    def arguments(self) -> dict[str, object]:
        """The terms as an action's arguments, for its command line."""
        return {"tolerance": self.tolerance_ppm, "limit_price": self.limit, "partial": self.partial}

    def limit_rao(self, quote: Quote, spec_version: int) -> int:
        """The limit price for `quote`; `Declined` when the whole trade cannot go through under it.

        Runtimes have different names for a limit that the price is beyond already.
        """
        limit = self.limit.rao if self.limit is not None else quote.limit_price_rao(self.tolerance_ppm)
        agreed = self.agreed.get(quote.netuid)
        if agreed is not None:
            limit = min(limit, agreed) if quote.side == "add" else max(limit, agreed)
        if quote.fits(limit) or (self.partial and quote.begins_within(limit)):
            return limit
        if agreed is not None and self.limit is None:
            raise price_moved(f"{price_text(quote.price_rao)} now, the limit is {price_text(limit)}")
        raise self._too_dear(quote, limit, spec_version)

    def _too_dear(self, quote: Quote, limit_rao: int, spec_version: int) -> Declined:
        now, limit = price_text(quote.price_rao), price_text(limit_rao)
        verb, beyond = ("rise", "above") if quote.side == "add" else ("fall", "below")
        flag = "--tolerance" if self.limit is None else "--limit-price"
        if not quote.begins_within(limit_rao):
            return refused(
                f"The price on subnet {quote.netuid} is {now}, {beyond} the limit of {limit} already.",
                _crossed(quote.netuid, spec_version),
                "slippage_too_high",
                f"Wait for a better price, or allow more with {flag}.",
            )
        return refused(
            f"The trade alone would make the price on subnet {quote.netuid} {verb} from {now} to "
            f"{price_text(quote.price_after_rao)}, {beyond} the limit of {limit}.",
            "SlippageTooHigh",
            "slippage_too_high",
            f"Trade less{_fitting(quote, limit_rao)}, or allow more with {flag}, or take what the limit "
            "allows with --partial.",
        )

    def warnings(self, quote: Quote, limit_rao: int | None) -> tuple[Caution, ...]:
        """What to know about the price, and the limit the call carries."""
        found = [*loose_limits([(quote, limit_rao)])]
        if quote.slippage_ppm > WORTH_SAYING_PPM and not self.partial:
            text = f"The pool is small for this amount: {per_cent(quote.slippage_ppm)} is lost to slippage."
            found.append(warning("caution", "slippage", text))
        if self.partial:
            text = "Only what the limit price allows is traded; the rest stays where it is."
            found.append(warning("note", "partial", text))
        return tuple(found)


def _fitting(quote: Quote, limit_rao: int) -> str:
    """How much would do, rounded down to three digits; nothing where that is next to nothing."""
    rao = quote.part_within(limit_rao)[0]
    rao -= rao % 10 ** max(0, len(str(rao)) - 3)
    return f": about {paid_in(quote, rao)}" if rao >= _WORTH_TRADING else ""


def through(quote: Quote, limit_rao: int | None) -> str:
    """How much of a trade that its limit stops goes through as things stand."""
    return f"; about {paid_in(quote, quote.part_within(limit_rao or 0)[0])} now"


def through_brings(quote: Quote, limit_rao: int | None) -> str:
    """What that part brings."""
    rao = quote.part_within(limit_rao or 0)[1]
    got = as_staked(quote.netuid, Alpha(rao)) if quote.side == "add" else Tao(rao)
    return f"about {got} for that; less if the price moves"


def paid_in(quote: Quote, rao: int) -> Alpha | Tao:
    """So many rao of what goes in."""
    return Tao(rao) if quote.side == "add" else as_staked(quote.netuid, Alpha(rao))


def _crossed(netuid: int, spec_version: int) -> str:
    """What the chain calls a limit that the price is beyond already."""
    names = _CROSSED_ON_ROOT if netuid == ROOT else _CROSSED
    return next(name for since, name in names if spec_version >= since)


class NoLongerAgreed(Declined):
    """What a person agreed to cannot be had any more; they have to see what it would be now."""


def price_moved(how: str) -> NoLongerAgreed:
    """The refusal to sign for a worse price than was agreed to."""
    return NoLongerAgreed(
        f"The price moved beyond what you agreed to: {how}. Nothing was signed.",
        hint="Look at the new price and decide again.",
        code="price_moved",
    )


def limits_in(call: DecodedCall) -> dict[int, int]:
    """The limits a decoded call carries, by the subnet that is paid or sold from."""
    said: Mapping[str, Any] = call.arguments
    found: dict[int, int] = {}
    for each in carried_calls(call):
        found |= limits_in(each)
    if "limit_price" in said:
        found[int(said.get("netuid", said.get("origin_netuid")))] = int(said["limit_price"])
    return found


def inner_calls(call: DecodedCall) -> tuple[DecodedCall, ...]:
    """The calls a batch or a proxy's call is made of."""
    said: Mapping[str, Any] = call.arguments
    if call.name == "Proxy.proxy":
        return (said["call"],)
    return tuple(said.get("calls", ())) if call.pallet == "Utility" else ()


def carried_calls(call: DecodedCall) -> tuple[DecodedCall, ...]:
    """The same, and what a multisig's signatory makes: the call that is meant, or those of it."""
    if call.name in ("Multisig.as_multi", "Multisig.as_multi_threshold_1"):
        said: Mapping[str, Any] = call.arguments
        return (said["call"],)
    return inner_calls(call)


def apart_from_limits(call: DecodedCall) -> tuple[str, dict[str, object]]:
    """A decoded call without its limits: what else was agreed to."""
    said = {name: value for name, value in call.arguments.items() if name != "limit_price"}
    inner = carried_calls(call)
    if inner:
        said["call" if "call" in said else "calls"] = [apart_from_limits(each) for each in inner]
    return call.name, said


def not_worth_its_fee(fee: Tao, brings: Sequence[int]) -> tuple[Caution, ...]:
    """The caution about sales that bring less rao than their equal part of the network fee."""
    least = [index for index, rao in enumerate(brings, 1) if rao * len(brings) < fee.rao]
    if not least:
        return ()
    text = f"The network fee is more than this brings ({Tao(brings[0])})."
    if len(brings) > 1:
        which = f"Trade {least[0]} brings" if len(least) == 1 else f"{len(least)} of these trades bring"
        text = f"{which} less than {'its' if len(least) == 1 else 'their'} part of the network fee."
    return (warning("caution", "fee_above_value", text),)


def loose_limits(trades: Iterable[tuple[Quote, int | None]]) -> tuple[Caution, ...]:
    """The caution about limits far from the prices of the moment, which hold nobody off."""
    found = [
        (_worse_ppm(quote.price_rao, limit, higher=quote.side == "add"), quote.netuid, limit)
        for quote, limit in trades
        if limit is not None and quote.netuid != ROOT
    ]
    worst, netuid, limit = max(found, default=(0, 0, 0))
    return loose_limit(worst, f"limit on subnet {netuid}, {price_text(limit)},")


def loose_limit(worse_ppm: int, which: str) -> tuple[Caution, ...]:
    """The same for one limit: how much worse than now it is, and what it is called."""
    if worse_ppm <= LOOSE_PPM:
        return ()
    text = (
        f"The {which} is {worse_ppm // 10_000:,} % worse than now: whoever sees this coming can trade ahead "
        "of it and keep the difference. Up to 5 % is usual."
    )
    return (warning("danger" if worse_ppm >= 1_000_000 else "caution", "loose_limit", text),)


def _worse_ppm(price: int, limit: int, *, higher: bool) -> int:
    """How much worse than the price a limit is, in millionths of the price."""
    return (limit - price if higher else price - limit) * 1_000_000 // price if price else 0


def no_limit_warning(function: str) -> Caution:
    """The warning for a runtime that cannot hold a trade to a price."""
    return warning(
        "danger",
        "no_limit_price",
        f"This runtime has no {function}: the trade happens at ANY price, and the quote is not a promise.",
    )
