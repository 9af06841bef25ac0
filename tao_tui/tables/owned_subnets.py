"""The columns of the subnets somebody owns, and what is said of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tao_tui.amounts import Tao
from tao_tui.reads.subnets.owned import OwnedSubnet
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

OWNED_COLUMNS: Final[tuple[Column[OwnedSubnet], ...]] = (
    Column("netuid", "#", 3, "right", 0, lambda row: row.subnet.netuid, lambda row: str(row.subnet.netuid)),
    Column(
        "name", "name", 20, "left", 0, lambda row: row.subnet.name.casefold(),
        lambda row: row.subnet.name,
    ),
    Column(
        "started", "state", 11, "left", 0, lambda row: row.started,
        lambda row: "started" if row.started else "not started",
    ),
    Column(
        "price", "price τ", 11, "right", 1, lambda row: row.subnet.price_rao,
        lambda row: cells.price(row.subnet.price_rao), cells.ONE,
    ),
    Column(
        "neurons", "neurons", 9, "right", 2, lambda row: row.subnet.neurons,
        lambda row: f"{row.subnet.neurons}/{row.subnet.max_neurons}",
    ),
    Column("cut_ppm", "cut", 7, "right", 2, lambda row: row.cut_ppm, lambda row: cells.share(row.cut_ppm)),
    Column(
        "cut_per_day", "a day α", 12, "right", 0, lambda row: row.cut_per_day.rao,
        lambda row: cells.amount(row.cut_per_day, 12), cells.ONE,
    ),
    Column(
        "value_per_day", "worth τ", 12, "right", 0, lambda row: row.value_per_day.rao,
        lambda row: cells.amount(row.value_per_day, 12), cells.ONE,
    ),
    Column(
        "pending", "waiting α", 12, "right", 1, lambda row: row.pending.rao,
        lambda row: cells.amount(row.pending, 12), cells.ONE,
    ),
    Column(
        "blocks_to_epoch", "epoch", 6, "right", 3, lambda row: row.subnet.blocks_to_epoch,
        lambda row: cells.blocks(row.subnet.blocks_to_epoch),
    ),
)  # fmt: skip
"""What a subnet brings its owner, the cut at the present emission."""


def owned_words(rows: Sequence[OwnedSubnet]) -> Iterator[str]:
    """What they bring together, and which of them waits to be started."""
    if not rows:
        yield "You own no subnet. “Create a subnet” says what one costs before anything is signed."
        return
    worth = sum(row.value_per_day.rao for row in rows)
    yield f"The owner's cut brings about {Tao(worth)} a day, staked to the owner hotkey at each epoch."
    for row in rows:
        if not row.started:
            yield f"Subnet {row.subnet.netuid} earns nothing until you start it: “Start a subnet”."
