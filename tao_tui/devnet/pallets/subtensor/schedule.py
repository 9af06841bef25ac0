"""When a subnet's epoch runs."""

from __future__ import annotations

from tao_tui.devnet.pallets.subtensor.state import SubtensorState

MAX_BLOCKS_WITHOUT_EPOCH = 50_400
"""A subnet that has not stepped for longer is due at once."""


def epoch_is_due(chain: SubtensorState, netuid: int, block: int) -> bool:
    """Whether the subnet's epoch belongs to this block."""
    tempo = chain.Tempo[netuid]
    if tempo == 0:
        return False
    if block - chain.LastEpochBlock.data.get(netuid, 0) >= tempo:
        return True
    pending: int = chain.PendingEpochAt.data.get(netuid, 0)
    since: int = chain.BlocksSinceLastStep.data.get(netuid, 0)
    return 0 < pending <= block or since > MAX_BLOCKS_WITHOUT_EPOCH


def next_epoch(chain: SubtensorState, netuid: int) -> int | None:
    """The block of the next epoch, or None for a subnet that never steps."""
    tempo = chain.Tempo[netuid]
    if tempo == 0:
        return None
    regular, pending = chain.LastEpochBlock[netuid] + tempo, chain.PendingEpochAt[netuid]
    return min(regular, pending) if pending else regular


def blocks_to_regular_epoch(chain: SubtensorState, netuid: int) -> int | None:
    """Blocks until the tempo brings the next epoch, or None for a subnet that never steps."""
    tempo = chain.Tempo[netuid]
    return max(0, chain.LastEpochBlock[netuid] + tempo - chain.block) if tempo else None


def is_frozen(chain: SubtensorState, netuid: int) -> bool:
    """Whether nothing may be changed: in the last AdminFreezeWindow blocks before an epoch."""
    left = blocks_to_regular_epoch(chain, netuid)
    if left is None:
        return False
    return chain.PendingEpochAt[netuid] > chain.block or left < chain.AdminFreezeWindow.value


def close_slot(chain: SubtensorState, netuid: int, block: int) -> None:
    """Count an epoch slot as used and start the next cycle."""
    chain.LastEpochBlock[netuid] = block
    chain.PendingEpochAt[netuid] = 0
    chain.SubnetEpochIndex[netuid] += 1
