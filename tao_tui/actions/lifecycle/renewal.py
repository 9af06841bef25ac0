"""What was agreed to, looked at again: priced before it is signed, explained where the pool refuses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review, Step
from tao_tui.actions.review.limits import NoLongerAgreed, apart_from_limits, limits_in
from tao_tui.actions.review.wording import price_text
from tao_tui.errors import ChainRejected, Declined, TaoTuiError, UsageError
from tao_tui.text import Clean, clean

_VAGUE: Final = frozenset({"BadRequest", "RateLimitExceeded", "Invalid"})
"""Names of a pool for refusals of several kinds."""
_PASSING: Final = frozenset({"TooManyRegistrationsThisInterval"})
"""Names that say what it was, but not from which block on it is otherwise."""

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


async def explained(error: ChainRejected, agreed: Review, client: Client) -> ChainRejected:
    """A refusal that does not tell why, or until when, with what a new review finds; any other as it is.

    Pools have one number for many reasons (opentensor/subtensor v3.2.1, `CustomTransactionError`).
    """
    if error.code not in _VAGUE | _PASSING:
        return error
    try:
        await review(agreed.action, agreed.arguments, client, agreed.account)
    except (Declined, UsageError) as found:
        if error.code in _VAGUE or f" {error.code}: " in found.message:
            return ChainRejected(f"The chain refused it. {found.message}", hint=found.hint, code=error.code)
    except TaoTuiError:
        pass  # the node has just said no; that it cannot be asked now changes nothing
    return error


def _tightened(before: Review, now: Review) -> Clean:
    """What became of the limits, which change in one direction only."""
    old, new = limits_in(before.call.decoded), limits_in(now.call.decoded)
    if len(new) > 1 or now.action == "stake.swap":
        return clean("The prices moved in your favour; the limits follow them.")
    (was,), (limit,) = old.values(), new.values()
    return clean(f"The price moved in your favour: limit {price_text(limit)} instead of {price_text(was)}.")
