"""What the neuron API answers."""

from __future__ import annotations

from tao_tui.devnet.pallets.subtensor.types import AxonInfo, PrometheusInfo
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import AccountId, Compact, NetUid, Vec, u16, u64


@struct("pallet_subtensor::rpc_info::neuron_info::NeuronInfo", params={"AccountId": AccountId})
class NeuronInfo:
    """A neuron with its weights and bonds."""

    hotkey: AccountId
    coldkey: AccountId
    uid: Compact[u16]
    netuid: Compact[NetUid]
    active: bool
    axon_info: AxonInfo
    prometheus_info: PrometheusInfo
    stake: Vec[tuple[AccountId, Compact[u64]]]
    rank: Compact[u16]
    emission: Compact[u64]
    incentive: Compact[u16]
    consensus: Compact[u16]
    trust: Compact[u16]
    validator_trust: Compact[u16]
    dividends: Compact[u16]
    last_update: Compact[u64]
    validator_permit: bool
    weights: Vec[tuple[Compact[u16], Compact[u16]]]
    bonds: Vec[tuple[Compact[u16], Compact[u16]]]
    pruning_score: Compact[u16]


@struct("pallet_subtensor::rpc_info::neuron_info::NeuronInfoLite", params={"AccountId": AccountId})
class NeuronInfoLite:
    """A neuron without weights and bonds."""

    hotkey: AccountId
    coldkey: AccountId
    uid: Compact[u16]
    netuid: Compact[NetUid]
    active: bool
    axon_info: AxonInfo
    prometheus_info: PrometheusInfo
    stake: Vec[tuple[AccountId, Compact[u64]]]
    rank: Compact[u16]
    emission: Compact[u64]
    incentive: Compact[u16]
    consensus: Compact[u16]
    trust: Compact[u16]
    validator_trust: Compact[u16]
    dividends: Compact[u16]
    last_update: Compact[u64]
    validator_permit: bool
    pruning_score: Compact[u16]
