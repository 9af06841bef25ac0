"""The columns of the stake positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.amounts import Alpha, Tao
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

if TYPE_CHECKING:
    from tao_tui.reads.owned.stake import Position


def earned_a_day(row: Position) -> Alpha | None:
    """Alpha the position earns in a day, by its yield; on root that is TAO. None where no yield is told."""
    daily = row.best_yield_daily_ppm
    return None if daily is None else Alpha(row.alpha.rao * daily // cells.MILLION)


def _earned(row: Position) -> str:
    earned = earned_a_day(row)
    return cells.NONE if earned is None else cells.amount(earned, 10)


POSITION_COLUMNS: Final[tuple[Column[Position], ...]] = (
    Column("netuid", "#", 3, "right", 0, lambda row: row.netuid, lambda row: str(row.netuid)),
    Column(
        "subnet_name",
        "subnet",
        12,
        "left",
        1,
        lambda row: row.subnet_name.casefold(),
        lambda row: row.subnet_name,
    ),
    Column(
        "alpha",
        "alpha",
        10,
        "right",
        0,
        lambda row: row.alpha.rao,
        lambda row: cells.amount(row.alpha, 10),
        cells.ONE,
    ),
    Column(
        "value",
        "value τ",
        10,
        "right",
        0,
        lambda row: row.value.rao,
        lambda row: cells.amount(row.value, 10),
        cells.ONE,
    ),
    Column(
        "share",
        "share",
        6,
        "right",
        2,
        lambda row: row.share_ppm,
        lambda row: cells.part(row.share_ppm),
        cells.PERCENT,
    ),
    Column(
        "liquidation",
        "if sold τ",
        10,
        "right",
        3,
        lambda row: row.liquidation.rao,
        lambda row: cells.amount(row.liquidation, 10),
        cells.ONE,
    ),
    Column(
        "yield",
        "yield/d",
        7,
        "right",
        1,
        lambda row: row.best_yield_daily_ppm,
        lambda row: cells.fine_part(row.best_yield_daily_ppm),
        cells.PERCENT,
    ),
    Column(
        "earned",
        "earns α/d",
        10,
        "right",
        4,
        lambda row: earned.rao if (earned := earned_a_day(row)) else None,
        _earned,
        cells.ONE,
    ),
    Column(
        "gain",
        "gain τ",
        9,
        "right",
        1,
        lambda row: row.gain_rao,
        lambda row: cells.NONE if row.gain_rao is None else cells.gain(Tao(row.gain_rao), 9),
        cells.ONE,
    ),
    Column(
        "pool",
        "of pool",
        7,
        "right",
        5,
        lambda row: row.pool_ppm,
        lambda row: cells.fine_part(row.pool_ppm),
        cells.PERCENT,
    ),
    Column(
        "locked",
        "sn locked α",
        11,
        "right",
        5,
        lambda row: row.locked.rao,
        lambda row: cells.amount(row.locked, 10) if row.locked else cells.NONE,
        cells.ONE,
    ),
    Column(
        "price",
        "price τ",
        11,
        "right",
        4,
        lambda row: row.price_rao,
        lambda row: cells.price(row.price_rao),
        cells.ONE,
    ),
    Column(
        "validator",
        "validator",
        14,
        "left",
        1,
        lambda row: row.validator_name.casefold() if row.validator_name else row.hotkey,
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
