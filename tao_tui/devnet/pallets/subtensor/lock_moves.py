"""Locks that change hands: with stake given to another coldkey, with a coldkey swap, with a hotkey swap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tao_tui.devnet.economics.fixed import div64, mul64
from tao_tui.devnet.pallets.subtensor import locks, positions
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.tally import Tally
from tao_tui.devnet.pallets.subtensor.types import LockState

ACCEPTS_LOCKED_ALPHA: Final = 1
"""The bit of an account's flags that lets others give it alpha that is locked."""


def accept_locked_alpha(chain: SubtensorState, coldkey: bytes, *, accept: bool) -> None:
    """Let an account be given alpha that is locked, or not, which is where every account begins."""
    flags = chain.AccountFlags[coldkey] & ~ACCEPTS_LOCKED_ALPHA
    _set_flags(chain, coldkey, flags | (ACCEPTS_LOCKED_ALPHA if accept else 0))


def follow_stake(chain: SubtensorState, source: bytes, target: bytes, netuid: int, amount: int) -> None:
    """Let as much of a lock go along as the stake given to another coldkey is more than what is free.

    It stays bound to its hotkey, so the target must have no lock for another one, and must accept such alpha.
    """
    held = locks.lock_of(chain, source, netuid) if source != target and amount else None
    if held is None:
        return
    held.roll()
    lock = held.lock
    there = locks.lock_of(chain, target, netuid)
    hotkey, theirs = held.hotkey, locks.nothing(chain)
    if there is not None:
        there.roll()
        hotkey, theirs = there.hotkey, there.lock
    free = max(0, positions.alpha_on(chain, source, netuid) - lock.locked_mass)
    beyond = max(0, amount - free)
    if beyond and hotkey != held.hotkey:
        raise chain.Error.LockHotkeyMismatch()
    mass = min(beyond, lock.locked_mass)
    part = div64(mass << 64, lock.locked_mass << 64)
    given = LockState(mass, mul64(lock.conviction, part), chain.block)
    if mass and not chain.AccountFlags[target] & ACCEPTS_LOCKED_ALPHA:
        raise chain.Error.AccountRejectsLockedAlpha()
    left = held.rolled(locks.lessened(lock, mass, given.conviction))
    taken = locks.rolled(
        chain,
        locks.merged(theirs, given),
        owner=locks.is_owner_hotkey(chain, netuid, hotkey),
        perpetual=locks.is_perpetual(chain, target, netuid),
    )
    locks.store_lock(chain, source, netuid, held.hotkey, left)
    locks.store_lock(chain, target, netuid, hotkey, taken)
    if mass:
        locks.take_from_total(chain, source, netuid, held.hotkey, given)
        locks.add_to_total(chain, target, netuid, hotkey, given)


def follow_coldkey(chain: SubtensorState, old: bytes, new: bytes) -> None:
    """Give a coldkey's locks, and what it decided about locks, to the coldkey it is swapped for."""
    for (_, netuid, hotkey), lock in chain.Lock.under(new):
        if locks.pledge(chain, new, netuid, hotkey).rolled(lock).locked_mass:
            raise chain.Error.ActiveLockExists()
    moving = [
        (netuid, hotkey, locks.pledge(chain, old, netuid, hotkey).rolled(lock))
        for (_, netuid, hotkey), lock in chain.Lock.under(old)
    ]
    for netuid, hotkey, lock in moving:
        locks.drop_lock(chain, old, netuid, hotkey)
        locks.take_from_total(chain, old, netuid, hotkey, lock)
    for (_, netuid), decaying in chain.DecayingLock.under(old):
        del chain.DecayingLock[old, netuid]
        chain.DecayingLock[new, netuid] = decaying
    _set_flags(chain, new, chain.AccountFlags.pop(old) or 0)
    for netuid, hotkey, lock in moving:
        locks.store_lock(chain, new, netuid, hotkey, lock)
        locks.add_to_total(chain, new, netuid, hotkey, lock)


def follow_hotkey(
    chain: SubtensorState, old: bytes, new: bytes, netuids: Sequence[int], tally: Tally
) -> None:
    """Bind the locks for a hotkey to the one it is swapped for; conviction stays, their owner is the same."""
    touched = [netuid for netuid in netuids if _is_touched(chain, old, new, netuid)]
    tally.count(reads=5 * len(netuids))
    for netuid in touched:
        _rebind(chain, old, new, netuid, tally)
    for netuid in touched:
        _move_totals(chain, old, new, netuid)
        tally.count(writes=6)


def _is_touched(chain: SubtensorState, old: bytes, new: bytes, netuid: int) -> bool:
    """Whether anything is locked for the old hotkey, or either is the subnet owner's."""
    counted = (netuid, old) in chain.HotkeyLock or (netuid, old) in chain.DecayingHotkeyLock
    return counted or chain.SubnetOwnerHotkey[netuid] in (old, new)


def _rebind(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    was_owner = locks.is_owner_hotkey(chain, netuid, old)
    becomes_owner = was_owner or locks.is_owner_hotkey(chain, netuid, new)
    for (_, _, coldkey), _ in chain.LockingColdkeys.under(netuid, old):
        tally.count(reads=1)
        lock = chain.Lock.get((coldkey, netuid, old))
        if lock is None:
            del chain.LockingColdkeys[netuid, old, coldkey]
            tally.count(writes=1)
            continue
        perpetual = locks.is_perpetual(chain, coldkey, netuid)
        lock = locks.rolled(chain, lock, owner=was_owner, perpetual=perpetual)
        lock = locks.rolled(chain, lock, owner=becomes_owner, perpetual=perpetual)
        locks.drop_lock(chain, coldkey, netuid, old)
        locks.store_lock(chain, coldkey, netuid, new, lock)
        tally.count(writes=2)


def _move_totals(chain: SubtensorState, old: bytes, new: bytes, netuid: int) -> None:
    """Totals of the old hotkey replace those of the new one, which had none of its own."""
    was_owner = locks.is_owner_hotkey(chain, netuid, old)
    becomes_owner = was_owner or locks.is_owner_hotkey(chain, netuid, new)
    for perpetual in (True, False):
        item, key = locks.bucket(chain, netuid, old, owner=was_owner, perpetual=perpetual)
        total = item.pop(key)
        if total is not None:
            total = locks.rolled(chain, total, owner=was_owner, perpetual=perpetual)
            total = locks.rolled(chain, total, owner=becomes_owner, perpetual=perpetual)
            item, key = locks.bucket(chain, netuid, new, owner=becomes_owner, perpetual=perpetual)
            locks.store_total(item, key, total)


def _set_flags(chain: SubtensorState, coldkey: bytes, flags: int) -> None:
    if flags:
        chain.AccountFlags[coldkey] = flags
    else:
        chain.AccountFlags.pop(coldkey)
