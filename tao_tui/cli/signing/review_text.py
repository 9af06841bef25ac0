"""A review and its outcome, as lines for a person and as the rows of the JSON contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.plan import gravest_first
from tao_tui.cli.signing.validator_names import with_names
from tao_tui.cli.terminal.layout import aligned
from tao_tui.counted import counted

if TYPE_CHECKING:
    from tao_tui.actions.plan import Outcome, Review
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.journal.movement import Movement
    from tao_tui.journal.unfilled import Unfilled
    from tao_tui.text import Clean

_NONE: Final[Mapping[str, Clean]] = MappingProxyType({})
_MARKS = {"note": "·", "caution": "!", "danger": "!!"}


def review_row(review: Review, names: Mapping[str, Clean] = _NONE) -> dict[str, Any]:
    """What --dry-run answers with --json; `names` are what hotkeys call themselves."""
    from tao_tui.chain.calls.call import call_json

    return {
        "action": review.action,
        "title": review.title,
        "signer": review.signer,
        "call": call_json(review.call.decoded),
        "call_hex": review.call.hex,
        "fee_rao": review.fee.rao,
        "weight": review.weight,
        "valid_blocks": review.valid_blocks,
        "effects": review.effects,
        "validator_names": names,
        "trades": review.quoted,
        "totals": _totals(review),
        "warnings": review.warnings,
        "command_line": review.command_line,
        "source": {
            "said_by": review.source.said_by,
            "confirmed_by": review.source.second if review.source.confirmed else None,
            "objection": review.source.objection or None,
        },
    }


def _totals(review: Review) -> dict[str, int | None] | None:
    """What trades on one side come to together, in rao of TAO; None for others, moves among them.

    Alpha counts at the price before the trades.
    """
    from tao_tui.reads.trades.pool import ONE
    from tao_tui.reads.trades.prices import value_of

    trades = review.quoted
    if not trades or len({trade.side for trade in trades}) > 1:
        return None
    buying = trades[0].side == "add"
    least: int | None = 0
    paid = got = 0
    for trade in trades:
        into, out = (ONE, trade.price_rao) if buying else (trade.price_rao, ONE)
        paid += value_of(trade.amount_in_rao, into)
        got += value_of(trade.amount_out_rao, out)
        if least is not None:
            least = None if trade.least_out_rao is None else least + value_of(trade.least_out_rao, out)
    fee = review.fee.rao
    return {
        "value_in_rao": paid,
        "value_out_rao": got,
        "least_value_out_rao": least,
        "extrinsic_fee_rao": fee,
    }


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """What a finished action answers with --json."""
    from tao_tui.chain.blocks.events import event_json

    return {
        "action": outcome.action,
        "extrinsic_hash": outcome.extrinsic_hash,
        "block_hash": outcome.block_hash,
        "block_number": outcome.block_number,
        "finalized": outcome.finalized,
        "fee_rao": outcome.fee.rao,
        "events": [event_json(event) for event in outcome.events],
        "summary": outcome.summary,
        "moved": [movement_row(movement) for movement in outcome.moved],
        "unfilled": [unfilled_row(each) for each in outcome.unfilled],
        "given": [
            {"netuid": each.netuid, "uid": each.uid, "hotkey": each.hotkey, "replaced_hotkey": each.replaced}
            for each in outcome.given
        ],
    }


def movement_row(movement: Movement) -> dict[str, Any]:
    """What an account gained or gave, for JSON; what it was worth where the chain told that."""
    return {
        "what": movement.kind,
        "netuid": movement.netuid,
        "other": movement.other,
        "tao_rao": movement.tao_rao,
        "alpha_rao": movement.alpha_rao,
        "price_rao": movement.price_rao,
        "value_rao": movement.value_rao,
    }


def unfilled_row(unfilled: Unfilled) -> dict[str, Any]:
    """A trade that was filled only in part, for JSON: rao of TAO where `side` is add, else of alpha."""
    return {
        "side": unfilled.side,
        "netuid": unfilled.netuid,
        "hotkey": unfilled.hotkey,
        "asked_rao": unfilled.asked_rao,
        "traded_rao": unfilled.traded_rao,
        "left_rao": unfilled.left_rao,
    }


def review_lines(review: Review, network: str, names: Mapping[str, Clean] = _NONE) -> list[str]:
    """Everything a person agrees to, addresses in full, with what hotkeys call themselves."""
    facts = [
        *((effect.label, with_names(effect.value, names)) for effect in review.effects),
        ("Signed by", f"{review.signer} (wallet {review.account.wallet})"),
        ("Takes", review.weight.words()),
        ("Valid for", f"{counted(review.valid_blocks, 'block')}"),
        ("Said by", f"{review.source.words()}, at block {review.block.number:,}"),
    ]
    decoded = review.call.decoded
    return [
        f"{review.title}   [{network}]",
        *(f"  {line}" for line in aligned(facts)),
        *(f"  {line}" for line in call_lines(decoded, "Signs ")),
        *(f"  {_MARKS[warning.level]} {warning.text}" for warning in gravest_first(review.warnings)),
        *([f"  !! {review.source.objection} This cannot be signed."] if review.source.objection else ()),
        f"  As a command: {review.command_line}",
    ]


def outcome_lines(outcome: Outcome, names: Mapping[str, Clean] = _NONE) -> Iterator[str]:
    """How it ended, with what is needed to look it up."""
    yield outcome.summary
    from tao_tui.tables.movement_words import not_traded, told

    for label, what in (*map(told, outcome.moved), *map(not_traded, outcome.unfilled)):
        yield f"  {label} {with_names(what, names)}"
    yield from (f"  got {each.words()}" for each in outcome.given)
    state = "finalized" if outcome.finalized else "included"
    yield f"  {state} in block {outcome.block_number:,}, fee {outcome.fee}"
    yield f"  block      {outcome.block_hash}"
    yield f"  extrinsic  {outcome.extrinsic_hash}"


def call_lines(call: DecodedCall, before: str = "") -> Iterator[str]:
    """A decoded call and its arguments; calls within it stand below it, further in."""
    from tao_tui.chain.calls.call import call_json

    return call_json_lines(call_json(call), before)


def call_json_lines(call: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """The same for a call in its JSON form."""
    yield f"{before}{call['pallet']}.{call['function']}"
    plain, inner = [], []
    for name, value in call["arguments"].items():
        calls = value if isinstance(value, list) else [value]
        if calls and all(isinstance(each, dict) and "pallet" in each for each in calls):
            inner += calls
        else:
            plain.append((name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
    yield from (f"  {line}" for line in aligned(plain))
    for each in inner:
        yield from (f"  {line}" for line in call_json_lines(each))
