"""Storage of stake lent between hotkeys, and of where coldkeys want their rewards."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, u16, u64

Lent = tuple[u64, AccountId]
"""A proportion of u64::MAX, and the hotkey it goes to or comes from."""


class ChildStorage:
    """Children and parents of hotkeys by subnet, what is to become of them, and what children keep."""

    ChildKeys = StorageMap[tuple[AccountId, NetUid], Vec[Lent]](Blake2_128Concat, Identity, default=[])
    ParentKeys = StorageMap[tuple[AccountId, NetUid], Vec[Lent]](Blake2_128Concat, Identity, default=[])
    PendingChildKeys = StorageMap[tuple[NetUid, AccountId], tuple[Vec[Lent], u64]](
        Identity, Blake2_128Concat, default=([], 0)
    )
    PendingChildKeyCooldown = StorageValue[u64](7_200)
    AutoParentDelegationEnabled = StorageMap[AccountId, bool](Blake2_128Concat, default=True)
    CKBurn = StorageValue[u64](0)
    ChildkeyTake = StorageMap[tuple[AccountId, NetUid], u16](Blake2_128Concat, Identity, default=0)
    MinChildkeyTake = StorageValue[u16](0)
    MaxChildkeyTake = StorageValue[u16](11_796)
    MinChildkeyTakePerSubnet = StorageMap[NetUid, u16](Identity, default=0)
    TxChildkeyTakeRateLimit = StorageValue[u64](216_000)
    AutoStakeDestination = StorageMap[tuple[AccountId, NetUid], AccountId](Blake2_128Concat, Identity)
    AutoStakeDestinationColdkeys = StorageMap[tuple[AccountId, NetUid], Vec[AccountId]](
        Blake2_128Concat, Identity, default=[]
    )
