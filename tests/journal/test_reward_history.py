"""What stakers' earnings were counted by: once an epoch, the newest of a subnet, private, of any size."""

from __future__ import annotations

import sqlite3
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tao_tui.errors import Fault
from tao_tui.journal.reward_history import RewardHistory

GENESIS, OTHER_CHAIN = "0x" + "11" * 32, "0x" + "22" * 32


@pytest.fixture
def history(tmp_path: Path) -> Iterator[RewardHistory]:
    opened = RewardHistory(tmp_path / "inner" / "rewards.sqlite")
    yield opened
    opened.close()


def test_the_first_point_of_an_epoch_stands_for_it(history: RewardHistory) -> None:
    big = {"5Hot": {1: 3 * 10**30, 0: 7}}
    assert history.keep(GENESIS, 1, 360, 360, big, most=9)
    assert not history.keep(GENESIS, 1, 360, 370, {"5Hot": {1: 5}}, most=9)
    assert history.keep(GENESIS, 1, 0, 5, {}, most=9)
    history.keep(GENESIS, 2, 360, 360, {"5Other": {2: 1}}, most=9)
    history.keep(OTHER_CHAIN, 1, 720, 720, {}, most=9)
    assert history.points(GENESIS, 1) == ((5, {}), (360, big))
    assert history.points(GENESIS, 3) == ()
    assert stat.S_IMODE(history.path.stat().st_mode) == 0o600


def test_the_oldest_points_of_a_subnet_make_room(history: RewardHistory) -> None:
    history.keep(GENESIS, 2, 1, 1, {}, most=9)
    for slot in range(9):
        history.keep(GENESIS, 1, slot, slot, {}, most=6)
    assert [block for block, _ in history.points(GENESIS, 1)] == [3, 4, 5, 6, 7, 8]
    assert len(history.points(GENESIS, 2)) == 1


@pytest.mark.parametrize("packed", [b"no", zlib.compress(b"[1]"), zlib.compress(b" " * (5 << 20))])
def test_a_damaged_point_is_a_fault_that_says_what_to_do(history: RewardHistory, packed: bytes) -> None:
    history.keep(GENESIS, 1, 1, 1, {}, most=9)
    with sqlite3.connect(history.path) as other:
        other.execute("UPDATE points SET counters = ?", (packed,))
    with pytest.raises(Fault, match="history of rewards") as refused:
        history.points(GENESIS, 1)
    assert "move the file aside" in refused.value.hint


def test_a_block_beyond_reason_is_a_fault(history: RewardHistory) -> None:
    with pytest.raises(Fault, match="history of rewards"):
        history.keep(GENESIS, 1, 1 << 63, 1 << 63, {}, most=9)
    assert history.points(GENESIS, 1) == ()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rewards.sqlite"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA user_version = 9")
    with pytest.raises(Fault, match="newer tao-tui"):
        RewardHistory(path)
