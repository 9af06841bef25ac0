"""Moves of stake in plain words, made from the decoded calls: what leaves, what arrives, at which prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect
from tao_tui.actions.review.limits import WORTH_SAYING_PPM, loose_limit
from tao_tui.actions.review.wording import effect, named, per_cent, price_text, warning
from tao_tui.actions.stake.relocation import Relocation, for_each
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.reads.trades.pool import ONE

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall

_ENDS: Final = (("To hotkey", "destination_hotkey"), ("To coldkey", "destination_coldkey"))


def move_effects(found: Relocation, calls: Sequence[DecodedCall], account: Account) -> list[Effect]:
    """The lines about one move; `calls` are the one or two that make it."""
    first: Mapping[str, Any] = calls[0].arguments
    last: Mapping[str, Any] = calls[-1].arguments
    here, there = int(first["origin_netuid"]), int(last["destination_netuid"])
    amount = Alpha(int(first["alpha_amount"]))
    leaving = as_staked(here, amount)
    source = str(first.get("origin_hotkey", first.get("hotkey")))
    left = as_staked(here, Alpha(max(0, found.situation.alpha.rao - amount.rao)))
    rest = "the rest stays there" if found.cut else f"{left} stay there" if left else "all of it"
    lines = [
        effect("Leaves", f"{'up to ' if found.cut else ''}{leaving} of subnet {here}; {rest}"),
        effect("From", named(source, account.name_of(source))),
    ]
    for label, name in _ENDS:
        known = next((str(each.arguments[name]) for each in calls if name in each.arguments), "")
        if known:
            lines.append(effect(label, named(known, account.name_of(known))))
    limits = [int(str(each.arguments["limit_price"])) for each in calls if "limit_price" in each.arguments]
    partial = any(each.arguments.get("allow_partial") for each in calls)
    lines.append(effect("Arrives", _arriving(found, there, limits, partial=partial)))
    if len(calls) > 1 and last.get("destination_coldkey"):
        given = as_staked(there, Alpha(int(last["alpha_amount"])))
        lines.append(effect("Given", f"{given}, the least that arrives; what is beyond it stays yours there"))
    return [*lines, *_price_effects(found, limits)]


def _arriving(found: Relocation, there: int, limits: Sequence[int], *, partial: bool) -> str:
    arriving = as_staked(there, found.arriving)
    if not found.route.crosses:
        kept = "" if found.arriving == found.amount else "about "
        return f"{kept}{arriving} of subnet {there}"
    if found.cut:
        return f"less than {arriving} of subnet {there}; the limit stops the rest"
    if not limits:
        least = "at any price"
    elif partial:
        least = "less if the price moves"
    else:
        least = f"at least {as_staked(there, found.least_arriving)}, or nothing happens"
    return f"about {arriving} of subnet {there}; {least}"


def _price_effects(found: Relocation, limits: Sequence[int]) -> list[Effect]:
    sold, bought = found.priced.sold, found.priced.bought
    most = "up to " if found.cut else ""
    worth = effect("Worth", f"{most}{Tao(sold.amount_out_rao)}")
    if bought is None or not found.route.crosses:
        return [worth]
    effective = bought.amount_out_rao * ONE // sold.amount_in_rao
    prices = f"{price_text(sold.price_rao)} here, {price_text(bought.price_rao)} there"
    ends = (found.route.netuid, found.route.to_netuid)
    ratio = f"{for_each(found.priced.ratio, ends)} now"
    if not found.cut:
        in_all = as_staked(found.route.to_netuid, Alpha(effective))
        ratio += f", {in_all} with fee: {per_cent(found.priced.slippage_ppm)} slippage"
    lines = [
        effect("Prices", prices),
        effect("Ratio", ratio),
        *(effect("Limit ratio", f"not below {for_each(limit, ends)}") for limit in limits),
        worth,
    ]
    if sold.swap_fee_rao:
        lines.append(effect("Pool fee", f"{most}{as_staked(sold.netuid, Alpha(sold.swap_fee_rao))}"))
    elif bought.swap_fee_rao:
        lines.append(effect("Pool fee", f"{most}{Tao(bought.swap_fee_rao)}"))
    return lines


def total_effects(found: Sequence[Relocation], *, partial: bool) -> list[Effect]:
    """What several moves bring together where they lead to one subnet, at worst too."""
    there = {each.route.to_netuid for each in found}
    if len(found) == 1 or len(there) > 1:
        return []
    netuid = there.pop()
    arriving = as_staked(netuid, Alpha(sum(each.arriving.rao for each in found)))
    least = as_staked(netuid, Alpha(sum(each.least_arriving.rao for each in found)))
    text = f"{'less than' if any(each.cut for each in found) else 'about'} {arriving} of subnet {netuid}"
    if any(each.route.crosses for each in found) and not partial:
        text += f"; at worst {least}, or nothing happens"
    return [effect("In all", text)]


def move_warnings(
    found: Sequence[Relocation], calls: Sequence[DecodedCall], *, partial: bool
) -> tuple[Caution, ...]:
    """What to know about the prices of moves."""
    warned: list[Caution] = []
    limited = any("limit_price" in each.arguments for each in calls)
    if not limited and any(each.route.crosses for each in found):
        text = (
            "This runtime has no call that limits the price of this: the stake is sold and bought at ANY "
            "price. Swap holds it to one where the runtime can."
        )
        warned.append(warning("danger", "no_limit_price", text))
    if limited:
        loosest = max(each.loose_ppm for each in found if each.route.crosses)
        warned += loose_limit(loosest, "limit on the ratio of prices")
    if any((each.priced.ratio - each.reckoned) * 1_000 > each.priced.ratio for each in found):
        text = (
            "The chain reckons the limit without the weights of these pools: less than the least may arrive."
        )
        warned.append(warning("caution", "weighted_pools", text))
    worst = max(each.priced.slippage_ppm if each.route.crosses else 0 for each in found)
    if worst > WORTH_SAYING_PPM and not partial:
        text = f"The pools are small for this amount: {per_cent(worst)} is lost to slippage."
        warned.append(warning("caution", "slippage", text))
    if partial:
        text = "Only what the limit allows is moved; the rest stays where it is."
        warned.append(warning("note", "partial", text))
    return tuple(warned)
