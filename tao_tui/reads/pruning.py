"""Who gives way when somebody registers on a full subnet."""

from __future__ import annotations

from typing import Final

import numpy as np

from tao_tui.reads.scores import Scores

ZONE: Final = 3
"""How many of the next to go are called in danger."""


def pruning_order(scores: Scores) -> tuple[int, ...]:
    """Uids in the order the chain would prune them; nobody while there is room for another neuron.

    The lowest emission goes first, of equals the oldest, then the lowest uid; neurons within their immunity
    period and the owner's own do not go (pallet subtensor, `get_neuron_to_prune`).
    """
    if scores.size < scores.room or not scores.room:
        return ()
    order = np.lexsort((scores.registered_at, scores.emission))
    safe = scores.immune
    return tuple(
        uid for uid in order.tolist() if not safe[uid] and scores.hotkeys[uid] != scores.owner_hotkey
    )


def pruning_zone(scores: Scores) -> tuple[int, ...]:
    """The next few to go."""
    return pruning_order(scores)[:ZONE]
