"""Locks of stake as lines for people: what is locked, for whom, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tao_tui.reads.locks import StakeLock


def lock_lines(locks: Sequence[StakeLock], coldkey: str) -> Iterator[str]:
    """A block of lines for each lock."""
    if not locks:
        yield f"{coldkey} has nothing locked."
    for number, lock in enumerate(locks):
        if number:
            yield ""
        yield from _lines(lock)


def _lines(lock: StakeLock) -> Iterator[str]:
    kind = "stays until you let it melt" if lock.perpetual else "melts, half of it in about 90 days"
    yield f"Subnet {lock.netuid}, for {lock.hotkey}"
    yield f"  locked       {lock.locked}; {kind}"
    yield f"  can leave    {lock.available} of {lock.staked}"
    owner = "; at once, for the owner's hotkey" if lock.owner_hotkey else ""
    yield f"  conviction   {lock.conviction}{owner}"
    yield f"  all for it   {lock.hotkey_conviction}; {lock.needed} on the subnet can change its owner"
    for each in lock.projection:
        day = f"in {each.days} days"
        yield f"  {day:<12} {each.locked} locked, conviction {each.conviction}"
