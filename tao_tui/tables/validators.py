"""The columns of the list of validators one can stake to."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.validators import Validator
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

VALIDATOR_COLUMNS: Final[tuple[Column[Validator], ...]] = (
    Column(
        "uid",
        "uid",
        5,
        "right",
        3,
        lambda row: row.uid,
        lambda row: cells.NONE if row.uid is None else str(row.uid),
    ),
    Column(
        "name",
        "validator",
        22,
        "left",
        0,
        lambda row: (row.name or row.hotkey).casefold(),
        lambda row: row.name or cells.short_address(row.hotkey),
    ),
    Column(
        "hotkey", "hotkey", 12, "left", 2, lambda row: row.hotkey, lambda row: cells.short_address(row.hotkey)
    ),
    Column(
        "stake",
        "stake",
        13,
        "right",
        0,
        lambda row: row.stake.rao,
        lambda row: cells.amount(row.stake, 13, 1),
        cells.ONE,
    ),
    Column(
        "take",
        "take",
        7,
        "right",
        0,
        lambda row: row.take_ppm,
        lambda row: cells.share(row.take_ppm),
        cells.MILLION // 100,
    ),
    Column(
        "nominator_yield_daily",
        "yield/d",
        8,
        "right",
        1,
        lambda row: row.nominator_yield_daily_ppm,
        lambda row: (
            cells.NONE
            if row.nominator_yield_daily_ppm is None
            else cells.fine_share(row.nominator_yield_daily_ppm)
        ),
        cells.MILLION // 100,
    ),
    Column(
        "weights",
        "weights",
        7,
        "right",
        2,
        lambda row: row.blocks_since_weights,
        lambda row: cells.blocks(row.blocks_since_weights),
    ),
    Column(
        "dividends",
        "divid",
        6,
        "right",
        1,
        lambda row: row.dividends,
        lambda row: cells.score(row.dividends),
        cells.U16_MAX,
    ),
    Column(
        "emission",
        "emis α",
        10,
        "right",
        2,
        lambda row: row.emission.rao,
        lambda row: cells.amount(row.emission, 10, 3),
        cells.ONE,
    ),
    Column("active", "act", 3, "left", 3, lambda row: row.active, lambda row: cells.mark(row.active)),
)
"""What a validator shows."""
