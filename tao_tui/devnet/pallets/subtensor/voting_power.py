"""Voting power: a moving average of validators' stake by epochs, for contracts that let a subnet vote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.pallets.subtensor.state import SubtensorState

ONE: Final = 10**18
"""A smoothing of one: the average is the newest stake."""
GRACE_BLOCKS: Final = 100_800
"""Blocks power is still kept after it was asked to end: 14 days."""


def follow_epoch(chain: SubtensorState, netuid: int, stakes: Mapping[bytes, int | None]) -> None:
    """Move the power of everybody on a subnet: of validators by their stake, of others (None) to nothing."""
    ends_at = chain.VotingPowerDisableAtBlock[netuid]
    if 0 < ends_at <= chain.block:
        _end(chain, netuid)
        return
    for hotkey, stake in stakes.items():
        _move(chain, netuid, hotkey, stake)
    for (_, hotkey), _ in chain.VotingPower.under(netuid):
        if not chain.IsNetworkMember[hotkey, netuid]:
            del chain.VotingPower[netuid, hotkey]


def follow_hotkey(chain: SubtensorState, old: bytes, new: bytes, netuid: int) -> None:
    """Add a hotkey's power to that of the one it is swapped for."""
    power = chain.VotingPower.pop((netuid, old))
    if power:
        chain.VotingPower[netuid, new] = clamp_u64(chain.VotingPower[netuid, new] + power)


def _move(chain: SubtensorState, netuid: int, hotkey: bytes, stake: int | None) -> None:
    """Power that falls below the stake threshold is none; power that grows towards it is kept."""
    before = chain.VotingPower[netuid, hotkey]
    alpha, least = chain.VotingPowerEmaAlpha[netuid], chain.StakeThreshold.value
    after = 0 if stake is None else clamp_u64((alpha * stake + (ONE - alpha) * before) // ONE)
    if stake is None or after < least <= before:
        chain.VotingPower.pop((netuid, hotkey))
    elif after:
        chain.VotingPower[netuid, hotkey] = after


def _end(chain: SubtensorState, netuid: int) -> None:
    chain.VotingPower.clear_under(netuid)
    chain.VotingPowerTrackingEnabled[netuid] = False
    chain.VotingPowerDisableAtBlock.pop(netuid)
    chain.deposit_event(chain.Event.VotingPowerTrackingDisabled(netuid=netuid))
