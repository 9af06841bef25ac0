"""Locks of stake: what is locked for whom, the conviction it has, and how both go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import MAX_RAO, Alpha
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.consensus.conviction import OUT_OF_CONVICTION, LockKind, Rates, aged
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.owned.stakes import alpha_by_subnet, stake_items, stakes_from
from tao_tui.reads.validators.yields import BLOCKS_A_DAY

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

PROJECTED_DAYS: Final = (30, 90, 365)
"""How far ahead a lock is followed."""

_MODULE: Final = "SubtensorModule"
_PER_LOCK: Final = 6


@dataclass(frozen=True, slots=True)
class Projection:
    """A lock as it will be when nobody touches it, and the subnet keeps its owner's hotkey."""

    days: int
    """From the block of the reading, at 7,200 blocks a day."""
    block: int
    locked: Alpha
    conviction: Alpha


@dataclass(frozen=True, slots=True)
class StakeLock:
    """Alpha of one coldkey locked for one hotkey on one subnet, as of the block of the reading."""

    netuid: int
    hotkey: Address
    locked: Alpha
    conviction: Alpha
    """Rounded down."""
    perpetual: bool
    """Whether it stays locked; otherwise what is locked melts, block by block."""
    half_life_days: int
    """Days of 7,200 blocks until half of what melts is left."""
    owner_hotkey: bool
    """Whether the hotkey is the subnet owner's, where conviction is what is locked, at once."""
    staked: Alpha
    """All alpha the coldkey has on the subnet, with whatever hotkey."""
    available: Alpha
    """What of it may leave the subnet now."""
    hotkey_conviction: Alpha
    """Of all locks for the hotkey, whoever has them."""
    needed: Alpha
    """What all conviction on the subnet must reach before it can change the owner: a tenth of its alpha."""
    projection: tuple[Projection, ...]


@dataclass(frozen=True, slots=True)
class LockState:
    """A lock as the chain keeps it: mass in rao, conviction as U64F64, both as of `since`."""

    hotkey: Address
    mass: int
    conviction: int
    since: int


@dataclass(frozen=True, slots=True)
class LockRules:
    """How locks of one coldkey on one subnet age."""

    rates: Rates
    perpetual: bool
    owner_hotkey: Address

    @property
    def half_life_days(self) -> int:
        """Days of 7,200 blocks, rounded, until half of what melts is left."""
        return (self.rates.half_life + BLOCKS_A_DAY // 2) // BLOCKS_A_DAY

    def after(self, lock: LockState, block: int) -> tuple[int, int]:
        """What is locked and the conviction (U64F64) in a block, if nobody touches the lock before."""
        kind = LockKind(self.perpetual, lock.hotkey == self.owner_hotkey)
        return aged(lock.mass, lock.conviction, block - lock.since, self.rates, kind)

    def project(
        self, lock: LockState, block: int, days: Sequence[int] = PROJECTED_DAYS
    ) -> tuple[Projection, ...]:
        """The lock so many days after a block."""
        found = []
        for each in days:
            then = block + each * BLOCKS_A_DAY
            mass, conviction = self.after(lock, then)
            found.append(Projection(each, then, Alpha(mass), whole_alpha(conviction)))
        return tuple(found)


def whole_alpha(conviction: int) -> Alpha:
    """A conviction in whole rao of alpha."""
    return Alpha(min(conviction >> 64, MAX_RAO))


def require_locks(runtime: ChainRuntime) -> None:
    """Raise `Unsupported` where stake cannot be locked."""
    if not (runtime.has_call(_MODULE, "lock_stake") and runtime.has_storage(_MODULE, "Lock")):
        raise Unsupported(
            f"Runtime {runtime.spec_version} has no locks of stake, and so no conviction.",
            hint="Nothing is locked here: whatever is staked can be taken out.",
        )


def rule_items(coldkey: Address, netuid: int) -> list[Storage | RuntimeCall]:
    """What `rules_from` needs."""
    return [
        Storage(_MODULE, "UnlockRate"),
        Storage(_MODULE, "MaturityRate"),
        Storage(_MODULE, "DecayingLock", (coldkey, netuid)),
        Storage(_MODULE, "SubnetOwnerHotkey", (netuid,)),
    ]


def rules_from(told: Sequence[Any]) -> LockRules:
    """The rules from the answers to `rule_items`."""
    unlock, maturity, decaying, owner = told
    return LockRules(Rates(as_int(unlock), as_int(maturity)), decaying is False, as_address(owner))


def state_from(hotkey: object, lock: Any) -> LockState:
    """A lock from its entry of the map."""
    since = as_int(lock["last_update"])
    return LockState(as_address(hotkey), as_int(lock["locked_mass"]), as_int(lock["conviction"]), since)


async def read_locks(client: Client, coldkey: Address) -> Reading[tuple[StakeLock, ...]]:
    """Every lock of `coldkey` by subnet: a list of its locks, then one batch at the same block.

    Raises `Unsupported` on runtimes without locks.
    """
    require_locks(client.runtime)
    listed = await client.entries(_MODULE, "Lock", (coldkey,))
    block = listed.block
    found = {as_int(netuid): state_from(hotkey, lock) for (netuid, hotkey), lock in listed.data}
    if not found:
        return Reading(block, ())
    items: list[Storage | RuntimeCall] = []
    for netuid, lock in found.items():
        items += [
            *rule_items(coldkey, netuid),
            Storage(_MODULE, "SubnetAlphaOut", (netuid,)),
            RuntimeCall("StakeInfoRuntimeApi", "get_hotkey_conviction", (lock.hotkey, netuid)),
        ]
    held = stake_items(client.runtime, [coldkey])
    told = (await client.read([*held, *items], block.hash)).data
    stakes = await stakes_from(client, told[: len(held)], [coldkey], block.hash)
    sums = alpha_by_subnet(stakes.get(coldkey, ()))
    rest = told[len(held) :]
    rows = [
        _row(netuid, lock, rest[at * _PER_LOCK : (at + 1) * _PER_LOCK], sums.get(netuid, 0), block.number)
        for at, (netuid, lock) in enumerate(found.items())
    ]
    return Reading(block, tuple(sorted((row for row in rows if row is not None), key=lambda row: row.netuid)))


def _row(netuid: int, lock: LockState, told: Sequence[Any], staked: int, block: int) -> StakeLock | None:
    """One lock; None for what has melted to dust since the chain last looked at it."""
    *rules_told, out, for_hotkey = told
    rules = rules_from(rules_told)
    mass, conviction = rules.after(lock, block)
    if not mass and not conviction:
        return None
    return StakeLock(
        netuid=netuid,
        hotkey=lock.hotkey,
        locked=Alpha(mass),
        conviction=whole_alpha(conviction),
        perpetual=rules.perpetual,
        half_life_days=rules.half_life_days,
        owner_hotkey=lock.hotkey == rules.owner_hotkey,
        staked=Alpha(staked),
        available=Alpha(max(0, staked - mass)),
        hotkey_conviction=whole_alpha(as_int(for_hotkey)),
        needed=Alpha(as_int(out) // OUT_OF_CONVICTION),
        projection=rules.project(lock, block),
    )
