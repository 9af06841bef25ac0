"""Who does something again must wait: the rate limits that are held here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.devnet.frame.storage import StorageMap
    from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def keep_pace(chain: SubtensorState, last: StorageMap[Any, int], key: Any, blocks: int) -> None:
    """Note that something is done now; `TxRateLimitExceeded` if it was within the last `blocks`."""
    if last[key] and chain.block - last[key] < blocks:
        raise chain.Error.TxRateLimitExceeded()
    last[key] = chain.block
