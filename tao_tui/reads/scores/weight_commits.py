"""Weights committed and not yet revealed: whose are hidden, and which the chain revealed for an epoch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.addresses import Address
from tao_tui.chain.blocks.events import events_of
from tao_tui.chain.query import BlockRef, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.scores.items import MODULE

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

NO_COMMIT: Final = (1 << 63) - 1
"""A block no registration comes after."""


@dataclass(frozen=True, slots=True, eq=False)
class Commits:
    """What commit-reveal does to one epoch of a subnet."""

    earliest: NDArray[np.int64]
    """Block of each neuron's earliest live commit, `NO_COMMIT` for none; masks weights to newer neurons."""
    hidden: tuple[int, ...]
    """uids whose newest weights nobody can read yet: the epoch used those they had before."""
    revealed: frozenset[int]
    """uids whose weights the chain decrypted in the epoch's block, before it ran the epoch."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """Which epoch a commit belongs to: a counter on newer runtimes, the block's place on those before."""

    netuid: int
    tempo: int
    epoch: int | None
    block: int
    reveal_period: int

    def is_expired(self, tagged: int) -> bool:
        """Whether a commit tagged with its epoch, on older runtimes its block, is past revealing."""
        if self.epoch is not None:
            return self.epoch > tagged + self.reveal_period
        return self._index(self.block) > self._index(tagged) + self.reveal_period

    def _index(self, block: int) -> int:
        return (block + self.netuid + 1) // (self.tempo + 1)


def hides_weights(runtime: ChainRuntime) -> bool:
    """Whether epochs of this runtime mask weights by pending commits (since spec 294)."""
    return runtime.has_storage(MODULE, "TimelockedWeightCommits")


async def read_commits(
    client: Client,
    netuid: int,
    index: int,
    hotkeys: Sequence[Address],
    at: tuple[BlockRef, BlockRef],
    tempo: int,
) -> Commits:
    """The commits that mattered to the epoch between two blocks; `index` is the mechanism's storage index.

    Hashed commits are revealed by extrinsics, which come after the epoch in its block, so they are read
    before it; timelocked ones are opened by the block itself, so what is left of them is read after it.
    """
    before, after = at
    runtime = client.runtime
    counted = runtime.has_storage(MODULE, "SubnetEpochIndex")
    names = ["RevealPeriodEpochs", *(["SubnetEpochIndex"] if counted else [])]
    period, hashed, timelocked, events = await asyncio.gather(
        client.read([Storage(MODULE, name, (netuid,)) for name in names], after.hash),
        client.entries(MODULE, "WeightCommits", (index,), at=before.hash),
        client.entries(MODULE, "TimelockedWeightCommits", (index,), at=after.hash),
        client.read([Storage("System", "Events", raw=True)], after.hash),
    )
    epoch = as_int(period.data[1]) if counted else None
    clock = _Clock(netuid, tempo, epoch, after.number, as_int(period.data[0]))
    uid_of = {hotkey: uid for uid, hotkey in enumerate(hotkeys)}
    earliest = np.full(len(hotkeys), NO_COMMIT, np.int64)
    for who, block in [*_hashed(hashed.data, clock), *_timelocked(timelocked.data, clock)]:
        uid = uid_of.get(who)
        if uid is not None:
            earliest[uid] = min(int(earliest[uid]), block)
    hidden = tuple(np.flatnonzero(earliest != NO_COMMIT).tolist())
    opened = _revealed(client.runtime, bytes(events.data[0] or b"\0"), index)
    return Commits(earliest, hidden, frozenset(uid_of[who] for who in opened if who in uid_of))


def _hashed(entries: Sequence[tuple[Any, Any]], clock: _Clock) -> list[tuple[Address, int]]:
    """Each committer's earliest live commit: (hash, epoch, block, …), on older runtimes (hash, block, …)."""
    found = []
    for key, queue in entries:
        live = [commit for commit in queue if not clock.is_expired(as_int(commit[1]))]
        if live:
            block = as_int(live[0][2 if clock.epoch is not None else 1])
            found.append((as_address(_last(key)), block))
    return found


def _timelocked(entries: Sequence[tuple[Any, Any]], clock: _Clock) -> list[tuple[Address, int]]:
    """Every live commit: (committer, block, ciphertext, round) by the epoch it was made in."""
    found = []
    for key, queue in entries:
        for who, block, *_ in queue:
            tagged = as_int(_last(key)) if clock.epoch is not None else as_int(block)
            if not clock.is_expired(tagged):
                found.append((as_address(who), as_int(block)))
    return found


def _revealed(runtime: ChainRuntime, data: bytes, index: int) -> list[Address]:
    """Whose timelocked weights were opened by the block itself, from its events."""
    found = []
    for event in events_of(runtime, data, None):
        if (event.pallet, event.name) == (MODULE, "TimelockedWeightsRevealed"):
            fields = tuple(event.fields.values()) if isinstance(event.fields, Mapping) else event.fields
            if as_int(fields[0]) == index:
                found.append(as_address(fields[1]))
    return found


def _last(key: Any) -> Any:
    return key[-1] if isinstance(key, list | tuple) else key
