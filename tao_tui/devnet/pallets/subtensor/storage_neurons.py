"""Storage of a subnet's neurons: who holds which uid, and the score columns an epoch writes.

Axons and Prometheus say where neurons serve; here they are written at genesis and read by clients.
"""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap
from tao_tui.devnet.pallets.subtensor.rows import EMPTY_ROW, Row
from tao_tui.devnet.pallets.subtensor.storage_chain import NOBODY
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, PrometheusInfo
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, u16, u64


class NeuronStorage:
    """Maps by netuid and uid or hotkey; columns by netuid, indexed by uid."""

    SubnetworkN = StorageMap[NetUid, u16](Identity, default=0)
    Uids = StorageMap[tuple[NetUid, AccountId], u16](Identity, Blake2_128Concat)
    Keys = StorageMap[tuple[NetUid, u16], AccountId](Identity, Identity, default=NOBODY)
    IsNetworkMember = StorageMap[tuple[AccountId, NetUid], bool](Blake2_128Concat, Identity, default=False)
    BlockAtRegistration = StorageMap[tuple[NetUid, u16], u64](Identity, Identity, default=0)
    Axons = StorageMap[tuple[NetUid, AccountId], AxonInfo](Identity, Blake2_128Concat)
    Prometheus = StorageMap[tuple[NetUid, AccountId], PrometheusInfo](Identity, Blake2_128Concat)

    Weights = StorageMap[tuple[NetUid, u16], Row](Identity, Identity, default=EMPTY_ROW)
    Bonds = StorageMap[tuple[NetUid, u16], Row](Identity, Identity, default=EMPTY_ROW)

    Active = StorageMap[NetUid, Vec[bool]](Identity, default=[])
    Consensus = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Incentive = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Dividends = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    Emission = StorageMap[NetUid, Vec[u64]](Identity, default=[])
    LastUpdate = StorageMap[NetUid, Vec[u64]](Identity, default=[])
    ValidatorTrust = StorageMap[NetUid, Vec[u16]](Identity, default=[])
    ValidatorPermit = StorageMap[NetUid, Vec[bool]](Identity, default=[])
    StakeWeight = StorageMap[NetUid, Vec[u16]](Identity, default=[])
