"""All subnets at a glance: how concentrated incentives are, how far validators agree, how far epochs are."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tao_tui.chain.query import BlockRef, Changes, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.scores.columns import blocks_left
from tao_tui.reads.scores.follow import Numbers, block_events
from tao_tui.reads.scores.items import (
    MOST_SUBNETS,
    Column,
    added_item,
    created_item,
    tempo_item,
    vector_items,
)
from tao_tui.reads.subnets.epochs import Schedule, schedule_from, schedule_items, watched_schedule_items
from tao_tui.reads.subnets.market import read_subnets
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

SLICES: Final = 8
"""Equal parts the earning miners are cut into, the best first."""

_WATCHED: Final = ("incentive", "validator_trust", "validator_permit")
_U16: Final = 65_535


@dataclass(frozen=True, slots=True)
class Tile:
    """One subnet on the wall; shares are of 65535."""

    netuid: int
    name: Clean
    tempo: int
    blocks_to_epoch: int | None
    earning: int
    """Miners with an incentive."""
    slices: tuple[int, ...]
    """What part of all incentive each eighth of the earning miners has, the best eighth first."""
    best: int
    """The largest incentive of one miner."""
    concentration: int
    """Gini coefficient of the earning miners' incentives: 0 when all earn the same."""
    validators: int
    """Those with a permit and trust."""
    trust_lowest: int
    trust_median: int
    trust_highest: int


@dataclass(frozen=True, slots=True)
class WallDelta:
    """Tiles that are new or look different at a block, and netuids that are gone."""

    block: int
    tiles: tuple[Tile, ...]
    gone: tuple[int, ...] = ()
    stepped: frozenset[int] = frozenset()
    """Subnets whose scores an epoch has just changed."""


async def follow_wall(client: Client) -> AsyncGenerator[WallDelta, None]:
    """Yield every subnet's tile, then those that change, until closed; one subscription for all.

    A new subnet, on a number that was free or instead of another, makes it begin anew with all of them.
    """
    begin = True
    while begin:
        wall = await _read_wall(client)
        yield WallDelta(wall.block, wall.tiles())
        begin = False
        async with aclosing(block_events(client, wall.items)) as events:
            async for event in events:
                delta = wall.take(event)
                if wall.has_new:
                    begin = True
                    break
                if delta is not None:
                    yield delta


async def _read_wall(client: Client) -> _Wall:
    subnets = (await read_subnets(client)).data
    watches = {each.netuid: _Watch(client, each.netuid, each.name) for each in subnets if each.netuid}
    items = [item for watch in watches.values() for item in watch.items]
    beginning = schedule_items(client.runtime, watches)
    reading = await client.read(items + beginning)
    values = dict(zip(items + beginning, reading.data, strict=True))
    for watch in watches.values():
        watch.begin(values, reading.block.number)
    return _Wall(watches, reading.block)


class _Wall:
    """All subnets that are watched, as of a block."""

    def __init__(self, watches: dict[int, _Watch], block: BlockRef) -> None:
        self._watches = watches
        self._numbers = Numbers(block)
        self._next = added_item(next(n for n in range(1, MOST_SUBNETS) if n not in watches))
        self.block = block.number
        self.has_new = False
        """Whether there is a subnet that is not watched."""

    @property
    def items(self) -> list[Storage]:
        """Storage to subscribe to: that of every subnet, and whether the number to be given next was."""
        return [*(item for watch in self._watches.values() for item in watch.items), self._next]

    def tiles(self) -> tuple[Tile, ...]:
        """Every subnet's tile."""
        return tuple(watch.tile(self.block) for watch in self._watches.values())

    def take(self, event: BlockRef | Changes) -> WallDelta | None:
        """What a block or a change of storage makes of the wall."""
        if isinstance(event, BlockRef):
            self._numbers.remember(event)
            self.block = event.number
            return WallDelta(self.block, self.tiles())
        self.block = max(self.block, self._numbers.of(event.block_hash))
        gone, stepped = [], set()
        for netuid, changes in _by_subnet(event.values).items():
            watch = self._watches.get(netuid)
            if watch is None:
                self.has_new |= bool(changes.get(added_item(netuid)))
                continue
            if watch.take(changes, self.block):
                stepped.add(netuid)
            self.has_new |= watch.is_another
            if not watch.exists:
                gone.append(netuid)
                del self._watches[netuid]
        tiles = tuple(self._watches[netuid].tile(self.block) for netuid in sorted(stepped - set(gone)))
        return WallDelta(self.block, tiles, tuple(gone), frozenset(stepped)) if tiles or gone else None


class _Watch:
    """What is watched of one subnet, and its figures as of the last change."""

    def __init__(self, client: Client, netuid: int, name: Clean) -> None:
        self._runtime = client.runtime
        self._netuid = netuid
        self._tempo, self._added = tempo_item(netuid), added_item(netuid)
        vectors = vector_items(client.runtime, netuid)
        self._vectors = {column: vectors[column] for column in _WATCHED}
        self._created = created_item(netuid)
        schedule = watched_schedule_items(client.runtime, [netuid])
        self._fixed = [self._tempo, self._added, self._created, *schedule]
        self._values: dict[Storage, Any] = {}
        self._schedule = Schedule(netuid, 0, False)
        self._tile = Tile(netuid, name, 0, None, 0, (), 0, 0, 0, 0, 0, 0)
        self.exists = True
        self.is_another = False
        """Whether the subnet that has the number now is not the one that was watched."""

    @property
    def items(self) -> list[Storage]:
        """Storage to read once and subscribe to."""
        return [*self._vectors.values(), *self._fixed]

    def begin(self, values: Mapping[Storage, Any], block: int) -> None:
        """Take everything as read at `block`: what is subscribed to and the whole schedule."""
        tempo = as_int(values.get(self._tempo))
        self._schedule = schedule_from(self._runtime, self._netuid, tempo, values, block)
        self.take({item: values[item] for item in self.items}, block)

    def take(self, values: Mapping[Storage, Any], block: int) -> bool:
        """Take changed values; whether a score is among them."""
        scores = {
            name
            for name, item in self._vectors.items()
            if item in values and not np.array_equal(values[item], self._values.get(item, ()))
        }
        created = self._values.get(self._created)
        self.is_another = created is not None and values.get(self._created, created) not in (0, created)
        self._values.update(values)
        self.exists = bool(self._values.get(self._added, True))
        if scores:
            columns = {name: self._values[item] for name, item in self._vectors.items()}
            self._tile = replace(self._tile, **_figures(columns))
        self._schedule = self._schedule.told(values, as_int(self._values.get(self._tempo)), block)
        return bool(scores)

    def tile(self, block: int) -> Tile:
        """The tile at a block."""
        left = blocks_left(self._schedule, block)
        return replace(self._tile, tempo=self._schedule.tempo, blocks_to_epoch=left)


def _figures(columns: Mapping[str, Column]) -> dict[str, Any]:
    earning = np.sort(columns["incentive"][columns["incentive"] > 0].astype(np.int64))[::-1]
    total = max(1, int(earning.sum()))
    permit = columns["validator_permit"][: len(columns["validator_trust"])]
    trust = columns["validator_trust"][: len(permit)]
    trusted = np.sort(trust[permit & (trust > 0)].astype(np.int64))
    return {
        "earning": len(earning),
        "slices": tuple(int(part.sum()) * _U16 // total for part in np.array_split(earning, SLICES)),
        "best": int(earning[0]) if len(earning) else 0,
        "concentration": gini(earning),
        "validators": len(trusted),
        "trust_lowest": int(trusted[0]) if len(trusted) else 0,
        "trust_median": int(trusted[len(trusted) // 2]) if len(trusted) else 0,
        "trust_highest": int(trusted[-1]) if len(trusted) else 0,
    }


def gini(descending: Column) -> int:
    """The Gini coefficient of values sorted from the largest down, of 65535; 0 for none."""
    count, total = len(descending), int(descending.sum())
    if not total:
        return 0
    # Σ (n + 1 − 2i)·xᵢ / (n·Σx) with i from 1 at the largest.
    places = count + 1 - 2 * np.arange(1, count + 1, dtype=np.int64)
    return int((places * descending).sum()) * _U16 // (count * total)


def _by_subnet(values: Mapping[Storage, object]) -> dict[int, dict[Storage, object]]:
    found: dict[int, dict[Storage, object]] = {}
    for item, value in values.items():
        found.setdefault(as_int(item.params[0]) % MOST_SUBNETS, {})[item] = value
    return found
