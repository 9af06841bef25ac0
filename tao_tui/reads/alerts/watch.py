"""Watching live scores by alert rules: the sentence when one comes true, once each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

import numpy as np

from tao_tui.addresses import Address
from tao_tui.counted import counted
from tao_tui.reads.alerts.rules import Rule
from tao_tui.reads.scores.columns import Scores, uids_of
from tao_tui.reads.scores.items import Column
from tao_tui.reads.uids.pruning import pruning_zone

_OUTLIER_SPREADS: Final = 6
"""Spreads (the median distance from the median) above the median at which an incentive stands out."""
_FEWEST: Final = 4
"""Earning miners below which nobody can stand out."""
_U16: Final = 65_535


_People = tuple[tuple[Address, ...], tuple[Address, ...]]


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that came true for one neuron."""

    rule: str
    netuid: int
    uid: int
    hotkey: Address
    block: int
    text: str


class Watcher:
    """Compares each picture of a subnet with the one before.

    Falls and rises are told whenever they happen; a condition is told when it begins to hold, and again only
    after it ceased.
    """

    def __init__(self, rules: Iterable[Rule], mine: Set[str] = frozenset()) -> None:
        """`mine` are the hotkeys and coldkeys that the word stands for in a rule."""
        self.rules = tuple(rules)
        self.mine = mine
        self._before: dict[tuple[int, int], Scores] = {}
        self._standing: dict[tuple[Rule, int, int], set[tuple[int, Address]]] = {}
        self._my_uids: dict[tuple[int, int], tuple[_People, Sequence[int]]] = {}
        """Where my keys were found, and among whom: keys change seldom and are many."""

    def look(self, scores: Scores) -> tuple[Alert, ...]:
        """What came true between the picture before and this one."""
        key = (scores.netuid, scores.mechanism)
        before, self._before[key] = self._before.get(key), scores
        return tuple(
            Alert(
                rule.text, scores.netuid, uid, scores.hotkeys[uid], scores.block,
                f"uid {uid} on subnet {scores.netuid}: {said}",
            )
            for rule in self.rules
            for uid, said in self._news(rule, before, scores)
        )  # fmt: skip

    def _news(self, rule: Rule, before: Scores | None, scores: Scores) -> Iterator[tuple[int, str]]:
        whom = self._whom(rule, scores)
        if rule.kind in ("falls", "rises"):
            if before is not None:
                yield from _moved(rule, before, scores, whom)
            return
        holding = dict(_holding(rule, scores, whom))
        now = {(uid, scores.hotkeys[uid]) for uid in holding}
        key = (rule, scores.netuid, scores.mechanism)
        stood = self._standing.get(key, set())
        self._standing[key] = now
        yield from ((uid, holding[uid]) for uid, _ in sorted(now - stood))

    def _whom(self, rule: Rule, scores: Scores) -> Column:
        """The uids a rule is about, as a mask."""
        if rule.who == "any":
            return np.ones(scores.size, np.bool_)
        whom = np.zeros(scores.size, np.bool_)
        whom[[uid for uid in self._uids_of(rule, scores) if uid < scores.size]] = True
        return whom

    def _uids_of(self, rule: Rule, scores: Scores) -> Sequence[int]:
        if rule.who != "mine":
            return (int(rule.who),)
        key = (scores.netuid, scores.mechanism)
        people, found = self._my_uids.get(key, (None, ()))
        if people is None or people[0] is not scores.hotkeys or people[1] is not scores.coldkeys:
            found = uids_of(scores, self.mine)
            self._my_uids[key] = ((scores.hotkeys, scores.coldkeys), found)
        return found


def _moved(rule: Rule, before: Scores, scores: Scores, whom: Column) -> Iterator[tuple[int, str]]:
    """Neurons whose score moved by the rule's per cent or more while they kept their uid."""
    size = min(before.size, scores.size)
    old, new = before.column(rule.column)[:size], scores.column(rule.column)[:size]
    # Exact although 100 times an amount may not fit 64 bits: what may have moved is looked at again.
    moved = whom[:size] & ((new < old) if rule.kind == "falls" else (new > old)) & (old > 0)
    for uid in np.flatnonzero(moved).tolist():
        was, now = int(old[uid]), int(new[uid])
        change = abs(was - now)
        if change * 100 >= was * rule.limit and before.hotkeys[uid] == scores.hotkeys[uid]:
            verb = "fell" if rule.kind == "falls" else "rose"
            course = f"from {_shown(rule.column, was)} to {_shown(rule.column, now)}"
            yield uid, f"{_named(rule)} {verb} by {change * 100 // was} %, {course}"


def _holding(rule: Rule, scores: Scores, whom: Column) -> Iterator[tuple[int, str]]:
    """Every one of these uids a condition holds for at this block, and how to say it."""
    if rule.kind == "below":
        column = scores.column(rule.column)
        for uid in np.flatnonzero(whom & (column < rule.limit)).tolist():
            yield uid, f"{_named(rule)} is {_shown(rule.column, int(column[uid]))}"
    elif rule.kind == "pruning":
        for place, uid in enumerate(pruning_zone(scores, rule.limit), 1):
            if whom[uid]:
                yield uid, f"is number {place} to be pruned when somebody registers"
    elif rule.kind == "weights":
        age = scores.block - scores.last_update.astype(np.int64)
        for uid in np.flatnonzero(whom & scores.validator_permit & (age >= rule.limit)).tolist():
            yield uid, f"has not set weights for {counted(int(age[uid]), 'block')}"
    else:
        yield from ((uid, said) for uid, said in _outliers(scores) if whom[uid])


def _outliers(scores: Scores) -> Iterator[tuple[int, str]]:
    """Miners whose incentive stands far above the others'."""
    incentive = scores.incentive.astype(np.int64)
    earning = incentive[incentive > 0]
    if len(earning) < _FEWEST:
        return
    median = int(np.median(earning))
    spread = max(1, int(np.median(np.abs(earning - median))))
    for uid in np.flatnonzero(incentive > median + _OUTLIER_SPREADS * spread).tolist():
        tenths = int(incentive[uid]) * 10 // max(1, median)
        yield uid, f"incentive is {tenths // 10}.{tenths % 10} times the median"


def _named(rule: Rule) -> str:
    return rule.column.replace("_", " ")


def _shown(column: str, value: int) -> str:
    if column in ("emission", "stake"):
        return f"{value // 10**9:,}.{value % 10**9 // 10**5:04d} α"
    scaled = value * 10_000 // _U16
    return f"{scaled // 10_000}.{scaled % 10_000:04d}"
