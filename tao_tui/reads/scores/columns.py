"""The consensus scores of one subnet as numpy columns, in the chain's own integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.scores.items import (
    MODULE,
    OLDER_VECTORS,
    SCORE_COLUMNS,
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
from tao_tui.reads.subnets.epochs import Schedule, schedule_from, schedule_items
from tao_tui.reads.subnets.seats import Seats, seat_items
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime


@dataclass(frozen=True, slots=True)
class Neuron:
    """One uid's scores: ratios in 0..65535, emission in alpha rao for the last epoch."""

    uid: int
    hotkey: Address
    coldkey: Address
    stake: Alpha
    """Stake weight: alpha plus TAO-weighted root stake, children and parents counted."""
    consensus: int
    incentive: int
    dividends: int
    validator_trust: int
    emission: Alpha
    active: bool
    validator_permit: bool
    last_update: int
    registered_at: int
    immune: bool
    """Too young to be pruned while enough others are not."""
    rank: int | None = None
    """Only on runtimes that keep it; its share of all clipped weight."""
    trust: int | None = None
    """Only on runtimes that keep it; how much of the weight it was given counted."""
    pruning_score: int | None = None
    """Only on runtimes that prune by it, the lowest first."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """Where a subnet is in its cycle."""

    tempo: int
    blocks_to_epoch: int | None


@dataclass(frozen=True, slots=True)
class ScoresDocument:
    """The scores of one subnet as the JSON document of `scores`."""

    netuid: int
    mechanism: int
    block: int
    epoch: Epoch
    neurons: tuple[Neuron, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Every uid's scores at one block; a column's index is the uid, arrays are never written to."""

    netuid: int
    block: int
    tempo: int
    blocks_to_epoch: int | None
    hotkeys: tuple[Address, ...]
    coldkeys: tuple[Address, ...]
    consensus: Column
    incentive: Column
    dividends: Column
    validator_trust: Column
    emission: Column
    active: Column
    validator_permit: Column
    last_update: Column
    stake: Column
    registered_at: Column
    schedule: Schedule
    immunity_period: int
    """Blocks after its registration in which others are pruned before a neuron."""
    seats: Seats = field(default_factory=Seats)
    created_at: int | None = None
    """The block the subnet was registered in; None where it is not known."""
    mechanism: int = 0
    mechanisms: int = 1
    """How many mechanisms the subnet has; only incentive and last update differ between them."""
    rank: Column | None = None
    trust: Column | None = None
    pruning_score: Column | None = None

    def with_columns(self, columns: Mapping[str, Column], block: int) -> Scores:
        """The same neurons at another block with some columns replaced, fitted to the subnet's size."""
        fitting: dict[str, Any] = {name: fitted(column, self.size) for name, column in columns.items()}
        return replace(self, block=block, **fitting)

    @property
    def size(self) -> int:
        """How many uids there are."""
        return len(self.hotkeys)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns there are: `SCORE_COLUMNS`, and those of older runtimes."""
        return SCORE_COLUMNS + tuple(name for name in OLDER_VECTORS if getattr(self, name) is not None)

    def column(self, name: str) -> Column:
        """The numeric column called `name`, one of `column_names`."""
        return cast(Column, getattr(self, name))

    @property
    def immune(self) -> Column:
        """Who is too young to be pruned at this block while enough others are not."""
        return np.asarray(self.registered_at + np.uint64(self.immunity_period) > self.block)

    def neuron(self, uid: int) -> Neuron:
        """One uid as a row."""
        return Neuron(
            uid=uid,
            hotkey=self.hotkeys[uid],
            coldkey=self.coldkeys[uid],
            stake=Alpha(int(self.stake[uid])),
            consensus=int(self.consensus[uid]),
            incentive=int(self.incentive[uid]),
            dividends=int(self.dividends[uid]),
            validator_trust=int(self.validator_trust[uid]),
            emission=Alpha(int(self.emission[uid])),
            active=bool(self.active[uid]),
            validator_permit=bool(self.validator_permit[uid]),
            last_update=int(self.last_update[uid]),
            registered_at=int(self.registered_at[uid]),
            immune=int(self.registered_at[uid]) + self.immunity_period > self.block,
            rank=None if self.rank is None else int(self.rank[uid]),
            trust=None if self.trust is None else int(self.trust[uid]),
            pruning_score=None if self.pruning_score is None else int(self.pruning_score[uid]),
        )

    def rows(self) -> tuple[Neuron, ...]:
        """Every uid as a row, in uid order."""
        return tuple(self.neuron(uid) for uid in range(self.size))

    def document(self) -> ScoresDocument:
        """The JSON document of `scores`."""
        epoch = Epoch(self.tempo, self.blocks_to_epoch)
        return ScoresDocument(self.netuid, self.mechanism, self.block, epoch, self.rows())


async def read_scores(client: Client, netuid: int, mechanism: int = 0) -> Reading[Scores]:
    """The scores of `netuid` in one batch; `UsageError` when there is no such subnet or mechanism."""
    reading = await read_many_scores(client, [netuid], mechanism)
    return Reading(reading.block, reading.data[0])


async def read_many_scores(
    client: Client, netuids: Sequence[int], mechanism: int = 0
) -> Reading[tuple[Scores, ...]]:
    """The scores of several subnets at one block, all in one batch."""
    each = [_items(client.runtime, netuid, mechanism) for netuid in netuids]
    reading = await client.read([item for items in each for item in items])
    answers = iter(reading.data)
    block = reading.block.number
    found = []
    for netuid, items in zip(netuids, each, strict=True):
        values = {item: next(answers) for item in items}
        people = values[people_call(client.runtime, netuid)]
        if not values[added_item(netuid)] or people is None:
            raise unknown_subnet(netuid)
        mechanisms = max(1, as_int(values.get(mechanisms_item(netuid))))
        if mechanism >= mechanisms:
            raise unknown_mechanism(netuid, mechanism, mechanisms)
        tempo = as_int(values[tempo_item(netuid)])
        storage = {item: value for item, value in values.items() if isinstance(item, Storage)}
        schedule = schedule_from(client.runtime, netuid, tempo, storage, block)
        vectors = vector_items(client.runtime, netuid, mechanism)
        columns = {name: values[item] for name, item in vectors.items()}
        scores = build_scores(schedule, block, people, columns, as_int(values[immunity_item(netuid)]))
        scores = replace(
            scores,
            mechanism=mechanism,
            mechanisms=mechanisms,
            seats=Seats().told(netuid, values),
            created_at=as_int(values[created_item(netuid)]),
        )
        found.append(scores)
    return Reading(reading.block, tuple(found))


def _items(runtime: ChainRuntime, netuid: int, mechanism: int) -> list[Storage | RuntimeCall]:
    fixed = [each(netuid) for each in (added_item, created_item, tempo_item, immunity_item)]
    fixed += [item for item in [mechanisms_item(netuid)] if runtime.has_storage(MODULE, item.item)]
    fixed += seat_items(runtime, netuid)
    vectors = vector_items(runtime, netuid, mechanism).values()
    return [people_call(runtime, netuid), *fixed, *vectors, *schedule_items(runtime, [netuid])]


def build_scores(
    schedule: Schedule, block: int, people: Any, columns: dict[str, Column], immunity_period: int
) -> Scores:
    """Scores from a decoded answer to `people_call` and the vectors, each fitted to the subnet's size."""
    hotkeys = tuple(as_address(hotkey) for hotkey in people["hotkeys"] or ())
    coldkeys = tuple(as_address(coldkey) for coldkey in people["coldkeys"] or ())
    stake, registered_at = (
        frozen(np.asarray(people[name] or (), dtype=np.uint64))
        for name in ("total_stake", "block_at_registration")
    )
    size = len(hotkeys)
    columns = {**columns, "stake": stake, "registered_at": registered_at}
    fitting: dict[str, Any] = {name: fitted(column, size) for name, column in columns.items()}
    return Scores(
        netuid=schedule.netuid,
        block=block,
        tempo=schedule.tempo,
        blocks_to_epoch=blocks_left(schedule, block),
        hotkeys=hotkeys,
        coldkeys=coldkeys,
        schedule=schedule,
        immunity_period=immunity_period,
        **fitting,
    )


def blocks_left(schedule: Schedule, block: int) -> int | None:
    """Blocks to the subnet's next epoch; None on root, which has none under dynamic tempo."""
    return None if schedule.netuid == ROOT and schedule.dynamic else schedule.blocks_left(block)


def uids_of(scores: Scores, keys: Set[str]) -> tuple[int, ...]:
    """The uids whose hotkey or coldkey is one of `keys`."""
    pairs = zip(scores.hotkeys, scores.coldkeys, strict=True)
    return tuple(uid for uid, (hotkey, coldkey) in enumerate(pairs) if hotkey in keys or coldkey in keys)


def fitted(column: Column, size: int) -> Column:
    """`column` with exactly `size` entries: one the chain has not grown yet reads as zeros at its end."""
    if len(column) == size:
        return column
    grown = np.zeros(size, dtype=column.dtype)
    kept = min(size, len(column))
    grown[:kept] = column[:kept]
    return frozen(grown)


def frozen(column: Column) -> Column:
    """`column`, made read-only: deltas compare arrays that nobody may have written to."""
    column.flags.writeable = False
    return column
