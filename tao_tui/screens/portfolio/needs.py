"""What waits for the person: open votes, decided proposals to close, extrinsics on their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.session.session import Session
from tao_tui.tables.columns import Column
from tao_tui.widgets.figures import blocks_as_time

if TYPE_CHECKING:
    from tao_tui.journal.row import JournalRow
    from tao_tui.reads.alerts.watch import Alert
    from tao_tui.reads.governance.proposals import Proposal

_ALERTS: Final = 3
"""Alerts shown; the sheet of alerts has more."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing, and the place that deals with it."""

    key: str
    sign: str
    text: str
    verb: str
    place: str
    subject: object = None


def plain(
    key: str,
    label: str,
    width: int,
    align: Literal["left", "right"],
    priority: int,
    text: Callable[[Any], str],
) -> Column[Any]:
    """A column for rows that belong to the app itself, sorted as shown."""
    return Column(key, label, width, align, priority, text, text)


NEED_COLUMNS = (
    plain("sign", "", 1, "left", 0, lambda need: need.sign),
    plain("text", "Needs you", 56, "left", 0, lambda need: need.text),
    plain("verb", "", 13, "right", 1, lambda need: need.verb),
)


def needs_of(session: Session, proposals: Sequence[Proposal], pending: Sequence[JournalRow]) -> list[Need]:
    """Urgent things first."""
    needs = [_vote(session, proposal) for proposal in proposals if _waits_for_vote(session, proposal)]
    needs += [
        Need(
            f"alert{alert.rule}{alert.netuid}/{alert.uid}/{alert.block}",
            "!",
            _alert(alert),
            "enter: see",
            "scores",
            alert.netuid,
        )
        for alert in list(session.memory.alerts)[:_ALERTS]
    ]
    needs += [
        Need(f"tx{row.id}", "·", _waiting(row, session), "enter: follow", "activity", row.extrinsic_hash)
        for row in pending
    ]
    return needs


def _alert(alert: Alert) -> str:
    return f"{alert.text[:1].upper()}{alert.text[1:]} (block {alert.block:,})"


def _waits_for_vote(session: Session, proposal: Proposal) -> bool:
    return proposal.status == "open" and proposal.my_vote is None and session.has_seat


def _vote(session: Session, proposal: Proposal) -> Need:
    left = max(0, proposal.ends_at - session.head)
    text = f"Proposal {proposal.index} closes in {blocks_as_time(left, session.pace)}: {proposal.summary}"
    return Need(f"proposal{proposal.hash}", "!", text, "enter: read", "governance", proposal.hash)


def _waiting(row: JournalRow, session: Session) -> str:
    if row.status == "in_block" and row.block_number:
        return f"{row.action} waits for finality in block {row.block_number:,}, head is {session.head:,}"
    return f"{row.action} was sent and is not in a block yet (valid to {row.valid_until:,})"
