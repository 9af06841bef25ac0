"""Scores as they are remembered: which epoch they belong to, and how a neuron fared over the kept ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tao_tui.addresses import Address, public_key_of
from tao_tui.journal.score_history import KEPT, KeptEpoch, ScoreHistory, owner_mark
from tao_tui.reads.score_items import Column
from tao_tui.reads.scores import Scores, frozen

if TYPE_CHECKING:
    from tao_tui.reads.follow_scores import ScoresDelta

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


def kept_epoch(scores: Scores) -> KeptEpoch | None:
    """The scores as they are remembered; None before the first epoch."""
    block = epoch_block(scores)
    if block is None:
        return None
    columns: dict[str, Column] = {name: scores.column(name) for name in KEPT if name != "owners"}
    return KeptEpoch(block, columns | {"owners": owners(scores)})


def keep(history: ScoreHistory, genesis: str, delta: ScoresDelta) -> bool:
    """Remember the scores of a delta when an epoch brought them; False when there is nothing new."""
    scores = delta.scores
    kept = kept_epoch(scores) if brought_by_an_epoch(delta) else None
    if kept is None:
        return False
    return history.keep(genesis, scores.netuid, scores.mechanism, kept.block, kept.columns)


def owners(scores: Scores) -> Column:
    """A mark of each uid's hotkey."""
    return _marks(scores.hotkeys)


@lru_cache(maxsize=160)
def _marks(hotkeys: tuple[Address, ...]) -> Column:
    """Hotkeys change seldom and take long to read: those of a network's subnets are remembered."""
    return frozen(np.array([mark_of(hotkey) for hotkey in hotkeys], np.uint32))


def mark_of(hotkey: Address) -> int:
    """The mark of one hotkey."""
    return owner_mark(public_key_of(hotkey))


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
