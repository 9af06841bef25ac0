"""The structs and enums of the subtensor pallet's storage."""

from __future__ import annotations

import enum
from typing import Annotated

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import U64F64, Bytes, NetUid, bounded, u8, u16, u32, u64, u128
from tao_tui.devnet.scale.variants import ScaleEnum, Variant, unit_enum


@struct("pallet_subtensor::pallet::AxonInfo")
class AxonInfo:
    """Where a neuron serves."""

    block: u64 = 0
    version: u32 = 0
    ip: u128 = 0
    port: u16 = 0
    ip_type: u8 = 0
    protocol: u8 = 0
    placeholder1: u8 = 0
    placeholder2: u8 = 0


@struct("pallet_subtensor::pallet::PrometheusInfo")
class PrometheusInfo:
    """Where a neuron serves its metrics."""

    block: u64 = 0
    version: u32 = 0
    ip: u128 = 0
    port: u16 = 0
    ip_type: u8 = 0


@struct("pallet_subtensor::pallet::NeuronCertificate")
class NeuronCertificate:
    """The key a neuron proves itself by."""

    public_key: Annotated[Bytes, bounded(64)]
    algorithm: u8


@struct("pallet_subtensor::pallet::ChainIdentityV2")
class ChainIdentityV2:
    """What a coldkey says about itself."""

    name: Bytes
    url: Bytes = b""
    github_repo: Bytes = b""
    image: Bytes = b""
    discord: Bytes = b""
    description: Bytes = b""
    additional: Bytes = b""


@struct("pallet_subtensor::pallet::SubnetIdentityV3")
class SubnetIdentityV3:
    """What a subnet's owner says about it."""

    subnet_name: Bytes
    github_repo: Bytes = b""
    subnet_contact: Bytes = b""
    subnet_url: Bytes = b""
    discord: Bytes = b""
    description: Bytes = b""
    logo_url: Bytes = b""
    additional: Bytes = b""


@unit_enum("pallet_subtensor::pallet::RecycleOrBurnEnum")
class RecycleOrBurn(enum.Enum):
    """What happens to incentive that would go to the subnet's own owner."""

    Burn = 0
    Recycle = 1


class RootClaimType(ScaleEnum, path="pallet_subtensor::pallet::RootClaimTypeEnum"):
    """What becomes of somebody's root dividends: TAO, or the alpha they came as."""

    Swap = Variant(0)
    Keep = Variant(1)
    KeepSubnets = Variant(2, subnets=frozenset[NetUid])


@struct("pallet_subtensor::staking::lock::LockState")
class LockState:
    """Alpha somebody has locked, and the conviction it has grown."""

    locked_mass: u64
    conviction: U64F64
    last_update: u64


@struct("pallet_subtensor::pallet::MinerCollateralState")
class MinerCollateralState:
    """Alpha a miner has locked, released as it earns."""

    locked: u64
    min_locked: u64
    earned: u64
    drain_ratio: U64F64
