"""The open list of hyperparameters: each with its name and its kind of number."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.pallets.subtensor.epoch import activity_cutoff
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.runtime_apis.subnet_facts import FACTS
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import I32F32, U64F64, Bytes, Compact, u16, u32, u64, u128
from tao_tui.devnet.scale.variants import ScaleEnum, Variant


class HyperparamValue(ScaleEnum, path="pallet_subtensor::rpc_info::subnet_info::HyperparamValue"):
    """A value and its kind."""

    Bool = Variant(0, bool)
    U16 = Variant(1, Compact[u16])
    U32 = Variant(2, Compact[u32])
    U64 = Variant(3, Compact[u64])
    U128 = Variant(4, Compact[u128])
    TaoBalance = Variant(5, Compact[u64])
    I32F32 = Variant(6, I32F32)
    U64F64 = Variant(7, U64F64)


@struct("pallet_subtensor::rpc_info::subnet_info::HyperparamEntry")
class HyperparamEntry:
    """One hyperparameter."""

    name: Bytes
    value: HyperparamValue


_STORED: Final = {
    "activity_cutoff_factor": "ActivityCutoffFactorMilli",
    "burn_half_life": "BurnHalfLife",
    "burn_increase_mult": "BurnIncreaseMult",
    "owner_cut_enabled": "OwnerCutEnabled",
}
_KINDS: Final = (
    ("kappa", HyperparamValue.U16),
    ("immunity_period", HyperparamValue.U16),
    ("min_allowed_weights", HyperparamValue.U16),
    ("max_weights_limit", HyperparamValue.U16),
    ("tempo", HyperparamValue.U16),
    ("weights_version", HyperparamValue.U64),
    ("weights_rate_limit", HyperparamValue.U64),
    ("activity_cutoff", HyperparamValue.U64),
    ("activity_cutoff_factor", HyperparamValue.U32),
    ("registration_allowed", HyperparamValue.Bool),
    ("target_regs_per_interval", HyperparamValue.U16),
    ("min_burn", HyperparamValue.TaoBalance),
    ("max_burn", HyperparamValue.TaoBalance),
    ("burn_half_life", HyperparamValue.U16),
    ("burn_increase_mult", HyperparamValue.U64F64),
    ("bonds_moving_avg", HyperparamValue.U64),
    ("max_regs_per_block", HyperparamValue.U16),
    ("serving_rate_limit", HyperparamValue.U64),
    ("max_validators", HyperparamValue.U16),
    ("commit_reveal_period", HyperparamValue.U64),
    ("commit_reveal_weights_enabled", HyperparamValue.Bool),
    ("alpha_high", HyperparamValue.U16),
    ("alpha_low", HyperparamValue.U16),
    ("liquid_alpha_enabled", HyperparamValue.Bool),
    ("alpha_sigmoid_steepness", HyperparamValue.I32F32),
    ("yuma_version", HyperparamValue.U16),
    ("subnet_is_active", HyperparamValue.Bool),
    ("transfers_enabled", HyperparamValue.Bool),
    ("bonds_reset_enabled", HyperparamValue.Bool),
    ("user_liquidity_enabled", HyperparamValue.Bool),
    ("owner_cut_enabled", HyperparamValue.Bool),
)
"""In the chain's order; what this node has no storage for is left out, for the list is open."""


def entries(chain: SubtensorState, netuid: int) -> list[HyperparamEntry]:
    """Every hyperparameter of a subnet."""
    return [HyperparamEntry(name.encode(), kind(_value(chain, netuid, name))) for name, kind in _KINDS]


def _value(chain: SubtensorState, netuid: int, name: str) -> int:
    if name == "activity_cutoff":
        return activity_cutoff(chain, netuid)
    item = _STORED.get(name)
    value: int = FACTS[name](chain, netuid) if item is None else getattr(chain, item)[netuid]
    return value
