"""The consensus weight of every neuron: the stake-weighted median of what validators gave it."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.fixed import Column, normalise


def consensus_weights(stake: Column, weights: Column, kappa: int) -> Column:
    """Return C: per column, the largest weight that at least kappa of the stake supports.

    The runtime walks a quick-select; with exact integer sums its answer is the smallest score whose
    stake at or below it exceeds the minority (total − kappa), found here by sorting all columns at once.
    `stake` and the rows of `weights` belong to the same validators; those without stake do not count.
    """
    voting = stake > 0
    votes = normalise(stake[voting])
    if not len(votes):
        return np.zeros(weights.shape[1], np.int64)
    minority = int(votes.sum()) - kappa
    scores = np.ascontiguousarray(weights[voting].T)
    order = np.argsort(scores, axis=1)
    reached = np.cumsum(votes[order], axis=1) > minority
    # With kappa at zero nothing exceeds the minority and the walk ends at the highest score.
    place = np.where(reached[:, -1], reached.argmax(axis=1), len(votes) - 1)
    columns = np.arange(len(scores))
    return np.asarray(scores[columns, order[columns, place]])
