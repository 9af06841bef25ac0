"""Who is pruned: as columns, and as the chain chooses one after the other."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.subnets.seats import Seats
from tao_tui.reads.uids.pruning import ZONE, before_it, immunity_left, pruning_order, pruning_zone, spared
from tao_tui.screens.scores.neuron_facts import pruning
from tests.app.fake_world import World, address

SIZE = 12
OWNER = address(77)


def drawn(seed: int) -> Scores:
    """A full subnet with equal emissions and ages among its neurons, and an owner with some of them."""
    draw, whole = random.Random(seed), World().scores(1)
    columns: dict[str, Any] = {name: whole.column(name)[:SIZE] for name in whole.column_names}
    columns["emission"] = np.array([draw.randrange(3) for _ in range(SIZE)], np.uint64)
    columns["registered_at"] = np.array([draw.randrange(96, 102) for _ in range(SIZE)], np.uint64)
    hotkeys = whole.hotkeys[:SIZE]
    coldkeys = tuple(OWNER if draw.random() < 0.3 else key for key in whole.coldkeys[:SIZE])
    seats = Seats(
        room=SIZE,
        owner_hotkey=draw.choice([None, address(9_999), *hotkeys]),
        owner=draw.choice([None, OWNER]),
        owners_seats=draw.randrange(4),
        least_free=draw.randrange(8),
    )
    return replace(
        whole, block=104, immunity_period=draw.randrange(1, 10), hotkeys=hotkeys, coldkeys=coldkeys,
        seats=seats, **columns,
    )  # fmt: skip


def slow_spared(scores: Scores) -> set[int]:
    """The owner's uids by age, as many as may be, the owner's hotkey put before them."""
    seats = scores.seats
    theirs = [neuron for neuron in scores.rows() if neuron.coldkey == seats.owner]
    theirs.sort(key=lambda neuron: (neuron.registered_at, neuron.uid))
    found = [neuron.uid for neuron in theirs][: seats.owners_seats]
    for neuron in scores.rows():
        if neuron.hotkey == seats.owner_hotkey and neuron.uid not in found:
            found.insert(0, neuron.uid)
    return set(found[: seats.owners_seats])


def slowly(scores: Scores, most: int) -> dict[int, int]:
    """Register again and again, one block after the other; the turn at which each neuron is replaced."""
    by_score, room = scores.pruning_score is not None, scores.seats.room
    spare, turn, found = slow_spared(scores), 0, {}
    worth = scores.emission if scores.pruning_score is None else scores.pruning_score
    there = [
        (
            int(worth[n.uid]),
            n.registered_at,
            n.uid,
            n.registered_at + scores.immunity_period > scores.block + 1,
        )
        for n in scores.rows()
    ]
    while turn < most:
        young = scores.immunity_period > 0
        if len(there) < room:
            there.append((0, 1_000 + turn, 1_000 + turn, young))
            turn += 1
            continue
        left = [each for each in there if each[2] not in spare]
        free = [each for each in left if not each[3]]
        immune = [each for each in left if each[3]]
        among = free if len(free) > (0 if by_score else scores.seats.least_free) else immune
        if not among:
            break
        goes = min(among)
        there.remove(goes)
        if goes[2] < 1_000:
            found[goes[2]] = turn
        there.append((65_535 if by_score else 0, 1_000 + turn, 1_000 + turn, young))
        turn += 1
    return found


@pytest.mark.parametrize("free", [0, 3])
@pytest.mark.parametrize("by_score", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_the_turns_are_those_of_registering_one_after_the_other(seed: int, by_score: bool, free: int) -> None:
    scores = drawn(seed)
    scores = replace(
        scores,
        pruning_score=scores.emission.astype(np.uint16) if by_score else None,
        seats=replace(scores.seats, room=SIZE + free, least_free=0 if by_score else scores.seats.least_free),
    )
    turn_of = slowly(scores, 3 * SIZE)
    order = sorted(turn_of, key=lambda uid: turn_of[uid])
    assert set(spared(scores)) == slow_spared(scores)
    assert list(pruning_order(scores)) == order
    assert list(pruning_zone(scores)) == ([] if free else order[:ZONE])
    assert [before_it(scores, uid) for uid in range(SIZE)] == [turn_of.get(uid) for uid in range(SIZE)]


def test_immunity_is_counted_from_the_next_block() -> None:
    scores = replace(drawn(1), immunity_period=5)
    for uid, left in enumerate(immunity_left(scores).tolist()):
        finds_immune = [
            at for at in range(scores.block + 1, scores.block + 40)
            if at - int(scores.registered_at[uid]) < scores.immunity_period
        ]  # fmt: skip
        assert left == len(finds_immune)


def test_while_there_is_room_nobody_goes() -> None:
    scores = drawn(1)
    unknown = replace(scores, seats=replace(scores.seats, room=0))
    assert pruning_order(unknown) == ()
    assert before_it(unknown, 3) is None
    roomy = replace(scores, seats=replace(scores.seats, room=SIZE + 1))
    assert pruning_zone(roomy) == ()
    assert min(before_it(roomy, uid) or SIZE for uid in range(SIZE)) == 1


def test_root_gives_way_by_stake() -> None:
    stake = np.array([5, 3, 9, 3], np.uint64)
    whole = World().scores(1)
    columns: dict[str, Any] = {name: whole.column(name)[:4] for name in whole.column_names}
    columns["stake"] = stake
    root = replace(
        whole, netuid=0, hotkeys=whole.hotkeys[:4], coldkeys=whole.coldkeys[:4],
        seats=Seats(room=4, owner_hotkey=whole.hotkeys[1], least_free=10), **columns,
    )  # fmt: skip
    assert pruning_order(root) == (1, 3, 0, 2)
    assert [before_it(root, uid) for uid in range(4)] == [2, 0, 3, 1]


def test_it_is_said_where_a_neuron_stands() -> None:
    whole = World().scores(1)
    young = replace(whole, registered_at=np.full(256, whole.block - 9, np.uint64))
    old = [*range(10)]
    young.registered_at[old] = whole.block - 5_000
    scores = replace(young, seats=Seats(room=256, owner_hotkey=whole.hotkeys[3], least_free=10))
    assert {pruning(scores, scores.neuron(uid)) for uid in old} == {
        "never: the owner's",
        "no: newer ones go first",
    }
    first, *_, last = pruning_order(scores)
    assert pruning(scores, scores.neuron(first)) == "number 1 to be pruned"
    assert pruning(scores, scores.neuron(last)) == "immune: too young"
    relaxed = replace(scores, seats=replace(scores.seats, least_free=0))
    assert pruning(relaxed, relaxed.neuron(old[-1])) in {"number 1 to be pruned", "8 go before it"}
