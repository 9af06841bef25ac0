"""Subnets: pools, prices, emission, who owns them and when their next epoch runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int, chain_text
from tao_tui.reads.subnets.epochs import Schedule, is_dynamic, schedule_from, schedule_items
from tao_tui.reads.subnets.storage import described, described_items
from tao_tui.reads.trades.prices import ONE, ROOT, all_prices, prices_from
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

USUAL_NETUIDS: Final = range(129)
"""Root and the 128 subnets of the chain's default limit: their keys are computed, never listed."""

_API = "SubnetInfoRuntimeApi"


@dataclass(frozen=True, slots=True)
class Subnet:
    """One subnet as the list shows it."""

    netuid: int
    name: Clean
    symbol: Clean
    price_rao: int
    """Rao per alpha; 1,000,000,000 on root."""
    tao_in: Tao
    alpha_in: Alpha
    alpha_out: Alpha
    emission: Tao
    """TAO put into the pool in each block."""
    tempo: int
    neurons: int
    max_neurons: int
    owner: Address
    owner_hotkey: Address
    registration_cost: Tao
    blocks_to_epoch: int | None
    """None where no epoch is due, such as on root."""
    registered_at: int
    alpha_out_emission: Alpha
    """Alpha minted to participants in each block."""
    volume: Tao
    """TAO traded since registration."""
    description: Clean
    url: Clean


async def read_subnets(client: Client) -> Reading[tuple[Subnet, ...]]:
    """Every subnet in one batch: pools, sizes, prices and epoch schedules (older runtimes need two)."""
    runtime = client.runtime
    described = _items_of_all(runtime)
    schedules = schedule_items(runtime, USUAL_NETUIDS)
    prices = all_prices(runtime)
    reading = await client.read([*described, *prices, *schedules])
    pools, infos = _all_from(runtime, reading.data[: len(described)])
    rest = reading.data[len(described) :]
    values: dict[Storage, Any] = dict(zip(schedules, rest[len(prices) :], strict=True))
    netuids = [as_int(pool["netuid"]) for pool in pools if pool]
    at = reading.block.hash
    price = await _prices(client, rest[: len(prices)], netuids, at)
    values |= await _unusual_schedules(client, netuids, at)
    by_netuid = {as_int(info["netuid"]): info for info in infos if info}
    subnets = []
    for pool in filter(None, pools):
        netuid = as_int(pool["netuid"])
        schedule = schedule_from(runtime, netuid, as_int(pool["tempo"]), values, reading.block.number)
        subnets.append(_subnet(runtime, pool, by_netuid.get(netuid, {}), price, schedule))
    return Reading(reading.block, tuple(subnets))


async def read_subnet(client: Client, netuid: int) -> Reading[Subnet]:
    """One subnet; `UsageError` when it does not exist."""
    runtime = client.runtime
    prices: list[Storage | RuntimeCall] = []
    if netuid != ROOT and runtime.has_api("SwapRuntimeApi", "current_alpha_price"):
        prices = [RuntimeCall("SwapRuntimeApi", "current_alpha_price", (netuid,))]
    schedules = schedule_items(runtime, [netuid])
    described = _items_of_one(runtime, netuid)
    reading = await client.read([*described, *prices, *schedules])
    pool, info = _one_from(runtime, netuid, reading.data[: len(described)])
    rest = reading.data[len(described) :]
    if not pool:
        raise unknown_subnet(netuid)
    known = [[{"netuid": netuid, "price": price}] for price in rest[: len(prices)]]
    price = await _prices(client, known, [netuid], reading.block.hash)
    values = dict(zip(schedules, rest[len(prices) :], strict=True))
    schedule = schedule_from(runtime, netuid, as_int(pool["tempo"]), values, reading.block.number)
    return Reading(reading.block, _subnet(runtime, pool, info or {}, price, schedule))


def _describes(runtime: ChainRuntime) -> bool:
    """Whether the runtime describes its subnets itself; else it is put together from storage."""
    return runtime.has_api(_API, "get_all_dynamic_info")


def _sizes_method(runtime: ChainRuntime, method: str) -> str:
    return method if runtime.has_api(_API, method) else f"{method}_v2"


def _items_of_all(runtime: ChainRuntime) -> Sequence[Storage | RuntimeCall]:
    if not _describes(runtime):
        return described_items(runtime, USUAL_NETUIDS)
    sizes = _sizes_method(runtime, "get_subnets_info")
    return [RuntimeCall(_API, "get_all_dynamic_info"), RuntimeCall(_API, sizes)]


def _all_from(runtime: ChainRuntime, answers: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    if _describes(runtime):
        return answers[0], answers[1]
    items = described_items(runtime, USUAL_NETUIDS)
    return described(dict(zip(items, answers, strict=True)), USUAL_NETUIDS)


def _items_of_one(runtime: ChainRuntime, netuid: int) -> Sequence[Storage | RuntimeCall]:
    if not _describes(runtime):
        return described_items(runtime, [netuid])
    sizes = _sizes_method(runtime, "get_subnet_info")
    return [RuntimeCall(_API, "get_dynamic_info", (netuid,)), RuntimeCall(_API, sizes, (netuid,))]


def _one_from(runtime: ChainRuntime, netuid: int, answers: Sequence[Any]) -> tuple[Any, Any]:
    if _describes(runtime):
        return answers[0], answers[1]
    items = described_items(runtime, [netuid])
    pools, sizes = described(dict(zip(items, answers, strict=True)), [netuid])
    return pools[0], sizes[0]


async def _prices(
    client: Client, answers: Iterable[Any], netuids: Sequence[int], at: str
) -> Mapping[int, int]:
    """Prices of alpha; a runtime without pools has none, and everything on it is TAO."""
    if not client.runtime.has_storage("SubtensorModule", "SubnetAlphaIn"):
        return dict.fromkeys(netuids, ONE)
    return await prices_from(client, answers, netuids, at)


async def _unusual_schedules(client: Client, netuids: Sequence[int], at: str) -> dict[Storage, Any]:
    beyond = [netuid for netuid in netuids if netuid not in USUAL_NETUIDS]
    items = schedule_items(client.runtime, beyond)
    if not items:
        return {}
    return dict(zip(items, (await client.read(items, at)).data, strict=True))


def _subnet(
    runtime: ChainRuntime,
    pool: Mapping[str, Any],
    info: Mapping[str, Any],
    price: Mapping[int, int],
    schedule: Schedule,
) -> Subnet:
    netuid, tempo, block = schedule.netuid, schedule.tempo, schedule.as_of
    has_epochs = netuid != ROOT or not is_dynamic(runtime)
    identity = pool.get("subnet_identity") or {}
    return Subnet(
        netuid=netuid,
        name=chain_text(pool["subnet_name"], 64),
        symbol=chain_text(pool["token_symbol"], 16),
        price_rao=price.get(netuid, 0),
        tao_in=Tao(as_int(pool["tao_in"])),
        alpha_in=Alpha(as_int(pool["alpha_in"])),
        alpha_out=Alpha(as_int(pool["alpha_out"])),
        emission=Tao(as_int(pool["tao_in_emission"])),
        tempo=tempo,
        neurons=as_int(info.get("subnetwork_n")),
        max_neurons=as_int(info.get("max_allowed_uids")),
        owner=as_address(pool["owner_coldkey"]),
        owner_hotkey=as_address(pool["owner_hotkey"]),
        registration_cost=Tao(as_int(info.get("burn"))),
        blocks_to_epoch=schedule.blocks_left(block) if has_epochs else None,
        registered_at=as_int(pool["network_registered_at"]),
        alpha_out_emission=Alpha(as_int(pool["alpha_out_emission"])),
        volume=Tao(as_int(pool["subnet_volume"])),
        description=chain_text(identity.get("description"), 300),
        url=chain_text(identity.get("subnet_url"), 200),
    )
