"""What the account is worth, as Home says it: the figures, the gain, the change of a day, the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content

from tao_tui.screens.portfolio.owned_words import beside_words
from tao_tui.widgets.figures import fixed, grouped, signed

if TYPE_CHECKING:
    from tao_tui.journal.portfolio_history import Snapshot
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.session.session import Session

_BETWEEN: Final = " · "
_LEAST: Final = 60
"""Seconds after which a change is worth telling."""


class Known(NamedTuple):
    """What is known of the account."""

    held: Portfolio
    course: Sequence[Snapshot]
    """Its totals over time."""
    gain_rao: int | None
    """Of what was bought from here; None until it is known, or when nothing was."""


def not_known(session: Session) -> Content:
    """What stands there without a wallet, and before the chain has answered."""
    if session.account is not None:
        return Content.styled(f"{session.wallet}: asking the chain…", "$tao-quiet")
    if not session.account_known.is_set():
        return Content.styled("…", "$tao-quiet")
    return Content.assemble(
        ("No wallet is in use" if session.wallet_names else "No wallet yet", "bold"),
        "\n",
        ("You look around read-only. ", "$tao-quiet"),
        *((("2", "bold $primary"), " chooses one, ") if session.wallet_names else ()),
        ("w", "bold $primary"),
        " creates, brings or watches one."
        if session.wallet_names
        else " makes or brings one, or opens the demo.",
    )


def worth(session: Session, known: Known, room: int, *, with_month: bool) -> list[Content]:
    """The lines of it in ``room`` cells; ``with_month`` the last 30 days are one of them."""
    held, now = known.held, session.portfolio.clock()
    width = max(len(f"{figure.rao // 10**9:,}") for figure in (held.total, held.free, held.staked)) + 12
    sold = Content(f"{fixed(held.liquidation.rao)} τ if all were sold now")
    staked = _figure("Staked", held.staked.rao, width, "", sold)
    beside = [Content(words) for words in beside_words(held)]
    if known.gain_rao is not None:
        gain = Content.assemble("gain ", _toned(signed(known.gain_rao)))
        if staked.cell_length + len(_BETWEEN) + gain.cell_length <= room:
            staked = Content.assemble(staked, (_BETWEEN, "$tao-quiet"), gain.stylize_before("$tao-quiet"))
        else:
            beside.insert(0, gain)
    trend = _trend(known, now)
    name = Content.assemble(session.wallet, (_BETWEEN if trend else "", "$tao-quiet"), _toned(trend))
    lines = [
        _figure("Total", held.total.rao, width, "bold $primary", name),
        _figure("Free", held.free.rao, width, "", Content("")),
        staked,
    ]
    if beside:
        lines.append(Content.assemble(("Also    ", "$tao-quiet"), Content(_BETWEEN).join(beside)))
    return [*lines, *(_month(known.course, now) if with_month else ())]


def _trend(known: Known, now: float) -> str:
    """The change since yesterday; nothing as long as there is none to tell."""
    from tao_tui.reads.owned.kept_portfolios import change_of

    change = change_of(known.course, known.held.total.rao, now)
    if change is None or not change.rao or now - change.since < _LEAST:
        return ""
    return f"{signed(change.rao, 6)} τ {change.words(now)}"


def _month(course: Sequence[Snapshot], now: float) -> list[Content]:
    """A line over the last 30 days with its lowest and highest total; none before the second day."""
    from tao_tui.journal.portfolio_history import by_day
    from tao_tui.screens.portfolio.history_sheet import DAYS
    from tao_tui.tables.chart import chart

    totals = [kept.total_rao if kept else None for _, kept in by_day(course, int(now), DAYS)]
    known = [total for total in totals if total is not None]
    if len(known) < 2:
        return []
    bounds = f"{fixed(min(known))} to {fixed(max(known))} τ"
    return [
        Content.assemble(
            (f"{DAYS} days ", "$tao-quiet"), (chart(totals, 1)[0], "$accent"), (f"  {bounds}", "$tao-quiet")
        )
    ]


def _figure(label: str, rao: int, width: int, style: str, note: Content) -> Content:
    return Content.assemble(
        (f"{label:<8}", "$tao-quiet"),
        (f"{grouped(rao):>{width}} τ", style),
        "   ",
        note.stylize_before("$tao-quiet"),
    )


def _toned(change: str) -> Content:
    return Content.styled(
        change, "$success" if change.startswith("▲") else "$error" if change.startswith("▼") else ""
    )
