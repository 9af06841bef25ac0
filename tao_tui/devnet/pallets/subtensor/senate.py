"""Seats of the Senate: root-registered hotkeys, the ones with the most root stake when there are too many."""

from __future__ import annotations

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.governance import SenateMembers
from tao_tui.devnet.pallets.subtensor.positions import root_stake_of
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def join_senate(chain: SubtensorState, hotkey: bytes) -> None:
    """Take a free seat, or the one of the senator with the least root stake if ours is more."""
    senate = chain.pallet(SenateMembers)
    members = senate.members()
    old: bytes | None = None
    if len(members) >= senate.max_members:
        old = min(members, key=lambda member: root_stake_of(chain, member))
        if root_stake_of(chain, old) >= root_stake_of(chain, hotkey):
            raise chain.Error.StakeTooLowForRoot()
        senate.replace(old, hotkey)
    else:
        senate.insert(hotkey)
    chain.deposit_event(chain.Event.SenateAdjusted(old_member=old, new_member=hotkey))


def join_senate_if_possible(chain: SubtensorState, hotkey: bytes) -> None:
    """The same for a new root member, who loses nothing by not being seated."""
    if not chain.runtime.has(SenateMembers) or chain.pallet(SenateMembers).has(hotkey):
        return
    try:
        join_senate(chain, hotkey)
    except DispatchFailure:
        return
