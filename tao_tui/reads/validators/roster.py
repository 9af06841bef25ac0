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
from tao_tui.reads.trades.prices import ROOT, all_prices, prices_from
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.reads.validators.relations import Lent
from tao_tui.reads.validators.root_dividends import NETUIDS, daily_payouts, payout_items
from tao_tui.reads.validators.terms import MILLION, Standing, read_standings
from tao_tui.reads.validators.yields import blocks_per_epoch, epoch_yield
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"
_API: Final = "SubnetInfoRuntimeApi"
_FIELDS: Final = (8, 9, 52, 53, 54, 56, 57, 59, 61, 60, 69)
"""Tempo, last step, hotkeys, coldkeys, identities, active, permits, updates, dividends, emission, stake."""
_MOST_PARENTS: Final = 512
_NOTHING: Final = Alpha(0)


@dataclass(frozen=True, slots=True)
class Validator:
    """One hotkey whose nominators earn on a subnet: it has a permit there, or lends its stake to one."""

    netuid: int
    uid: int | None
    """None for a parent that is not registered there: its children validate for it."""
    hotkey: Address
    coldkey: Address
    name: Clean
    """From the coldkey's chain identity; empty without one."""
    take_ppm: int
    """The share of its nominators' dividends it keeps, in millionths."""
    stake: Alpha
    """Stake weight on this subnet; 0 when it is not registered there."""
    dividends: int
    """In 0..65535."""
    emission: Alpha
    """Alpha earned in the last epoch, before take and before kin are paid."""
    active: bool
    blocks_since_weights: int | None = None
    """Blocks since it last set weights; None on root, where nobody does."""
    nominator_yield_ppm: int | None = None
    """What alpha staked to it earned in the last epoch after its take, in millionths; None if untold."""
    nominator_yield_daily_ppm: int | None = None
    """The same for a day of 7,200 blocks, if every epoch were like the last one."""
    permit: bool = True
    """Whether it has a validator permit; on root every registered hotkey validates."""
    alpha: Alpha = _NOTHING
    """Staked to it on this subnet, by everybody; TAO on root."""
    nominated: Alpha = _NOTHING
    """The part of it that is not its owner's own."""
    children: tuple[Lent, ...] = ()
    """Hotkeys that vote with its stake here."""
    parents: tuple[Lent, ...] = ()
    """Hotkeys whose stake it votes with here."""
    childkey_take_ppm: int = 0
    """The share of its parents' dividends it keeps for itself, in millionths."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The validators of one subnet at one block, and what their stakers' earnings are counted by."""

    netuid: int
    rows: tuple[Validator, ...]
    """Largest stake weight first."""
    step: int
    """The block of the subnet's last epoch; on root, which has none, the block of this picture."""
    period: int
    """Blocks between two epochs; 0 on root."""
    prices: Mapping[int, int]
    """Rao of TAO per alpha by netuid."""
    counters: Mapping[Address, Mapping[int, int]]
    """By hotkey and netuid, in units of 10^-18: under the subnet's own number alpha that one share is worth,
    on root under another's alpha that one root TAO was given to claim. Both only grow, by what was earned."""
    last_growth: Mapping[Address, int]
    """What the last epoch alone added to a stake, in units of 10^-18 of it; on root a day of epochs like
    every subnet's last one."""


async def read_validators(client: Client, netuid: int) -> Reading[tuple[Validator, ...]]:
    """Everybody on `netuid` one can stake to and earn with, largest stake weight first."""
    reading = await survey(client, netuid)
    return Reading(reading.block, reading.data.rows)


async def survey(client: Client, netuid: int) -> Reading[Survey]:
    """The validators of `netuid` and what their stakers' earnings are counted by, at one block.

    The subnet is asked for first, what is kept by hotkey in a second batch. Parents that are not registered
    there take a third and a fourth, where there are any. Root has no permits: every registered hotkey counts.
    """
    runtime = client.runtime
    exist = [Storage(_MODULE, "NetworksAdded", (other,)) for other in NETUIDS] if netuid == ROOT else []
    answer = await client.read([_call(client, netuid), *exist, *all_prices(runtime)])
    graph, at = answer.data[0], answer.block.hash
    if not graph:
        raise unknown_subnet(netuid)
    there = answer.data[1 : 1 + len(exist)]
    others = [other for other, yes in zip(NETUIDS, there, strict=False) if yes]
    prices = await prices_from(client, answer.data[1 + len(exist) :], others or [netuid], at)
    seats = _seats(netuid, graph)
    owners = {hotkey: as_address(_at(graph, "coldkeys", uid)) for hotkey, uid in seats.items()}
    standings, paid = await read_standings(
        client, netuid, owners, at, payout_items(runtime, others, list(owners)) if others else ()
    )
    period = blocks_per_epoch(runtime, as_int(graph.get("tempo"))) if netuid != ROOT else 0
    daily = daily_payouts(runtime, others, owners, paid, prices)
    rows = [
        _validator(
            netuid, seats[standing.hotkey], graph, standing, _yields(standing, period, daily), answer.block
        )
        for standing in standings
    ]
    for parent in await _read_parents(client, netuid, standings, at):
        standings.append(parent.standing)
        rows.append(_parent(netuid, parent, _yields(parent.standing, period, {})))
    rows.sort(key=lambda row: (-row.stake.rao, -row.alpha.rao, row.hotkey))
    return Reading(
        answer.block,
        Survey(
            netuid,
            tuple(rows),
            answer.block.number if netuid == ROOT else as_int(graph.get("last_step")),
            period,
            prices,
            {standing.hotkey: _counters(netuid, standing) for standing in standings},
            {
                standing.hotkey: growth
                for standing in standings
                if (growth := _last_growth(standing, daily)) is not None
            },
        ),
    )


def _seats(netuid: int, graph: Mapping[str, Any]) -> dict[Address, int]:
    """The hotkeys with a permit and their uids; the first of two that claim to be the same."""
    permits = graph["validator_permit"] or [True] * len(graph["hotkeys"])
    seats: dict[Address, int] = {}
    for uid, hotkey in enumerate(graph["hotkeys"]):
        if netuid == ROOT or (uid < len(permits) and permits[uid]):
            seats.setdefault(as_address(hotkey), uid)
    return seats


@dataclass(frozen=True, slots=True)
class _Parent:
    """A hotkey that lends its stake to a validator without being one."""

    owner: Address
    identity: Any
    standing: Standing


async def _read_parents(client: Client, netuid: int, standings: Sequence[Standing], at: str) -> list[_Parent]:
    """The parents of these hotkeys that are not among them."""
    known = {standing.hotkey for standing in standings}
    lenders = sorted({kin.hotkey for standing in standings for kin in standing.parents} - known)[
        :_MOST_PARENTS
    ]
    if not lenders:
        return []
    told = (await client.read([Storage(_MODULE, "Owner", (hotkey,)) for hotkey in lenders], at)).data
    owners = {hotkey: as_address(owner) for hotkey, owner in zip(lenders, told, strict=True)}
    named = client.runtime.has_storage(_MODULE, "IdentitiesV2")
    asked = [Storage(_MODULE, "IdentitiesV2", (owner,)) for owner in owners.values()] if named else []
    found, identities = await read_standings(client, netuid, owners, at, asked)
    return [
        _Parent(owners[standing.hotkey], identities[row] if named else None, standing)
        for row, standing in enumerate(found)
    ]


def _counters(netuid: int, standing: Standing) -> dict[int, int]:
    """What this hotkey's stakers' earnings are counted by; nothing where they are not told."""
    worth = standing.pool.worth
    if worth is None or standing.in_basket:
        return {}
    return {netuid: worth} | {other: rate * 10**18 >> 32 for other, rate in standing.rates.items()}


def _last_growth(standing: Standing, daily: Mapping[Address, int]) -> int | None:
    """What the last epoch added to a stake, on root a day like every subnet's last epoch, in 10^-18 of it."""
    staked, given = standing.pool.alpha_rao, standing.given
    if standing.hotkey in daily:
        return daily[standing.hotkey] * 10**18 // staked if staked and not standing.in_basket else None
    return None if given is None or standing.after <= given else given * 10**18 // (standing.after - given)


def _yields(standing: Standing, period: int, daily: Mapping[Address, int]) -> tuple[int | None, int | None]:
    """Millionths in the last epoch and in a day; root has no epochs of its own."""
    if period:
        return epoch_yield((standing.given, standing.after), period)
    staked = standing.pool.alpha_rao
    if standing.hotkey not in daily or not staked or standing.in_basket:
        return None, None
    return None, daily[standing.hotkey] * MILLION // staked


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
    standing: Standing,
    yields: tuple[int | None, int | None],
    block: BlockRef,
) -> Validator:
    updated = _at(graph, "last_update", uid)
    return Validator(
        netuid=netuid,
        uid=uid,
        hotkey=standing.hotkey,
        coldkey=as_address(_at(graph, "coldkeys", uid)),
        name=_name(_at(graph, "identities", uid)),
        stake=Alpha(as_int(_at(graph, "total_stake", uid))),
        dividends=as_int(_at(graph, "dividends", uid)),
        emission=Alpha(as_int(_at(graph, "emission", uid))),
        active=bool(_at(graph, "active", uid)),
        blocks_since_weights=max(0, block.number - as_int(updated)) if updated and netuid != ROOT else None,
        nominator_yield_ppm=yields[0],
        nominator_yield_daily_ppm=yields[1],
        **_kept(standing),
    )


def _parent(netuid: int, parent: _Parent, yields: tuple[int | None, int | None]) -> Validator:
    standing = parent.standing
    return Validator(
        netuid=netuid,
        uid=None,
        hotkey=standing.hotkey,
        coldkey=parent.owner,
        name=_name(parent.identity),
        stake=Alpha(0),
        dividends=0,
        emission=Alpha(0),
        active=False,
        nominator_yield_ppm=yields[0],
        nominator_yield_daily_ppm=yields[1],
        permit=False,
        **_kept(standing),
    )


def _kept(standing: Standing) -> dict[str, Any]:
    """The fields a standing gives to its validator."""
    pool = standing.pool
    return {
        "take_ppm": standing.take_ppm,
        "alpha": Alpha(pool.alpha_rao),
        "nominated": Alpha(pool.alpha_rao - pool.owner_rao),
        "children": standing.children,
        "parents": standing.parents,
        "childkey_take_ppm": standing.childkey_take_ppm,
    }


def _name(identity: Any) -> Clean:
    return chain_text(identity["name"], 64) if identity else Clean("")


def _at(graph: Mapping[str, Any], field: str, uid: int) -> Any:
    column = graph.get(field) or ()
    return column[uid] if uid < len(column) else None
