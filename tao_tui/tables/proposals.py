"""The columns of the list of proposals, open ones and those that were decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tao_tui.reads.governance.decision import Decision
from tao_tui.reads.governance.proposals import Proposal
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

Row = Proposal | Decision


def _ayes(row: Row) -> str:
    return f"{len(row.ayes)}/{row.threshold}" if row.threshold else cells.NONE


def _block(row: Row) -> int:
    return row.block_number if isinstance(row, Decision) else row.ends_at


def _number(row: Row) -> int:
    return int(row.id) if row.id.isdigit() else _block(row)


PROPOSAL_COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("id", "#", 4, "right", 0, _number, lambda row: row.id),
    Column("summary", "proposal", 34, "left", 0, lambda row: row.summary.casefold(), lambda row: row.summary),
    Column("status", "status", 11, "left", 0, lambda row: row.status, lambda row: row.status),
    Column("ayes", "ayes", 6, "right", 0, lambda row: len(row.ayes), _ayes),
    Column("nays", "nays", 4, "right", 1, lambda row: len(row.nays), lambda row: str(len(row.nays))),
    Column("ends_at", "block", 11, "right", 2, _block, lambda row: cells.count(_block(row))),
    Column(
        "my_vote", "you", 4, "left", 1, lambda row: row.my_vote or "", lambda row: row.my_vote or cells.NONE
    ),
    Column("hash", "hash", 12, "left", 4, lambda row: row.hash, lambda row: cells.short_address(row.hash)),
)
"""What a proposal shows; the block is the one it ends at, or was decided in."""

_WIDEST_ID: Final = 14
_LABELS: Final = {"ends_at": "ends at"}
_DECIDED_LABELS: Final = {"status": "outcome", "ends_at": "decided at"}

OPEN_COLUMNS: Final = tuple(
    replace(column, label=_LABELS.get(column.key, column.label)) for column in PROPOSAL_COLUMNS
)
"""The same for open ones alone."""

DECIDED_COLUMNS: Final = tuple(
    replace(
        column,
        label=_DECIDED_LABELS.get(column.key, column.label),
        width=_WIDEST_ID if column.key == "id" else column.width,
    )
    for column in PROPOSAL_COLUMNS
)
"""The same for decided ones alone; the sudo key's calls are named by block and place."""
