"""Lent stake line by line: each child, parent and waiting child of a hotkey, and its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tao_tui.addresses import Address
from tao_tui.reads.validators.relations import Relations
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

Role = Literal["child", "parent", "pending", "none", "pending none"]


@dataclass(frozen=True, slots=True)
class Link:
    """One line: a hotkey on a subnet and one it lends to, will lend to, or borrows from."""

    relations: Relations
    role: Role
    other: Address | None
    ppm: int
    """Of the lender's stake, in millionths."""

    @property
    def key(self) -> str:
        """Tells it from every other line."""
        return f"{self.relations.hotkey} {self.relations.netuid} {self.role} {self.other}"


def links_of(found: Iterable[Relations]) -> Iterator[Link]:
    """Every line there is to show; a hotkey without any on a subnet has one that says so."""
    for each in found:
        lent = [Link(each, "child", child.hotkey, child.ppm) for child in each.children]
        borrowed = [Link(each, "parent", parent.hotkey, parent.ppm) for parent in each.parents]
        waiting = (
            [Link(each, "pending", child.hotkey, child.ppm) for child in each.pending.children]
            or [Link(each, "pending none", None, 0)]
            if each.pending
            else []
        )
        yield from (lent + waiting + borrowed) or [Link(each, "none", None, 0)]


_ROLES: Final[dict[Role, str]] = {
    "child": "lends to",
    "parent": "borrows from",
    "pending": "will lend to",
    "none": "lends nothing",
    "pending none": "stops lending",
}


def _due(row: Link) -> int | None:
    pending = row.relations.pending
    return pending.from_block if pending and row.role.startswith("pending") else None


RELATION_COLUMNS: Final[tuple[Column[Link], ...]] = (
    Column(
        "hotkey",
        "hotkey",
        12,
        "left",
        0,
        lambda row: row.relations.hotkey,
        lambda row: cells.short_address(row.relations.hotkey),
    ),
    Column(
        "netuid", "#", 3, "right", 0, lambda row: row.relations.netuid, lambda row: str(row.relations.netuid)
    ),
    Column("role", "", 13, "left", 0, lambda row: _ROLES[row.role], lambda row: _ROLES[row.role]),
    Column(
        "other",
        "other hotkey",
        12,
        "left",
        0,
        lambda row: row.other or "",
        lambda row: cells.short_address(row.other) if row.other else cells.NONE,
    ),
    Column(
        "share",
        "share",
        9,
        "right",
        0,
        lambda row: row.ppm,
        lambda row: cells.fine_share(row.ppm) if row.other else cells.NONE,
        cells.MILLION // 100,
    ),
    Column(
        "from_block",
        "after",
        9,
        "right",
        1,
        _due,
        lambda row: cells.blocks(_due(row)),
    ),
    Column(
        "take",
        "own take",
        8,
        "right",
        2,
        lambda row: row.relations.take_ppm,
        lambda row: cells.share(row.relations.take_ppm),
        cells.MILLION // 100,
    ),
)
"""What one line shows."""
