"""Which neurons a registration replaces next, where mine stand among them, and what protects each."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Reading
from tao_tui.reads.scores.columns import Scores, read_many_scores
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.uids.pruning import NEVER, free_places, immunity_left, ranking, turns
from tao_tui.reads.uids.registrations import read_registrations

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

Rule = Literal["emission", "pruning_score", "stake"]
"""By what the chain tells neurons apart: whose is lowest goes first."""


@dataclass(frozen=True, slots=True)
class NeuronRisk:
    """One neuron in the queue of those to be replaced."""

    uid: int
    hotkey: Address
    coldkey: Address
    mine: bool
    rank: int | None
    """Its place in the chain's order of preference, 1 goes first; None: one of the owner's, never pruned."""
    registrations_left: int | None
    """So many registrations from the next block on, the last of which replaces it; None: it stays."""
    immune_blocks_left: int
    """In how many of the coming blocks a registration still finds it immune."""
    registered_at: int
    emission: Alpha
    """What it earned in the last epoch."""
    stake: Alpha
    pruning_score: int | None
    """Only on runtimes that prune by it."""


@dataclass(frozen=True, slots=True)
class PruneRisk:
    """The queue of one subnet, by rank, whoever is never pruned at its end."""

    netuid: int
    rule: Rule
    neurons: int
    places: int
    """How many neurons the subnet has room for."""
    free_places: int
    immunity_period: int
    least_not_immune: int
    """How many out of immunity must be left; where there are no more, immune ones go instead."""
    registration_open: bool
    next_uid: int | None
    """Whom the very next registration replaces; None while there is room, or where nobody can be."""
    queue: tuple[NeuronRisk, ...]


async def read_prune_risks(
    client: Client, netuids: Sequence[int], mine: Set[str] = frozenset()
) -> Reading[tuple[PruneRisk, ...]]:
    """The queues of these subnets in one batch; `mine` are hotkeys and coldkeys to be marked."""
    reading = await read_many_scores(client, netuids)
    return Reading(reading.block, tuple(prune_risk(scores, mine) for scores in reading.data))


async def read_risks_of(client: Client, hotkeys: Sequence[Address]) -> Reading[tuple[PruneRisk, ...]]:
    """The queue of every subnet one of `hotkeys` is registered on, those keys marked."""
    registered = await read_registrations(client, hotkeys)
    if not registered.data:
        return Reading(registered.block, ())
    return await read_prune_risks(client, sorted(registered.data), set(hotkeys))


def prune_risk(scores: Scores, mine: Set[str] = frozenset()) -> PruneRisk:
    """The queue of a subnet as its scores have it."""
    coming, left = turns(scores), immunity_left(scores)
    rank = {uid: place for place, uid in enumerate(ranking(scores), 1)}
    rows = []
    for uid in (*rank, *(uid for uid in range(scores.size) if uid not in rank)):
        turn, neuron = int(coming[uid]), scores.neuron(uid)
        rows.append(
            NeuronRisk(
                uid=uid,
                hotkey=neuron.hotkey,
                coldkey=neuron.coldkey,
                mine=neuron.hotkey in mine or neuron.coldkey in mine,
                rank=rank.get(uid),
                registrations_left=None if turn == NEVER else turn + 1,
                immune_blocks_left=int(left[uid]),
                registered_at=neuron.registered_at,
                emission=neuron.emission,
                stake=neuron.stake,
                pruning_score=neuron.pruning_score,
            )
        )
    return PruneRisk(
        netuid=scores.netuid,
        rule=_rule(scores),
        neurons=scores.size,
        places=scores.seats.room,
        free_places=free_places(scores),
        immunity_period=scores.immunity_period,
        least_not_immune=scores.seats.least_free,
        registration_open=scores.seats.open,
        next_uid=next((row.uid for row in rows if row.registrations_left == 1), None),
        queue=tuple(rows),
    )


def _rule(scores: Scores) -> Rule:
    if scores.netuid == ROOT:
        return "stake"
    return "emission" if scores.pruning_score is None else "pruning_score"
