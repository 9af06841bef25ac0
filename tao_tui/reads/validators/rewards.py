"""What stakers of validators really earned, from how what their earnings are counted by grew.

Between two pictures of a subnet the worth of a share in a validator's pool grew by what every nominator's
stake grew by, and on root the claimable rates grew by what each root TAO was given (`share_pool.py`,
`root_dividends.py`). Epochs nobody watched are in it all the same. Alpha of other subnets counts at its
price now, whatever it was then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tao_tui.addresses import Address
from tao_tui.reads.trades.prices import ONE, ROOT
from tao_tui.reads.validators.roster import Survey
from tao_tui.reads.validators.yields import BLOCKS_A_DAY

GROWTH_ONE: Final = 10**18
"""A growth by the whole stake."""
MILLION: Final = 1_000_000

_MADE_UP: Final = 2
"""Points in a row that are taken for a lie and not for a pool that began anew."""

Counters = Mapping[Address, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Point:
    """What earnings were counted by once the epoch of `block` had run; on root in that block."""

    block: int
    counters: Counters


@dataclass(frozen=True, slots=True)
class Reward:
    """What stake on one hotkey earned over some blocks, after take and after kin were paid."""

    kept: bool
    """Whether from epochs kept here; otherwise from the last epoch alone, on root from the last ones."""
    blocks: int
    """How many blocks it took: what lies between two epochs, so many times."""
    epochs: int
    """How many epochs ran in them; 0 on root, which has none of its own."""
    growth: int
    """In units of 10^-18 of the stake: alpha per alpha, and TAO per TAO on root."""

    @property
    def daily(self) -> int:
        """The growth a day of 7,200 blocks had on average, in units of 10^-18."""
        return self.growth * BLOCKS_A_DAY // self.blocks if self.blocks > 0 else 0

    @property
    def daily_ppm(self) -> int:
        """The same in millionths."""
        return self.daily // (GROWTH_ONE // MILLION)

    def of(self, stake_rao: int) -> int:
        """What a stake of so many rao would have earned, in rao of the same currency."""
        return stake_rao * self.growth // GROWTH_ONE


def rewards(points: Sequence[Point], now: Survey) -> dict[Address, Reward]:
    """What stake on each hotkey earned since the oldest of the `points`, oldest first, that counts it.

    Where none does, what it earned in the last epoch; hotkeys of which nothing is known are left out.
    """
    found = {hotkey: _reward(points, now, hotkey) for hotkey in now.counters}
    return {hotkey: reward for hotkey, reward in found.items() if reward is not None}


def common_rewards(points: Sequence[Point], now: Survey, hotkeys: Sequence[Address]) -> dict[Address, Reward]:
    """As `rewards`, of some hotkeys over the same blocks: since the oldest point that counts all of them."""
    starts = [run[0].block if (run := _run(points, now, hotkey)) else now.step for hotkey in hotkeys]
    since = max(starts, default=0)
    found = rewards([point for point in points if since <= point.block], now)
    return {hotkey: found[hotkey] for hotkey in hotkeys if hotkey in found}


def course(points: Sequence[Point], now: Survey, hotkey: Address) -> list[int]:
    """The daily growth between each two pictures of a hotkey, oldest first, in units of 10^-18."""
    run = [*_run(points, now, hotkey), Point(now.step, now.counters)]
    return [
        _growth(now, hotkey, first, second) * BLOCKS_A_DAY // (second.block - first.block)
        for first, second in pairwise(run)
    ]


def _reward(points: Sequence[Point], now: Survey, hotkey: Address) -> Reward | None:
    run = _run(points, now, hotkey)
    if run:
        blocks = now.step - run[0].block
        growth = _growth(now, hotkey, run[0], Point(now.step, now.counters))
        epochs = max(1, round(blocks / now.period)) if now.period else 0
        return Reward(True, blocks, epochs, growth)
    last = now.last_growth.get(hotkey)
    if last is None:
        return None
    return Reward(False, now.period or BLOCKS_A_DAY, 1 if now.period else 0, last)


def _run(points: Sequence[Point], now: Survey, hotkey: Address) -> list[Point]:
    """The newest points before now that count the hotkey, as far back as its pool is the same.

    A pool everybody left begins anew with a worth of one, so a worth that fell is another pool's; but for
    a few points below what came before and after them, which a node must have made up.
    """

    def worth(counters: Counters) -> int:
        return counters[hotkey].get(now.netuid, 0)

    found: list[Point] = []
    for point in reversed(points):
        if point.block >= (found[-1].block if found else now.step):
            continue
        if not (point.counters.get(hotkey) and now.counters.get(hotkey)):
            break
        mine = worth(point.counters)
        below = [at for at, later in enumerate(found) if worth(later.counters) < mine]
        if mine > worth(now.counters) or len(below) > _MADE_UP:
            break
        del found[len(found) - len(below) :]
        found.append(point)
    return found[::-1]


def _growth(now: Survey, hotkey: Address, first: Point, second: Point) -> int:
    """By how much stake grew from one point to another, in units of 10^-18 of it."""
    before, after = first.counters[hotkey], second.counters[hotkey]
    own = before.get(now.netuid, 0)
    total = (after.get(now.netuid, 0) - own) * GROWTH_ONE // own if own else 0
    if now.netuid == ROOT:
        # A subnet that is gone took its rates along: what they had come to is not known any more.
        total += sum(
            max(0, rate - before.get(netuid, 0)) * now.prices.get(netuid, 0) // ONE
            for netuid, rate in after.items()
            if netuid != ROOT
        )
    return total
