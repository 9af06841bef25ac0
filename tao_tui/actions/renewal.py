"""Between agreeing and signing: what was agreed to, priced at the head and never for a worse limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.actions.limits import NoLongerAgreed, apart_from_limits, limits_in
from tao_tui.actions.plan import Review, Step
from tao_tui.actions.reviewing import review
from tao_tui.actions.wording import price_text
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from tao_tui.chain.client import Client


async def renewed(agreed: Review, client: Client, on_step: Callable[[Step], None]) -> Review:
    """`agreed` as it may be signed now: a limit in it comes from a quote of the head and is no worse.

    Raises `NoLongerAgreed` when the price went beyond the limit agreed to, or anything else would be signed.
    """
    limits = limits_in(agreed.call.decoded)
    if not limits or await client.head() == agreed.block:
        return agreed
    fresh = await review(agreed.action, agreed.arguments, client, agreed.account, within=limits)
    if apart_from_limits(fresh.call.decoded) != apart_from_limits(agreed.call.decoded):
        raise NoLongerAgreed(
            "This would do something else by now than you agreed to. Nothing was signed.",
            hint="Look at it again and decide.",
            code="review_changed",
        )
    if fresh.call.data != agreed.call.data:
        on_step(Step("repriced", _tightened(agreed, fresh)))
    return fresh


def _tightened(before: Review, now: Review) -> Clean:
    """What became of the limits, which change in one direction only."""
    old, new = limits_in(before.call.decoded), limits_in(now.call.decoded)
    if len(new) > 1 or now.action == "stake.swap":
        return clean("The prices moved in your favour; the limits follow them.")
    (was,), (limit,) = old.values(), new.values()
    return clean(f"The price moved in your favour: limit {price_text(limit)} instead of {price_text(was)}.")
