"""Storage of positions: share pools per hotkey and subnet, and what they earned."""

from __future__ import annotations

from tao_tui.devnet.economics.shares import ZERO, SafeFloat
from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, Twox64Concat
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class StakeStorage:
    """Alpha of hotkeys and of the people behind them; netuid 0 holds root TAO."""

    TotalHotkeyAlpha = StorageMap[tuple[AccountId, NetUid], u64](Blake2_128Concat, Identity, default=0)
    TotalHotkeyAlphaLastEpoch = StorageMap[tuple[AccountId, NetUid], u64](
        Blake2_128Concat, Identity, default=0
    )
    TotalHotkeySharesV2 = StorageMap[tuple[AccountId, NetUid], SafeFloat](
        Blake2_128Concat, Identity, default=ZERO
    )
    AlphaV2 = StorageMap[tuple[AccountId, AccountId, NetUid], SafeFloat](
        Blake2_128Concat, Blake2_128Concat, Identity, default=ZERO
    )
    LastColdkeyHotkeyStakeBlock = StorageMap[tuple[AccountId, AccountId], u64](Twox64Concat, Twox64Concat)
    AlphaDividendsPerSubnet = StorageMap[tuple[NetUid, AccountId], u64](Identity, Blake2_128Concat, default=0)
    RootAlphaDividendsPerSubnet = StorageMap[tuple[NetUid, AccountId], u64](
        Identity, Blake2_128Concat, default=0
    )
