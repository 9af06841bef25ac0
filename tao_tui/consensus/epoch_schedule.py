"""When a subnet's next epoch runs: the rule of the newest runtimes, and the one before dynamic tempo."""

from __future__ import annotations

MAX_BLOCKS_WITHOUT_STEP = 50_400
"""A subnet that has not stepped for longer is due at once, whatever its tempo."""


def blocks_to_epoch(
    block: int,
    *,
    tempo: int,
    last_epoch_block: int,
    pending_epoch_at: int = 0,
    blocks_since_last_step: int = 0,
) -> int | None:
    """Return blocks until the next epoch under dynamic tempo; 0 when due in this block, None when never.

    The next epoch is at LastEpochBlock + tempo, or at PendingEpochAt when one is scheduled sooner.
    """
    if tempo == 0:
        return None
    due = last_epoch_block + tempo
    if pending_epoch_at:
        due = min(due, pending_epoch_at)
    due = min(due, block + MAX_BLOCKS_WITHOUT_STEP + 1 - blocks_since_last_step)
    return max(0, due - block)


def blocks_to_fixed_epoch(block: int, *, netuid: int, tempo: int) -> int | None:
    """Return blocks until the next epoch under the older rule: (block + netuid + 1) mod (tempo + 1) = tempo.

    Zero means the epoch runs in this block. A tempo of zero never steps.
    """
    if tempo == 0:
        return None
    return tempo - (block + netuid + 1) % (tempo + 1)


def epoch_is_due(block: int, *, netuid: int, tempo: int) -> bool:
    """Return whether a subnet steps in this block under the older rule."""
    return blocks_to_fixed_epoch(block, netuid=netuid, tempo=tempo) == 0
