"""The types of the Balances pallet's storage and calls."""

from __future__ import annotations

import enum

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Bytes8, u64
from tao_tui.devnet.scale.variants import ScaleEnum, Variant, unit_enum


@unit_enum("frame_support::traits::tokens::misc::BalanceStatus")
class BalanceStatus(enum.Enum):
    """Where repatriated reserve goes."""

    Free = 0
    Reserved = 1


@unit_enum("pallet_balances::types::AdjustmentDirection")
class AdjustmentDirection(enum.Enum):
    """Which way the issuance is forced."""

    Increase = 0
    Decrease = 1


@unit_enum("pallet_balances::types::Reasons")
class Reasons(enum.Enum):
    """What a lock holds back."""

    Fee = 0
    Misc = 1
    All = 2


@struct("pallet_balances::types::BalanceLock", {"Balance": u64})
class BalanceLock:
    """A lock by id."""

    id: Bytes8
    amount: u64
    reasons: Reasons


@struct("pallet_balances::types::ReserveData", {"ReserveIdentifier": Bytes8, "Balance": u64})
class ReserveData:
    """A named reserve."""

    id: Bytes8
    amount: u64


@unit_enum("pallet_preimage::pallet::HoldReason")
class PreimageHold(enum.Enum):
    """Why Preimage holds."""

    Preimage = 0


@unit_enum("pallet_safe_mode::pallet::HoldReason")
class SafeModeHold(enum.Enum):
    """Why SafeMode holds."""

    EnterOrExtend = 0


@unit_enum("pallet_contracts::pallet::HoldReason")
class ContractsHold(enum.Enum):
    """Why Contracts holds."""

    CodeUploadDepositReserve = 0
    StorageDepositReserve = 1


class RuntimeHoldReason(ScaleEnum, path="node_subtensor_runtime::RuntimeHoldReason"):
    """Why any pallet holds."""

    Preimage = Variant(14, PreimageHold)
    SafeMode = Variant(20, SafeModeHold)
    Contracts = Variant(29, ContractsHold)


class RuntimeFreezeReason(ScaleEnum, path="node_subtensor_runtime::RuntimeFreezeReason"):
    """No pallet freezes."""


@struct("frame_support::traits::tokens::misc::IdAmount", {"Id": RuntimeHoldReason, "Balance": u64})
class HeldAmount:
    """An amount held for a reason."""

    id: RuntimeHoldReason
    amount: u64


@struct("frame_support::traits::tokens::misc::IdAmount", {"Id": RuntimeFreezeReason, "Balance": u64})
class FrozenAmount:
    """An amount frozen for a reason."""

    id: RuntimeFreezeReason
    amount: u64
