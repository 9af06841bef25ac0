"""One Yuma epoch: from a picture of a subnet's storage to the scores the chain would store."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.bonds import Bonding, live_bonds, yuma2, yuma3
from tao_tui.consensus.fixed import (
    U16_MAX,
    Column,
    divide,
    divide_by_total,
    max_upscale_to_u16,
    multiply,
    normalise,
    ratio,
    to_u16,
)
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.median import consensus_weights
from tao_tui.consensus.result import EpochResult, Evidence, Rao
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.stake import (
    active_stake_shares,
    activity,
    next_permits,
    permits_in_force,
    stake_shares,
)
from tao_tui.consensus.weights import bond_weights, clipped, counted_weights


def epoch(inputs: EpochInputs) -> EpochResult:
    """Compute an epoch exactly as the runtime does (pallet subtensor, `epoch_mechanism`).

    The arithmetic is the runtime's I32F32, so every integer of the result is the one the chain would store.
    """
    stake = stake_shares(inputs)
    permits, active = permits_in_force(inputs), activity(inputs)
    active_stake = active_stake_shares(stake, active, permits)
    uids = np.union1d(np.flatnonzero(permits), inputs.bonds.uids)
    votes = active_stake[uids]

    weights = counted_weights(inputs, inputs.weights.aligned(uids), permits)
    kappa = ratio(inputs.rules.kappa, U16_MAX)
    consensus = consensus_weights(votes, weights.values, kappa)
    cut = clipped(weights, consensus)
    ranks = multiply(cut.values, votes[:, None]).sum(axis=0)
    ranks_before = multiply(weights.values, votes[:, None]).sum(axis=0)
    incentive = normalise(ranks)

    basis = bond_weights(weights, cut, inputs.rules.bonds_penalty)
    bonding = _bond(inputs, basis, stake=votes, incentive=incentive, consensus=consensus)
    dividends = _spread(bonding.dividends, uids, inputs.n)
    server, validator, combined = _emission_shares(incentive, dividends, active_stake, stake)
    emission = inputs.emission
    return EpochResult(
        active=active,
        stake_weight=to_u16(stake),
        consensus=to_u16(consensus),
        incentive=to_u16(incentive),
        dividends=to_u16(dividends),
        validator_trust=to_u16(_spread(cut.values.sum(axis=1), uids, inputs.n)),
        rank=to_u16(incentive),
        trust=to_u16(divide(ranks, ranks_before)),
        pruning_scores=(max_upscale_to_u16 if inputs.edition.upscales_scores else to_u16)(combined),
        emission=_amounts(combined, emission),
        server_emission=_amounts(server, emission),
        validator_emission=_amounts(validator, emission),
        validator_permit=next_permits(stake, inputs),
        previous_permit=permits,
        bonds=bonding.bonds,
        previous_bonds=inputs.bonds,
        edition=inputs.edition,
        evidence=Evidence(weights, cut, basis, active_stake, consensus, incentive, dividends, kappa),
    )


def _bond(
    inputs: EpochInputs, basis: SparseRows, *, stake: Column, incentive: Column, consensus: Column
) -> Bonding:
    """Run the bond step of the subnet's Yuma version on the weights bonds grow from."""
    rules, edition = inputs.rules, inputs.edition
    old = live_bonds(inputs, inputs.bonds.aligned(basis.uids))
    if rules.yuma3:
        return yuma3(
            rules,
            old,
            basis,
            stake=stake,
            incentive=incentive,
            consensus=consensus,
            edition=edition,
        )
    return yuma2(rules, old, basis, stake=stake, incentive=incentive, edition=edition)


def _emission_shares(
    incentive: Column, dividends: Column, active_stake: Column, stake: Column
) -> tuple[Column, Column, Column]:
    """Return server, validator and combined shares; with no scores at all emission follows stake."""
    combined = incentive + dividends
    total = int(combined.sum())
    if total == 0:
        fallback = active_stake if active_stake.any() else stake
        return incentive, fallback, fallback
    return divide_by_total(incentive, total), divide_by_total(dividends, total), normalise(combined)


def _spread(values: Column, uids: Column, n: int) -> Column:
    """Scatter row values over all uids."""
    spread = np.zeros(n, np.int64)
    spread[uids] = values
    return spread


def _amounts(shares: Column, emission: int) -> Rao:
    """Return floor(share · emission) in rao; done in Python integers since emission is a full u64."""
    return np.array([(share * emission) >> 32 for share in shares.tolist()], np.uint64)
