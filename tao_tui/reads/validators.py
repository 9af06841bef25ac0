"""Validators of a subnet: whom one can stake to, what they keep and what they earn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, chain_text
from tao_tui.reads.prices import ROOT
from tao_tui.reads.subnets import unknown_subnet
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MILLION: Final = 1_000_000
U16_MAX: Final = 65_535

_MODULE: Final = "SubtensorModule"
_API: Final = "SubnetInfoRuntimeApi"
_FIELDS: Final = (8, 52, 53, 54, 56, 57, 59, 61, 60, 69)
"""Tempo, hotkeys, coldkeys, identities, active, permits, updates, dividends, emission, total stake."""
_BLOCKS_A_DAY: Final = 7_200


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
    told = await client.read([*takes, *_yield_items(client, netuid, hotkeys)], answer.block.hash)
    earned = told.data[len(uids) :] or (None,) * (2 * len(uids))
    validators = [
        _validator(netuid, uid, graph, as_int(told.data[row]), earned[2 * row : 2 * row + 2], answer.block)
        for row, uid in enumerate(uids)
    ]
    validators.sort(key=lambda validator: (-validator.stake.rao, validator.uid))
    return Reading(answer.block, tuple(validators))


def _yield_items(client: Client, netuid: int, hotkeys: Sequence[Address]) -> list[Storage | RuntimeCall]:
    """What the last epoch gave to a hotkey's alpha after take, and the alpha it had thereafter."""
    names = ("AlphaDividendsPerSubnet", "TotalHotkeyAlphaLastEpoch")
    if netuid == ROOT or not all(client.runtime.has_storage(_MODULE, name) for name in names):
        return []
    items: list[Storage | RuntimeCall] = []
    for hotkey in hotkeys:
        items += [Storage(_MODULE, names[0], (netuid, hotkey)), Storage(_MODULE, names[1], (hotkey, netuid))]
    return items


def _yields(earned: Sequence[Any], tempo: int) -> tuple[int | None, int | None]:
    """Millionths in the last epoch and in a day; an epoch comes every `tempo` blocks and one."""
    given, after = earned
    before = as_int(after) - as_int(given)
    if given is None or before <= 0:
        return None, None
    parts = as_int(given) * MILLION
    return parts // before, parts * _BLOCKS_A_DAY // (before * (tempo + 1)) if tempo else None


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
    netuid: int, uid: int, graph: Mapping[str, Any], take: int, earned: Sequence[Any], block: BlockRef
) -> Validator:
    identity, updated = _at(graph, "identities", uid), _at(graph, "last_update", uid)
    epoch_yield, daily_yield = _yields(earned, as_int(graph.get("tempo")))
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
        nominator_yield_ppm=epoch_yield,
        nominator_yield_daily_ppm=daily_yield,
    )


def _at(graph: Mapping[str, Any], field: str, uid: int) -> Any:
    column = graph.get(field) or ()
    return column[uid] if uid < len(column) else None
