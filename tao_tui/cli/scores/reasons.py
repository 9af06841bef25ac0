"""`scores --explain` and `--audit`: why a neuron scores as it does, and whether the scores follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.cli.terminal.layout import aligned

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run
    from tao_tui.consensus.explanation import Vote
    from tao_tui.reads.scores.audit import Audit
    from tao_tui.reads.scores.explanations import ScoreExplanation
    from tao_tui.reads.scores.what_if import WhatIf
    from tao_tui.tables.score_reasons import Reason

_MOST: Final = 20
"""Votes shown at the most; JSON has them all."""


def show_explanation(run: Run, netuid: int, uid: int, mechanism: int) -> None:
    """Answer with the reasons for one neuron's scores."""
    from tao_tui.reads.scores.explanations import read_explanation

    reading = run.on_node(lambda client: read_explanation(client, netuid, uid, mechanism))
    run.out.answer(_row(reading.data), lambda: _explained(reading.data), block=reading.block)


def show_audit(run: Run, netuid: int, mechanism: int) -> None:
    """Answer with the last epoch computed again; exit code 5 when the chain's scores do not follow."""
    from tao_tui.errors import ChainRejected
    from tao_tui.reads.scores.audit import read_audit

    reading = run.on_node(lambda client: read_audit(client, netuid, mechanism))
    run.out.reading(reading, _audited)
    if not reading.data.follows:
        run.exit_code = ChainRejected.exit_code


def show_what_if(run: Run, netuid: int, changes: str, mechanism: int) -> None:
    """Answer with what the last epoch would have made of a changed subnet."""
    from tao_tui.chain.query import Reading
    from tao_tui.reads.scores.epoch_inputs import read_epoch
    from tao_tui.reads.scores.what_if import parse_changes, what_if

    parsed = parse_changes(changes)
    reading = run.on_node(lambda client: read_epoch(client, netuid, mechanism))
    run.out.reading(Reading(reading.block, what_if(reading.data, parsed)), _shifted)


def _shifted(found: WhatIf) -> Iterator[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.counted import counted
    from tao_tui.tables.score_reasons import origin, whose
    from tao_tui.tables.shifts import SHIFT_COLUMNS

    yield f"{whose(found)}, {len(found.shifts)} of {counted(found.neurons, 'neuron')} would score differently"
    yield f"  {origin(found)}"
    if found.shifts:
        yield from table(SHIFT_COLUMNS, found.shifts)


def _row(found: ScoreExplanation) -> dict[str, Any]:
    why = found.explanation
    return {
        "netuid": found.netuid,
        "mechanism": found.mechanism,
        "epoch_block": found.epoch_block,
        "exact": found.exact,
        "has_run": found.has_run,
        "hidden": found.hidden,
        "uid": why.uid,
        "hotkey": found.hotkeys[why.uid],
        "active": why.active,
        "had_permit": why.had_permit,
        "has_permit": why.has_permit,
        "stake_weight": why.stake_weight,
        "emission_rao": why.emission_rao,
        "server": why.server,
        "validator": why.validator,
    }


def _explained(found: ScoreExplanation) -> Iterator[str]:
    from tao_tui.tables.score_reasons import as_miner, as_validator, hidden, is_miner, origin, whose

    why = found.explanation
    yield f"{whose(found)}, uid {why.uid}, {found.hotkeys[why.uid]}"
    yield f"  {origin(found)}"
    yield from _said(hidden(found.hidden))
    if (validator := why.validator) is not None:
        yield "As a validator"
        yield from _said(as_validator(why, validator, found.mechanisms))
        yield from _votes("Weights it gave:", validator.votes, found.hotkeys, to="neuron")
    if is_miner(why):
        yield "As a miner"
        yield from _said(as_miner(why, found.mechanisms))
        given = "Weights it was given, by what they contributed:"
        yield from _votes(given, why.server.supporters, found.hotkeys, to="validator")


def _said(reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in reasons:
        yield f"  {'  ' * (reason.tone == 'part')}{reason.text}"


def _votes(heading: str, votes: Sequence[Vote], hotkeys: Sequence[str], *, to: str) -> Iterator[str]:
    """Weights as a table; the stake behind each where several validators speak."""
    from tao_tui.tables.reasons import percent, share

    if not votes:
        return
    yield f"  {heading}"
    by_validator = to == "validator"
    lines = [("uid", "hotkey", *(["stake"] * by_validator), "gave", "counted", "cut")]
    for vote in votes[:_MOST]:
        uid = vote.validator if by_validator else vote.neuron
        held = [percent(vote.stake_share)] * by_validator
        cut = share(vote.clipped) if vote.clipped else ""
        lines.append((str(uid), hotkeys[uid], *held, share(vote.given), share(vote.counted), cut))
    yield from (f"    {line}" for line in aligned(lines))
    if len(votes) > _MOST:
        yield f"    … and {len(votes) - _MOST} more with --json"


def _audited(audit: Audit) -> Iterator[str]:
    from tao_tui.counted import counted
    from tao_tui.tables.score_reasons import MIXED_EMISSION, hidden, whose

    neurons = counted(audit.neurons, "neuron")
    yield f"{whose(audit)}, {neurons}, the epoch of block {audit.epoch_block:,} again"
    for column in audit.columns:
        wrong = sum(each.column == column for each in audit.differences)
        found = f"{wrong} of {audit.neurons} differ" if wrong else "every integer follows"
        yield f"  {column:<17} {found}"
    yield from _said(hidden(audit.hidden))
    if "emission" not in audit.columns:
        yield f"  {MIXED_EMISSION}"
    if audit.follows:
        yield "  The chain's scores follow from its own inputs."
        return
    number = len(audit.differences)
    yield f"  {number} {'score does' if number == 1 else 'scores do'} not follow from the chain's inputs:"
    lines = [("uid", "column", "chain", "computed")]
    for each in audit.differences[:_MOST]:
        lines.append((str(each.uid), each.column, f"{each.stored:,}", f"{each.computed:,}"))
    yield from (f"    {line}" for line in aligned(lines))
    if number > _MOST:
        yield f"    … and {number - _MOST} more with --json"
