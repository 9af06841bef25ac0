"""The columns of what a changed epoch would move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tao_tui.amounts import Alpha
from tao_tui.reads.scores.what_if import Shift
from tao_tui.tables import cells
from tao_tui.tables.columns import Column


def _score(
    key: str, label: str, priority: int, before: Callable[[Shift], int], after: Callable[[Shift], int]
) -> Column[Shift]:
    """`0.412 → 0.398`, or only the score where it stays."""

    def cell(row: Shift) -> str:
        was, will = cells.score(before(row)), cells.score(after(row))
        return will if was == will else f"{was} → {will}"

    return Column(
        key, label, 13, "right", priority, lambda row: after(row) - before(row), cell, cells.U16_MAX,
        key.replace("_", " "),
    )  # fmt: skip


def _more_emission(row: Shift) -> int:
    return row.emission_then.rao - row.emission.rao


def _emission(row: Shift) -> str:
    moved = _more_emission(row)
    sign = "▲" if moved > 0 else "▼" if moved < 0 else "–"
    return f"{sign} {cells.amount(Alpha(abs(moved)), 9, 4)}"


SHIFT_COLUMNS: Final[tuple[Column[Shift], ...]] = (
    Column("uid", "uid", 5, "right", 0, lambda row: row.uid, lambda row: str(row.uid)),
    Column(
        "hotkey", "hotkey", 12, "left", 3, lambda row: row.hotkey, lambda row: cells.short_address(row.hotkey)
    ),
    _score("consensus", "consensus", 2, lambda row: row.consensus, lambda row: row.consensus_then),
    _score("incentive", "incentive", 0, lambda row: row.incentive, lambda row: row.incentive_then),
    _score("dividends", "dividends", 0, lambda row: row.dividends, lambda row: row.dividends_then),
    _score(
        "validator_trust", "vtrust", 1, lambda row: row.validator_trust, lambda row: row.validator_trust_then
    ),
    Column("emission", "emission α", 12, "right", 0, _more_emission, _emission, cells.ONE),
)
"""What a neuron's scores would be; sorted by how far they move."""
