"""The columns of what miners' earnings are staked to."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.auto_stake import AutoStake
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

AUTO_STAKE_COLUMNS: Final[tuple[Column[AutoStake], ...]] = (
    Column("netuid", "#", 3, "right", 0, lambda row: row.netuid, lambda row: str(row.netuid)),
    Column(
        "subnet_name",
        "subnet",
        16,
        "left",
        1,
        lambda row: row.subnet_name.casefold(),
        lambda row: row.subnet_name,
    ),
    Column(
        "miners",
        "my hotkeys",
        10,
        "right",
        0,
        lambda row: len(row.miners),
        lambda row: str(len(row.miners)) if row.miners else cells.NONE,
    ),
    Column(
        "destination",
        "staked to",
        13,
        "left",
        0,
        lambda row: row.destination,
        lambda row: cells.short_address(row.destination) if row.destination else "its own",
    ),
    Column(
        "destination_name",
        "validator",
        20,
        "left",
        1,
        lambda row: row.destination_name.casefold(),
        lambda row: row.destination_name or cells.NONE,
    ),
    Column(
        "is_registered",
        "registered",
        10,
        "left",
        2,
        lambda row: row.is_registered,
        lambda row: cells.NONE if row.destination is None else "yes" if row.is_registered else "no longer",
    ),
)
"""What one subnet shows."""
