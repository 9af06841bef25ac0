"""The columns of the list of subnets."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.subnets.market import Subnet
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

SUBNET_COLUMNS: Final[tuple[Column[Subnet], ...]] = (
    Column("netuid", "#", 3, "right", 0, lambda row: row.netuid, lambda row: str(row.netuid)),
    Column("name", "name", 20, "left", 0, lambda row: row.name.casefold(), lambda row: row.name),
    Column("symbol", "", 2, "left", 6, lambda row: row.symbol, lambda row: row.symbol),
    Column(
        "price",
        "price τ",
        11,
        "right",
        0,
        lambda row: row.price_rao,
        lambda row: cells.price(row.price_rao),
        cells.ONE,
    ),
    Column(
        "emission",
        "τ/block",
        9,
        "right",
        1,
        lambda row: row.emission.rao,
        lambda row: cells.amount(row.emission, 9, 6),
        cells.ONE,
    ),
    Column(
        "tao_in",
        "pool τ",
        11,
        "right",
        2,
        lambda row: row.tao_in.rao,
        lambda row: cells.amount(row.tao_in, 11, 2),
        cells.ONE,
    ),
    Column(
        "alpha_in",
        "pool α",
        11,
        "right",
        5,
        lambda row: row.alpha_in.rao,
        lambda row: cells.amount(row.alpha_in, 11, 2),
        cells.ONE,
    ),
    Column(
        "alpha_out",
        "out α",
        11,
        "right",
        5,
        lambda row: row.alpha_out.rao,
        lambda row: cells.amount(row.alpha_out, 11, 2),
        cells.ONE,
    ),
    Column(
        "neurons",
        "neurons",
        9,
        "right",
        3,
        lambda row: row.neurons,
        lambda row: f"{row.neurons}/{row.max_neurons}",
    ),
    Column(
        "registration_cost",
        "burn τ",
        9,
        "right",
        2,
        lambda row: row.registration_cost.rao,
        lambda row: cells.amount(row.registration_cost, 9),
        cells.ONE,
    ),
    Column("tempo", "tempo", 5, "right", 4, lambda row: row.tempo, lambda row: str(row.tempo)),
    Column(
        "blocks_to_epoch",
        "epoch",
        6,
        "right",
        3,
        lambda row: row.blocks_to_epoch,
        lambda row: cells.blocks(row.blocks_to_epoch),
    ),
    Column(
        "owner", "owner", 12, "left", 6, lambda row: row.owner, lambda row: cells.short_address(row.owner)
    ),
)
"""What a subnet shows, most telling first."""
