"""Storage of locked alpha: each coldkey's lock, the totals of their kinds, and who takes locked alpha."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue
from tao_tui.devnet.pallets.subtensor.types import LockState
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64, u128


class LockStorage:
    """A coldkey has one lock on a subnet, for one hotkey; totals are kept by kind.

    Totals for the subnet owner's hotkey stand in OwnerLock and DecayingOwnerLock, all others by hotkey.
    DecayingLock holds False for a coldkey whose lock does not melt, and nothing for the others.
    """

    Lock = StorageMap[tuple[AccountId, NetUid, AccountId], LockState](
        Blake2_128Concat, Identity, Blake2_128Concat
    )
    LockingColdkeys = StorageMap[tuple[NetUid, AccountId, AccountId], tuple[()]](
        Identity, Blake2_128Concat, Blake2_128Concat
    )
    HotkeyLock = StorageMap[tuple[NetUid, AccountId], LockState](Identity, Blake2_128Concat)
    DecayingHotkeyLock = StorageMap[tuple[NetUid, AccountId], LockState](Identity, Blake2_128Concat)
    OwnerLock = StorageMap[NetUid, LockState](Identity)
    DecayingOwnerLock = StorageMap[NetUid, LockState](Identity)
    DecayingLock = StorageMap[tuple[AccountId, NetUid], bool](Blake2_128Concat, Identity)
    OwnerCutAutoLockEnabled = StorageMap[NetUid, bool](Identity, default=False)
    MaturityRate = StorageValue[u64](934_866)
    UnlockRate = StorageValue[u64](934_866)
    AccountFlags = StorageMap[AccountId, u128](Blake2_128Concat, default=0)
