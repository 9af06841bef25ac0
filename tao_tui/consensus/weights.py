"""Which weights count in an epoch, and how the consensus clips them."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.fixed import ONE, U16_MAX, Column, Mask, multiply, ratio
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.sparse import SparseRows


def counted_weights(inputs: EpochInputs, rows: SparseRows, permits: Mask) -> SparseRows:
    """Return the rows that count, normalised to sum to one.

    Dropped are rows without a permit, weights on oneself (except the owner's), and weights older than
    the registration they point at, be it by set time or by pending commit.
    """
    uids = rows.uids
    registered = inputs.block_at_registration
    keep = permits[uids][:, None] & (inputs.last_update[uids][:, None] > registered)
    itself = uids[:, None] == np.arange(rows.columns)
    if inputs.owner_uid is not None and inputs.edition.counts_owners_own_weight:
        itself &= (uids != inputs.owner_uid)[:, None]
    keep &= ~itself
    if inputs.commit_blocks is not None:
        keep &= inputs.commit_blocks[uids][:, None] >= registered
    kept = rows.masked(keep)
    totals = kept.values.sum(axis=1, keepdims=True)
    shares = (kept.values << 32) // np.where(totals == 0, 1, totals)
    return SparseRows(uids, shares, kept.present, kept.orders)


def clipped(weights: SparseRows, consensus: Column) -> SparseRows:
    """Return the weights cut down to consensus; an entry above a zero consensus disappears."""
    return SparseRows(
        weights.uids,
        np.minimum(weights.values, consensus),
        weights.present & ~((weights.values > consensus) & (consensus == 0)),
        weights.orders,
    )


def bond_weights(given: SparseRows, cut: SparseRows, bonds_penalty: int) -> SparseRows:
    """Return what bonds grow on: given weights at no penalty, clipped ones at full, else between."""
    penalty = ratio(bonds_penalty, U16_MAX)
    if penalty == 0:
        return given
    if penalty == ONE:
        return cut
    mixed = given.values + multiply(cut.values - given.values, penalty)
    return SparseRows(given.uids, np.where(mixed > 0, mixed, 0), mixed > 0)
