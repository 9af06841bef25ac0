"""Who gives way when somebody registers on a full subnet."""

from __future__ import annotations

from typing import Final

import numpy as np

from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.items import Column
from tao_tui.reads.trades.prices import ROOT

ZONE: Final = 3
"""How many of the next to go are called in danger."""


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


def pruning_order(scores: Scores, most: int | None = None) -> tuple[int, ...]:
    """The first `most` uids in the order the chain would prune them if many registered now.

    Who is out of immunity goes first while more than the least number of them are left, then who is immune;
    of either the lowest emission, of equals the oldest, then the lowest uid (pallet subtensor,
    `get_neuron_to_prune`). Of root it is the lowest stake (`do_root_register`).
    """
    free, immune = _candidates(scores)
    most = scores.size if most is None else most
    first = _lowest(scores, free, min(most, _expendable(scores, free)))
    return (*first, *_lowest(scores, immune, most - len(first)))


def pruning_zone(scores: Scores) -> tuple[int, ...]:
    """The next few to go."""
    return pruning_order(scores, ZONE)


def before_it(scores: Scores, uid: int) -> int | None:
    """How many neurons would be pruned before `uid`; None where it is not pruned."""
    free, immune = _candidates(scores)
    expendable = _expendable(scores, free)
    worth, born = _ranks(scores)
    sooner = born < born[uid]
    sooner[:uid] |= born[:uid] == born[uid]
    first = (worth < worth[uid]) | ((worth == worth[uid]) & sooner)
    if immune[uid]:
        return expendable + int(np.count_nonzero(first & immune))
    place = int(np.count_nonzero(first & free))
    return place if free[uid] and place < expendable else None


def _candidates(scores: Scores) -> tuple[Column, Column]:
    """Who can be pruned, out of immunity and within it: nobody while there is room."""
    everybody = np.full(scores.size, 0 < scores.seats.room <= scores.size)
    if scores.netuid == ROOT:
        return everybody, np.zeros(scores.size, np.bool_)
    everybody[list(spared(scores))] = False
    return everybody & ~scores.immune, everybody & scores.immune


def _expendable(scores: Scores, free: Column) -> int:
    """How many out of immunity can go before an immune one does."""
    least = 0 if scores.netuid == ROOT else scores.seats.least_free
    return max(0, int(np.count_nonzero(free)) - least)


def _ranks(scores: Scores) -> tuple[Column, Column]:
    """What neurons are told apart by, the lowest first: their worth, then their age."""
    if scores.netuid == ROOT:
        return scores.stake, np.zeros(scores.size, np.uint64)
    return scores.emission, scores.registered_at


def _lowest(scores: Scores, among: Column, most: int) -> list[int]:
    worth, born = _ranks(scores)
    if most < 1:
        return []
    if np.count_nonzero(among) > most:
        # Who is worth more than the last of them need not be sorted.
        among = among & (worth <= np.partition(worth[among], most - 1)[most - 1])
    uids = np.flatnonzero(among)
    found: list[int] = uids[np.lexsort((born[uids], worth[uids]))][:most].tolist()
    return found
