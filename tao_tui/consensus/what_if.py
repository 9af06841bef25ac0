"""An epoch with something changed: a weight, a stake, kappa, or a validator that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from tao_tui.consensus.fixed import U16_MAX
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.sparse import SparseRows


@dataclass(frozen=True, slots=True)
class Weight:
    """A validator gives a neuron this share of its weight, of 65535; the others share the rest as before."""

    validator: int
    neuron: int
    share: int


@dataclass(frozen=True, slots=True)
class Stake:
    """A neuron has this stake weight, in rao of alpha, and no other."""

    uid: int
    rao: int


@dataclass(frozen=True, slots=True)
class Kappa:
    """The majority is another share of active stake, of 65535."""

    share: int


@dataclass(frozen=True, slots=True)
class Drop:
    """A validator is not there: no stake, no permit, no weights, no bonds."""

    uid: int


Change = Weight | Stake | Kappa | Drop


def changed(inputs: EpochInputs, changes: Iterable[Change]) -> EpochInputs:
    """Return the inputs with the changes made, one after the other; the given ones stay as they are.

    Raises:
        IndexError: a change names a neuron that does not exist.
    """
    for change in changes:
        inputs = _with(inputs, change)
    return inputs


def _with(inputs: EpochInputs, change: Change) -> EpochInputs:
    match change:
        case Weight(validator, neuron, share):
            _known(inputs, validator, neuron)
            return replace(inputs, weights=_reweighted(inputs.weights, validator, neuron, share))
        case Stake(uid, rao):
            _known(inputs, uid)
            return _with_stake(inputs, uid, rao)
        case Kappa(share):
            return replace(inputs, rules=replace(inputs.rules, kappa=share))
        case Drop(uid):
            _known(inputs, uid)
            permits = inputs.validator_permit.copy()
            permits[uid] = False
            owner = None if inputs.owner_uid == uid else inputs.owner_uid
            return replace(
                _with_stake(inputs, uid, 0),
                validator_permit=permits,
                owner_uid=owner,
                weights=_without(inputs.weights, uid),
                bonds=_without(inputs.bonds, uid),
            )


def _known(inputs: EpochInputs, *uids: int) -> None:
    for uid in uids:
        if not 0 <= uid < inputs.n:
            raise IndexError(f"no neuron {uid} among {inputs.n}")


def _with_stake(inputs: EpochInputs, uid: int, rao: int) -> EpochInputs:
    alpha, root = list(inputs.alpha_stake), list(inputs.root_stake)
    alpha[uid], root[uid] = rao, 0
    return replace(inputs, alpha_stake=alpha, root_stake=root)


def _reweighted(weights: SparseRows, validator: int, neuron: int, share: int) -> SparseRows:
    """Return the rows with one entry set; the row is written in parts of 65535, as a validator would."""
    rows = weights.aligned(np.union1d(weights.uids, [validator]))
    values, present = rows.values.copy(), rows.present.copy()
    index = int(np.searchsorted(rows.uids, validator))
    row = values[index]
    row[neuron] = 0
    total = int(row.sum())
    rest = U16_MAX - share if total else 0
    values[index] = row * rest // max(1, total)
    values[index, neuron] = share
    present[index, neuron] = True
    others = {uid: order for uid, order in rows.orders.items() if uid != validator}
    return SparseRows(rows.uids, values, present, others)


def _without(rows: SparseRows, uid: int) -> SparseRows:
    kept = rows.uids != uid
    return SparseRows(rows.uids[kept], rows.values[kept], rows.present[kept], rows.orders)
