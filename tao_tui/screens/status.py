"""What a place says of the run as a whole: the status line's truth, and the banner above."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from tao_tui.widgets.bars.status_line import Truth
from tao_tui.widgets.figures import age

if TYPE_CHECKING:
    from textual.geometry import Size

    from tao_tui.session.session import Session

SMALLEST: Final = (60, 16)
"""Columns and rows below which the app says so."""


def truth(session: Session, stale: float, *, frozen: bool) -> Truth:
    """What the status line shows; ``stale`` are the seconds the picture is too old by."""
    return Truth(
        network=session.network_label,
        endpoint=session.client.endpoint if session.client else "",
        block=session.head,
        seconds=int(session.clock() - session.head_at) if session.head_at else 0,
        lag=max(0, session.head - session.finalized),
        pending=session.pending_count,
        wallet=session.wallet if session.account else "",
        unlocked=session.unlocked,
        unlocked_minutes=ceil(session.keys.seconds_left / 60) if session.keys.kept else 0,
        watch_only=session.watch_only,
        stale=bool(stale),
        frozen=frozen,
    )


def warning(
    session: Session, stale: float, size: Size, trouble: str, filter_problem: str
) -> tuple[str, bool]:
    """The banner's text, empty when all is well, and whether it is bad; the worst news comes first."""
    width, height = size
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return f"{width}x{height} is too small: at least {SMALLEST[0]}x{SMALLEST[1]}.", False
    if session.phase in ("refused", "closed"):
        why = session.detail or "The node does not answer."
        return f"No connection. {_retry(session)}{why}", True
    if stale:
        old = f"Stale for {age(stale)}: what you see is block {session.head:,}."
        return f"{old} {_retry(session)}{session.detail or 'Waiting for the node.'}", False
    if session.phase != "live" and session.detail:
        return f"{_retry(session)}{session.detail}", False
    if trouble:
        return trouble, True
    if filter_problem:
        return filter_problem, False
    return (session.client.warning if session.client else ""), False


def _retry(session: Session) -> str:
    """When something is tried again, before why: what does not fit is the reason."""
    retry_at = session.connection.retry_at
    wait = 0 if retry_at is None else round(retry_at - session.clock())
    return f"Trying again in {wait} s. " if wait > 0 else ""
