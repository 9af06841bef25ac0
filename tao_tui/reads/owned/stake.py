"""Stake positions: how much alpha a coldkey holds with whom, and what it is worth."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int, chain_text, is_nobody
from tao_tui.reads.owned.balance import free_of
from tao_tui.reads.owned.held_back import LockedAlpha, lock_items, locks_from
from tao_tui.reads.owned.holdings import Holding, read_holdings
from tao_tui.reads.owned.stakes import Stake, stake_items, stakes_from
from tao_tui.reads.trades.prices import ROOT, all_prices, has_pools, prices_from
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Holding):
    """A holding with the names of its subnet and its validator."""

    subnet_name: Clean
    emission: Alpha
    """What all alpha staked with the hotkey earned there in the last epoch."""
    is_registered: bool
    """Whether the hotkey is registered on the subnet; an unregistered one earns nothing."""
    validator_name: Clean | None = None


async def read_positions(
    client: Client, coldkey: Address, *, validator_names: bool = False
) -> Reading[tuple[Position, ...]]:
    """Every position of `coldkey`, most valuable first; as `read_positions_of`."""
    reading = await read_positions_of(client, [coldkey], validator_names=validator_names)
    return Reading(reading.block, reading.data[coldkey])


async def read_positions_of(
    client: Client, coldkeys: Sequence[Address], *, validator_names: bool = False
) -> Reading[dict[Address, tuple[Position, ...]]]:
    """Every position of each of `coldkeys`, most valuable first, in one batch.

    What the pools would pay and what positions earn take another one at the same block, naming validators
    two more beside it.
    """
    prices = all_prices(client.runtime)
    asked = stake_items(client.runtime, coldkeys)
    locks = lock_items(client.runtime, coldkeys)
    names: list[Storage | RuntimeCall] = []
    if client.runtime.has_api("SubnetInfoRuntimeApi", "get_all_dynamic_info"):
        names = [RuntimeCall("SubnetInfoRuntimeApi", "get_all_dynamic_info")]
    reading = await client.read([*asked, *locks, *names, *prices])
    at = reading.block.hash
    known_stakes = await stakes_from(client, reading.data[: len(asked)], coldkeys, at)
    stakes = [known_stakes.get(coldkey, ()) for coldkey in coldkeys]
    rest = reading.data[len(asked) :]
    known_locks = locks_from(rest[: len(locks)])
    locked = [known_locks.get(coldkey, ()) for coldkey in coldkeys]
    rest = rest[len(locks) :]
    subnet_names = {
        as_int(pool["netuid"]): chain_text(pool["subnet_name"], 64)
        for pools in rest[: len(names)]
        for pool in filter(None, pools)
    }
    by_place = [
        {(as_int(stake["netuid"]), as_address(stake["hotkey"])): stake for stake in each} for each in stakes
    ]
    places = {place for each in by_place for place in each}
    price = await prices_from(client, rest[len(names) :], {netuid for netuid, _ in places}, at)
    hotkeys = {hotkey for _, hotkey in places} if validator_names else set()
    (holdings, _), known = await asyncio.gather(
        read_holdings(client, stakes, price, locked, at), read_validator_names(client, hotkeys)
    )
    found = {
        coldkey: tuple(_position(held, mine[held.netuid, held.hotkey], subnet_names, known) for held in owned)
        for coldkey, mine, owned in zip(coldkeys, by_place, holdings, strict=True)
    }
    return Reading(reading.block, found)


async def read_validator_names(client: Client, hotkeys: Iterable[Address]) -> dict[Address, Clean]:
    """The chain identity names of the coldkeys owning `hotkeys`; those without one are left out."""
    asked = sorted(set(hotkeys))
    if not asked or not client.runtime.has_storage("SubtensorModule", "IdentitiesV2"):
        return {}
    owners = await client.read([Storage("SubtensorModule", "Owner", (hotkey,)) for hotkey in asked])
    at = owners.block.hash
    identities = await client.read(
        [Storage("SubtensorModule", "IdentitiesV2", (as_address(owner),)) for owner in owners.data], at
    )
    names = {
        hotkey: chain_text(identity["name"], 64)
        for hotkey, identity in zip(asked, identities.data, strict=True)
        if identity
    }
    return {hotkey: name for hotkey, name in names.items() if name}


@dataclass(frozen=True, slots=True)
class StakeSituation:
    """What staking to or unstaking from one hotkey on one subnet starts from."""

    free: Tao
    alpha: Alpha
    hotkey_exists: bool
    subnet_exists: bool
    trading_open: bool
    """Whether the subnet has started (SubtokenEnabled, which root needs as well)."""
    staked_before: bool
    lock: LockedAlpha | None = None
    """What the coldkey has locked on the subnet, with whatever hotkey it is staked."""


async def read_stake_situation(
    client: Client, coldkey: Address, hotkey: Address, netuid: int
) -> Reading[StakeSituation]:
    """Balance, position and whether hotkey and subnet exist, in one batch."""
    reading = await read_stake_situations(client, coldkey, [(hotkey, netuid)])
    return Reading(reading.block, reading.data[0])


async def read_stake_situations(
    client: Client, coldkey: Address, places: Sequence[tuple[Address, int]]
) -> Reading[tuple[StakeSituation, ...]]:
    """The same for several hotkeys and subnets, in the order of `places`, in one batch at one block."""
    if not has_pools(client.runtime):
        return await _before_pools(client, coldkey, places)
    opens = client.runtime.has_storage(_MODULE, "SubtokenEnabled")
    items: list[Storage | RuntimeCall] = [
        *stake_items(client.runtime, [coldkey]),
        Storage("System", "Account", (coldkey,)),
    ]
    locks = lock_items(client.runtime, [coldkey])
    items += locks
    for hotkey, netuid in places:
        items += [Storage(_MODULE, "Owner", (hotkey,)), Storage(_MODULE, "NetworksAdded", (netuid,))]
        items += [Storage(_MODULE, "SubtokenEnabled", (netuid,))] if opens else []
    reading = await client.read(items)
    answer, account, *rest = reading.data
    stakes = (await stakes_from(client, [answer], [coldkey], reading.block.hash)).get(coldkey, ())
    locked = {lock.netuid: lock for lock in locks_from(rest[: len(locks)]).get(coldkey, ())}
    answers = iter(rest[len(locks) :])
    found = []
    for hotkey, netuid in places:
        owner, added = next(answers), next(answers)
        enabled = bool(next(answers)) if opens else True
        mine = [stake for stake in stakes if stake["hotkey"] == hotkey]
        found.append(
            StakeSituation(
                free=free_of(account),
                alpha=Alpha(sum(as_int(stake["stake"]) for stake in mine if stake["netuid"] == netuid)),
                hotkey_exists=not is_nobody(as_address(owner)),
                subnet_exists=bool(added) or netuid == 0,
                trading_open=enabled,
                staked_before=bool(mine),
                lock=locked.get(netuid),
            )
        )
    return Reading(reading.block, tuple(found))


async def _before_pools(
    client: Client, coldkey: Address, places: Sequence[tuple[Address, int]]
) -> Reading[tuple[StakeSituation, ...]]:
    """The same where stake is TAO with a hotkey; only root is a place for it."""
    items: list[Storage | RuntimeCall] = [Storage("System", "Account", (coldkey,))]
    for hotkey, netuid in places:
        items += [
            Storage(_MODULE, "Owner", (hotkey,)),
            Storage(_MODULE, "NetworksAdded", (netuid,)),
            Storage(_MODULE, "Stake", (hotkey, coldkey)),
        ]
    reading = await client.read(items)
    account, *rest = reading.data
    found = []
    for index, (_, netuid) in enumerate(places):
        owner, added, staked = rest[3 * index : 3 * index + 3]
        found.append(
            StakeSituation(
                free=free_of(account),
                alpha=Alpha(as_int(staked) if netuid == ROOT else 0),
                hotkey_exists=not is_nobody(as_address(owner)),
                subnet_exists=bool(added) or netuid == ROOT,
                trading_open=True,
                staked_before=bool(as_int(staked)),
            )
        )
    return Reading(reading.block, tuple(found))


def _position(
    held: Holding, stake: Stake, names: Mapping[int, Clean], validators: Mapping[Address, Clean]
) -> Position:
    return Position(
        **{each.name: getattr(held, each.name) for each in fields(held)},
        subnet_name=names.get(held.netuid, Clean("")),
        emission=Alpha(as_int(stake["emission"])),
        is_registered=bool(stake["is_registered"]),
        validator_name=validators.get(held.hotkey),
    )
