"""What stake earned by the growth of its shares, day by day, from the portfolios kept on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from tao_tui.journal.movement import Movement, read_back
from tao_tui.journal.portfolio_history import DAY, KeptHolding, PortfolioHistory, Snapshot
from tao_tui.journal.row import JournalRow

REWARD_METHODS: Final = (
    "growth of its shares",
    "growth of its shares, known trades taken out",
    "growth of the shares held throughout",
)
"""From the surest to the least sure. The third is for shares that changed and no known trade tells how."""

VALUE_METHOD: Final = "price at the end"
"""How a reward is valued: at the pool's price in the same reading as the alpha it ends with."""

_TRADES: Final = ("stake_added", "stake_removed", "stake_destroyed", "stake_recycled", "dividends")
"""Movements that name the hotkey, and are not the growth of its shares."""
_ROUNDING: Final = 2
"""Rao by which a pool's shares may be worth more or less than was put in or taken out."""

Place = tuple[int, str]
"""A netuid and a hotkey."""
Trades = Mapping[tuple[str, str], Mapping[Place, Sequence[tuple[int, int]]]]
"""By genesis and coldkey, then by place: block and alpha in rao, negative for what left, oldest first."""


@dataclass(frozen=True, slots=True)
class ShareReward:
    """Alpha one position earned between two readings, the later of which is the last of a UTC day."""

    genesis: str
    coldkey: str
    netuid: int
    hotkey: str
    since: int
    """Seconds since 1970, as `until`: the last reading of the day before, or of when it was seen before."""
    until: int
    block: int
    """The block of the later reading."""
    alpha_rao: int
    value_rao: int
    """In TAO, by `VALUE_METHOD`."""
    method: str
    """One of `REWARD_METHODS`."""


def kept_share_rewards(history: PortfolioHistory, rows: Iterable[JournalRow]) -> tuple[ShareReward, ...]:
    """Every reward in the history, by chain and block; `rows` tell which alpha was traded and not earned."""
    trades = trades_of(rows)
    found = [
        reward
        for genesis, coldkey in history.owners()
        for reward in share_rewards(
            genesis,
            coldkey,
            history.course(genesis, coldkey, holdings=True),
            trades.get((genesis, coldkey), {}),
        )
    ]
    return tuple(sorted(found, key=lambda reward: (reward.genesis, reward.block, reward.netuid)))


def trades_of(rows: Iterable[JournalRow]) -> Trades:
    """The alpha each account traded with each hotkey, from what was included."""
    found: dict[tuple[str, str], dict[Place, list[tuple[int, int]]]] = {}
    for row in rows:
        if row.status not in ("in_block", "finalized") or row.block_number is None:
            continue
        places = found.setdefault((row.genesis, row.real_account or row.signer), {})
        for moved in read_back(Movement, row.moved_json):
            if moved.netuid is not None and moved.kind in _TRADES:
                trades = places.setdefault((moved.netuid, moved.other), [])
                trades.append((row.block_number, moved.alpha_rao))
    for places in found.values():
        for trades in places.values():
            trades.sort(key=lambda trade: trade[0])
    return found


def share_rewards(
    genesis: str,
    coldkey: str,
    course: Sequence[Snapshot],
    trades: Mapping[Place, Sequence[tuple[int, int]]],
) -> list[ShareReward]:
    """The rewards of one coldkey, one for each place and day it was seen on; `course` is oldest first.

    What was earned since the last reading of the day seen before belongs to a day, so days that were not
    seen are in the line of the next one that was. Because of days only the last reading stays for ever, it
    is the same lines then. A place that is first seen, or whose worth of a share was not kept, counts from
    there on; one that was left counts until it was last seen.
    """
    found: list[ShareReward] = []
    open_: dict[Place, ShareReward] = {}
    for before, after in pairwise(course):
        old = _grown(before)
        new = _grown(after) if after.block >= before.block else {}
        running: dict[Place, ShareReward] = {}
        for place in old.keys() & new.keys():
            start = open_.pop(place, None)
            if start is None or before.at // DAY != after.at // DAY:
                found += _told(start)
                start = _begun(genesis, coldkey, place, before, start)
            known = [(at, rao) for at, rao in trades.get(place, ()) if before.block < at <= after.block]
            earned, method = _earned(old[place], new[place], [rao for _, rao in known])
            running[place] = _grown_by(start, earned, method, after, new[place])
        for left in open_.values():
            found += _told(left)
        open_ = running
    for last in open_.values():
        found += _told(last)
    return found


def _grown(snapshot: Snapshot) -> dict[Place, KeptHolding]:
    """What has a worth of a share to compare, by place."""
    return {(held.netuid, held.hotkey): held for held in snapshot.holdings if held.growth and held.alpha_rao}


def _told(reward: ShareReward | None) -> Iterator[ShareReward]:
    if reward is not None and reward.alpha_rao > 0:
        yield reward


def _begun(genesis: str, coldkey: str, place: Place, at: Snapshot, before: ShareReward | None) -> ShareReward:
    """A line that has earned nothing yet; a rao lost to rounding is carried on, with since when."""
    if before is not None and before.alpha_rao < 0:
        return before
    netuid, hotkey = place
    return ShareReward(
        genesis, coldkey, netuid, hotkey, at.at, at.at, at.block, 0, 0, REWARD_METHODS[0]
    )  # fmt: skip


def _grown_by(
    reward: ShareReward, earned_rao: int, method: int, after: Snapshot, held: KeptHolding
) -> ShareReward:
    alpha = reward.alpha_rao + earned_rao
    return replace(
        reward,
        until=after.at,
        block=after.block,
        alpha_rao=alpha,
        value_rao=max(0, alpha) * held.value_rao // held.alpha_rao,
        method=REWARD_METHODS[max(method, REWARD_METHODS.index(reward.method))],
    )


def _earned(old: KeptHolding, new: KeptHolding, trades: Sequence[int]) -> tuple[int, int]:
    """Rao of alpha the position earned between two readings, and by which method it is told.

    Where its shares stayed, or trades explain how they changed, this is the difference without the trades,
    exactly; the growth of a share is the proof. Else it is the growth of the shares there were at both ends.
    """
    before, after = old.growth or 1, new.growth or 1
    rise = after - before
    path = [old.alpha_rao]
    for rao in trades:
        path.append(path[-1] + rao)
    largest = max(*path, new.alpha_rao)
    slack = _ROUNDING * (1 + len(trades)) + largest // min(before, after)
    earned = new.alpha_rao - path[-1]
    by_path = [alpha * rise // before for alpha in (*path, new.alpha_rao * before // after)]
    if min(by_path) - slack <= earned <= max(by_path) + slack and (
        trades or abs(old.alpha_rao * after // before - new.alpha_rao) <= slack
    ):
        return earned, 1 if trades else 0
    throughout = min(old.alpha_rao * rise // before, new.alpha_rao * rise // after)
    return max(0, throughout), 2
