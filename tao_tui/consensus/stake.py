"""Stake weights, validator permits and active stake: the first third of an epoch."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.fixed import FRACTION_BITS, Column, Mask, normalise
from tao_tui.consensus.inputs import U64_MAX, EpochInputs


def total_stake_bits(inputs: EpochInputs) -> list[int]:
    """Return each neuron's stake weight as I64F64 bits: alpha + root · tao_weight."""
    root_weight = ((inputs.tao_weight << 32) // U64_MAX) << 32
    pairs = zip(inputs.alpha_stake, inputs.root_stake, strict=True)
    return [(int(alpha) << 64) + int(root) * root_weight for alpha, root in pairs]


def stake_shares(inputs: EpochInputs) -> Column:
    """Return S: shares of total stake weight; below the threshold it is zero, except for the owner."""
    threshold, seated = inputs.rules.stake_threshold, _seated(inputs)
    bits = [
        weight if uid == seated or weight >> 64 >= threshold else 0
        for uid, weight in enumerate(total_stake_bits(inputs))
    ]
    total = sum(bits)
    return np.array([(b << FRACTION_BITS) // total if total else b >> 32 for b in bits], np.int64)


def permits_in_force(inputs: EpochInputs) -> Mask:
    """Return the permits this epoch honours: the stored ones, and the subnet owner's."""
    return _with_owner(inputs.validator_permit.copy(), inputs)


def next_permits(stake: Column, inputs: EpochInputs) -> Mask:
    """Return the permits for the next epoch: the top stakes; of equal stakes the lower uids lose first."""
    permits = (stake != 0) | (not inputs.edition.permits_need_stake)
    excess = len(stake) - inputs.rules.max_allowed_validators
    if excess > 0:
        permits[np.argsort(stake, kind="stable")[:excess]] = False
    return _with_owner(permits, inputs)


def activity(inputs: EpochInputs) -> Mask:
    """Return which neurons set weights within the activity cutoff."""
    return np.asarray(inputs.last_update + inputs.rules.activity_cutoff >= inputs.block)


def active_stake_shares(stake: Column, active: Mask, permits: Mask) -> Column:
    """Return A: the shares of active validators only, summing to one again."""
    return normalise(np.where(active & permits, stake, 0))


def _seated(inputs: EpochInputs) -> int | None:
    """The uid of a subnet owner whose seat cannot be lost, on runtimes that grant it."""
    return inputs.owner_uid if inputs.edition.owner_keeps_seat else None


def _with_owner(permits: Mask, inputs: EpochInputs) -> Mask:
    seated = _seated(inputs)
    if seated is not None and seated < len(permits):
        permits[seated] = True
    return permits
