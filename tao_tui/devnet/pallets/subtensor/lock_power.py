"""What conviction decides: the hotkey with the most of it makes its owner the owner of the subnet."""

from __future__ import annotations

from collections import defaultdict

from tao_tui.consensus.conviction import ONE_YEAR, OUT_OF_CONVICTION
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import locks, neurons
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.storage.chain import NOBODY


def conviction_for(chain: SubtensorState, hotkey: bytes, netuid: int) -> int:
    """The conviction of all locks for a hotkey, U64F64 of rao."""
    return convictions(chain, netuid).get(hotkey, 0)


def convictions(chain: SubtensorState, netuid: int) -> dict[bytes, int]:
    """Conviction by hotkey, as it is now."""
    found: defaultdict[bytes, int] = defaultdict(int)
    for item, perpetual in ((chain.HotkeyLock, True), (chain.DecayingHotkeyLock, False)):
        for (_, hotkey), lock in item.under(netuid):
            found[hotkey] += locks.rolled(chain, lock, owner=False, perpetual=perpetual).conviction
    for owners, perpetual in ((chain.OwnerLock, True), (chain.DecayingOwnerLock, False)):
        total = owners.get(netuid)
        if total is not None:
            rolled = locks.rolled(chain, total, owner=True, perpetual=perpetual)
            found[chain.SubnetOwnerHotkey[netuid]] += rolled.conviction
    return dict(found)


def most_convicted(chain: SubtensorState, netuid: int) -> bytes | None:
    """The hotkey with the most conviction, of equals the last by its bytes."""
    found = convictions(chain, netuid)
    return max(found, key=lambda hotkey: (found[hotkey], hotkey)) if found else None


def change_owner_if_due(chain: SubtensorState, netuid: int) -> None:
    """Give a subnet that is old enough to whom enough conviction stands for."""
    out = chain.SubnetAlphaOut[netuid]
    if not out or chain.block < chain.NetworkRegisteredAt[netuid] + ONE_YEAR:
        return
    if sum(convictions(chain, netuid).values()) * OUT_OF_CONVICTION < out << 64:
        return
    hotkey = most_convicted(chain, netuid)
    coldkey = chain.Owner[hotkey] if hotkey is not None else NOBODY
    if hotkey is None or coldkey in (NOBODY, chain.SubnetOwner[netuid]):
        return
    if (netuid, hotkey) not in chain.Uids:
        try:
            neurons.admit(chain, netuid, hotkey)
        except DispatchFailure:
            return
    _crown(chain, netuid, hotkey)
    old, chain.SubnetOwner[netuid] = chain.SubnetOwner[netuid], coldkey
    chain.SubnetOwnerHotkey[netuid] = hotkey
    chain.deposit_event(chain.Event.SubnetOwnerChanged(netuid=netuid, old_coldkey=old, new_coldkey=coldkey))


def _crown(chain: SubtensorState, netuid: int, hotkey: bytes) -> None:
    """Count the old owner hotkey's locks as anybody's, and the new one's as the owner's."""
    for perpetual in (True, False):
        _count_as(chain, netuid, chain.SubnetOwnerHotkey[netuid], owner=False, perpetual=perpetual)
    for perpetual in (True, False):
        _count_as(chain, netuid, hotkey, owner=True, perpetual=perpetual)


def _count_as(chain: SubtensorState, netuid: int, hotkey: bytes, *, owner: bool, perpetual: bool) -> None:
    """Move a hotkey's total of a kind to the owner's, or from there to its own."""
    source, key = locks.bucket(chain, netuid, hotkey, owner=not owner, perpetual=perpetual)
    total = source.pop(key)
    if total is None:
        return
    moved = locks.rolled(chain, total, owner=not owner, perpetual=perpetual)
    target, key = locks.bucket(chain, netuid, hotkey, owner=owner, perpetual=perpetual)
    there = locks.rolled(chain, target.get(key) or locks.nothing(chain), owner=owner, perpetual=perpetual)
    both = locks.merged(there, moved)
    if owner:
        both = locks.rolled(chain, both, owner=True, perpetual=perpetual)
    locks.store_total(target, key, both)
