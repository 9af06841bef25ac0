"""The consensus scores of one subnet as numpy columns, in the chain's own integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.epochs import Schedule, schedule_from, schedule_items
from tao_tui.reads.prices import ROOT
from tao_tui.reads.subnets import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE = "SubtensorModule"
_API = "SubnetInfoRuntimeApi"

Column = NDArray[Any]

VECTORS: Final = {
    "consensus": ("Consensus", "u16"),
    "incentive": ("Incentive", "u16"),
    "dividends": ("Dividends", "u16"),
    "validator_trust": ("ValidatorTrust", "u16"),
    "emission": ("Emission", "u64"),
    "active": ("Active", "bool"),
    "validator_permit": ("ValidatorPermit", "bool"),
    "last_update": ("LastUpdate", "u64"),
}
"""Column name to the storage vector it is and the width of its entries."""

SCORE_COLUMNS: Final = (*VECTORS, "stake")
"""Every numeric column of `Scores`, in the order tables show them."""

_HOTKEYS, _COLDKEYS, _TOTAL_STAKE = 52, 53, 69
_PEOPLE_FIELDS = (_HOTKEYS, _COLDKEYS, _TOTAL_STAKE)


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


@dataclass(frozen=True, slots=True)
class Epoch:
    """Where a subnet is in its cycle."""

    tempo: int
    blocks_to_epoch: int | None


@dataclass(frozen=True, slots=True)
class ScoresDocument:
    """The scores of one subnet as the JSON document of `scores`."""

    netuid: int
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
    schedule: Schedule

    def with_columns(self, columns: Mapping[str, Column], block: int) -> Scores:
        """The same neurons at another block with some columns replaced, fitted to the subnet's size."""
        fitting: dict[str, Any] = {name: fitted(column, self.size) for name, column in columns.items()}
        return replace(self, block=block, **fitting)

    @property
    def size(self) -> int:
        """How many uids there are."""
        return len(self.hotkeys)

    def column(self, name: str) -> Column:
        """The numeric column called `name`, one of `SCORE_COLUMNS`."""
        return cast(Column, getattr(self, name))

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
        )

    def rows(self) -> tuple[Neuron, ...]:
        """Every uid as a row, in uid order."""
        return tuple(self.neuron(uid) for uid in range(self.size))

    def document(self) -> ScoresDocument:
        """The JSON document of `scores`."""
        return ScoresDocument(self.netuid, self.block, Epoch(self.tempo, self.blocks_to_epoch), self.rows())


def vector_items(netuid: int) -> dict[str, Storage]:
    """The storage vector behind each score column of a subnet's first mechanism."""
    return {name: Storage(_MODULE, item, (netuid,), _width(width)) for name, (item, width) in VECTORS.items()}


def tempo_item(netuid: int) -> Storage:
    """The storage item holding the subnet's tempo."""
    return Storage(_MODULE, "Tempo", (netuid,))


def people_call(runtime: ChainRuntime, netuid: int) -> RuntimeCall:
    """The smallest runtime call giving hotkeys, coldkeys and stake weights of a subnet."""
    if runtime.has_api(_API, "get_selective_metagraph"):
        return RuntimeCall(_API, "get_selective_metagraph", (netuid, _PEOPLE_FIELDS))
    for method in ("get_subnet_state", "get_metagraph"):
        if runtime.has_api(_API, method):
            return RuntimeCall(_API, method, (netuid,))
    raise Unsupported(
        f"Runtime {runtime.spec_version} does not list a subnet's neurons through {_API}.",
        hint="Connect to a node with a newer runtime that offers metadata version 15.",
    )


async def read_scores(client: Client, netuid: int) -> Reading[Scores]:
    """The scores of `netuid` in one batch; `UsageError` when the subnet does not exist."""
    reading = await read_many_scores(client, [netuid])
    return Reading(reading.block, reading.data[0])


async def read_many_scores(client: Client, netuids: Sequence[int]) -> Reading[tuple[Scores, ...]]:
    """The scores of several subnets at one block, all in one batch."""
    each = [_items(client.runtime, netuid) for netuid in netuids]
    reading = await client.read([item for items in each for item in items])
    answers = iter(reading.data)
    block = reading.block.number
    found = []
    for netuid, items in zip(netuids, each, strict=True):
        values = {item: next(answers) for item in items}
        people = values[people_call(client.runtime, netuid)]
        if not values[_added(netuid)] or people is None:
            raise unknown_subnet(netuid)
        tempo = as_int(values[tempo_item(netuid)])
        storage = {item: value for item, value in values.items() if isinstance(item, Storage)}
        schedule = schedule_from(client.runtime, netuid, tempo, storage, block)
        columns = {name: values[item] for name, item in vector_items(netuid).items()}
        found.append(build_scores(schedule, block, people, columns))
    return Reading(reading.block, tuple(found))


def _items(runtime: ChainRuntime, netuid: int) -> list[Storage | RuntimeCall]:
    people, fixed = people_call(runtime, netuid), [_added(netuid), tempo_item(netuid)]
    return [people, *fixed, *vector_items(netuid).values(), *schedule_items(runtime, [netuid])]


def _added(netuid: int) -> Storage:
    return Storage(_MODULE, "NetworksAdded", (netuid,))


def build_scores(schedule: Schedule, block: int, people: Any, columns: dict[str, Column]) -> Scores:
    """Scores from a decoded answer to `people_call` and the vectors, each fitted to the subnet's size."""
    hotkeys = tuple(as_address(hotkey) for hotkey in people["hotkeys"] or ())
    coldkeys = tuple(as_address(coldkey) for coldkey in people["coldkeys"] or ())
    stake = frozen(np.asarray(people["total_stake"] or (), dtype=np.uint64))
    size = len(hotkeys)
    return Scores(
        netuid=schedule.netuid,
        block=block,
        tempo=schedule.tempo,
        blocks_to_epoch=blocks_left(schedule, block),
        hotkeys=hotkeys,
        coldkeys=coldkeys,
        stake=fitted(stake, size),
        schedule=schedule,
        **{name: fitted(column, size) for name, column in columns.items()},
    )


def blocks_left(schedule: Schedule, block: int) -> int | None:
    """Blocks to the subnet's next epoch; None on root, which has none under dynamic tempo."""
    return None if schedule.netuid == ROOT and schedule.dynamic else schedule.blocks_left(block)


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


def _width(width: str) -> Literal["u16", "u64", "bool"]:
    return cast(Literal["u16", "u64", "bool"], width)
