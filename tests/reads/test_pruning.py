"""Who is pruned: as columns, and as the chain chooses one after the other."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.subnets.pruning import ZONE, before_it, pruning_order, pruning_zone, spared
from tao_tui.reads.subnets.seats import Seats
from tao_tui.screens.scores.neuron_facts import pruning
from tests.app.fakes import World, address

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


def slow_order(scores: Scores) -> list[int]:
    """Choose, take away, choose again."""
    left = [neuron for neuron in scores.rows() if neuron.uid not in slow_spared(scores)]
    order: list[int] = []
    while True:
        free = [n for n in left if scores.block - n.registered_at >= scores.immunity_period]
        immune = [n for n in left if n not in free]
        among = free if len(free) > scores.seats.least_free else immune
        if not among:
            return order
        goes = min(among, key=lambda n: (n.emission.rao, n.registered_at, n.uid))
        left.remove(goes)
        order.append(goes.uid)


@pytest.mark.parametrize("seed", range(60))
def test_the_order_is_that_of_choosing_one_after_the_other(seed: int) -> None:
    scores = drawn(seed)
    order = slow_order(scores)
    assert set(spared(scores)) == slow_spared(scores)
    assert list(pruning_order(scores)) == order
    assert list(pruning_zone(scores)) == order[:ZONE]
    places = {uid: place for place, uid in enumerate(order)}
    assert [before_it(scores, uid) for uid in range(SIZE)] == [places.get(uid) for uid in range(SIZE)]


def test_while_there_is_room_nobody_goes() -> None:
    scores = drawn(1)
    for room in (0, SIZE + 1):
        roomy = replace(scores, seats=replace(scores.seats, room=room))
        assert pruning_order(roomy) == ()
        assert before_it(roomy, 3) is None


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
