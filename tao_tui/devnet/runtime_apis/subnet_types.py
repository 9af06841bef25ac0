"""What the subnet API answers about markets and rules."""

from __future__ import annotations

from typing import Annotated

from tao_tui.devnet.pallets.subtensor.types import SubnetIdentityV3
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import (
    I32F32,
    I96F32,
    AccountId,
    Compact,
    NetUid,
    Vec,
    array,
    u8,
    u16,
    u64,
    u128,
)

Pair = Annotated[Vec[u16], array(2)]
"""`[u16; 2]`."""


@struct("pallet_subtensor::rpc_info::subnet_info::SubnetInfo", params={"AccountId": AccountId})
class SubnetInfo:
    """A subnet in the oldest form."""

    netuid: Compact[NetUid]
    rho: Compact[u16]
    kappa: Compact[u16]
    difficulty: Compact[u64]
    immunity_period: Compact[u16]
    max_allowed_validators: Compact[u16]
    min_allowed_weights: Compact[u16]
    max_weights_limit: Compact[u16]
    scaling_law_power: Compact[u16]
    subnetwork_n: Compact[u16]
    max_allowed_uids: Compact[u16]
    blocks_since_last_step: Compact[u64]
    tempo: Compact[u16]
    network_modality: Compact[u16]
    network_connect: Vec[Pair]
    emission_values: Compact[u64]
    burn: Compact[u64]
    owner: AccountId


@struct("pallet_subtensor::rpc_info::subnet_info::SubnetInfov2", params={"AccountId": AccountId})
class SubnetInfov2:
    """A subnet in the oldest form, with its identity."""

    netuid: Compact[NetUid]
    rho: Compact[u16]
    kappa: Compact[u16]
    difficulty: Compact[u64]
    immunity_period: Compact[u16]
    max_allowed_validators: Compact[u16]
    min_allowed_weights: Compact[u16]
    max_weights_limit: Compact[u16]
    scaling_law_power: Compact[u16]
    subnetwork_n: Compact[u16]
    max_allowed_uids: Compact[u16]
    blocks_since_last_step: Compact[u64]
    tempo: Compact[u16]
    network_modality: Compact[u16]
    network_connect: Vec[Pair]
    emission_value: Compact[u64]
    burn: Compact[u64]
    owner: AccountId
    identity: SubnetIdentityV3 | None


@struct("pallet_subtensor::rpc_info::subnet_info::SubnetHyperparams")
class SubnetHyperparams:
    """The hyperparameters of a subnet."""

    rho: Compact[u16]
    kappa: Compact[u16]
    immunity_period: Compact[u16]
    min_allowed_weights: Compact[u16]
    max_weights_limit: Compact[u16]
    tempo: Compact[u16]
    min_difficulty: Compact[u64]
    max_difficulty: Compact[u64]
    weights_version: Compact[u64]
    weights_rate_limit: Compact[u64]
    adjustment_interval: Compact[u16]
    activity_cutoff: Compact[u16]
    registration_allowed: bool
    target_regs_per_interval: Compact[u16]
    min_burn: Compact[u64]
    max_burn: Compact[u64]
    bonds_moving_avg: Compact[u64]
    max_regs_per_block: Compact[u16]
    serving_rate_limit: Compact[u64]
    max_validators: Compact[u16]
    adjustment_alpha: Compact[u64]
    difficulty: Compact[u64]
    commit_reveal_period: Compact[u64]
    commit_reveal_weights_enabled: bool
    alpha_high: Compact[u16]
    alpha_low: Compact[u16]
    liquid_alpha_enabled: bool


@struct("pallet_subtensor::rpc_info::subnet_info::SubnetHyperparamsV2")
class SubnetHyperparamsV2(SubnetHyperparams):
    """The hyperparameters of a subnet, newer ones after the others."""

    alpha_sigmoid_steepness: I32F32
    yuma_version: Compact[u16]
    subnet_is_active: bool
    transfers_enabled: bool
    bonds_reset_enabled: bool
    user_liquidity_enabled: bool


@struct("pallet_subtensor::rpc_info::dynamic_info::DynamicInfo", params={"AccountId": AccountId})
class DynamicInfo:
    """A subnet as a market."""

    netuid: Compact[NetUid]
    owner_hotkey: AccountId
    owner_coldkey: AccountId
    subnet_name: Vec[Compact[u8]]
    token_symbol: Vec[Compact[u8]]
    tempo: Compact[u16]
    last_step: Compact[u64]
    blocks_since_last_step: Compact[u64]
    emission: Compact[u64]
    alpha_in: Compact[u64]
    alpha_out: Compact[u64]
    tao_in: Compact[u64]
    alpha_out_emission: Compact[u64]
    alpha_in_emission: Compact[u64]
    tao_in_emission: Compact[u64]
    pending_alpha_emission: Compact[u64]
    pending_root_emission: Compact[u64]
    subnet_volume: Compact[u128]
    network_registered_at: Compact[u64]
    subnet_identity: SubnetIdentityV3 | None
    moving_price: I96F32
