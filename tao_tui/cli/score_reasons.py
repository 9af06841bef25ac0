"""`scores --explain` and `--audit`: why a neuron scores as it does, and whether the scores follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.cli.layout import aligned
from tao_tui.tables.reasons import dividends_moved

if TYPE_CHECKING:
    from tao_tui.cli.run import Run
    from tao_tui.consensus.explanation import ServerExplanation, ValidatorExplanation, Vote
    from tao_tui.reads.audit import Audit
    from tao_tui.reads.explanations import ScoreExplanation
    from tao_tui.reads.what_if import WhatIf

_WHOLE: Final = 65_535
_MOST: Final = 20
"""Votes shown at the most; JSON has them all."""


def show_explanation(run: Run, netuid: int, uid: int, mechanism: int) -> None:
    """Answer with the reasons for one neuron's scores."""
    from tao_tui.reads.explanations import read_explanation

    reading = run.on_node(lambda client: read_explanation(client, netuid, uid, mechanism))
    run.out.answer(_row(reading.data), lambda: _explained(reading.data), block=reading.block)


def show_audit(run: Run, netuid: int, mechanism: int) -> None:
    """Answer with the last epoch computed again; exit code 5 when the chain's scores do not follow."""
    from tao_tui.errors import ChainRejected
    from tao_tui.reads.audit import read_audit

    reading = run.on_node(lambda client: read_audit(client, netuid, mechanism))
    run.out.reading(reading, _audited)
    if not reading.data.follows:
        run.exit_code = ChainRejected.exit_code


def show_what_if(run: Run, netuid: int, changes: str, mechanism: int) -> None:
    """Answer with what the last epoch would have made of a changed subnet."""
    from tao_tui.chain.query import Reading
    from tao_tui.reads.epoch_inputs import read_epoch
    from tao_tui.reads.what_if import parse_changes, what_if

    parsed = parse_changes(changes)
    reading = run.on_node(lambda client: read_epoch(client, netuid, mechanism))
    run.out.reading(Reading(reading.block, what_if(reading.data, parsed)), _shifted)


def _shifted(found: WhatIf) -> Iterator[str]:
    from tao_tui.cli.layout import table
    from tao_tui.tables.shifts import SHIFT_COLUMNS

    yield f"Subnet {found.netuid}, {len(found.shifts)} of {found.neurons} neurons would score differently"
    yield f"  {_when(found.epoch_block, exact=found.exact)}"
    if found.shifts:
        yield from table(SHIFT_COLUMNS, found.shifts)


def _row(found: ScoreExplanation) -> dict[str, Any]:
    why = found.explanation
    return {
        "netuid": found.netuid,
        "epoch_block": found.epoch_block,
        "exact": found.exact,
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
    why = found.explanation
    yield f"Subnet {found.netuid}, uid {why.uid}, {found.hotkeys[why.uid]}"
    yield f"  {_when(found.epoch_block, exact=found.exact)}"
    yield from (f"  {line}" for line in _hidden(found.hidden))
    if why.validator is None or why.server.supporters:
        yield from _as_miner(why.server, found.hotkeys)
    if why.validator is not None:
        yield from _as_validator(why.validator, found.hotkeys)
    else:
        yield "  It had no validator permit, so its own weights did not count."


def _as_miner(server: ServerExplanation, hotkeys: Sequence[str]) -> Iterator[str]:
    facts = [
        ("Consensus", f"{_score(server.consensus)}: the largest weight a majority of stake gives it"),
        ("Agreeing", f"{_share(server.agreeing_stake)} of active stake; {_share(server.majority)} is needed"),
        ("Incentive", _score(server.incentive)),
        ("Silent", f"{len(server.silent)} validators give it nothing"),
    ]
    yield from (f"  {line}" for line in aligned(facts))
    if server.supporters:
        yield "  Weights it was given, by what they contributed:"
        yield from _votes(server.supporters, hotkeys, to="validator")


def _as_validator(validator: ValidatorExplanation, hotkeys: Sequence[str]) -> Iterator[str]:
    facts = [
        ("Stake", f"{_share(validator.stake_share)} of active stake"),
        ("Trust", f"{_score(validator.trust)}: how much of its weights counted"),
        ("Dividends", _score(validator.dividends)),
    ]
    yield from (f"  {line}" for line in aligned(facts))
    yield from (f"  {'  ' * (number > 0)}{line}" for number, line in enumerate(dividends_moved(validator)))
    if validator.votes:
        yield "  Weights it gave:"
        yield from _votes(validator.votes, hotkeys, to="neuron")


def _votes(votes: Sequence[Vote], hotkeys: Sequence[str], *, to: str) -> Iterator[str]:
    lines = [("uid", "hotkey", "given", "counted", "cut")]
    for vote in votes[:_MOST]:
        uid = vote.validator if to == "validator" else vote.neuron
        cut = _score(vote.clipped) if vote.clipped else ""
        lines.append((str(uid), hotkeys[uid], _score(vote.given), _score(vote.counted), cut))
    yield from (f"  {line}" for line in aligned(lines))
    if len(votes) > _MOST:
        yield f"    … and {len(votes) - _MOST} more with --json"


def _audited(audit: Audit) -> Iterator[str]:
    yield f"Subnet {audit.netuid}, {audit.neurons} neurons, the epoch of block {audit.epoch_block:,} again"
    for column in audit.columns:
        wrong = sum(each.column == column for each in audit.differences)
        found = f"{wrong} of {audit.neurons} differ" if wrong else "every integer follows"
        yield f"  {column:<17} {found}"
    yield from (f"  {line}" for line in _hidden(audit.hidden))
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


def _hidden(uids: Sequence[int]) -> Iterator[str]:
    if uids:
        some = ", ".join(map(str, uids[:8])) + (" …" if len(uids) > 8 else "")
        yield f"Hidden: uid {some} committed newer weights nobody can read yet; their older ones counted."


def _when(block: int, *, exact: bool) -> str:
    if exact:
        return f"From the state before the epoch of block {block:,}."
    return "From the state of now, as the node has not kept that of the last epoch: it may differ a little."


def _score(value: int) -> str:
    return f"{value / _WHOLE:.3f}"


def _share(value: int) -> str:
    return f"{value * 100 / _WHOLE:.1f} %"
