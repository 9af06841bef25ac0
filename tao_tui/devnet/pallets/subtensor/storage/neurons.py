"""Storage of a subnet's neurons: who holds which uid, what it said, and the score columns an epoch writes.

Weights, Bonds, WeightCommits, Incentive and LastUpdate are kept for every mechanism, under its index.
WeightCommits holds (hash, epoch, block, 0) of weights not shown yet.
"""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, Twox64Concat
from tao_tui.devnet.pallets.subtensor.rows import EMPTY_ROW, Row
from tao_tui.devnet.pallets.subtensor.storage.chain import NOBODY
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, NeuronCertificate, PrometheusInfo
from tao_tui.devnet.scale.hints import H256, AccountId, NetUid, Vec, u16, u64


class NeuronStorage:
    """Maps by netuid and uid or hotkey; columns by netuid, indexed by uid."""

    SubnetworkN = StorageMap[NetUid, u16](Identity, default=0)
    Uids = StorageMap[tuple[NetUid, AccountId], u16](Identity, Blake2_128Concat)
    Keys = StorageMap[tuple[NetUid, u16], AccountId](Identity, Identity, default=NOBODY)
    IsNetworkMember = StorageMap[tuple[AccountId, NetUid], bool](Blake2_128Concat, Identity, default=False)
    BlockAtRegistration = StorageMap[tuple[NetUid, u16], u64](Identity, Identity, default=0)
    Axons = StorageMap[tuple[NetUid, AccountId], AxonInfo](Identity, Blake2_128Concat)
    Prometheus = StorageMap[tuple[NetUid, AccountId], PrometheusInfo](Identity, Blake2_128Concat)

    NeuronCertificates = StorageMap[tuple[NetUid, AccountId], NeuronCertificate](Identity, Blake2_128Concat)

    Weights = StorageMap[tuple[NetUid, u16], Row](Identity, Identity, default=EMPTY_ROW)
    Bonds = StorageMap[tuple[NetUid, u16], Row](Identity, Identity, default=EMPTY_ROW)

    WeightCommits = StorageMap[tuple[NetUid, AccountId], Vec[tuple[H256, u64, u64, u64]]](
        Twox64Concat, Twox64Concat
    )

    Active = StorageMap[NetUid, Vec[bool]](Identity, default=[])
    Consensus = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Incentive = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Dividends = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Emission = StorageMap[NetUid, Vec[u64]](Identity, default=[])
    LastUpdate = StorageMap[NetUid, Vec[u64]](Identity, default=[])
    ValidatorTrust = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    ValidatorPermit = StorageMap[NetUid, Vec[bool]](Identity, default=[])
    StakeWeight = StorageMap[NetUid, Vec[u16]](Identity, default=[])
