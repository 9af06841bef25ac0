"""Storage of the whole chain: totals, global parameters and accounts.

AdminFreezeWindow and IdentitiesV2 are only for clients and other pallets to read.
"""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue, Twox64Concat
from tao_tui.devnet.pallets.subtensor.types import ChainIdentityV2
from tao_tui.devnet.scale.hints import H256, I96F32, AccountId, NetUid, Vec, u8, u16, u32, u64

NOBODY = bytes(32)
"""The account of what has no owner."""


class ChainStorage:
    """Totals and parameters that belong to no subnet, and what is known about keys."""

    TotalIssuance = StorageValue[u64](0)
    TotalStake = StorageValue[u64](0)
    BlockEmission = StorageValue[u64](1_000_000_000)
    TotalNetworks = StorageValue[u16](0)
    TaoWeight = StorageValue[u64](971_718_665_099_567_868)
    StakeThreshold = StorageValue[u64](0)
    NominatorMinRequiredStake = StorageValue[u64](0)
    MaxDelegateTake = StorageValue[u16](11_796)
    MinDelegateTake = StorageValue[u16](0)
    TxRateLimit = StorageValue[u64](1_000)
    TxDelegateTakeRateLimit = StorageValue[u64](216_000)
    SubnetOwnerCut = StorageValue[u16](11_796)
    SubnetMovingAlpha = StorageValue[I96F32](12_885)
    SubnetLimit = StorageValue[u16](128)
    NetworkRateLimit = StorageValue[u64](7_200)
    NetworkImmunityPeriod = StorageValue[u64](1_296_000)
    NetworkMinLockCost = StorageValue[u64](1_000_000_000_000)
    NetworkLastLockCost = StorageValue[u64](1_000_000_000_000)
    NetworkLockReductionInterval = StorageValue[u64](100_800)
    StartCallDelay = StorageValue[u64](0)
    MaxEpochsPerBlock = StorageValue[u8](2)
    AdminFreezeWindow = StorageValue[u16](10)

    Owner = StorageMap[AccountId, AccountId](Blake2_128Concat, default=NOBODY)
    OwnedHotkeys = StorageMap[AccountId, Vec[AccountId]](Blake2_128Concat, default=[])
    StakingHotkeys = StorageMap[AccountId, Vec[AccountId]](Blake2_128Concat, default=[])
    Delegates = StorageMap[AccountId, u16](Blake2_128Concat, default=11_796)
    ColdkeySwapAnnouncements = StorageMap[AccountId, tuple[u32, H256]](Twox64Concat)
    ColdkeySwapDisputes = StorageMap[AccountId, u32](Twox64Concat)
    ColdkeySwapAnnouncementDelay = StorageValue[u32](36_000)
    ColdkeySwapReannouncementDelay = StorageValue[u32](7_200)
    LastHotkeySwapOnNetuid = StorageMap[tuple[NetUid, AccountId], u64](Identity, Blake2_128Concat, default=0)
    IdentitiesV2 = StorageMap[AccountId, ChainIdentityV2](Blake2_128Concat)
