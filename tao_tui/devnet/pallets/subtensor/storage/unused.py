"""Storage that clients read before they show anything, of features this node does not have: always empty."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Identity, StorageMap
from tao_tui.devnet.scale.hints import I64F64, NetUid, u64


class UnusedStorage:
    """Flow-based emission."""

    SubnetEmaTaoFlow = StorageMap[NetUid, tuple[u64, I64F64]](Identity)
