"""The columns of the stake positions."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.stake import Position
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

POSITION_COLUMNS: Final[tuple[Column[Position], ...]] = (
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
        "alpha",
        "alpha",
        14,
        "right",
        0,
        lambda row: row.alpha.rao,
        lambda row: cells.amount(row.alpha, 14),
        cells.ONE,
    ),
    Column(
        "value",
        "value τ",
        13,
        "right",
        0,
        lambda row: row.value.rao,
        lambda row: cells.amount(row.value, 13),
        cells.ONE,
    ),
    Column(
        "liquidation",
        "if sold τ",
        13,
        "right",
        2,
        lambda row: row.liquidation.rao,
        lambda row: cells.amount(row.liquidation, 13),
        cells.ONE,
    ),
    Column(
        "price",
        "price τ",
        11,
        "right",
        3,
        lambda row: row.price_rao,
        lambda row: cells.price(row.price_rao),
        cells.ONE,
    ),
    Column(
        "emission",
        "earned α",
        10,
        "right",
        2,
        lambda row: row.emission.rao,
        lambda row: cells.amount(row.emission, 10),
        cells.ONE,
    ),
    Column(
        "validator",
        "validator",
        20,
        "left",
        1,
        lambda row: (row.validator_name or row.hotkey).casefold(),
        lambda row: row.validator_name or cells.short_address(row.hotkey),
    ),
    Column(
        "is_registered",
        "reg",
        3,
        "left",
        4,
        lambda row: row.is_registered,
        lambda row: cells.mark(row.is_registered),
    ),
)
"""What a position shows."""
