"""What locking stake on one subnet, or changing a lock there, starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.owned.locks import LockRules, LockState, require_locks, rule_items, rules_from, state_from
from tao_tui.reads.owned.stakes import alpha_by_subnet, stake_items, stakes_from

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

ACCEPTS_LOCKED_ALPHA: Final = 1
"""The bit of an account's flags that lets others give it alpha that is locked."""

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class LockSituation:
    """One coldkey's stake and lock on one subnet."""

    account: Any
    """The coldkey's decoded `System.Account`."""
    subnet_exists: bool
    staked: Alpha
    """All alpha on the subnet, with whatever hotkey."""
    lock: LockState | None
    """The lock as it is in the block of the reading; None when there is none, or only dust."""
    rules: LockRules
    hotkey_owner: Address | None
    """Who owns the hotkey asked about; None when the chain does not know it."""
    locked_hotkey_owner: Address | None
    """Who owns the hotkey the lock is for."""

    @property
    def locked(self) -> Alpha:
        """What is locked."""
        return Alpha(self.lock.mass if self.lock else 0)

    @property
    def available(self) -> Alpha:
        """What is not."""
        return Alpha(max(0, self.staked.rao - self.locked.rao))


async def read_lock_situation(
    client: Client, coldkey: Address, netuid: int, hotkey: Address | None = None
) -> Reading[LockSituation]:
    """The lock's entry, then the rest in one batch at its block; `Unsupported` on runtimes without locks."""
    require_locks(client.runtime)
    listed = await client.entries(_MODULE, "Lock", (coldkey, netuid))
    block = listed.block
    stored = next((state_from(key, lock) for key, lock in listed.data), None)
    asked = [each for each in (hotkey, stored.hotkey if stored else None) if each is not None]
    held = stake_items(client.runtime, [coldkey])
    items: list[Storage | RuntimeCall] = [
        *held,
        *rule_items(coldkey, netuid),
        Storage("System", "Account", (coldkey,)),
        Storage(_MODULE, "NetworksAdded", (netuid,)),
        *(Storage(_MODULE, "Owner", (each,)) for each in asked),
    ]
    told = (await client.read(items, block.hash)).data
    stakes = await stakes_from(client, told[: len(held)], [coldkey], block.hash)
    *rules_told, account, added = told[len(held) : len(told) - len(asked)]
    owners = {
        each: as_address(owner) for each, owner in zip(asked, told[len(told) - len(asked) :], strict=True)
    }
    rules = rules_from(rules_told)
    return Reading(
        block,
        LockSituation(
            account=account,
            subnet_exists=bool(added) or netuid == 0,
            staked=Alpha(alpha_by_subnet(stakes.get(coldkey, ())).get(netuid, 0)),
            lock=None if stored is None else _now(stored, rules, block.number),
            rules=rules,
            hotkey_owner=_known(owners, hotkey),
            locked_hotkey_owner=_known(owners, stored.hotkey if stored else None),
        ),
    )


async def read_accepts_locked_alpha(client: Client, coldkey: Address) -> Reading[tuple[bool, Any]]:
    """Whether `coldkey` takes alpha that is locked, and its decoded `System.Account`."""
    require_locks(client.runtime)
    items = [Storage(_MODULE, "AccountFlags", (coldkey,)), Storage("System", "Account", (coldkey,))]
    reading = await client.read(items)
    flags, account = reading.data
    return Reading(reading.block, (bool(as_int(flags) & ACCEPTS_LOCKED_ALPHA), account))


def _now(lock: LockState, rules: LockRules, block: int) -> LockState | None:
    mass, conviction = rules.after(lock, block)
    return LockState(lock.hotkey, mass, conviction, max(block, lock.since)) if mass or conviction else None


def _known(owners: dict[Address, Address], hotkey: Address | None) -> Address | None:
    owner = owners.get(hotkey) if hotkey is not None else None
    return None if owner is None or is_nobody(owner) else owner
