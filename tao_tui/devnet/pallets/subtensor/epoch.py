"""One epoch of a subnet: gather what consensus needs from storage, run it, write the scores back."""

from __future__ import annotations

import numpy as np

from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.yuma import epoch
from tao_tui.devnet.pallets.subtensor.commits import earliest_commits
from tao_tui.devnet.pallets.subtensor.neurons import hotkeys_of, registration_blocks
from tao_tui.devnet.pallets.subtensor.rows import EMPTY_ROW
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_columns
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def activity_cutoff(chain: SubtensorState, netuid: int) -> int:
    """Blocks without weights after which a validator is inactive."""
    return max(1, chain.ActivityCutoffFactorMilli[netuid] * chain.Tempo[netuid] // 1_000)


def step(chain: SubtensorState, netuid: int, emission: int) -> EpochResult:
    """Run the epoch over `emission` rao of alpha and store its scores."""
    result = epoch(inputs_of(chain, netuid, emission))
    chain.Active[netuid] = result.active.tolist()
    chain.StakeWeight[netuid] = result.stake_weight.tolist()
    chain.Consensus[netuid] = result.consensus.tolist()
    chain.Incentive[netuid] = result.incentive.tolist()
    chain.Dividends[netuid] = result.dividends.tolist()
    chain.ValidatorTrust[netuid] = result.validator_trust.tolist()
    chain.ValidatorPermit[netuid] = result.validator_permit.tolist()
    chain.Emission[netuid] = result.emission.tolist()
    for uid, row in result.bonds_to_store().items():
        if row != EMPTY_ROW:
            chain.Bonds[netuid, uid] = row
        else:
            del chain.Bonds[netuid, uid]
    chain.deposit_event(
        chain.Event.IncentiveAlphaEmittedToMiners(netuid=netuid, emissions=result.server_emission.tolist())
    )
    return result


def inputs_of(chain: SubtensorState, netuid: int, emission: int) -> EpochInputs:
    """The subnet as the epoch reads it."""
    hotkeys = hotkeys_of(chain, netuid)
    count = len(hotkeys)
    alpha, root = stake_columns(chain, netuid, hotkeys)
    permits = chain.ValidatorPermit[netuid]
    owner = chain.Uids.get((netuid, chain.SubnetOwnerHotkey[netuid]))
    weights, bonds = chain.Weights.data, chain.Bonds.data
    voters = [uid for uid in range(count) if (permits[uid] or uid == owner) and (netuid, uid) in weights]
    bonded = [uid for uid in range(count) if (netuid, uid) in bonds]
    return EpochInputs(
        block=chain.block,
        tempo=chain.Tempo[netuid],
        emission=emission,
        alpha_stake=alpha,
        root_stake=root,
        last_update=np.array(chain.LastUpdate[netuid], np.int64),
        block_at_registration=np.array(registration_blocks(chain, netuid), np.int64),
        validator_permit=np.array(permits, np.bool_),
        weights=SparseRows.from_scale({uid: weights[netuid, uid] for uid in voters}, count),
        bonds=SparseRows.from_scale({uid: bonds[netuid, uid] for uid in bonded}, count),
        tao_weight=chain.TaoWeight.value,
        rules=rules_of(chain, netuid),
        last_step_block=chain.LastMechansimStepBlock[netuid],
        owner_uid=owner,
        commit_blocks=earliest_commits(chain, netuid),
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
