"""Who gives way when somebody registers on a full subnet."""

from __future__ import annotations

from typing import Final

import numpy as np

from tao_tui.reads.score_items import Column
from tao_tui.reads.scores import Scores

ZONE: Final = 3
"""How many of the next to go are called in danger."""


def prunable(scores: Scores) -> Column:
    """Who can be pruned: nobody while there is room, else who is not immune and not the owner's own."""
    if scores.size < scores.room or not scores.room:
        return np.zeros(scores.size, np.bool_)
    found = np.logical_not(scores.immune)
    if scores.owner_hotkey is not None and scores.owner_hotkey in scores.hotkeys:
        found[scores.hotkeys.index(scores.owner_hotkey)] = False
    return found


def pruning_order(scores: Scores, among: Column | None = None) -> tuple[int, ...]:
    """Uids in the order the chain would prune them, of those `among` that can be pruned.

    The lowest emission goes first, of equals the oldest, then the lowest uid (pallet subtensor,
    `get_neuron_to_prune`).
    """
    uids = np.flatnonzero(prunable(scores) if among is None else among)
    return tuple(uids[np.lexsort((scores.registered_at[uids], scores.emission[uids]))].tolist())


def pruning_zone(scores: Scores) -> tuple[int, ...]:
    """The next few to go."""
    among = prunable(scores)
    if np.count_nonzero(among) > ZONE:
        # Who pays more than the third lowest need not be sorted.
        among &= scores.emission <= np.partition(scores.emission[among], ZONE - 1)[ZONE - 1]
    return pruning_order(scores, among)[:ZONE]


def before_it(scores: Scores, uid: int) -> int | None:
    """How many neurons would be pruned before `uid`; None where it cannot be pruned."""
    among = prunable(scores)
    if not among[uid]:
        return None
    emission, born = scores.emission, scores.registered_at
    sooner = born < born[uid]
    sooner[:uid] |= born[:uid] == born[uid]
    first = (emission < emission[uid]) | ((emission == emission[uid]) & sooner)
    return int(np.count_nonzero(first & among))
