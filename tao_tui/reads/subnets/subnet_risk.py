"""Which subnet is dissolved when somebody creates one at the limit, and what protects each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, chain_text
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.trades.prices import ONE, ROOT
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_IMMUNITY, _PACE = "NetworkImmunityPeriod", "NetworkRateLimit"
_LIMIT: Final = "SubnetLimit"
_LAST, _LAST_OLDER = "LastRateLimitedBlock", "NetworkLastRegistered"
_PRICE_BITS: Final = 32
"""Fraction bits of the moving price, an I96F32."""
_STABLE: Final = 0
"""The mechanism of subnets without a pool, whose price is one."""


@dataclass(frozen=True, slots=True)
class SubnetRisk:
    """One subnet in the queue of those to be dissolved."""

    netuid: int
    name: Clean
    symbol: Clean
    owner: Address
    mine: bool
    rank: int | None
    """Its place among those out of immunity, 1 goes first."""
    creations_left: int | None
    """So many subnets from the next block on, the last of which replaces it; None: it stays for now."""
    immune_blocks_left: int
    """In how many of the coming blocks it still cannot be dissolved."""
    registered_at: int
    moving_price: Tao
    """The average of its price over time that decides, TAO per alpha."""


@dataclass(frozen=True, slots=True)
class SubnetRisks:
    """The queue of all subnets, who goes first at its head."""

    subnets: int
    """How many there are beside root."""
    limit: int | None
    """How many there may be beside root; None on runtimes that dissolve none to make room."""
    free_places: int | None
    immunity_period: int
    registration_cost: Tao
    """What creating one costs now."""
    creatable_at: int
    """The first block in which one may be created: they keep a distance, whoever creates them."""
    next_netuid: int | None
    """Which the very next creation dissolves; None while there is room, or where none can be."""
    queue: tuple[SubnetRisk, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides of one subnet."""

    netuid: int
    price_bits: int
    registered_at: int


def dissolution_order(standings: Sequence[Standing], immunity_period: int, block: int) -> tuple[int, ...]:
    """Netuids in the order they would be dissolved if many were created in the block after `block`.

    Those out of immunity, the lowest moving price first, of equals the oldest (`get_network_to_prune`).
    """
    free = [each for each in standings if block + 1 >= each.registered_at + immunity_period]
    free.sort(key=lambda each: (each.price_bits, each.registered_at, each.netuid))
    return tuple(each.netuid for each in free)


async def read_subnet_risks(client: Client, mine: Set[str] = frozenset()) -> Reading[SubnetRisks]:
    """The queue in one batch; `mine` are coldkeys to be marked. `Unsupported` on runtimes without pools."""
    runtime = client.runtime
    if not runtime.has_storage(_MODULE, "SubnetMovingPrice"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} keeps no moving prices to tell subnets apart by.",
            hint="Connect to a node with a newer runtime.",
        )
    general = _general(runtime)
    mechanisms = [Storage(_MODULE, "SubnetMechanism", (netuid,)) for netuid in USUAL_NETUIDS]
    reading = await client.read([*_calls(), *general.values(), *mechanisms])
    cost, pools, *rest = reading.data
    known = dict(zip(general, rest, strict=False))
    stable = {
        netuid
        for netuid, mechanism in zip(USUAL_NETUIDS, rest[len(general) :], strict=True)
        if as_int(mechanism) == _STABLE
    }
    found = [pool for pool in pools or () if pool and as_int(pool["netuid"]) != ROOT]
    return Reading(
        reading.block, _queue(reading.block.number, Tao(as_int(cost)), known, (found, stable), mine)
    )


def _calls() -> list[RuntimeCall]:
    return [
        RuntimeCall("SubnetRegistrationRuntimeApi", "get_network_registration_cost"),
        RuntimeCall("SubnetInfoRuntimeApi", "get_all_dynamic_info"),
    ]


def _general(runtime: ChainRuntime) -> dict[str, Storage]:
    """What holds for all subnets, by name."""
    items = {name: Storage(_MODULE, name) for name in (_IMMUNITY, _PACE)}
    noted = Storage(_MODULE, _LAST, (_LAST_OLDER,))
    if runtime.has_key(noted):
        items[_LAST] = noted
        # Older runtimes have a limit too, which they keep to no more.
        items |= {name: Storage(_MODULE, name) for name in [_LIMIT] if runtime.has_storage(_MODULE, name)}
    else:
        items[_LAST] = Storage(_MODULE, _LAST_OLDER)
    return items


def _queue(
    block: int,
    cost: Tao,
    known: Mapping[str, Any],
    found: tuple[Sequence[Mapping[str, Any]], Set[int]],
    mine: Set[str],
) -> SubnetRisks:
    pools, stable = found
    immunity = as_int(known[_IMMUNITY])
    standings = [_standing(pool, stable) for pool in pools]
    order = dissolution_order(standings, immunity, block)
    limit = as_int(known[_LIMIT]) if _LIMIT in known else None
    spare = None if limit is None else max(0, limit - len(pools))
    rank = {netuid: place for place, netuid in enumerate(order, 1)}
    rows = [
        SubnetRisk(
            netuid=standing.netuid,
            name=chain_text(pool["subnet_name"], 64),
            symbol=chain_text(pool["token_symbol"], 16),
            owner=as_address(pool["owner_coldkey"]),
            mine=str(pool["owner_coldkey"]) in mine,
            rank=rank.get(standing.netuid),
            creations_left=_turn(rank.get(standing.netuid), spare),
            immune_blocks_left=max(0, standing.registered_at + immunity - (block + 1)),
            registered_at=standing.registered_at,
            moving_price=Tao(standing.price_bits * ONE >> _PRICE_BITS),
        )
        for pool, standing in zip(pools, standings, strict=True)
    ]
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0, row.immune_blocks_left, row.netuid))
    last = as_int(known[_LAST])
    # Newer runtimes, those with a limit, let the first one be created at any time.
    waits = bool(last) or limit is None
    return SubnetRisks(
        subnets=len(rows),
        limit=limit,
        free_places=spare,
        immunity_period=immunity,
        registration_cost=cost,
        creatable_at=max(block + 1, last + as_int(known[_PACE]) if waits else 0),
        next_netuid=order[0] if order and spare == 0 else None,
        queue=tuple(rows),
    )


def _turn(rank: int | None, spare: int | None) -> int | None:
    return None if rank is None or spare is None else spare + rank


def _standing(pool: Mapping[str, Any], stable: Set[int]) -> Standing:
    netuid = as_int(pool["netuid"])
    bits = 1 << _PRICE_BITS if netuid in stable else max(0, as_int(pool["moving_price"]))
    return Standing(netuid, bits, as_int(pool["network_registered_at"]))
