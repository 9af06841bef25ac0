"""Who gives way when somebody registers on a full subnet, and how many registrations that takes."""

from __future__ import annotations

from typing import Final

import numpy as np

from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.items import Column
from tao_tui.reads.trades.prices import ROOT

ZONE: Final = 3
"""How many of the next to go are called in danger."""

NEVER: Final = -1
"""In `turns`: however many register, this neuron stays, as things are."""


def spared(scores: Scores) -> tuple[int, ...]:
    """Uids that are never pruned: the owner's oldest, its hotkey first (`get_immune_owner_tuples`)."""
    seats = scores.seats
    if scores.netuid == ROOT:
        return ()
    born = scores.registered_at
    owned = [uid for uid, coldkey in enumerate(scores.coldkeys) if coldkey == seats.owner]
    kept = sorted(owned, key=lambda uid: (int(born[uid]), uid))[: seats.owners_seats]
    if seats.owner_hotkey in scores.hotkeys:
        first = scores.hotkeys.index(seats.owner_hotkey)
        if first not in kept:
            kept = [first, *kept][: seats.owners_seats]
    return tuple(kept)


def free_places(scores: Scores) -> int:
    """How many may register before anybody has to go."""
    return max(0, scores.seats.room - scores.size)


def turns(scores: Scores) -> Column:
    """For each uid, how many registrations from the next block on come before the one that replaces it.

    They are counted as if no epoch ran and nobody else left immunity meanwhile. Who is out of immunity goes
    first while more than the least number of them are left, then who is immune; of either the lowest
    emission, of equals the oldest, then the lowest uid (`get_neuron_to_prune`). A newcomer earns nothing
    yet, so that it goes before whoever of its kind does: those are `NEVER` reached. Runtimes that keep
    pruning scores go by these instead, and protect a newcomer by the highest one once it replaced somebody.
    Of root the lowest stake goes (`do_root_register`).
    """
    found = np.full(scores.size, NEVER, np.int64)
    if not scores.seats.room:
        return found
    worth, _ = _ranks(scores)
    spare = free_places(scores)
    free, immune = _candidates(scores)
    line = [*_in_order(scores, free)[: _expendable(scores, free)], *_in_order(scores, immune)]
    uids = np.array(line, np.intp)
    before = np.arange(len(line)) + spare
    if scores.netuid != ROOT:
        rivals = immune if scores.immunity_period else free
        outlives = rivals[uids] & (worth[uids] > 0)
        if scores.pruning_score is not None:
            before[outlives] += spare  # Newcomers to free places have no score yet and go first, once each.
        else:
            if not spare:
                outlives[:1] = False  # Nobody has come yet: the very next one goes whatever it earns.
            before[outlives] = NEVER
    found[uids] = before
    return found


def ranking(scores: Scores) -> tuple[int, ...]:
    """Every uid that can be pruned, in the chain's order: those out of immunity, then the others.

    Unlike `turns` it asks neither how many must be left out of immunity nor where newcomers stand.
    """
    free, immune = _candidates(scores)
    return (*_in_order(scores, free), *_in_order(scores, immune))


def pruning_order(scores: Scores) -> tuple[int, ...]:
    """Uids in the order the chain would prune them if many registered now."""
    places = turns(scores)
    uids = np.flatnonzero(places >= 0)
    order: list[int] = uids[np.argsort(places[uids])].tolist()
    return tuple(order)


def pruning_zone(scores: Scores, most: int = ZONE) -> tuple[int, ...]:
    """The next few to go; nobody while there is room, or while nobody may register."""
    is_safe = free_places(scores) or not scores.seats.open
    return () if is_safe else pruning_order(scores)[:most]


def before_it(scores: Scores, uid: int) -> int | None:
    """How many registrations come before the one that replaces `uid`; None where it is not pruned."""
    place = int(turns(scores)[uid])
    return None if place == NEVER else place


def immunity_left(scores: Scores) -> Column:
    """For each uid, in how many of the coming blocks a registration still finds it immune; 0 on root."""
    if scores.netuid == ROOT:
        return np.zeros(scores.size, np.int64)
    ends = scores.registered_at.astype(np.int64) + scores.immunity_period
    return np.maximum(0, ends - (scores.block + 1))


def _candidates(scores: Scores) -> tuple[Column, Column]:
    """Who can be pruned in the next block, out of immunity and within it."""
    everybody = np.ones(scores.size, np.bool_)
    everybody[list(spared(scores))] = False
    immune = immunity_left(scores) > 0
    return everybody & ~immune, everybody & immune


def _expendable(scores: Scores, free: Column) -> int:
    """How many out of immunity can go before an immune one does."""
    count = int(np.count_nonzero(free))
    if scores.netuid == ROOT or scores.pruning_score is not None:
        return count
    if scores.immunity_period:
        return max(0, count - scores.seats.least_free)
    # Without immunity newcomers are free too: their number never falls.
    return count if count + free_places(scores) > scores.seats.least_free else 0


def _ranks(scores: Scores) -> tuple[Column, Column]:
    """What neurons are told apart by, the lowest first: their worth, then their age."""
    if scores.netuid == ROOT:
        return scores.stake, np.zeros(scores.size, np.uint64)
    by_score = scores.pruning_score
    return (scores.emission if by_score is None else by_score), scores.registered_at


def _in_order(scores: Scores, among: Column) -> list[int]:
    worth, born = _ranks(scores)
    uids = np.flatnonzero(among)
    found: list[int] = uids[np.lexsort((born[uids], worth[uids]))].tolist()
    return found
