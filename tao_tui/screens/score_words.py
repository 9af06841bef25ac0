"""The explanation of a score in plain words: who agreed, what was cut, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.tables.reasons import dividends_moved, percent, share
from tao_tui.widgets.figures import fixed
from tao_tui.widgets.grid import fit

if TYPE_CHECKING:
    from tao_tui.consensus.explanation import (
        Explanation,
        ServerExplanation,
        ValidatorExplanation,
        Vote,
    )
    from tao_tui.reads.explanations import ScoreExplanation

SHOWN: Final = 12
"""Votes listed; more of them say nothing more."""

Name = Callable[[int], str]


def explained(found: ScoreExplanation, name: Name) -> Content:
    """Both roles of a neuron explained; ``name`` says who a uid is, in a few cells."""
    about = found.explanation
    lines: list[Content] = []
    if about.validator is not None:
        lines += _validating(about, about.validator, name)
    server = about.server
    if server.supporters or about.validator is None:
        lines += [Content("")] if lines else []
        lines += _mining(about, server, name)
    if found.hidden:
        some = ", ".join(map(str, found.hidden[:8])) + (" …" if len(found.hidden) > 8 else "")
        lines.append(
            Content.styled(f"Hidden: uid {some} committed newer weights nobody can read yet.", "$warning")
        )
    when = (
        f"From the state before the epoch at block {found.epoch_block:,}."
        if found.exact
        else "The node forgot the state before the last epoch: this is what an epoch would make of now."
    )
    return Content("\n").join([*lines, Content(""), Content.styled(when, "$tao-quiet")])


def _mining(about: Explanation, server: ServerExplanation, name: Name) -> list[Content]:
    lines = [Content.styled("As a miner", "bold $tao-heading")]
    silent = len(server.silent)
    if not server.supporters:
        everybody = f"None of the {silent} validators gives" if silent > 1 else "No validator gives"
        return [*lines, Content(f"{everybody} it weight, so it earns nothing.")]
    most = share(server.consensus)
    if server.consensus:
        lines.append(
            Content(
                f"Validators with {percent(server.agreeing_stake)} of the stake give it {most} or more; "
                f"{percent(server.majority)} must agree. So {most} is the most that counts from anybody."
            )
        )
    else:
        lines.append(
            Content(
                f"Less than {percent(server.majority)} of the stake gave it any weight, so nothing counts."
            )
        )
    if server.clipped:
        who = _many(len(server.clipped), "validator")
        lines.append(Content.styled(f"{who} gave more: what is above is cut.", "$warning"))
    if server.silent:
        uids = ", ".join(str(uid) for uid in server.silent[:8]) + (" …" if silent > 8 else "")
        lines.append(Content(f"{_many(silent, 'validator')} gave it nothing: uid {uids}."))
    earned = f"Its part of all that counted is its incentive, {share(server.incentive)}."
    if about.validator is None:
        earned += f" The epoch paid {fixed(about.emission_rao, 6)} α."
    lines.append(Content.styled(earned, "bold"))
    return [
        *lines,
        *_votes("who gives it weight", server.supporters, lambda v: v.validator, name, stake=True),
    ]


def _validating(about: Explanation, validator: ValidatorExplanation, name: Name) -> list[Content]:
    lines = [Content.styled("As a validator", "bold $tao-heading")]
    if not about.active:
        return [*lines, Content("It set no weights lately: it is inactive, and its stake does not count.")]
    voice = f"It speaks for {percent(validator.stake_share)} of the stake"
    if not validator.votes:
        return [*lines, Content(f"{voice} but gives nobody weight: no trust, no dividends.")]
    lines.append(Content(f"{voice}. Of its weight {share(validator.trust)} was counted: that is its trust."))
    if validator.clipped:
        most = validator.clipped[0]
        lines.append(
            Content.styled(
                f"The rest was cut, on {len(validator.clipped)} of {len(validator.votes)} neurons: it gave "
                f"them more than the majority does. Most on uid {most.neuron}: {share(most.given)} given, "
                f"{share(most.counted)} counted.",
                "$warning",
            )
        )
    paid = f"Its dividends are {share(validator.dividends)}. The epoch paid {fixed(about.emission_rao, 6)} α."
    lines.append(Content.styled(paid, "bold"))
    lines += [
        Content(f"  {reason}" if number else reason)
        for number, reason in enumerate(dividends_moved(validator))
    ]
    if not about.has_permit:
        lines.append(Content.styled("It loses its permit: others have more stake.", "$warning"))
    return [*lines, *_votes("whom it gives weight", validator.votes, lambda v: v.neuron, name, stake=False)]


def _votes(
    heading: str, votes: Sequence[Vote], whose: Callable[[Vote], int], name: Name, *, stake: bool
) -> list[Content]:
    """Weights as a small table, largest first, a cut one marked."""
    top = f"{heading:<30}{'stake':>8}" if stake else f"{heading:<38}"
    lines = [Content(""), Content.styled(f"{top}{'gave':>9}{'counted':>9}", "$tao-quiet")]
    for vote in votes[:SHOWN]:
        who = fit(f"{whose(vote):>4} {name(whose(vote))}", 30 if stake else 38, "left")
        held = f"{percent(vote.stake_share):>8}" if stake else ""
        lines.append(
            Content.assemble(
                f"{who}{held}{share(vote.given):>9}",
                (f"{share(vote.counted):>9}", "$warning" if vote.clipped else ""),
                ("  cut" if vote.clipped else "", "$warning"),
            )
        )
    if len(votes) > SHOWN:
        lines.append(Content.styled(f"     and {len(votes) - SHOWN} more", "$tao-quiet"))
    return lines


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
