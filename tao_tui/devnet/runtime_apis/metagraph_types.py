"""What the subnet API answers about whole metagraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from tao_tui.devnet.pallets.subtensor.types import AxonInfo, ChainIdentityV2, SubnetIdentityV3
from tao_tui.devnet.scale.codec import Codec, Outer, TypeDef
from tao_tui.devnet.scale.collections import Option
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import I96F32, AccountId, Compact, NetUid, Vec, codec_of, u8, u16, u64, u128
from tao_tui.devnet.scale.reader import Reader

NOT_ASKED: Final = object()
"""An optional field that was not asked for, as opposed to one that is not there."""


@dataclass(frozen=True)
class Asked(Codec):
    """`Option<Option<T>>`: the value is `NOT_ASKED`, None or a T."""

    inner: Codec
    smallest = 1

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"Option<{self.inner.name}>"

    def encode(self, value: Any) -> bytes:
        """Absent, or present and then the inner option."""
        return b"\0" if value is NOT_ASKED else b"\1" + self.inner.encode(value)

    def read(self, reader: Reader) -> Any:
        """The next value."""
        return self.inner.read(reader) if reader.byte() else NOT_ASKED

    def describe(self, outer: Outer) -> TypeDef:
        """An option of the inner option."""
        return Option(self.inner).describe(outer)


AskedIdentity = Annotated[Any, Asked(codec_of(SubnetIdentityV3 | None))]


@struct("pallet_subtensor::rpc_info::metagraph::Metagraph", params={"AccountId": AccountId})
class Metagraph:
    """Everything about a subnet; columns are in uid order."""

    netuid: Compact[NetUid]
    name: Vec[Compact[u8]]
    symbol: Vec[Compact[u8]]
    identity: SubnetIdentityV3 | None
    network_registered_at: Compact[u64]
    owner_hotkey: AccountId
    owner_coldkey: AccountId
    block: Compact[u64]
    tempo: Compact[u16]
    last_step: Compact[u64]
    blocks_since_last_step: Compact[u64]
    subnet_emission: Compact[u64]
    alpha_in: Compact[u64]
    alpha_out: Compact[u64]
    tao_in: Compact[u64]
    alpha_out_emission: Compact[u64]
    alpha_in_emission: Compact[u64]
    tao_in_emission: Compact[u64]
    pending_alpha_emission: Compact[u64]
    pending_root_emission: Compact[u64]
    subnet_volume: Compact[u128]
    moving_price: I96F32
    rho: Compact[u16]
    kappa: Compact[u16]
    min_allowed_weights: Compact[u16]
    max_weights_limit: Compact[u16]
    weights_version: Compact[u64]
    weights_rate_limit: Compact[u64]
    activity_cutoff: Compact[u16]
    max_validators: Compact[u16]
    num_uids: Compact[u16]
    max_uids: Compact[u16]
    burn: Compact[u64]
    difficulty: Compact[u64]
    registration_allowed: bool
    pow_registration_allowed: bool
    immunity_period: Compact[u16]
    min_difficulty: Compact[u64]
    max_difficulty: Compact[u64]
    min_burn: Compact[u64]
    max_burn: Compact[u64]
    adjustment_alpha: Compact[u64]
    adjustment_interval: Compact[u16]
    target_regs_per_interval: Compact[u16]
    max_regs_per_block: Compact[u16]
    serving_rate_limit: Compact[u64]
    commit_reveal_weights_enabled: bool
    commit_reveal_period: Compact[u64]
    liquid_alpha_enabled: bool
    alpha_high: Compact[u16]
    alpha_low: Compact[u16]
    bonds_moving_avg: Compact[u64]
    hotkeys: Vec[AccountId]
    coldkeys: Vec[AccountId]
    identities: Vec[ChainIdentityV2 | None]
    axons: Vec[AxonInfo]
    active: Vec[bool]
    validator_permit: Vec[bool]
    pruning_score: Vec[Compact[u16]]
    last_update: Vec[Compact[u64]]
    emission: Vec[Compact[u64]]
    dividends: Vec[Compact[u16]]
    incentives: Vec[Compact[u16]]
    consensus: Vec[Compact[u16]]
    trust: Vec[Compact[u16]]
    rank: Vec[Compact[u16]]
    block_at_registration: Vec[Compact[u64]]
    alpha_stake: Vec[Compact[u64]]
    tao_stake: Vec[Compact[u64]]
    total_stake: Vec[Compact[u64]]
    tao_dividends_per_hotkey: Vec[tuple[AccountId, Compact[u64]]]
    alpha_dividends_per_hotkey: Vec[tuple[AccountId, Compact[u64]]]


@struct("pallet_subtensor::rpc_info::metagraph::SelectiveMetagraph", params={"AccountId": AccountId})
class SelectiveMetagraph:
    """A metagraph with only the fields that were asked for."""

    netuid: Compact[NetUid]
    name: Vec[Compact[u8]] | None
    symbol: Vec[Compact[u8]] | None
    identity: AskedIdentity
    network_registered_at: Compact[u64] | None
    owner_hotkey: AccountId | None
    owner_coldkey: AccountId | None
    block: Compact[u64] | None
    tempo: Compact[u16] | None
    last_step: Compact[u64] | None
    blocks_since_last_step: Compact[u64] | None
    subnet_emission: Compact[u64] | None
    alpha_in: Compact[u64] | None
    alpha_out: Compact[u64] | None
    tao_in: Compact[u64] | None
    alpha_out_emission: Compact[u64] | None
    alpha_in_emission: Compact[u64] | None
    tao_in_emission: Compact[u64] | None
    pending_alpha_emission: Compact[u64] | None
    pending_root_emission: Compact[u64] | None
    subnet_volume: Compact[u128] | None
    moving_price: I96F32 | None
    rho: Compact[u16] | None
    kappa: Compact[u16] | None
    min_allowed_weights: Compact[u16] | None
    max_weights_limit: Compact[u16] | None
    weights_version: Compact[u64] | None
    weights_rate_limit: Compact[u64] | None
    activity_cutoff: Compact[u16] | None
    max_validators: Compact[u16] | None
    num_uids: Compact[u16] | None
    max_uids: Compact[u16] | None
    burn: Compact[u64] | None
    difficulty: Compact[u64] | None
    registration_allowed: bool | None
    pow_registration_allowed: bool | None
    immunity_period: Compact[u16] | None
    min_difficulty: Compact[u64] | None
    max_difficulty: Compact[u64] | None
    min_burn: Compact[u64] | None
    max_burn: Compact[u64] | None
    adjustment_alpha: Compact[u64] | None
    adjustment_interval: Compact[u16] | None
    target_regs_per_interval: Compact[u16] | None
    max_regs_per_block: Compact[u16] | None
    serving_rate_limit: Compact[u64] | None
    commit_reveal_weights_enabled: bool | None
    commit_reveal_period: Compact[u64] | None
    liquid_alpha_enabled: bool | None
    alpha_high: Compact[u16] | None
    alpha_low: Compact[u16] | None
    bonds_moving_avg: Compact[u64] | None
    hotkeys: Vec[AccountId] | None
    coldkeys: Vec[AccountId] | None
    identities: Vec[ChainIdentityV2 | None] | None
    axons: Vec[AxonInfo] | None
    active: Vec[bool] | None
    validator_permit: Vec[bool] | None
    pruning_score: Vec[Compact[u16]] | None
    last_update: Vec[Compact[u64]] | None
    emission: Vec[Compact[u64]] | None
    dividends: Vec[Compact[u16]] | None
    incentives: Vec[Compact[u16]] | None
    consensus: Vec[Compact[u16]] | None
    trust: Vec[Compact[u16]] | None
    rank: Vec[Compact[u16]] | None
    block_at_registration: Vec[Compact[u64]] | None
    alpha_stake: Vec[Compact[u64]] | None
    tao_stake: Vec[Compact[u64]] | None
    total_stake: Vec[Compact[u64]] | None
    tao_dividends_per_hotkey: Vec[tuple[AccountId, Compact[u64]]] | None
    alpha_dividends_per_hotkey: Vec[tuple[AccountId, Compact[u64]]] | None
    validators: Vec[Compact[u16]] | None
    commitments: Vec[tuple[AccountId, Vec[Compact[u8]]]] | None


@struct("pallet_subtensor::rpc_info::show_subnet::SubnetState", params={"AccountId": AccountId})
class SubnetState:
    """The neurons of a subnet, by column."""

    netuid: Compact[NetUid]
    hotkeys: Vec[AccountId]
    coldkeys: Vec[AccountId]
    active: Vec[bool]
    validator_permit: Vec[bool]
    pruning_score: Vec[Compact[u16]]
    last_update: Vec[Compact[u64]]
    emission: Vec[Compact[u64]]
    dividends: Vec[Compact[u16]]
    incentives: Vec[Compact[u16]]
    consensus: Vec[Compact[u16]]
    trust: Vec[Compact[u16]]
    rank: Vec[Compact[u16]]
    block_at_registration: Vec[Compact[u64]]
    alpha_stake: Vec[Compact[u64]]
    tao_stake: Vec[Compact[u64]]
    total_stake: Vec[Compact[u64]]
    emission_history: Vec[Vec[Compact[u64]]]
