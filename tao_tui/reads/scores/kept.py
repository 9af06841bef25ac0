"""Scores as they are remembered: which epoch they belong to, and how a neuron fared over the kept ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tao_tui.addresses import Address
from tao_tui.journal.score_history import KEPT, KeptEpoch, ScoreHistory, owner_mark
from tao_tui.reads.scores.columns import Scores, fitted, frozen
from tao_tui.reads.scores.items import Column

if TYPE_CHECKING:
    from tao_tui.reads.scores.follow import ScoresDelta

_BY_EPOCH = frozenset({"consensus", "incentive", "dividends", "validator_trust", "emission"})
"""Columns only an epoch writes."""


def epoch_block(scores: Scores) -> int | None:
    """The block of the epoch these scores came from; None before the first."""
    schedule = scores.schedule
    if schedule.dynamic:
        return schedule.last_epoch_block or None
    left = scores.blocks_to_epoch
    return None if left is None else max(0, scores.block + left - schedule.tempo - 1) or None


def brought_by_an_epoch(delta: ScoresDelta) -> bool:
    """Whether an epoch may have changed these scores; the first delta of a stream counts."""
    return bool(_BY_EPOCH & set(delta.changed))


def kept_epoch(scores: Scores, names: Iterable[str] = KEPT) -> KeptEpoch | None:
    """The scores as they are remembered, the columns in `names`; None before the first epoch."""
    block = epoch_block(scores)
    if block is None:
        return None
    columns = {name: owners(scores) if name == "owners" else scores.column(name) for name in names}
    return KeptEpoch(block, columns)


def keep(history: ScoreHistory, genesis: str, delta: ScoresDelta) -> bool:
    """Remember the scores of a delta when an epoch brought them; False when there is nothing new."""
    scores = delta.scores
    block = epoch_block(scores) if brought_by_an_epoch(delta) else None
    if block is None or history.has(genesis, scores.netuid, scores.mechanism, block):
        return False
    kept = kept_epoch(scores)
    return kept is not None and history.keep(
        genesis, scores.netuid, scores.mechanism, kept.block, kept.columns
    )


def owners(scores: Scores) -> Column:
    """A mark of each uid's hotkey."""
    return _marks(scores.hotkeys)


@lru_cache(maxsize=160)
def _marks(hotkeys: tuple[Address, ...]) -> Column:
    """Hotkeys change seldom and are many: those of a network's subnets are remembered."""
    return frozen(np.array([owner_mark(hotkey) for hotkey in hotkeys], np.uint32))


def course(epochs: Sequence[KeptEpoch], uid: int, column: str, owner: int) -> list[int]:
    """One neuron's score over the kept epochs, oldest first; only while the uid was its own."""
    found: list[int] = []
    for kept in epochs:
        marks = kept.columns["owners"]
        if uid < len(marks) and int(marks[uid]) == owner:
            found.append(int(kept.columns[column][uid]))
        else:
            found.clear()
    return found


def trends(epochs: Sequence[KeptEpoch], scores: Scores) -> tuple[Column, Column]:
    """By how much each neuron's `course` rose over the kept epochs, and which neurons have one.

    Of those that have dividends it is the dividends' course, of the others the incentive's.
    """
    marks, validates = owners(scores), scores.dividends > 0
    first, last = np.zeros(scores.size, np.int64), np.zeros(scores.size, np.int64)
    known = np.zeros(scores.size, np.bool_)
    for kept in epochs:
        columns = {name: fitted(column, scores.size) for name, column in kept.columns.items()}
        same = (columns["owners"] == marks) & (np.arange(scores.size) < len(kept.columns["owners"]))
        now = np.where(validates, columns["dividends"], columns["incentive"]).astype(np.int64)
        first = np.where(known & same, first, now)
        last, known = np.where(same, now, last), same
    return last - first, known
