"""Scores as they change: whole columns arrive, only what differs is reported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Changes, Head, Storage
from tao_tui.errors import UsageError
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.scores.columns import Scores, blocks_left, build_scores, fitted, read_many_scores
from tao_tui.reads.scores.items import (
    MODULE,
    MOST_SUBNETS,
    Column,
    added_item,
    created_item,
    immunity_item,
    mechanisms_item,
    people_call,
    tempo_item,
    unknown_mechanism,
    vector_items,
)
from tao_tui.reads.subnets.epochs import watched_schedule_items
from tao_tui.reads.subnets.seats import seat_items

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

Changed = Mapping[str, NDArray[np.intp]]
"""Column name to the uids whose value differs."""

_Queue = asyncio.Queue["BlockRef | Changes | Exception | None"]
_REMEMBERED: Final = 16

DISSOLVED: Final = "subnet_dissolved"
"""The code of the error that ends a stream when its subnet does."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoresDelta:
    """The newest scores and what changed since the delta before; nothing changed when only time passed."""

    scores: Scores
    changed: Changed
    replaced: tuple[int, ...] = ()
    """uids that belong to another hotkey than before, or are new."""


def compare(before: Scores, after: Scores) -> ScoresDelta:
    """What differs between two scores of a subnet; uids only one of them has count as changed."""
    changed: dict[str, NDArray[np.intp]] = {}
    for name in (*after.column_names, "immune"):
        old, new = getattr(before, name), after.column(name)
        if old is new:
            continue
        if old is None:  # a recording may begin to tell a column that it did not have
            changed[name] = np.arange(after.size)
            continue
        size = max(len(old), len(new))
        uids = np.flatnonzero(fitted(old, size) != fitted(new, size))
        if len(uids):
            changed[name] = uids
    return ScoresDelta(after, changed, _replaced(before.hotkeys, after.hotkeys))


async def follow_scores(client: Client, netuid: int, mechanism: int = 0) -> AsyncGenerator[ScoresDelta, None]:
    """Yield the scores of `netuid` now, then a delta for each change and each new block, until closed."""
    async with aclosing(follow_subnets(client, [netuid], mechanism)) as deltas:
        async for delta in deltas:
            yield delta


async def follow_subnets(
    client: Client, netuids: Sequence[int], mechanism: int = 0
) -> AsyncGenerator[ScoresDelta, None]:
    """Follow several subnets at once: first the scores of each, then deltas of those that changed.

    All vectors come from one storage subscription that survives reconnects, block numbers from one stream of
    heads. Keys and stakes are read again when an epoch ran or a registration is likely. A subnet that is
    dissolved ends the stream with a `UsageError`.
    """
    reading = await read_many_scores(client, netuids, mechanism)
    current = {scores.netuid: scores for scores in reading.data}
    for scores in reading.data:
        everything = {name: np.arange(scores.size) for name in (*scores.column_names, "immune")}
        yield ScoresDelta(scores, everything, tuple(range(scores.size)))
    watches = {netuid: _Watch(client, netuid, mechanism) for netuid in netuids}
    watched = [item for watch in watches.values() for item in watch.items]
    async with aclosing(block_events(client, watched)) as events:
        numbers = Numbers(reading.block)
        async for event in events:
            if isinstance(event, BlockRef):
                numbers.remember(event)
                updates = [_at(scores, event.number) for scores in current.values()]
            else:
                block = BlockRef(numbers.of(event.block_hash), event.block_hash)
                updates = [
                    await watches[netuid].apply(current[netuid], values, block)
                    for netuid, values in _by_subnet(event).items()
                ]
            for scores in updates:
                before = current[scores.netuid]
                current[scores.netuid] = scores
                delta = compare(before, scores)
                if delta.changed or delta.replaced or scores.block != before.block:
                    yield delta


class Numbers:
    """The numbers of the last few blocks by hash: storage notifications name their block by hash only."""

    def __init__(self, block: BlockRef) -> None:
        self._known = {block.hash: block.number}
        self._latest = block.number

    def remember(self, block: BlockRef) -> None:
        """Take a block as the head."""
        self._known[block.hash] = self._latest = block.number
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def of(self, block_hash: str) -> int:
        """The number of a block; an unknown one is the next: its storage is told before its header."""
        if block_hash not in self._known:
            self.remember(BlockRef(self._latest + 1, block_hash))
        return self._known[block_hash]


class _Watch:
    """Which storage of one subnet is watched, and how what arrives becomes new scores."""

    def __init__(self, client: Client, netuid: int, mechanism: int) -> None:
        self._client = client
        self._netuid = netuid
        self._vectors = vector_items(client.runtime, netuid, mechanism)
        self._schedule = watched_schedule_items(client.runtime, [netuid])
        self._size = Storage("SubtensorModule", "SubnetworkN", (netuid,))
        self._tempo, self._immunity = tempo_item(netuid), immunity_item(netuid)
        self._seats = seat_items(client.runtime, netuid)
        self._added, self._created = added_item(netuid), created_item(netuid)
        self._mechanism, self._count = mechanism, mechanisms_item(netuid)
        self._counted = [self._count] if client.runtime.has_storage(MODULE, self._count.item) else []

    @property
    def items(self) -> list[Storage]:
        fixed = [self._tempo, self._immunity, self._size, self._added, self._created]
        return [*self._vectors.values(), *self._schedule, *fixed, *self._seats, *self._counted]

    async def apply(self, scores: Scores, values: Mapping[Storage, Any], block: BlockRef) -> Scores:
        """The scores after one storage notification."""
        created = scores.created_at
        if created is not None and as_int(values.get(self._created, created)) not in (0, created):
            raise dissolved(self._netuid, "Another subnet has its number now; watch that one or another.")
        if not values.get(self._added, True):
            raise dissolved(self._netuid)
        mechanisms = max(1, as_int(values.get(self._count, scores.mechanisms)))
        if self._mechanism >= mechanisms:
            raise unknown_mechanism(self._netuid, self._mechanism, mechanisms)
        columns: dict[str, Column] = {
            name: _same_or_new(scores.column(name), values[item])
            for name, item in self._vectors.items()
            if item in values
        }
        # A notification may come after the head of a later block.
        number = max(scores.block, block.number)
        immunity = as_int(values.get(self._immunity, scores.immunity_period))
        seats = scores.seats.told(self._netuid, values)
        kept = replace(
            scores.with_columns(columns, number), immunity_period=immunity, seats=seats, mechanisms=mechanisms
        )
        updated = self._rescheduled(kept, values, number)
        if self._people_may_have_changed(scores, columns, values):
            whole = {name: columns.get(name, scores.column(name)) for name in self._vectors}
            answer = await self._client.read([people_call(self._client.runtime, self._netuid)], block.hash)
            if answer.data[0] is None:
                raise dissolved(self._netuid)
            built = build_scores(updated.schedule, updated.block, answer.data[0], whole, immunity)
            updated = replace(
                built,
                seats=seats,
                created_at=scores.created_at,
                mechanism=scores.mechanism,
                mechanisms=mechanisms,
            )
        return updated

    def _rescheduled(self, scores: Scores, values: Mapping[Storage, Any], block: int) -> Scores:
        tempo = as_int(values.get(self._tempo, scores.tempo))
        schedule = scores.schedule.told(values, tempo, block)
        return replace(scores, tempo=tempo, schedule=schedule, blocks_to_epoch=blocks_left(schedule, block))

    def _people_may_have_changed(
        self, scores: Scores, columns: Mapping[str, Column], values: Mapping[Storage, Any]
    ) -> bool:
        if as_int(values.get(self._size, scores.size)) != scores.size:
            return True
        if "emission" in columns and columns["emission"] is not scores.emission:
            return True
        if "last_update" not in columns:
            return False
        # A registration resets the uid's permit and touches its LastUpdate; permit holders set weights.
        touched = fitted(columns["last_update"], scores.size) != scores.last_update
        permits = fitted(columns.get("validator_permit", scores.validator_permit), scores.size)
        return bool(np.any(touched & ~permits))


async def block_events(
    client: Client, watched: Sequence[Storage]
) -> AsyncGenerator[BlockRef | Changes, None]:
    """Heads as blocks and storage changes as they arrive; the error of either stream ends both."""
    queue: _Queue = asyncio.Queue()
    pumps = [
        asyncio.create_task(_pump(client.heads(), queue)),
        asyncio.create_task(_pump(client.changes(watched), queue)),
    ]
    running = len(pumps)
    try:
        while running:
            event = await queue.get()
            if event is None:
                running -= 1
            elif isinstance(event, Exception):
                raise event
            else:
                yield event
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(source: AsyncIterator[Head] | AsyncIterator[Changes], queue: _Queue) -> None:
    try:
        async for item in source:
            queue.put_nowait(item.block if isinstance(item, Head) else item)
        queue.put_nowait(None)
    except Exception as error:  # noqa: BLE001 - whatever it is goes on to the reader, who would wait for ever
        queue.put_nowait(error)


def dissolved(netuid: int, hint: str = "Its neurons are gone; watch another.") -> UsageError:
    """What to say when a subnet is gone while it is watched."""
    return UsageError(f"Subnet {netuid} was dissolved.", hint=hint, code=DISSOLVED)


def _replaced(before: tuple[Address, ...], after: tuple[Address, ...]) -> tuple[int, ...]:
    if before is after or before == after:
        return ()
    return tuple(uid for uid, hotkey in enumerate(after) if uid >= len(before) or before[uid] != hotkey)


def _same_or_new(before: Column, after: Column) -> Column:
    return before if len(before) == len(after) and np.array_equal(before, after) else after


def _at(scores: Scores, block: int) -> Scores:
    return replace(scores, block=block, blocks_to_epoch=blocks_left(scores.schedule, block))


def _by_subnet(change: Changes) -> dict[int, dict[Storage, Any]]:
    found: dict[int, dict[Storage, Any]] = {}
    for item, value in change.values.items():
        found.setdefault(as_int(item.params[0]) % MOST_SUBNETS, {})[item] = value
    return found
