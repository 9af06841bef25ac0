"""Locking alpha: a coldkey binds stake to a hotkey, and conviction for that hotkey grows from it.

A lock is brought up to date when it is touched. So is the total it is part of: by what the lock itself lost,
or by its own ageing when the lock lost nothing.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from tao_tui.consensus.conviction import DUST, LockKind, Rates, aged
from tao_tui.devnet.economics.fixed import ONE_64, U64_MAX, U128_MAX, div64, mul64
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor import positions
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.types import LockState


@dataclass(slots=True)
class Pledge:
    """One coldkey's lock on a subnet, and the total of the locks of its kind."""

    chain: SubtensorState
    coldkey: bytes
    netuid: int
    hotkey: bytes
    owner: bool
    """Whether the hotkey is the subnet owner's: then conviction is what is locked, at once."""
    perpetual: bool
    lock: LockState
    total: LockState

    def roll(self) -> None:
        """Bring the lock up to now; the total loses what the lock lost, or ages by itself."""
        before = self.lock
        self.lock = self.rolled(before)
        melted = max(0, before.locked_mass - self.lock.locked_mass)
        faded = max(0, before.conviction - self.lock.conviction)
        if melted or faded:
            left = lessened(self.total, melted, faded)
            self.total = LockState(left.locked_mass, left.conviction, self.chain.block)
        else:
            self.roll_total()

    def roll_total(self) -> None:
        """Bring the total up to now."""
        self.total = self.rolled(self.total)

    def rolled(self, lock: LockState) -> LockState:
        """A lock of this kind as it is now."""
        return rolled(self.chain, lock, owner=self.owner, perpetual=self.perpetual)

    def store_lock(self) -> None:
        """Write the lock."""
        store_lock(self.chain, self.coldkey, self.netuid, self.hotkey, self.lock)

    def store_total(self) -> None:
        """Write the total."""
        item, key = bucket(self.chain, self.netuid, self.hotkey, owner=self.owner, perpetual=self.perpetual)
        store_total(item, key, self.total)


def lock_of(chain: SubtensorState, coldkey: bytes, netuid: int) -> Pledge | None:
    """The lock a coldkey has on a subnet, as it is stored."""
    found = chain.Lock.under(coldkey, netuid) if chain.Lock else []
    return pledge(chain, coldkey, netuid, found[0][0][2]) if found else None


def pledge(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes) -> Pledge:
    """The lock of a coldkey for a hotkey, empty when there is none."""
    owner, perpetual = is_owner_hotkey(chain, netuid, hotkey), is_perpetual(chain, coldkey, netuid)
    item, key = bucket(chain, netuid, hotkey, owner=owner, perpetual=perpetual)
    lock = chain.Lock.get((coldkey, netuid, hotkey)) or nothing(chain)
    return Pledge(chain, coldkey, netuid, hotkey, owner, perpetual, lock, item.get(key) or nothing(chain))


def lock_stake(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes, amount: int) -> None:
    """Lock alpha of a coldkey for a hotkey, or more of it for the same one."""
    if not amount:
        raise chain.Error.AmountTooLow()
    if not hotkey_exists(chain, hotkey):
        raise chain.Error.HotKeyAccountNotExists()
    found = lock_of(chain, coldkey, netuid)
    if found is not None and found.hotkey != hotkey:
        raise chain.Error.LockHotkeyMismatch()
    held = found or pledge(chain, coldkey, netuid, hotkey)
    held.roll()
    mass = min(held.lock.locked_mass + amount, U64_MAX)
    if positions.alpha_on(chain, coldkey, netuid) < mass:
        raise chain.Error.InsufficientStakeForLock()
    held.lock = held.rolled(LockState(mass, held.lock.conviction, chain.block))
    held.roll_total()
    held.total = merged(held.total, LockState(amount, 0, chain.block))
    held.roll_total()
    held.store_lock()
    held.store_total()
    event = chain.Event.StakeLocked(coldkey=coldkey, hotkey=hotkey, netuid=netuid, amount=amount)
    chain.deposit_event(event)


def move_lock(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes) -> None:
    """Bind a lock to another hotkey; its conviction is lost unless one coldkey owns both."""
    if not hotkey_exists(chain, hotkey):
        raise chain.Error.HotKeyAccountNotExists()
    held = lock_of(chain, coldkey, netuid)
    if held is None:
        raise chain.Error.NoExistingLock()
    held.roll()
    kept = held.lock.conviction if chain.Owner[held.hotkey] == chain.Owner[hotkey] else 0
    owner = is_owner_hotkey(chain, netuid, hotkey)
    moved = LockState(held.lock.locked_mass, kept, held.lock.last_update)
    moved = rolled(chain, moved, owner=owner, perpetual=held.perpetual)
    drop_lock(chain, coldkey, netuid, held.hotkey)
    store_lock(chain, coldkey, netuid, hotkey, moved)
    take_from_total(chain, coldkey, netuid, held.hotkey, held.lock)
    add_to_total(chain, coldkey, netuid, hotkey, moved)
    chain.deposit_event(
        chain.Event.LockMoved(
            coldkey=coldkey, origin_hotkey=held.hotkey, destination_hotkey=hotkey, netuid=netuid
        )
    )


def set_perpetual(chain: SubtensorState, coldkey: bytes, netuid: int, *, enabled: bool) -> None:
    """Let a coldkey's lock on a subnet stay as it is, or melt; the lock goes from one total to another."""
    changes = is_perpetual(chain, coldkey, netuid) != enabled
    held = lock_of(chain, coldkey, netuid)
    if held is not None:
        held.roll()
        held.store_lock()
        held.store_total()
        if changes:
            take_from_total(chain, coldkey, netuid, held.hotkey, held.lock)
    if enabled:
        chain.DecayingLock[coldkey, netuid] = False
    else:
        chain.DecayingLock.pop((coldkey, netuid))
    left = lock_of(chain, coldkey, netuid) if changes else None
    if left is not None:
        add_to_total(chain, coldkey, netuid, left.hotkey, left.lock)
    chain.deposit_event(chain.Event.PerpetualLockUpdated(coldkey=coldkey, netuid=netuid, enabled=enabled))


def settle(chain: SubtensorState, coldkey: bytes, netuid: int) -> None:
    """Bring a coldkey's lock on a subnet up to now, and drop it once nothing is left."""
    held = lock_of(chain, coldkey, netuid)
    if held is not None:
        held.roll()
        held.store_lock()
        held.store_total()


def shrink(chain: SubtensorState, coldkey: bytes, netuid: int, amount: int) -> None:
    """Unlock alpha that its coldkey no longer has, and as much of the conviction."""
    held = lock_of(chain, coldkey, netuid)
    if held is None:
        return
    held.roll()
    held.roll_total()
    before = held.lock
    mass = max(0, before.locked_mass - amount)
    left = max(0, ONE_64 - div64(amount << 64, before.locked_mass << 64))
    conviction = mul64(before.conviction, left) if mass else 0
    held.lock = LockState(mass, conviction, chain.block)
    held.total = lessened(held.total, before.locked_mass - mass, before.conviction - conviction)
    held.store_lock()
    held.store_total()


def locked_now(chain: SubtensorState, coldkey: bytes, netuid: int) -> LockState | None:
    """A coldkey's lock on a subnet as it is now."""
    held = lock_of(chain, coldkey, netuid)
    return None if held is None else held.rolled(held.lock)


def unlocked(chain: SubtensorState, coldkey: bytes, netuid: int) -> int:
    """Alpha of a coldkey on a subnet, with whatever hotkey, that no lock holds."""
    lock = locked_now(chain, coldkey, netuid)
    return max(0, positions.alpha_on(chain, coldkey, netuid) - (lock.locked_mass if lock else 0))


def require_unlocked(chain: SubtensorState, coldkey: bytes, netuid: int, amount: int) -> None:
    """`StakeUnavailable` unless so much of a coldkey's alpha on a subnet is free to leave."""
    if unlocked(chain, coldkey, netuid) < amount:
        raise chain.Error.StakeUnavailable()


def is_owner_hotkey(chain: SubtensorState, netuid: int, hotkey: bytes) -> bool:
    """Whether it is the subnet owner's hotkey."""
    return hotkey == chain.SubnetOwnerHotkey[netuid]


def is_perpetual(chain: SubtensorState, coldkey: bytes, netuid: int) -> bool:
    """Whether a coldkey's locks on a subnet do not melt."""
    return chain.DecayingLock.get((coldkey, netuid)) is False


def nothing(chain: SubtensorState) -> LockState:
    """No lock, as of now."""
    return LockState(0, 0, chain.block)


def rolled(chain: SubtensorState, lock: LockState, *, owner: bool, perpetual: bool) -> LockState:
    """A lock as it is now; one that has become dust is empty."""
    mass, conviction, since = lock.locked_mass, lock.conviction, lock.last_update
    rates = Rates(chain.UnlockRate.value, chain.MaturityRate.value)
    mass, conviction = aged(mass, conviction, chain.block - since, rates, LockKind(perpetual, owner))
    return LockState(mass, conviction, max(since, chain.block))


def merged(left: LockState, right: LockState) -> LockState:
    """Two locks as one."""
    return LockState(
        min(left.locked_mass + right.locked_mass, U64_MAX),
        min(left.conviction + right.conviction, U128_MAX),
        max(left.last_update, right.last_update),
    )


def lessened(lock: LockState, mass: int, conviction: int) -> LockState:
    """A lock with less locked and less conviction."""
    return LockState(max(0, lock.locked_mass - mass), max(0, lock.conviction - conviction), lock.last_update)


def bucket(
    chain: SubtensorState, netuid: int, hotkey: bytes, *, owner: bool, perpetual: bool
) -> tuple[StorageMap[Any, LockState], Hashable]:
    """Where the total of locks of a kind stands."""
    if owner:
        return (chain.OwnerLock if perpetual else chain.DecayingOwnerLock), netuid
    return (chain.HotkeyLock if perpetual else chain.DecayingHotkeyLock), (netuid, hotkey)


def add_to_total(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes, added: LockState) -> None:
    """Count a lock that came from elsewhere, with the conviction it has."""
    held = pledge(chain, coldkey, netuid, hotkey)
    held.roll_total()
    held.total = merged(held.total, added)
    held.roll_total()
    held.store_total()


def take_from_total(
    chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes, removed: LockState
) -> None:
    """No longer count a lock."""
    held = pledge(chain, coldkey, netuid, hotkey)
    held.roll_total()
    held.total = lessened(held.total, removed.locked_mass, removed.conviction)
    held.store_total()


def store_lock(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes, lock: LockState) -> None:
    """Write a coldkey's lock, and that it has one; dust is not kept."""
    if lock.locked_mass < DUST and lock.conviction < DUST << 64:
        drop_lock(chain, coldkey, netuid, hotkey)
    else:
        chain.Lock[coldkey, netuid, hotkey] = lock
        chain.LockingColdkeys[netuid, hotkey, coldkey] = ()


def drop_lock(chain: SubtensorState, coldkey: bytes, netuid: int, hotkey: bytes) -> None:
    """Remove a coldkey's lock, if it has one."""
    chain.Lock.pop((coldkey, netuid, hotkey))
    chain.LockingColdkeys.pop((netuid, hotkey, coldkey))


def store_total(item: StorageMap[Any, LockState], key: Hashable, total: LockState) -> None:
    """Write a total; an empty one is not kept."""
    if total.locked_mass or total.conviction:
        item[key] = total
    else:
        item.pop(key)
