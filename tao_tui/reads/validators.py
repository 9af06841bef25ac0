"""Validators of a subnet: whom one can stake to, what they keep and what they earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, chain_text
from tao_tui.reads.prices import ROOT
from tao_tui.reads.subnets import unknown_subnet
from tao_tui.reads.yields import blocks_per_epoch, epoch_yield, yield_items
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MILLION: Final = 1_000_000
U16_MAX: Final = 65_535

_MODULE: Final = "SubtensorModule"
_API: Final = "SubnetInfoRuntimeApi"
_FIELDS: Final = (8, 52, 53, 54, 56, 57, 59, 61, 60, 69)
"""Tempo, hotkeys, coldkeys, identities, active, permits, updates, dividends, emission, total stake."""


@dataclass(frozen=True, slots=True)
class Validator:
    """One validator of a subnet."""

    netuid: int
    uid: int
    hotkey: Address
    coldkey: Address
    name: Clean
    """From the coldkey's chain identity; empty without one."""
    take_ppm: int
    """The share of its nominators' dividends it keeps, in millionths."""
    stake: Alpha
    """Stake weight on this subnet."""
    dividends: int
    """In 0..65535."""
    emission: Alpha
    """Alpha earned in the last epoch, before take."""
    active: bool
    blocks_since_weights: int | None = None
    """Blocks since it last set weights; None on root, where nobody does."""
    nominator_yield_ppm: int | None = None
    """What alpha staked to it earned in the last epoch after its take, in millionths; None if untold."""
    nominator_yield_daily_ppm: int | None = None
    """The same for a day of 7,200 blocks, if every epoch were like the last one."""


async def read_validators(client: Client, netuid: int) -> Reading[tuple[Validator, ...]]:
    """Hotkeys with a validator permit on `netuid`, largest stake first; a second batch has takes and yields.

    Root has no permits: there every registered hotkey is a validator.
    """
    answer = await client.read([_call(client, netuid)])
    graph = answer.data[0]
    if not graph:
        raise unknown_subnet(netuid)
    uids = [
        uid
        for uid, permit in enumerate(graph["validator_permit"] or [True] * len(graph["hotkeys"]))
        if permit or netuid == 0
    ]
    hotkeys = [as_address(graph["hotkeys"][uid]) for uid in uids]
    takes = [Storage(_MODULE, "Delegates", (hotkey,)) for hotkey in hotkeys]
    told = await client.read([*takes, *yield_items(client.runtime, netuid, hotkeys)], answer.block.hash)
    earned = told.data[len(uids) :] or (None,) * (2 * len(uids))
    period = blocks_per_epoch(client.runtime, as_int(graph.get("tempo")))
    validators = [
        _validator(
            netuid,
            uid,
            graph,
            as_int(told.data[row]),
            epoch_yield(earned[2 * row : 2 * row + 2], period),
            answer.block,
        )
        for row, uid in enumerate(uids)
    ]
    validators.sort(key=lambda validator: (-validator.stake.rao, validator.uid))
    return Reading(answer.block, tuple(validators))


def _call(client: Client, netuid: int) -> RuntimeCall:
    if client.runtime.has_api(_API, "get_selective_metagraph"):
        return RuntimeCall(_API, "get_selective_metagraph", (netuid, _FIELDS))
    if client.runtime.has_api(_API, "get_metagraph"):
        return RuntimeCall(_API, "get_metagraph", (netuid,))
    raise Unsupported(
        f"Runtime {client.runtime.spec_version} does not describe a subnet's validators through {_API}.",
        hint="Connect to a node with a newer runtime that offers metadata version 15.",
    )


def _validator(
    netuid: int,
    uid: int,
    graph: Mapping[str, Any],
    take: int,
    yields: tuple[int | None, int | None],
    block: BlockRef,
) -> Validator:
    identity, updated = _at(graph, "identities", uid), _at(graph, "last_update", uid)
    in_epoch, in_a_day = yields
    return Validator(
        netuid=netuid,
        uid=uid,
        hotkey=as_address(graph["hotkeys"][uid]),
        coldkey=as_address(_at(graph, "coldkeys", uid)),
        name=chain_text(identity["name"], 64) if identity else Clean(""),
        take_ppm=take * MILLION // U16_MAX,
        stake=Alpha(as_int(_at(graph, "total_stake", uid))),
        dividends=as_int(_at(graph, "dividends", uid)),
        emission=Alpha(as_int(_at(graph, "emission", uid))),
        active=bool(_at(graph, "active", uid)),
        blocks_since_weights=max(0, block.number - as_int(updated)) if updated and netuid != ROOT else None,
        nominator_yield_ppm=in_epoch,
        nominator_yield_daily_ppm=in_a_day,
    )


def _at(graph: Mapping[str, Any], field: str, uid: int) -> Any:
    column = graph.get(field) or ()
    return column[uid] if uid < len(column) else None
