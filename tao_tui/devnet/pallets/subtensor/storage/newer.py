"""Storage of releases after this runtime's that their clients read before they act: root baskets, collateral.

No call of this runtime writes it, so no validator has a basket and no miner has collateral; what it holds is
answered for all the same, so that a client of those releases finds a chain where nobody has any yet.
"""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap
from tao_tui.devnet.pallets.subtensor.types import MinerCollateralState
from tao_tui.devnet.scale.hints import I96F32, U64F64, AccountId, NetUid, i128, u16, u64


class NewerStorage:
    """Validators' funds by hotkey, and what miners have locked."""

    BasketShares = StorageMap[AccountId, u64](Blake2_128Concat, default=0)
    BasketRate = StorageMap[AccountId, I96F32](Blake2_128Concat, default=0)
    BasketClaimed = StorageMap[tuple[AccountId, AccountId], i128](
        Blake2_128Concat, Blake2_128Concat, default=0
    )

    CollateralLockShare = StorageMap[NetUid, u16](Identity, default=0)
    CollateralDrainRatio = StorageMap[NetUid, U64F64](Identity, default=1 << 64)
    MinerCollateral = StorageMap[tuple[NetUid, AccountId, AccountId], MinerCollateralState](
        Identity, Blake2_128Concat, Blake2_128Concat
    )
