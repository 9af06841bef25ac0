"""Neurons as columns behind a table: the same order, marks and filter as rows one by one would have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tao_tui.journal.score_history import KeptEpoch, owner_mark
from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.kept import course, kept_epoch, trends
from tao_tui.tables.columns import sort_rows
from tao_tui.tables.filters import compile_filter
from tao_tui.tables.neurons import NEURON_COLUMNS
from tao_tui.widgets.table.neuron_rows import NeuronRows
from tests.app.fake_world import World, address

SORTED = [column for column in NEURON_COLUMNS if column.key not in ("hotkey", "coldkey")]


def moved(scores: Scores, **columns: dict[int, int]) -> Scores:
    """The scores a block later with some cells replaced."""
    fresh: dict[str, Any] = {}
    for name, cells in columns.items():
        fresh[name] = scores.column(name).copy()
        for uid, value in cells.items():
            fresh[name][uid] = value
    return replace(scores, block=scores.block + 1, **fresh)


def cut(scores: Scores, size: int) -> Scores:
    """The scores of the first uids only."""
    columns: dict[str, Any] = {name: scores.column(name)[:size] for name in scores.column_names}
    return replace(scores, hotkeys=scores.hotkeys[:size], coldkeys=scores.coldkeys[:size], **columns)


def opened(scores: Scores, sort: tuple[str, bool] | None = None) -> NeuronRows:
    rows = NeuronRows(NEURON_COLUMNS)
    rows.sort = sort
    rows.take(scores, mark=False, keep_marks=False)
    return rows


def uids(rows: NeuronRows) -> list[object]:
    return [rows.key_at(line) for line in range(rows.shown)]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", NEURON_COLUMNS, ids=lambda column: column.key)
def test_the_order_is_that_of_rows_sorted_one_by_one(column: Any, descending: bool) -> None:
    scores = World().scores(1)
    rows = opened(scores, (column.key, descending))
    expected = [row.uid for row in sort_rows(scores.rows(), column, descending=descending)]
    assert uids(rows) == expected
    assert [rows.line_of(uid) for uid in expected] == list(range(scores.size))


def test_a_change_marks_its_neuron_until_the_next_block() -> None:
    scores = World().scores(1)
    rows = opened(scores, ("incentive", True))
    second = moved(scores, incentive={200: 65_535})
    touched = rows.take(second, mark=True, keep_marks=False)
    assert [uid for uid in range(256) if uid in touched] == [200]
    assert rows.key_at(0) == 200
    assert rows.before(200) == scores.neuron(200)
    assert rows.before(7) is None
    third = replace(moved(second, dividends={7: 9}), block=second.block)
    touched = rows.take(third, mark=True, keep_marks=True)
    assert 7 in touched
    assert 200 not in touched
    assert (rows.before(200), rows.before(7)) == (scores.neuron(200), scores.neuron(7))
    faded = rows.take(moved(third), mark=True, keep_marks=False)
    assert 7 in faded
    assert 200 in faded
    assert rows.before(200) is None


def test_a_filter_is_asked_again_for_those_that_changed() -> None:
    scores = World().scores(1)
    rows = opened(scores)
    asked: list[int] = []
    passes = compile_filter("incentive>0.2", NEURON_COLUMNS)

    def keep(neuron: Any) -> bool:
        asked.append(neuron.uid)
        return passes(neuron)

    rows.keep = keep
    rows.arrange()
    assert uids(rows) == [n.uid for n in scores.rows() if passes(n)]
    asked.clear()
    rows.take(moved(scores, incentive={0: 60_000, 61: 0}), mark=True, keep_marks=False)
    assert asked == [0, 61]
    assert rows.line_of(0) == 0
    assert rows.line_of(61) is None
    assert rows.get(61) is not None, "a row that is not shown is there all the same"


def test_many_are_filtered_bit_by_bit_and_by_what_they_are_at_the_end() -> None:
    small = World().scores(1)
    columns: dict[str, Any] = {name: np.resize(small.column(name), 1_000) for name in small.column_names}
    keys = tuple(address(number) for number in range(1_000))
    scores = replace(small, hotkeys=keys, coldkeys=keys, **columns)
    rows = opened(scores, ("uid", False))
    passes = compile_filter("incentive>0.2", NEURON_COLUMNS)
    steps = rows.sift(passes)
    next(steps)
    assert rows.shown == 1_000, "until all were asked the picture stays"
    newer = moved(scores, incentive={0: 60_000, 61: 0, 990: 0})
    rows.take(newer, mark=True, keep_marks=False)
    assert len(list(steps)) == 2
    rows.arrange()
    assert uids(rows) == [n.uid for n in newer.rows() if passes(n)]


def test_a_subnet_that_grows_shrinks_and_goes() -> None:
    whole = World().scores(1)
    rows = opened(cut(whole, 100), ("stake", True))
    touched = rows.take(whole, mark=True, keep_marks=False)
    assert rows.total == rows.shown == 256
    assert 100 in touched
    assert rows.before(100) is None, "a newcomer rose from nothing"
    rows.take(cut(whole, 50), mark=True, keep_marks=True)
    assert rows.line_of(60) is None
    assert rows.get(60) is None
    assert len(uids(rows)) == 50
    rows.take(None, mark=False, keep_marks=False)
    assert (rows.total, rows.shown, rows.line_of(0)) == (0, 0, None)


def test_a_subnet_nobody_is_registered_on() -> None:
    nobody = cut(World().scores(1), 0)
    rows = opened(nobody, ("incentive", True))
    rows.take(replace(nobody, block=nobody.block + 1), mark=True, keep_marks=False)
    assert (rows.total, rows.shown, rows.get(0), rows.line_of(None)) == (0, 0, None, None)


def test_a_uid_that_changes_hands_may_look_different() -> None:
    scores = World().scores(1)
    rows = opened(scores)
    hotkeys = (*scores.hotkeys[:9], address(9_999), *scores.hotkeys[10:])
    touched = rows.take(replace(scores, hotkeys=hotkeys), mark=True, keep_marks=False)
    assert [uid for uid in range(256) if uid in touched] == [9]


def test_trends_are_where_courses_end() -> None:
    first = World().scores(1)
    changes = [moved(first, incentive={61: 9_000 + 10 * n}, dividends={3: 4_000 - n}) for n in range(4)]
    changes[1] = replace(changes[1], hotkeys=(*first.hotkeys[:70], address(9_999), *first.hotkeys[71:]))
    changes[2] = cut(changes[2], 250)
    epochs = [epoch_at(scores, number) for number, scores in enumerate(changes, 1)]
    rises, known = trends(epochs, first)
    for neuron in first.rows():
        column = "dividends" if neuron.dividends else "incentive"
        found = course(epochs, neuron.uid, column, owner_mark(neuron.hotkey))
        assert bool(known[neuron.uid]) == bool(found)
        assert not found or rises[neuron.uid] == found[-1] - found[0]
    assert (rises[61], rises[3]) == (30, -3)


def epoch_at(scores: Scores, number: int) -> KeptEpoch:
    kept = kept_epoch(scores)
    assert kept is not None
    return KeptEpoch(number, kept.columns)
