"""Storage of what root stake has earned and its holders have not yet claimed."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue
from tao_tui.devnet.pallets.subtensor.types import RootClaimType
from tao_tui.devnet.scale.hints import I96F32, AccountId, NetUid, u64, u128


class ClaimStorage:
    """Rates per hotkey, what was claimed of them, and the coldkeys that take turns in claiming."""

    RootClaimType = StorageMap[AccountId, RootClaimType](Blake2_128Concat, default=RootClaimType.Swap())
    RootClaimable = StorageMap[AccountId, dict[NetUid, I96F32]](Blake2_128Concat, default={})
    RootClaimed = StorageMap[tuple[NetUid, AccountId, AccountId], u128](
        Identity, Blake2_128Concat, Blake2_128Concat, default=0
    )
    RootClaimableThreshold = StorageMap[NetUid, I96F32](Blake2_128Concat, default=500_000 << 32)
    NumRootClaim = StorageValue[u64](5)
    NumStakingColdkeys = StorageValue[u64](0)
    StakingColdkeys = StorageMap[AccountId, u64](Identity)
    StakingColdkeysByIndex = StorageMap[u64, AccountId](Identity)
