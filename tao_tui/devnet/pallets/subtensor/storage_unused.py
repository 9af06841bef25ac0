"""Storage that clients read before they show anything, of features this node does not have: always empty."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue
from tao_tui.devnet.pallets.subtensor.types import LockState
from tao_tui.devnet.scale.hints import I64F64, AccountId, NetUid, u64


class UnusedStorage:
    """Flow-based emission, locks."""

    SubnetEmaTaoFlow = StorageMap[NetUid, tuple[u64, I64F64]](Identity)
    Lock = StorageMap[tuple[AccountId, NetUid, AccountId], LockState](
        Blake2_128Concat, Identity, Blake2_128Concat
    )
    HotkeyLock = StorageMap[tuple[NetUid, AccountId], LockState](Identity, Blake2_128Concat)
    DecayingHotkeyLock = StorageMap[tuple[NetUid, AccountId], LockState](Identity, Blake2_128Concat)
    OwnerLock = StorageMap[NetUid, LockState](Identity)
    DecayingOwnerLock = StorageMap[NetUid, LockState](Identity)
    DecayingLock = StorageMap[tuple[AccountId, NetUid], bool](Blake2_128Concat, Identity)
    MaturityRate = StorageValue[u64](934_866)
    UnlockRate = StorageValue[u64](934_866)
