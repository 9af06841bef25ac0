"""The scores of one subnet as they change: whole columns arrive, only what differs is reported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tao_tui.chain.query import BlockRef, Changes, Head, Storage
from tao_tui.errors import TaoTuiError
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.epochs import schedule_from, schedule_items
from tao_tui.reads.scores import (
    SCORE_COLUMNS,
    Column,
    Scores,
    blocks_left,
    build_scores,
    fitted,
    people_call,
    read_scores,
    tempo_item,
    vector_items,
)

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

Changed = Mapping[str, NDArray[np.intp]]
"""Column name to the uids whose value differs."""


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
    for name in SCORE_COLUMNS:
        old, new = before.column(name), after.column(name)
        if old is new:
            continue
        size = max(len(old), len(new))
        uids = np.flatnonzero(fitted(old, size) != fitted(new, size))
        if len(uids):
            changed[name] = uids
    replaced = tuple(
        uid for uid, hotkey in enumerate(after.hotkeys) if uid >= before.size or before.hotkeys[uid] != hotkey
    )
    return ScoresDelta(after, changed, replaced)


async def follow_scores(client: Client, netuid: int) -> AsyncIterator[ScoresDelta]:
    """Yield the scores of `netuid` now, then a delta for each change and each new block, until closed.

    Vectors come from a storage subscription that survives reconnects; block numbers from the stream of heads.
    Keys and stakes are read again when an epoch ran or a registration is likely.
    """
    reading = await read_scores(client, netuid)
    scores = reading.data
    yield ScoresDelta(
        scores, {name: np.arange(scores.size) for name in SCORE_COLUMNS}, tuple(range(scores.size))
    )
    feed = _Feed(client, netuid, reading.block)
    async for event in feed.events():
        before = scores
        if isinstance(event, BlockRef):
            scores = replace(
                scores, block=event.number, blocks_to_epoch=blocks_left(scores.schedule, event.number)
            )
        else:
            scores = await feed.apply(scores, event)
        delta = compare(before, scores)
        if delta.changed or delta.replaced or scores.block != before.block:
            yield delta


_Queue = asyncio.Queue["BlockRef | Changes | TaoTuiError | None"]


class _Feed:
    """Heads and storage changes of one subnet in one queue, and how a change becomes new scores."""

    def __init__(self, client: Client, netuid: int, block: BlockRef) -> None:
        self._client = client
        self._netuid = netuid
        self._vectors = vector_items(netuid)
        # BlocksSinceLastStep changes with every block and follows from the others.
        self._schedule = [
            i for i in schedule_items(client.runtime, [netuid]) if i.item != "BlocksSinceLastStep"
        ]
        self._size = Storage("SubtensorModule", "SubnetworkN", (netuid,))
        self._numbers = {block.hash: block.number}
        self._latest = block.number

    async def events(self) -> AsyncIterator[BlockRef | Changes]:
        """Heads as blocks and storage changes as they arrive; the error of either stream ends both."""
        queue: _Queue = asyncio.Queue()
        watched = [*self._vectors.values(), *self._schedule, tempo_item(self._netuid), self._size]
        pumps = [
            asyncio.create_task(_pump(self._client.heads(), queue)),
            asyncio.create_task(_pump(self._client.changes(watched), queue)),
        ]
        running = len(pumps)
        try:
            while running:
                event = await queue.get()
                if event is None:
                    running -= 1
                    continue
                if isinstance(event, TaoTuiError):
                    raise event
                if isinstance(event, BlockRef):
                    self._remember(event)
                yield event
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    def _remember(self, block: BlockRef) -> None:
        self._numbers[block.hash] = block.number
        self._latest = block.number
        while len(self._numbers) > 16:
            del self._numbers[next(iter(self._numbers))]

    async def apply(self, scores: Scores, change: Changes) -> Scores:
        """The scores after one storage notification."""
        block = self._numbers.get(change.block_hash, self._latest)
        values: Mapping[Storage, Any] = change.values
        columns: dict[str, Column] = {
            name: _same_or_new(scores.column(name), values[item])
            for name, item in self._vectors.items()
            if item in values
        }
        updated = scores.with_columns(columns, block)
        updated = self._rescheduled(updated, values, block)
        if self._people_may_have_changed(scores, columns, values):
            whole = {name: columns.get(name, scores.column(name)) for name in self._vectors}
            updated = await self._with_people(updated, change.block_hash, whole)
        return updated

    def _rescheduled(self, scores: Scores, values: Mapping[Storage, Any], block: int) -> Scores:
        old = scores.schedule
        stepped = any(item.item == "LastEpochBlock" for item in self._schedule if item in values)
        since = 0 if stepped else old.blocks_since_last_step + max(0, block - old.as_of)
        known: dict[Storage, Any] = {
            Storage("SubtensorModule", "LastEpochBlock", (self._netuid,)): old.last_epoch_block,
            Storage("SubtensorModule", "PendingEpochAt", (self._netuid,)): old.pending_epoch_at,
            Storage("SubtensorModule", "BlocksSinceLastStep", (self._netuid,)): since,
        }
        known.update({item: values[item] for item in self._schedule if item in values})
        tempo = as_int(values.get(tempo_item(self._netuid), scores.tempo))
        schedule = schedule_from(self._client.runtime, self._netuid, tempo, known, block)
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

    async def _with_people(self, scores: Scores, at: str, columns: dict[str, Column]) -> Scores:
        call = people_call(self._client.runtime, self._netuid)
        answer = (await self._client.read([call], at)).data[0]
        return build_scores(scores.schedule, scores.block, answer, columns)


async def _pump(source: AsyncIterator[Head] | AsyncIterator[Changes], queue: _Queue) -> None:
    try:
        async for item in source:
            queue.put_nowait(item.block if isinstance(item, Head) else item)
        queue.put_nowait(None)
    except TaoTuiError as error:
        queue.put_nowait(error)


def _same_or_new(before: Column, after: Column) -> Column:
    return before if len(before) == len(after) and np.array_equal(before, after) else after
