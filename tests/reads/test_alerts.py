"""Alert rules: what is understood, what comes true, and that it is told once."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tao_tui.errors import UsageError
from tao_tui.reads.alerts.rules import WAYS, parse_rule, parse_rules
from tao_tui.reads.alerts.watch import Watcher
from tao_tui.reads.scores.columns import Scores
from tests.app.fake_world import World, address

SIZE = 256


def scores(**columns: dict[int, int]) -> Scores:
    """The fake world's subnet with some cells replaced."""
    found = World().scores(1)
    fresh: dict[str, Any] = {}
    for name, cells in columns.items():
        column = found.column(name).copy()
        for uid, value in cells.items():
            column[uid] = value
        fresh[name] = column
    return replace(found, **fresh)


def told(rule: str, *pictures: Scores, mine: frozenset[str] = frozenset()) -> list[str]:
    watcher = Watcher([parse_rule(rule)], mine)
    return [alert.text for picture in pictures for alert in watcher.look(picture)]


def test_every_example_is_a_rule() -> None:
    assert len({parse_rule(way).kind for way in WAYS}) == 5
    assert [rule.text for rule in parse_rules("; ".join(WAYS) + ";")] == [
        " ".join(way.split()) for way in WAYS
    ]


WRONG = (
    "", "mine", "mine incentive", "you incentive falls 1%", "mine luck falls 1%", "mine stake below 0.1",
    "any incentive below 2", "mine weights x", "41 outlier now",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_rule(text)
    assert caught.value.code == "bad_alert_rule"


def test_a_fall_is_told_in_numbers() -> None:
    before, after = scores(incentive={61: 10_000}), scores(incentive={61: 8_900})
    assert told("61 incentive falls 10%", before, after) == [
        "uid 61 on subnet 1: incentive fell by 11 %, from 0.1525 to 0.1358"
    ]
    assert told("61 incentive falls 12%", before, after) == []
    assert told("61 incentive rises 5%", after, before) == [
        "uid 61 on subnet 1: incentive rose by 12 %, from 0.1358 to 0.1525"
    ]


def test_the_first_picture_says_nothing_of_moves() -> None:
    assert told("any incentive falls 0%", scores()) == []


def test_mine_are_my_hotkeys_and_my_coldkeys_neurons() -> None:
    before, after = scores(dividends={0: 4_000, 3: 4_000, 9: 4_000}), scores(dividends={0: 1, 3: 1, 9: 1})
    mine = frozenset({str(before.hotkeys[3]), str(before.coldkeys[9])})
    found = told("mine dividends falls 50%", before, after, mine=mine)
    assert [text.split()[1] for text in found] == ["3", "9"]


def test_a_uid_that_changed_hands_did_not_fall() -> None:
    before, after = scores(incentive={61: 10_000}), scores(incentive={61: 0})
    hotkeys = list(after.hotkeys)
    hotkeys[61] = address(9_999)
    assert told("61 incentive falls 1%", before, replace(after, hotkeys=tuple(hotkeys))) == []


def test_a_condition_is_told_when_it_begins_and_again_after_it_ceased() -> None:
    low, high = scores(validator_trust={3: 100}), scores(validator_trust={3: 60_000})
    found = told("3 validator_trust below 0.5", low, low, high, low)
    assert found == ["uid 3 on subnet 1: validator trust is 0.0015"] * 2


def test_weights_that_are_old() -> None:
    block = World().block
    stale = scores(last_update={2: block - 400, 200: block - 4_000})
    assert told("any weights 400", stale) == ["uid 2 on subnet 1: has not set weights for 400 blocks"]


def test_the_pruning_zone_is_entered() -> None:
    old = dict.fromkeys(range(SIZE), World().block - 5_000)
    full = scores(registered_at=old, emission={**dict.fromkeys(range(SIZE), 100), 16: 1, 18: 2})
    assert told("18 pruning", full) == [
        "uid 18 on subnet 1: is number 2 to be pruned when somebody registers"
    ]
    assert told("18 pruning 1", full) == told("19 pruning", full) == []
    assert told("0 pruning 4", full) == [
        "uid 0 on subnet 1: is number 3 to be pruned when somebody registers"
    ]
    assert told("18 pruning", replace(full, seats=replace(full.seats, open=False))) == []


def test_a_miner_that_stands_out() -> None:
    flat = dict.fromkeys(range(16, SIZE), 100)
    ordinary = scores(incentive={**flat, 40: 103})
    outlier = scores(incentive={**flat, 40: 103, 77: 9_000})
    assert told("any outlier", ordinary, outlier, outlier) == [
        "uid 77 on subnet 1: incentive is 90.0 times the median"
    ]
    nobody = scores(incentive=dict.fromkeys(range(SIZE), 0))
    assert told("any outlier", nobody) == []


def test_a_grown_subnet_is_no_crash() -> None:
    small = scores()
    cut: dict[str, Any] = {name: small.column(name)[:100] for name in small.column_names}
    small = replace(small, hotkeys=small.hotkeys[:100], coldkeys=small.coldkeys[:100], **cut)
    watcher = Watcher([parse_rule("any incentive falls 1%"), parse_rule("200 pruning")])
    assert watcher.look(small) == ()
    assert watcher.look(scores()) == ()
    assert np.array_equal(small.immune, scores().immune[:100])


U64_MAX = (1 << 64) - 1
DRAWN = ("incentive", "dividends", "validator_trust", "emission", "stake", "last_update")
EVERY_KIND = (
    *(f"any {column} {moves}" for column in DRAWN[:5] for moves in ("falls 50%", "rises 200%")),
    "any emission falls 0%", "any incentive below 0.0001", "any dividends below 1",
    "any validator_trust below 0",
    "any weights 3", "5 weights 0", "any outlier", "7 outlier",
)  # fmt: skip


def drawn(draw: random.Random, block: int, size: int) -> Scores:
    """Small numbers, the greatest there are, and keys that change hands."""
    whole = World().scores(1)
    columns: dict[str, Any] = {name: whole.column(name)[:size].copy() for name in whole.column_names}
    for name in DRAWN:
        most = U64_MAX if columns[name].dtype == np.uint64 else 65_535
        columns[name][:] = [draw.choice([0, 1, 2, 3, 7, most - 1, most]) for _ in range(size)]
    columns["last_update"][:] = [draw.randrange(block) for _ in range(size)]
    keys = tuple(address(uid + 100 * draw.randrange(2)) for uid in range(size))
    return replace(whole, block=block, hotkeys=keys, coldkeys=keys, **columns)


def slowly(rule: str, before: Scores, after: Scores) -> set[int]:
    """The uids for which a rule is true, neuron by neuron."""
    who, *words = rule.split()
    mine = [n for n in after.rows() if who in ("any", str(n.uid))]
    if words[0] == "weights":
        return {n.uid for n in mine if n.validator_permit and after.block - n.last_update >= int(words[1])}
    if words[0] == "outlier":
        earning = [n.incentive for n in after.rows() if n.incentive > 0]
        if len(earning) < 4:
            return set()
        median = int(statistics.median(earning))
        spread = max(1, int(statistics.median(abs(each - median) for each in earning)))
        return {n.uid for n in mine if n.incentive > median + 6 * spread}
    column, way, limit = words
    if way == "below":
        return {n.uid for n in mine if int(after.column(column)[n.uid]) < int(float(limit) * 65_535)}
    found = set()
    for neuron in mine:
        if neuron.uid < before.size and before.hotkeys[neuron.uid] == neuron.hotkey:
            was, now = int(before.column(column)[neuron.uid]), int(after.column(column)[neuron.uid])
            moved = was - now if way == "falls" else now - was
            if was and moved > 0 and moved * 100 >= was * int(limit[:-1]):
                found.add(neuron.uid)
    return found


@pytest.mark.parametrize("rule", EVERY_KIND)
def test_a_rule_over_columns_is_the_rule_neuron_by_neuron(rule: str) -> None:
    draw = random.Random(rule)
    for _ in range(8):
        before, after = drawn(draw, 10, draw.randrange(1, 12)), drawn(draw, 11, draw.randrange(1, 12))
        watcher = Watcher([parse_rule(rule)])
        watcher.look(before)
        alerts = {alert.uid for alert in watcher.look(after)}
        if "falls" in rule or "rises" in rule:
            assert alerts == slowly(rule, before, after)
        else:
            held = {(uid, before.hotkeys[uid]) for uid in slowly(rule, before, before)}
            begun = {uid for uid in slowly(rule, after, after) if (uid, after.hotkeys[uid]) not in held}
            assert alerts == begun
