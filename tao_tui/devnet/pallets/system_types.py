"""The types of the System pallet's storage and constants."""

from __future__ import annotations

from typing import Annotated

from tao_tui.devnet.frame.outer import RuntimeEvent
from tao_tui.devnet.frame.version import CowStr
from tao_tui.devnet.frame.weight import (
    BASE_EXTRINSIC_REF_TIME,
    MAX_BLOCK_REF_TIME,
    NORMAL_REF_TIME,
    READ_REF_TIME,
    WRITE_REF_TIME,
    Weight,
)
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import H256, Bytes, Bytes4, Compact, Vec, newtype, u32, u64, u128
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

ExtraFlags = Annotated[int, newtype("pallet_balances::types::ExtraFlags", u128)]
NEW_LOGIC = 1 << 127


@struct("pallet_balances::types::AccountData", {"Balance": u64})
class AccountData:
    """An account's balances in rao."""

    free: u64 = 0
    reserved: u64 = 0
    frozen: u64 = 0
    flags: ExtraFlags = NEW_LOGIC


@struct("frame_system::AccountInfo", {"Nonce": u32, "AccountData": AccountData})
class AccountInfo:
    """What the chain knows of an account; it lives while it has a provider or is self-sufficient."""

    nonce: u32 = 0
    consumers: u32 = 0
    providers: u32 = 0
    sufficients: u32 = 0
    data: AccountData = AccountData()


class DigestItem(ScaleEnum, path="sp_runtime::generic::digest::DigestItem"):
    """An entry of a header's digest."""

    Other = Variant(0, Bytes)
    Consensus = Variant(4, Bytes4, Bytes)
    Seal = Variant(5, Bytes4, Bytes)
    PreRuntime = Variant(6, Bytes4, Bytes)
    RuntimeEnvironmentUpdated = Variant(8)


@struct("sp_runtime::generic::digest::Digest")
class Digest:
    """A header's digest."""

    logs: Vec[DigestItem]


class Phase(ScaleEnum, path="frame_system::Phase"):
    """When in a block an event was deposited."""

    ApplyExtrinsic = Variant(0, u32)
    Finalization = Variant(1)
    Initialization = Variant(2)


@struct("frame_system::EventRecord", {"E": RuntimeEvent, "T": H256})
class EventRecord:
    """An event with its phase."""

    phase: Phase
    event: RuntimeEvent
    topics: Vec[H256]


@struct("frame_support::dispatch::PerDispatchClass", {"T": Weight})
class ClassWeights:
    """A weight for each dispatch class."""

    normal: Weight
    operational: Weight
    mandatory: Weight


@struct("frame_support::dispatch::PerDispatchClass", {"T": u32})
class ClassLengths:
    """A length in bytes for each dispatch class."""

    normal: u32
    operational: u32
    mandatory: u32


@struct("frame_system::limits::WeightsPerClass")
class WeightsPerClass:
    """The limits of one dispatch class."""

    base_extrinsic: Weight
    max_extrinsic: Weight | None
    max_total: Weight | None
    reserved: Weight | None


@struct("frame_support::dispatch::PerDispatchClass", {"T": WeightsPerClass})
class ClassLimits:
    """Limits for each dispatch class."""

    normal: WeightsPerClass
    operational: WeightsPerClass
    mandatory: WeightsPerClass


@struct("frame_system::limits::BlockWeights")
class BlockWeights:
    """How much fits into a block."""

    base_block: Weight
    max_block: Weight
    per_class: ClassLimits


@struct("frame_system::limits::BlockLength")
class BlockLength:
    """How many bytes fit into a block."""

    max: ClassLengths


@struct("sp_weights::RuntimeDbWeight")
class RuntimeDbWeight:
    """What a database access weighs."""

    read: u64
    write: u64


@struct("frame_system::LastRuntimeUpgradeInfo")
class LastRuntimeUpgradeInfo:
    """The version the chain last upgraded to."""

    spec_version: Compact[u32]
    spec_name: CowStr


@struct("frame_system::CodeUpgradeAuthorization")
class CodeUpgradeAuthorization:
    """The hash of code that may be put in place."""

    code_hash: H256
    check_version: bool


_PROOF = (1 << 64) - 1
_BASE = Weight(BASE_EXTRINSIC_REF_TIME, 0)
_OPERATIONAL_RESERVE = Weight(MAX_BLOCK_REF_TIME - NORMAL_REF_TIME, 4_611_686_018_427_387_904)
BLOCK_WEIGHTS = BlockWeights(
    base_block=Weight(431_614_000, 0),
    max_block=Weight(MAX_BLOCK_REF_TIME, _PROOF),
    per_class=ClassLimits(
        normal=WeightsPerClass(
            _BASE,
            Weight(2_599_891_843_000, 11_990_383_647_911_208_550),
            Weight(NORMAL_REF_TIME, 13_835_058_055_282_163_711),
            Weight(0, 0),
        ),
        operational=WeightsPerClass(
            _BASE,
            Weight(3_599_891_843_000, 16_602_069_666_338_596_454),
            Weight(MAX_BLOCK_REF_TIME, _PROOF),
            _OPERATIONAL_RESERVE,
        ),
        mandatory=WeightsPerClass(_BASE, None, None, None),
    ),
)
BLOCK_LENGTH = BlockLength(ClassLengths(7_864_320, 10_485_760, 10_485_760))
DB_WEIGHT = RuntimeDbWeight(READ_REF_TIME, WRITE_REF_TIME)
