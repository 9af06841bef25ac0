"""Scores of past epochs: private, shared, within their size."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tao_tui.errors import Fault
from tao_tui.journal.score_history import KEPT, ScoreHistory, owner_mark

GENESIS = "0x" + "11" * 32
PLENTY = 1 << 24


def scores(value: int, size: int = 4) -> dict[str, Any]:
    return {name: np.full(size, value, kind) for name, kind in KEPT.items()}


def noise(seed: int, size: int = 256) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {name: random.integers(0, 60_000, size).astype(kind) for name, kind in KEPT.items()}


@pytest.fixture
def history(tmp_path: Path) -> Iterator[ScoreHistory]:
    opened = ScoreHistory(PLENTY, tmp_path / "inner" / "scores.sqlite")
    yield opened
    opened.close()


def test_epochs_come_back_oldest_first_and_whole(history: ScoreHistory) -> None:
    for block in (720, 360, 1080):
        assert history.keep(GENESIS, 1, 0, block, scores(block))
    found = history.epochs(GENESIS, 1, limit=2)
    assert [kept.block for kept in found] == [720, 1080]
    assert found[0].columns["incentive"].tolist() == [720] * 4
    assert found[0].columns["emission"].dtype == np.uint64
    assert set(found[0].columns) == set(KEPT)


def test_an_epoch_is_kept_once(history: ScoreHistory) -> None:
    assert history.keep(GENESIS, 1, 0, 360, scores(1))
    assert not history.keep(GENESIS, 1, 0, 360, scores(2))
    assert history.has(GENESIS, 1, 0, 360)
    assert not any(history.has(GENESIS, *other) for other in ((2, 0, 360), (1, 1, 360), (1, 0, 361)))
    assert history.epochs(GENESIS, 1)[0].columns["stake"].tolist() == [1] * 4


def test_chains_subnets_and_mechanisms_are_kept_apart(history: ScoreHistory) -> None:
    history.keep(GENESIS, 1, 0, 360, scores(1))
    history.keep(GENESIS, 1, 1, 360, scores(2))
    history.keep(GENESIS, 2, 0, 360, scores(3))
    history.keep("0x" + "22" * 32, 1, 0, 360, scores(4))
    found = history.epochs(GENESIS, 1, 1, names=("incentive",))
    assert [kept.columns["incentive"].tolist() for kept in found] == [[2] * 4]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    budget = 1 << 18
    history = ScoreHistory(budget, tmp_path / "scores.sqlite")
    for block in range(200):
        history.keep(GENESIS, 1, 0, block, noise(block))
    kept = [each.block for each in history.epochs(GENESIS, 1, limit=1000)]
    history.close()
    assert kept[-1] == 199
    assert 10 < len(kept) < 200
    assert kept == list(range(kept[0], 200))
    assert sum(path.stat().st_size for path in tmp_path.glob("scores.sqlite")) <= budget * 1.1


def test_two_processes_may_write(history: ScoreHistory) -> None:
    other = ScoreHistory(PLENTY, history.path)
    history.keep(GENESIS, 1, 0, 1, scores(1))
    assert other.keep(GENESIS, 1, 0, 2, scores(2))
    assert not other.keep(GENESIS, 1, 0, 1, scores(1))
    other.close()
    assert len(history.epochs(GENESIS, 1)) == 2


def test_the_file_is_private(history: ScoreHistory) -> None:
    history.keep(GENESIS, 1, 0, 1, scores(1))
    for path in history.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_file_that_is_none_is_a_fault_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "scores.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Fault, match="cannot be used") as caught:
        ScoreHistory(PLENTY, path)
    assert "move the file aside" in caught.value.hint


def test_a_damaged_column_is_a_fault(history: ScoreHistory) -> None:
    history.keep(GENESIS, 1, 0, 1, scores(1))
    history.connection.execute("UPDATE epochs SET incentive = x'00'")
    with pytest.raises(Fault):
        history.epochs(GENESIS, 1)


def test_columns_that_are_not_kept_cannot_be_asked_for(history: ScoreHistory) -> None:
    with pytest.raises(ValueError, match="no such columns: x"):
        history.epochs(GENESIS, 1, names=("x",))


def test_owners_are_told_apart() -> None:
    assert owner_mark("5Grwva") != owner_mark("5FHneW")
