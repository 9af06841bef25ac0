"""The API about single neurons."""

from __future__ import annotations

from typing import Any

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.rows import pairs_of
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, PrometheusInfo
from tao_tui.devnet.runtime_apis.neuron_types import NeuronInfo, NeuronInfoLite
from tao_tui.devnet.scale.hints import NetUid, Vec, u16


class NeuronInfoRuntimeApi(RuntimeApi):
    """Neurons with or without their weights and bonds."""

    def get_neurons(self, netuid: NetUid) -> Vec[NeuronInfo]:
        """All neurons of a subnet."""
        return [self._whole(netuid, uid) for uid in self._uids(netuid)]

    def get_neuron(self, netuid: NetUid, uid: u16) -> NeuronInfo | None:
        """One neuron."""
        return self._whole(netuid, uid) if uid in self._uids(netuid) else None

    def get_neurons_lite(self, netuid: NetUid) -> Vec[NeuronInfoLite]:
        """All neurons of a subnet, without weights and bonds."""
        return [NeuronInfoLite(**self._facts(netuid, uid)) for uid in self._uids(netuid)]

    def get_neuron_lite(self, netuid: NetUid, uid: u16) -> NeuronInfoLite | None:
        """One neuron, without weights and bonds."""
        return NeuronInfoLite(**self._facts(netuid, uid)) if uid in self._uids(netuid) else None

    def _uids(self, netuid: int) -> range:
        return range(self.pallet(SubtensorModule).SubnetworkN[netuid])

    def _whole(self, netuid: int, uid: int) -> NeuronInfo:
        chain = self.pallet(SubtensorModule)
        weights = [pair for pair in pairs_of(chain.Weights[netuid, uid]) if pair[1]]
        bonds = [pair for pair in pairs_of(chain.Bonds[netuid, uid]) if pair[1]]
        return NeuronInfo(**self._facts(netuid, uid), weights=weights, bonds=bonds)

    def _facts(self, netuid: int, uid: int) -> dict[str, Any]:
        """What both forms say; ranks, trust and pruning scores are no longer kept."""
        chain = self.pallet(SubtensorModule)
        hotkey = chain.Keys[netuid, uid]
        coldkey = chain.Owner[hotkey]
        return {
            "hotkey": hotkey,
            "coldkey": coldkey,
            "uid": uid,
            "netuid": netuid,
            "active": chain.Active[netuid][uid],
            "axon_info": chain.Axons.get((netuid, hotkey)) or AxonInfo(),
            "prometheus_info": chain.Prometheus.get((netuid, hotkey)) or PrometheusInfo(),
            "stake": [(coldkey, chain.TotalHotkeyAlpha[hotkey, netuid])],
            "rank": 0,
            "emission": chain.Emission[netuid][uid],
            "incentive": chain.Incentive[netuid][uid],
            "consensus": chain.Consensus[netuid][uid],
            "trust": 0,
            "validator_trust": chain.ValidatorTrust[netuid][uid],
            "dividends": chain.Dividends[netuid][uid],
            "last_update": chain.LastUpdate[netuid][uid],
            "validator_permit": chain.ValidatorPermit[netuid][uid],
            "pruning_score": 0,
        }
