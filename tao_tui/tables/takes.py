"""The columns of hotkeys' takes, and when they may be raised, in words."""

from __future__ import annotations

from typing import Final

from tao_tui.counted import counted
from tao_tui.reads.validators.takes import Take, ppm
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

TAKE_COLUMNS: Final[tuple[Column[Take], ...]] = (
    Column(
        "hotkey", "hotkey", 13, "left", 0, lambda row: row.hotkey, lambda row: cells.short_address(row.hotkey)
    ),
    Column(
        "take",
        "take",
        7,
        "right",
        0,
        lambda row: row.take_ppm,
        lambda row: cells.NONE if row.owner is None else cells.share(row.take_ppm),
        cells.MILLION // 100,
    ),
    Column("min", "least", 7, "right", 1, lambda row: row.min, lambda row: cells.share(ppm(row.min))),
    Column("max", "most", 7, "right", 1, lambda row: row.max, lambda row: cells.share(ppm(row.max))),
    Column(
        "changed_at",
        "last changed",
        12,
        "right",
        1,
        lambda row: row.changed_at,
        lambda row: cells.blocks(row.changed_at),
    ),
    Column(
        "raisable_at",
        "raise from",
        11,
        "right",
        0,
        lambda row: row.raisable_at,
        lambda row: cells.blocks(row.raisable_at) if row.raisable_at else "any block",
    ),
    Column(
        "known",
        "on chain",
        8,
        "left",
        2,
        lambda row: row.owner is not None,
        lambda row: "no" if row.owner is None else "yes",
    ),
)
"""What one hotkey shows."""


def take_rule(take: Take) -> str:
    """The rate limit in words."""
    if not take.rate_limit_blocks:
        return "A take may be raised and lowered at any time."
    return (
        f"A take may be lowered at any time, and raised {counted(take.rate_limit_blocks, 'block')} after it "
        "was last changed."
    )
