"""One proposal in full, as lines: what it would do or did, the votes, when it ends or how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.reads.governance.decision import Decision, outcome_words, vote_words
from tao_tui.screens.words.call_lines import call_lines
from tao_tui.widgets.address import fingerprint, shortened
from tao_tui.widgets.figures import bar, blocks_as_time

if TYPE_CHECKING:
    from tao_tui.reads.governance.proposals import Proposal
    from tao_tui.session.session import Session

_MY_VOTE: Final = {"aye": ("you voted aye", "$success"), "nay": ("you voted nay", "$error")}
_NO_VOTE: Final = ("you have not voted", "$warning")
_NO_SEAT: Final = ("you have no seat", "$tao-quiet")
_STYLES: Final = {"executed": "$success", "failed": "$error", "disapproved": "$warning"}


def reading_of(row: Proposal | Decision, session: Session) -> list[Content]:
    """Everything about an open or a decided proposal."""
    call = call_lines(row.call) if row.call is not None else []
    what = [Content(""), Content.styled(str(row.summary), "bold"), Content(""), *call, Content("")]
    if isinstance(row, Decision):
        facts = [*_decided(row, session), *what]
    else:
        head, standing = _open(row, session)
        facts = [head, *what, standing]
    return [
        *facts,
        _voters("ayes", row.ayes, session),
        _voters("nays", row.nays, session),
        Content.assemble(("hash  ", "$tao-quiet"), row.hash or "none"),
    ]


def _open(proposal: Proposal, session: Session) -> tuple[Content, Content]:
    left = proposal.ends_at - session.head
    ayes = len(proposal.ayes)
    closing = f"closes in {blocks_as_time(left, session.pace)}" if left > 0 else "may be closed"
    head = Content.assemble(
        (f"Proposal {proposal.index}", "bold $primary"),
        (f" · {proposal.body} → Senate   ", "$tao-quiet"),
        (f"{ayes} of {proposal.seats} ayes, needs {proposal.threshold} ", "bold"),
        (bar(ayes, proposal.threshold, 10), "$success"),
        (f"  nays {len(proposal.nays)}" if proposal.nays else "", "$error"),
    )
    standing = Content.assemble(
        (closing, ""),
        (f", block {proposal.ends_at:,} · {proposal.status} · ", "$tao-quiet"),
        _MY_VOTE.get(proposal.my_vote or "", _NO_VOTE if session.has_seat else _NO_SEAT),
    )
    return head, standing


def _decided(decision: Decision, session: Session) -> Iterable[Content]:
    named = "Proposal " if decision.id.isdigit() else "Done as root "
    yield Content.assemble(
        (f"{named}{decision.id}", "bold $primary"),
        (f" · {decision.body} · ", "$tao-quiet"),
        (outcome_words(decision), f"bold {_STYLES[decision.outcome]}"),
    )
    if decision.error_words:
        yield Content.styled(str(decision.error_words), "$error")
    ago = session.head - decision.block_number
    when = f"{blocks_as_time(ago, session.pace)} ago" if ago > 0 else "just now"
    if decision.block_time is not None:
        when += f", {datetime.fromtimestamp(decision.block_time):%Y-%m-%d %H:%M}"
    yield Content.assemble(f"decided in block {decision.block_number:,}", (f", {when}", "$tao-quiet"))
    votes: list[str | tuple[str, str]] = [("votes ", "$tao-quiet"), vote_words(decision)]
    if decision.id.isdigit():
        votes += [" · ", _MY_VOTE.get(decision.my_vote or "", ("you did not vote", "$tao-quiet"))]
    yield Content.assemble(*votes)
    if decision.closed_by is not None:
        yield Content.assemble(
            ("by    ", "$tao-quiet"), fingerprint(decision.closed_by), f" {decision.closed_by}"
        )


def _voters(label: str, voters: Sequence[str], session: Session) -> Content:
    account = session.account
    parts: list[str | Content | tuple[str, str]] = [(f"{label:<6}", "$tao-quiet")]
    for address in voters:
        name = account.name_of(address) if account else ""
        parts += [fingerprint(address), f" {name or shortened(address)}  "]
    return Content.assemble(*parts) if voters else Content.assemble((f"{label:<6}nobody", "$tao-quiet"))
