"""The columns of a subnet's scores."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.scores import Neuron
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

NEURON_COLUMNS: Final[tuple[Column[Neuron], ...]] = (
    Column("uid", "uid", 5, "right", 0, lambda row: row.uid, lambda row: str(row.uid)),
    Column(
        "hotkey", "hotkey", 12, "left", 0, lambda row: row.hotkey, lambda row: cells.short_address(row.hotkey)
    ),
    Column(
        "coldkey",
        "coldkey",
        12,
        "left",
        8,
        lambda row: row.coldkey,
        lambda row: cells.short_address(row.coldkey),
    ),
    Column(
        "stake",
        "stake",
        11,
        "right",
        1,
        lambda row: row.stake.rao,
        lambda row: cells.amount(row.stake, 11, 1),
        cells.ONE,
    ),
    Column(
        "consensus",
        "conse",
        6,
        "right",
        2,
        lambda row: row.consensus,
        lambda row: cells.score(row.consensus),
        cells.U16_MAX,
    ),
    Column(
        "incentive",
        "incen",
        6,
        "right",
        0,
        lambda row: row.incentive,
        lambda row: cells.score(row.incentive),
        cells.U16_MAX,
    ),
    Column(
        "dividends",
        "divid",
        6,
        "right",
        0,
        lambda row: row.dividends,
        lambda row: cells.score(row.dividends),
        cells.U16_MAX,
    ),
    Column(
        "validator_trust",
        "vtrus",
        6,
        "right",
        2,
        lambda row: row.validator_trust,
        lambda row: cells.score(row.validator_trust),
        cells.U16_MAX,
    ),
    Column(
        "emission",
        "emis α",
        9,
        "right",
        1,
        lambda row: row.emission.rao,
        lambda row: cells.amount(row.emission, 9, 3),
        cells.ONE,
    ),
    Column("active", "act", 3, "left", 5, lambda row: row.active, lambda row: cells.mark(row.active)),
    Column(
        "validator_permit",
        "val",
        3,
        "left",
        4,
        lambda row: row.validator_permit,
        lambda row: cells.mark(row.validator_permit, "★"),
    ),
    Column(
        "last_update",
        "updated",
        9,
        "right",
        6,
        lambda row: row.last_update,
        lambda row: cells.count(row.last_update),
    ),
)
"""What a neuron shows; keys are the names of the score columns."""
