"""The columns of a subnet's scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.reads.scores.columns import Neuron
from tao_tui.tables import cells
from tao_tui.tables.columns import Column


def _key(key: str, priority: int, address: Callable[[Neuron], Address]) -> Column[Neuron]:
    return Column(key, key, 12, "left", priority, address, lambda row: cells.short_address(address(row)))


def _amount(
    key: str, label: str, width: int, decimals: int, amount: Callable[[Neuron], Alpha], whole: str = ""
) -> Column[Neuron]:
    return Column(
        key, label, width, "right", 1, lambda row: amount(row).rao,
        lambda row: cells.amount(amount(row), width, decimals), cells.ONE, whole,
    )  # fmt: skip


def _score(key: str, label: str, priority: int, score: Callable[[Neuron], int | None]) -> Column[Neuron]:
    """A share of 65535; quiet where the runtime keeps none."""
    return Column(
        key, label, 6, "right", priority, score, lambda row: cells.score(score(row) or 0), cells.U16_MAX,
        key.replace("_", " "),
    )  # fmt: skip


def _flag(
    key: str, label: str, whole: str, priority: int, glyph: str, flag: Callable[[Neuron], bool]
) -> Column[Neuron]:
    return Column(
        key, label, 3, "left", priority, flag, lambda row: cells.mark(flag(row), glyph), whole=whole
    )


def _block(key: str, label: str, priority: int, block: Callable[[Neuron], int]) -> Column[Neuron]:
    return Column(key, label, 9, "right", priority, block, lambda row: cells.count(block(row)))


NEURON_COLUMNS: Final[tuple[Column[Neuron], ...]] = (
    Column("uid", "uid", 5, "right", 0, lambda row: row.uid, lambda row: str(row.uid)),
    _key("hotkey", 0, lambda row: row.hotkey),
    _key("coldkey", 8, lambda row: row.coldkey),
    _amount("stake", "stake", 11, 1, lambda row: row.stake),
    _score("consensus", "conse", 2, lambda row: row.consensus),
    _score("incentive", "incen", 0, lambda row: row.incentive),
    _score("dividends", "divid", 0, lambda row: row.dividends),
    _score("validator_trust", "vtrus", 2, lambda row: row.validator_trust),
    _amount("emission", "emis α", 9, 3, lambda row: row.emission, "emission α"),
    _flag("active", "act", "active", 5, "●", lambda row: row.active),
    _flag("validator_permit", "val", "validator", 4, "★", lambda row: row.validator_permit),
    _flag("immune", "imm", "immune", 4, "◆", lambda row: row.immune),
    _block("last_update", "updated", 6, lambda row: row.last_update),
    _block("registered_at", "born", 9, lambda row: row.registered_at),
)
"""What a neuron shows; keys are the names of the score columns."""

OLDER_COLUMNS: Final[tuple[Column[Neuron], ...]] = (
    _score("rank", "rank", 7, lambda row: row.rank),
    _score("trust", "trust", 7, lambda row: row.trust),
)
"""What a neuron shows besides on runtimes that keep ranks."""
