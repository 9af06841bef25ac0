"""Storage of voting power: who has how much of it, and where it is kept."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class VotingStorage:
    """By subnet; the smoothing is in parts of 10**18, at first an e-folding of two weeks of epochs."""

    VotingPower = StorageMap[tuple[NetUid, AccountId], u64](Identity, Blake2_128Concat, default=0)
    VotingPowerTrackingEnabled = StorageMap[NetUid, bool](Identity, default=False)
    VotingPowerDisableAtBlock = StorageMap[NetUid, u64](Identity, default=0)
    VotingPowerEmaAlpha = StorageMap[NetUid, u64](Identity, default=3_570_000_000_000_000)
