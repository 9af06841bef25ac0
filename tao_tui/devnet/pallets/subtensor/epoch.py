"""One epoch of a subnet: gather what consensus needs from storage, run it, write the scores back."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.mechanisms import mixed, split_emission
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.yuma import epoch
from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.pallets.subtensor.commits import earliest_commits
from tao_tui.devnet.pallets.subtensor.mechanisms import indexes, last_update
from tao_tui.devnet.pallets.subtensor.neurons import hotkeys_of, registration_blocks
from tao_tui.devnet.pallets.subtensor.rows import EMPTY_ROW
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_columns, stake_weight
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.voting_power import follow_epoch


def activity_cutoff(chain: SubtensorState, netuid: int) -> int:
    """Blocks without weights after which a validator is inactive."""
    return max(1, chain.ActivityCutoffFactorMilli[netuid] * chain.Tempo[netuid] // 1_000)


def step(chain: SubtensorState, netuid: int, emission: int) -> EpochResult:
    """Run the epoch of every mechanism over its part of `emission` rao of alpha and store the scores."""
    every = indexes(chain, netuid)
    parts = split_emission(emission, len(every), chain.MechanismEmissionSplit.get(netuid))
    results = [_step_one(chain, netuid, *each) for each in zip(every, parts, strict=True)]
    result = mixed(results, parts) if len(every) > 1 else results[0]
    chain.Active[netuid] = result.active.tolist()
    chain.StakeWeight[netuid] = result.stake_weight.tolist()
    chain.Consensus[netuid] = result.consensus.tolist()
    chain.Dividends[netuid] = result.dividends.tolist()
    chain.ValidatorTrust[netuid] = result.validator_trust.tolist()
    chain.ValidatorPermit[netuid] = result.validator_permit.tolist()
    chain.Emission[netuid] = result.emission.tolist()
    if chain.VotingPowerTrackingEnabled[netuid]:
        follow_epoch(chain, netuid, _voting_stakes(chain, netuid, len(every), result))
    return result


def _voting_stakes(
    chain: SubtensorState, netuid: int, mechanisms: int, result: EpochResult
) -> dict[bytes, int | None]:
    """By hotkey the stake weight of those with a permit for the next epoch, None for the others.

    The chain adds it up over the mechanisms although it is the same in each.
    """
    seats = zip(hotkeys_of(chain, netuid), result.validator_permit.tolist(), strict=True)
    return {
        hotkey: clamp_u64(mechanisms * stake_weight(chain, hotkey, netuid)) if permitted else None
        for hotkey, permitted in seats
    }


def _step_one(chain: SubtensorState, netuid: int, index: int, emission: int) -> EpochResult:
    """Run the epoch of one mechanism and store what it does not share."""
    result = epoch(inputs_of(chain, netuid, emission, index))
    chain.Incentive[index] = result.incentive.tolist()
    for uid, row in result.bonds_to_store().items():
        if row != EMPTY_ROW:
            chain.Bonds[index, uid] = row
        else:
            del chain.Bonds[index, uid]
    chain.deposit_event(
        chain.Event.IncentiveAlphaEmittedToMiners(netuid=index, emissions=result.server_emission.tolist())
    )
    return result


def inputs_of(chain: SubtensorState, netuid: int, emission: int, index: int | None = None) -> EpochInputs:
    """The subnet as the epoch of one of its mechanisms reads it, the first without an `index`."""
    index = netuid if index is None else index
    hotkeys = hotkeys_of(chain, netuid)
    count = len(hotkeys)
    alpha, root = stake_columns(chain, netuid, hotkeys)
    permits = chain.ValidatorPermit[netuid]
    owner = chain.Uids.get((netuid, chain.SubnetOwnerHotkey[netuid]))
    weights, bonds = chain.Weights.data, chain.Bonds.data
    voters = [uid for uid in range(count) if (permits[uid] or uid == owner) and (index, uid) in weights]
    bonded = [uid for uid in range(count) if (index, uid) in bonds]
    return EpochInputs(
        block=chain.block,
        tempo=chain.Tempo[netuid],
        emission=emission,
        alpha_stake=alpha,
        root_stake=root,
        last_update=np.array(last_update(chain, index), np.int64),
        block_at_registration=np.array(registration_blocks(chain, netuid), np.int64),
        validator_permit=np.array(permits, np.bool_),
        weights=SparseRows.from_scale({uid: weights[index, uid] for uid in voters}, count),
        bonds=SparseRows.from_scale({uid: bonds[index, uid] for uid in bonded}, count),
        tao_weight=chain.TaoWeight.value,
        rules=rules_of(chain, netuid),
        last_step_block=chain.LastMechansimStepBlock[netuid],
        owner_uid=owner,
        commit_blocks=earliest_commits(chain, netuid, index),
    )


def rules_of(chain: SubtensorState, netuid: int) -> Rules:
    """The hyperparameters consensus depends on."""
    low, high = chain.AlphaValues[netuid]
    return Rules(
        kappa=chain.Kappa[netuid],
        bonds_moving_average=chain.BondsMovingAverage[netuid],
        bonds_penalty=chain.BondsPenalty[netuid],
        max_allowed_validators=chain.MaxAllowedValidators[netuid],
        stake_threshold=chain.StakeThreshold.value,
        activity_cutoff=activity_cutoff(chain, netuid),
        yuma3=chain.Yuma3On[netuid],
        liquid_alpha=chain.LiquidAlphaOn[netuid],
        alpha_low=low,
        alpha_high=high,
        alpha_sigmoid_steepness=chain.AlphaSigmoidSteepness[netuid],
    )
