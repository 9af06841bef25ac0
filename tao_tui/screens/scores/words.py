"""The explanation of a score on the screen: the reasons in their colours, the weights as a table below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.tables.reasons import percent, share
from tao_tui.tables.score_reasons import Reason, Tone, as_miner, as_validator, hidden, is_miner, origin
from tao_tui.widgets.table.grid import fit

if TYPE_CHECKING:
    from tao_tui.consensus.explanation import Vote
    from tao_tui.reads.scores.explanations import ScoreExplanation

SHOWN: Final = 12
"""Votes listed; more of them say nothing more."""

_STYLES: Final[dict[Tone, str]] = {"result": "bold", "warning": "$warning"}

Name = Callable[[int], str]


def explained(found: ScoreExplanation, name: Name) -> Content:
    """Both roles of a neuron explained; ``name`` says who a uid is, in a few cells."""
    about = found.explanation
    lines: list[Content] = []
    if (validator := about.validator) is not None:
        lines += [_heading("As a validator"), *_said(as_validator(about, validator, found.mechanisms))]
        lines += _votes("whom it gives weight", validator.votes, lambda v: v.neuron, name, stake=False)
    if is_miner(about):
        lines += [Content("")] if lines else []
        lines += [_heading("As a miner"), *_said(as_miner(about, found.mechanisms))]
        lines += _votes(
            "who gives it weight", about.server.supporters, lambda v: v.validator, name, stake=True
        )
    lines += _said(hidden(found.hidden))
    return Content("\n").join([*lines, Content(""), Content.styled(origin(found), "$tao-quiet")])


def _heading(text: str) -> Content:
    return Content.styled(text, "bold $tao-heading")


def _said(reasons: Iterable[Reason]) -> list[Content]:
    return [
        Content.styled(f"{'  ' * (reason.tone == 'part')}{reason.text}", _STYLES.get(reason.tone, ""))
        for reason in reasons
    ]


def _votes(
    heading: str, votes: Sequence[Vote], whose: Callable[[Vote], int], name: Name, *, stake: bool
) -> list[Content]:
    """Weights as a small table, largest first, a cut one marked."""
    if not votes:
        return []
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
