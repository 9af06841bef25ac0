"""A batch of trades in plain words: every leg as it was decoded back, and the totals, at worst too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation
from tao_tui.actions.review.limits import (
    WORTH_SAYING_PPM,
    inner_calls,
    loose_limits,
    no_limit_warning,
    not_worth_its_fee,
)
from tao_tui.actions.review.wording import (
    effect,
    named,
    per_cent,
    plain_price,
    price_text,
    spends_most,
    trade_fees,
    warning,
)
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.reads.trades.prices import ROOT, value_of
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.reads.trades.quote import Quote


@dataclass(frozen=True, slots=True)
class PricedLeg:
    """One trade of a batch with its price."""

    hotkey: Address
    quote: Quote
    limit: int | None
    """Rao per alpha; None where the runtime knows no limit."""
    left: Alpha
    """What stays in the position that is sold from."""

    @property
    def whole(self) -> bool:
        """Whether the whole position is sold."""
        return self.quote.side == "remove" and not self.left

    @property
    def netuid(self) -> int:
        """The subnet it is on."""
        return self.quote.netuid

    @property
    def least_out(self) -> int:
        """The least it brings if it happens whole, rao."""
        return self.quote.least_out_rao(self.limit or 0)


def explain_batch(
    call: DecodedCall, fee: Tao, legs: Sequence[PricedLeg], account: Account, free: Tao
) -> Explanation:
    """Words for the decoded batch; its inner calls are the legs, in their order."""
    inner = inner_calls(call)
    lines: list[Effect] = []
    for index, (leg, each) in enumerate(zip(legs, inner, strict=True), 1):
        lines += _leg_lines(index, leg, each.arguments, account)
    buying = legs[0].quote.side == "add"
    partial = any(each.arguments.get("allow_partial") for each in inner)
    totals = (_bought if buying else _sold)(legs, fee, free, partial=partial)
    verb = "Stake to" if buying else "Unstake"
    title = f"{verb} {len(legs)} {'places' if buying else 'positions'} at once"
    return Explanation(clean(title), (*totals, *lines), _warnings(legs, inner, (free, fee), partial=partial))


def _leg_lines(index: int, leg: PricedLeg, said: Mapping[str, Any], account: Account) -> list[Effect]:
    quote, netuid, hotkey = leg.quote, int(said.get("netuid", ROOT)), str(said["hotkey"])
    limit = said.get("limit_price")
    if quote.side == "add":
        paid, got = Tao(int(said["amount_staked"])), as_staked(netuid, Alpha(quote.amount_out_rao))
        text = f"{paid} into subnet {netuid}: about {got}"
    else:
        sold = as_staked(netuid, Alpha(int(said.get("amount_unstaked", quote.amount_in_rao))))
        rest = "all of it" if leg.whole else f"{as_staked(netuid, leg.left)} stay"
        what = f"{sold} of subnet {netuid}, {rest}"
        text = f"{what}: about {Tao(quote.amount_out_rao)}"
    side = "to" if quote.side == "add" else "from"
    price = f"{price_text(quote.price_rao)} now, {plain_price(quote.effective_price_rao)} with fee"
    bound = "at any price" if limit is None else f"limit {plain_price(int(limit))}"
    return [
        effect(f"Trade {index}", text),
        effect(side, named(hotkey, account.name_of(hotkey))),
        effect("price", f"{price}; {bound}"),
        effect("slippage", per_cent(quote.slippage_ppm)),
    ]


def _bought(legs: Sequence[PricedLeg], fee: Tao, free: Tao, *, partial: bool) -> list[Effect]:
    paid = Tao(sum(leg.quote.amount_in_rao for leg in legs))
    kept = Tao(sum(leg.quote.swap_fee_rao for leg in legs))
    return [
        effect("You pay", f"{'at most ' if partial else ''}{paid} in all; {_together(partial=partial)}"),
        effect("You get", _bought_in_all(legs, partial=partial)),
        effect("Worst case", _least(legs, partial=partial)),
        effect("Fees", trade_fees(f"{kept} pools", fee)),
        effect("After", f"{Tao(max(0, free.rao - paid.rao - fee.rao))} free"),
    ]


def _bought_in_all(legs: Sequence[PricedLeg], *, partial: bool) -> str:
    """Alpha by subnet, and what all of it is worth together."""
    got: dict[int, int] = {}
    worth = 0
    for leg in legs:
        got[leg.netuid] = got.get(leg.netuid, 0) + leg.quote.amount_out_rao
        worth += value_of(leg.quote.amount_out_rao, leg.quote.price_rao)
    each = "; ".join(f"{as_staked(netuid, Alpha(rao))} on subnet {netuid}" for netuid, rao in got.items())
    return f"{'at most' if partial else 'about'} {each}; worth {Tao(worth)} at today's prices"


def _sold(legs: Sequence[PricedLeg], fee: Tao, free: Tao, *, partial: bool) -> list[Effect]:
    total = Tao(sum(leg.quote.amount_out_rao for leg in legs))
    least = Tao(sum(leg.least_out for leg in legs))
    limited = all(leg.limit is not None for leg in legs)
    worst = f"{least} in all, or nothing happens" if limited else "any price at all: the runtime has no limit"
    if partial:
        worst = f"{least} for what is sold whole; less is sold where the limit stops it"
    kept: dict[int, int] = {}
    for leg in legs:
        kept[leg.netuid] = kept.get(leg.netuid, 0) + leg.quote.swap_fee_rao
    fees = {netuid: as_staked(netuid, Alpha(rao)) for netuid, rao in kept.items() if rao}
    pools = ", ".join(f"{each} of subnet {netuid}" for netuid, each in fees.items())
    return [
        effect("You get", f"about {total} in all; {_together(partial=partial)}"),
        effect("Worst case", worst),
        *([effect("Pool fees", pools)] if pools else []),
        effect("Network fee", fee),
        effect("After", f"{Tao(max(0, free.rao + total.rao - fee.rao))} free"),
    ]


def _together(*, partial: bool) -> str:
    if partial:
        return "a price beyond its limit already stops them all"
    return "one trade beyond its limit stops them all"


def _least(legs: Sequence[PricedLeg], *, partial: bool) -> str:
    sums: dict[int, int] = {}
    for leg in legs:
        sums[leg.netuid] = sums.get(leg.netuid, 0) + leg.least_out
    least = "; ".join(f"{as_staked(netuid, Alpha(rao))} on subnet {netuid}" for netuid, rao in sums.items())
    return f"{least}, or less for less TAO" if partial else f"{least}, or nothing happens"


def _warnings(
    legs: Sequence[PricedLeg], inner: Sequence[DecodedCall], money: tuple[Tao, Tao], *, partial: bool
) -> tuple[Caution, ...]:
    free, fee = money
    found: list[Caution] = []
    if any(leg.limit is None and leg.netuid != ROOT for leg in legs):
        found.append(no_limit_warning(f"{legs[0].quote.side}_stake_limit"))
    found += loose_limits([(leg.quote, leg.limit) for leg in legs])
    for index, leg in enumerate(legs, 1):
        if leg.quote.slippage_ppm > WORTH_SAYING_PPM:
            lost = per_cent(leg.quote.slippage_ppm)
            text = f"Trade {index}: the pool of subnet {leg.netuid} is small for it, {lost} goes to slippage."
            found.append(warning("caution", "slippage", text))
    if partial:
        text = "Only what the limit prices allow is traded; the rest stays where it is."
        found.append(warning("note", "partial", text))
    if legs[0].quote.side == "add":
        found += spends_most(Tao(sum(leg.quote.amount_in_rao for leg in legs)), free)
    else:
        found += not_worth_its_fee(fee, [leg.quote.amount_out_rao for leg in legs])
    return tuple(found)
