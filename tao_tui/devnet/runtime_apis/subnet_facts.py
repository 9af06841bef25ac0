"""What can be said about a subnet, by the names runtime APIs give it: one short function per field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from tao_tui.devnet.pallets.subtensor.epoch import activity_cutoff
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.runtime_apis.neuron_columns import COLUMNS

Fact = Callable[[SubtensorState, int], Any]
T = TypeVar("T")


def subnet_name(chain: SubtensorState, netuid: int) -> bytes:
    """The name in the subnet's identity; root has its own."""
    if netuid == ROOT:
        return b"root"
    identity = chain.SubnetIdentitiesV3.get(netuid)
    return identity.subnet_name if identity and identity.subnet_name else b"unknown"


def blocks_since_last_step(chain: SubtensorState, netuid: int) -> int:
    """Blocks since the last epoch ran."""
    return max(0, chain.block - chain.LastMechansimStepBlock[netuid])


def pending_alpha(chain: SubtensorState, netuid: int) -> int:
    """Alpha waiting for the next epoch, rao."""
    return chain.PendingServerEmission[netuid] + chain.PendingValidatorEmission[netuid]


def _zero(chain: SubtensorState, netuid: int) -> int:
    return 0


def _stored(item: str) -> Fact:
    return lambda chain, netuid: getattr(chain, item)[netuid]


FACTS: Final[Mapping[str, Fact]] = {
    "netuid": lambda chain, netuid: netuid,
    "name": subnet_name,
    "subnet_name": subnet_name,
    "symbol": _stored("TokenSymbol"),
    "token_symbol": _stored("TokenSymbol"),
    "identity": lambda chain, netuid: chain.SubnetIdentitiesV3.get(netuid),
    "subnet_identity": lambda chain, netuid: chain.SubnetIdentitiesV3.get(netuid),
    "network_registered_at": _stored("NetworkRegisteredAt"),
    "owner_hotkey": _stored("SubnetOwnerHotkey"),
    "owner_coldkey": _stored("SubnetOwner"),
    "owner": _stored("SubnetOwner"),
    "block": lambda chain, netuid: chain.block,
    "tempo": _stored("Tempo"),
    "last_step": _stored("LastMechansimStepBlock"),
    "blocks_since_last_step": blocks_since_last_step,
    "subnet_emission": _zero,
    "alpha_in": _stored("SubnetAlphaIn"),
    "alpha_out": _stored("SubnetAlphaOut"),
    "tao_in": _stored("SubnetTAO"),
    "alpha_out_emission": _stored("SubnetAlphaOutEmission"),
    "alpha_in_emission": _stored("SubnetAlphaInEmission"),
    "tao_in_emission": _stored("SubnetTaoInEmission"),
    "pending_alpha_emission": pending_alpha,
    "pending_root_emission": _zero,
    "subnet_volume": _stored("SubnetVolume"),
    "moving_price": _stored("SubnetMovingPrice"),
    "rho": _stored("Rho"),
    "kappa": _stored("Kappa"),
    "min_allowed_weights": _stored("MinAllowedWeights"),
    "max_weights_limit": _stored("MaxWeightsLimit"),
    "weights_version": _stored("WeightsVersionKey"),
    "weights_rate_limit": _stored("WeightsSetRateLimit"),
    "activity_cutoff": lambda chain, netuid: min(activity_cutoff(chain, netuid), 0xFFFF),
    "max_validators": _stored("MaxAllowedValidators"),
    "max_allowed_validators": _stored("MaxAllowedValidators"),
    "num_uids": _stored("SubnetworkN"),
    "subnetwork_n": _stored("SubnetworkN"),
    "max_uids": _stored("MaxAllowedUids"),
    "max_allowed_uids": _stored("MaxAllowedUids"),
    "burn": _stored("Burn"),
    "difficulty": _stored("Difficulty"),
    "registration_allowed": _stored("NetworkRegistrationAllowed"),
    "pow_registration_allowed": _stored("NetworkPowRegistrationAllowed"),
    "immunity_period": _stored("ImmunityPeriod"),
    "min_difficulty": _stored("MinDifficulty"),
    "max_difficulty": _stored("MaxDifficulty"),
    "min_burn": _stored("MinBurn"),
    "max_burn": _stored("MaxBurn"),
    "adjustment_alpha": _stored("AdjustmentAlpha"),
    "adjustment_interval": _stored("AdjustmentInterval"),
    "target_regs_per_interval": _stored("TargetRegistrationsPerInterval"),
    "max_regs_per_block": _stored("MaxRegistrationsPerBlock"),
    "serving_rate_limit": _stored("ServingRateLimit"),
    "commit_reveal_weights_enabled": _stored("CommitRevealWeightsEnabled"),
    "commit_reveal_period": _stored("RevealPeriodEpochs"),
    "liquid_alpha_enabled": _stored("LiquidAlphaOn"),
    "alpha_high": lambda chain, netuid: chain.AlphaValues[netuid][1],
    "alpha_low": lambda chain, netuid: chain.AlphaValues[netuid][0],
    "alpha_sigmoid_steepness": lambda chain, netuid: chain.AlphaSigmoidSteepness[netuid] << 32,
    "bonds_moving_avg": _stored("BondsMovingAverage"),
    "bonds_reset_enabled": _stored("BondsResetOn"),
    "yuma_version": lambda chain, netuid: 3 if chain.Yuma3On[netuid] else 2,
    "subnet_is_active": _stored("SubtokenEnabled"),
    "transfers_enabled": _stored("TransferToggle"),
    "user_liquidity_enabled": lambda chain, netuid: False,
    "scaling_law_power": lambda chain, netuid: 50,
    "network_modality": _zero,
    "network_connect": lambda chain, netuid: [],
    "emission_values": _zero,
    "emission_value": _zero,
    **COLUMNS,
}
"""Field name to the function that finds its value."""


def filled(kind: type[T], chain: SubtensorState, netuid: int, **overrides: Any) -> T:
    """An API struct with every field found by its name, but for those given."""
    values = {
        field.name: overrides[field.name] if field.name in overrides else FACTS[field.name](chain, netuid)
        for field in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**values)
