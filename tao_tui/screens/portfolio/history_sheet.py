"""What the account owned, day by day: a chart over the last 30 days and the figures below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.journal.portfolio_history import Snapshot, by_day
from tao_tui.screens.sheets.text_sheet import TextSheet
from tao_tui.tables.chart import chart
from tao_tui.tables.history import HISTORY_COLUMNS, day_text, kept_days
from tao_tui.widgets.figures import fixed

if TYPE_CHECKING:
    from tao_tui.tables.columns import Column
    from tao_tui.tables.history import KeptDay

DAYS: Final = 30
_ROWS: Final = 6
_SHOWN: Final = ("day", "staked", "liquidation", "total", "change")
"""Columns that fit beside each other at 80 cells; `wallet balance --history` has them all."""


def history_sheet(wallet: str, course: Sequence[Snapshot], now: float) -> TextSheet:
    """The sheet, or a word on when there will be one."""
    spread = by_day(course, int(now), DAYS)
    days = kept_days(spread)
    title = f"What {wallet} owned, by UTC day"
    if not days:
        return TextSheet(title, "Nothing is kept yet: it begins the first time your balance is read.")
    totals = [kept.total_rao if kept else None for _, kept in spread]
    known = [total for total in totals if total is not None]
    bounds = [f"{fixed(max(known))} τ", *[""] * (_ROWS - 2), f"{fixed(min(known))} τ"]
    lines = [
        Content.assemble((row, "$accent"), "  ", (bound, "$tao-quiet"))
        for row, bound in zip(chart(totals, _ROWS, cells=2), bounds, strict=True)
    ]
    first, last = day_text(spread[0][0]), day_text(spread[-1][0])
    lines.append(Content.styled(f"{first}{last:>{2 * DAYS - len(first)}}", "$tao-quiet"))
    lines.append(Content(""))
    columns = [column for column in HISTORY_COLUMNS if column.key in _SHOWN]
    lines.append(Content.styled("  ".join(_cell(column, column.label) for column in columns), "bold"))
    lines += [Content("  ".join(_cell(column, column.cell(day)) for column in columns)) for day in days]
    return TextSheet(title, Content("\n").join(lines))


def _cell(column: Column[KeptDay], text: str) -> str:
    return f"{text:>{column.width}}" if column.align == "right" else f"{text:<{column.width}}"
