"""A review and its outcome, as lines for a person and as the rows of the JSON contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tao_tui.cli.layout import aligned

if TYPE_CHECKING:
    from tao_tui.actions.plan import Outcome, Review

_MARKS = {"note": "·", "caution": "!", "danger": "!!"}


def review_row(review: Review) -> dict[str, Any]:
    """What --dry-run answers with --json."""
    from tao_tui.chain.calls import call_json

    return {
        "action": review.action,
        "title": review.title,
        "signer": review.signer,
        "call": call_json(review.call.decoded),
        "call_hex": review.call.hex,
        "fee_rao": review.fee.rao,
        "valid_blocks": review.valid_blocks,
        "effects": review.effects,
        "warnings": review.warnings,
        "command_line": review.command_line,
    }


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """What a finished action answers with --json."""
    from tao_tui.chain.events import event_json

    return {
        "action": outcome.action,
        "extrinsic_hash": outcome.extrinsic_hash,
        "block_hash": outcome.block_hash,
        "block_number": outcome.block_number,
        "finalized": outcome.finalized,
        "fee_rao": outcome.fee.rao,
        "events": [event_json(event) for event in outcome.events],
        "summary": outcome.summary,
    }


def review_lines(review: Review, network: str) -> list[str]:
    """Everything a person agrees to, addresses in full."""
    facts = [
        *((effect.label, effect.value) for effect in review.effects),
        ("Signed by", f"{review.signer} (wallet {review.account.wallet})"),
        ("Valid for", f"{review.valid_blocks} blocks"),
    ]
    decoded = review.call.decoded
    return [
        f"{review.title}   [{network}]",
        *(f"  {line}" for line in aligned(facts)),
        f"  Signs {decoded.pallet}.{decoded.function}",
        *(f"    {line}" for line in aligned(_argument_lines(decoded.arguments))),
        *(f"  {_MARKS[warning.level]} {warning.text}" for warning in review.warnings),
        f"  As a command: {review.command_line}",
    ]


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """How it ended, with what is needed to look it up."""
    yield outcome.summary
    state = "finalized" if outcome.finalized else "included"
    yield f"  {state} in block {outcome.block_number:,} ({outcome.block_hash}), fee {outcome.fee}"
    yield f"  extrinsic {outcome.extrinsic_hash}"


def call_lines(call: Any) -> Iterator[str]:
    """A decoded call and its arguments."""
    yield f"{call.pallet}.{call.function}"
    yield from (f"  {line}" for line in aligned(_argument_lines(call.arguments)))


def _argument_lines(arguments: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    from tao_tui.chain.calls import DecodedCall, call_json

    for name, value in arguments.items():
        plain = call_json(value) if isinstance(value, DecodedCall) else value
        yield name, plain if isinstance(plain, str) else json.dumps(plain, default=str, ensure_ascii=False)
