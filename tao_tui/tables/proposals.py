"""The columns of the list of proposals."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.governance.proposals import Proposal
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

PROPOSAL_COLUMNS: Final[tuple[Column[Proposal], ...]] = (
    Column("id", "#", 4, "right", 0, lambda row: row.index, lambda row: row.id),
    Column("summary", "proposal", 34, "left", 0, lambda row: row.summary.casefold(), lambda row: row.summary),
    Column("status", "status", 8, "left", 0, lambda row: row.status, lambda row: row.status),
    Column(
        "ayes",
        "ayes",
        6,
        "right",
        0,
        lambda row: len(row.ayes),
        lambda row: f"{len(row.ayes)}/{row.threshold}",
    ),
    Column("nays", "nays", 4, "right", 1, lambda row: len(row.nays), lambda row: str(len(row.nays))),
    Column(
        "ends_at", "ends at", 11, "right", 2, lambda row: row.ends_at, lambda row: cells.count(row.ends_at)
    ),
    Column(
        "my_vote", "you", 4, "left", 1, lambda row: row.my_vote or "", lambda row: row.my_vote or cells.NONE
    ),
    Column("hash", "hash", 12, "left", 4, lambda row: row.hash, lambda row: cells.short_address(row.hash)),
)
"""What a proposal shows."""
