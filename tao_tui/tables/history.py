"""The columns of what a coldkey owned, day by day."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tao_tui.amounts import Tao
from tao_tui.journal.portfolio_history import DAY, Snapshot
from tao_tui.tables import cells
from tao_tui.tables.columns import Column


@dataclass(frozen=True, slots=True)
class KeptDay:
    """The last snapshot of a UTC day, and the change of the total since the day kept before."""

    day: int
    """Days since 1970."""
    kept: Snapshot
    change_rao: int | None


def kept_days(spread: Sequence[tuple[int, Snapshot | None]]) -> list[KeptDay]:
    """The days something was kept of, newest first."""
    found: list[KeptDay] = []
    before: Snapshot | None = None
    for day, kept in spread:
        if kept is not None:
            found.append(KeptDay(day, kept, kept.total_rao - before.total_rao if before else None))
            before = kept
    return found[::-1]


def day_text(day: int) -> str:
    """A day counted from 1970 as the calendar has it: `2026-11-25`."""
    return time.strftime("%Y-%m-%d", time.gmtime(day * DAY))


def _change(row: KeptDay) -> str:
    if row.change_rao is None:
        return cells.NONE
    sign = "+" if row.change_rao > 0 else ""
    return sign + cells.amount(Tao(row.change_rao), 12)


HISTORY_COLUMNS: Final[tuple[Column[KeptDay], ...]] = (
    Column("day", "day", 10, "left", 0, lambda row: row.day, lambda row: day_text(row.day)),
    Column(
        "free",
        "free τ",
        14,
        "right",
        1,
        lambda row: row.kept.free_rao,
        lambda row: cells.amount(Tao(row.kept.free_rao), 14),
        cells.ONE,
    ),
    Column(
        "staked",
        "staked τ",
        14,
        "right",
        1,
        lambda row: row.kept.staked_rao,
        lambda row: cells.amount(Tao(row.kept.staked_rao), 14),
        cells.ONE,
    ),
    Column(
        "liquidation",
        "if sold τ",
        14,
        "right",
        2,
        lambda row: row.kept.liquidation_rao,
        lambda row: cells.amount(Tao(row.kept.liquidation_rao), 14),
        cells.ONE,
    ),
    Column(
        "total",
        "total τ",
        14,
        "right",
        0,
        lambda row: row.kept.total_rao,
        lambda row: cells.amount(Tao(row.kept.total_rao), 14),
        cells.ONE,
    ),
    Column("change", "change τ", 13, "right", 0, lambda row: row.change_rao, _change, cells.ONE),
)
"""What a day shows: the total is free and staked at the pools' prices."""
