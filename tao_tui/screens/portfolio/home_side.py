"""What stands beside the positions on a wide terminal: the network, and what happened last."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.widgets.figures import fixed, percent
from tao_tui.widgets.text_pane import pairs

if TYPE_CHECKING:
    from tao_tui.reads.network import Status
    from tao_tui.session.session import Session
    from tao_tui.tables.activity import Entry

LATEST: Final = 8
"""Entries of Activity that are told."""
_DAY: Final = 24 * 3_600


def beside(session: Session, status: Status | None, entries: Sequence[Entry], room: int) -> Content:
    """Both parts in ``room`` cells; what the node has not told yet is left out."""
    parts = [pairs(_network(session, status), room=room)]
    if entries:
        now = session.portfolio.clock()
        lines = [_line(entry, now).truncate(room, ellipsis=True) for entry in entries]
        parts += [Content(""), Content.styled("Latest", "bold $tao-heading"), *lines]
    return Content("\n").join(parts)


def _network(session: Session, status: Status | None) -> list[tuple[str, str]]:
    facts = [("Network", ""), ("name", session.network_label)]
    if status is None:
        waiting = session.phase not in ("refused", "closed")
        return [*facts, ("state", "asking the node…" if waiting else "no connection")]
    return [
        *facts,
        ("runtime", str(status.spec_version)),
        ("endpoint", str(status.endpoint)[:30]),
        ("block", f"{status.head:,}"),
        ("pace", f"{session.pace:.1f} s per block"),
        ("", " "),
        ("TAO", ""),
        ("issued", f"{fixed(status.issuance.rao, 0)} τ"),
        ("staked", f"{fixed(status.staked.rao, 0)} τ, {percent(status.staked_ppm, 1)}"),
        ("emission", f"{fixed(status.emission.rao, 4)} τ per block"),
        ("next halving", f"at {fixed(status.next_halving_at.rao, 0)} τ"),
        ("subnets", str(status.subnets)),
        *((("", " "), *(("!", trouble) for trouble in status.troubles)) if status.troubles else ()),
    ]


def _line(entry: Entry, now: float) -> Content:
    """When, how it ended, and what it was: the hour within a day, else the date."""
    at = entry.row.created_at
    when = time.strftime("%H:%M " if now - at < _DAY else "%d %b", time.localtime(at))
    words = entry.told if entry.action in entry.told else f"{entry.action} {entry.told}"
    return Content.assemble((f"{when:<6} ", "$tao-quiet"), f"{entry.glyph} {words}")
