"""What coldkeys owned over time: by the hour for a month, then by the day; private, shared, migrated."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tao_tui.errors import Fault
from tao_tui.journal.migration import migrate
from tao_tui.journal.portfolio_history import (
    DAY,
    HOUR,
    STEPS,
    Grown,
    KeptHolding,
    PortfolioHistory,
    Snapshot,
    by_day,
    to_compare,
)

GENESIS = "0x" + "11" * 32
OWNER, OTHER = "5Owner", "5Other"
TODAY = 20_000
NOON = TODAY * DAY + 12 * HOUR


def snapshot(at: int, free: int = 5, *holdings: KeptHolding) -> Snapshot:
    return Snapshot(at, at // 12, free, sum(h.value_rao for h in holdings), 0, holdings)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[PortfolioHistory]:
    with PortfolioHistory(tmp_path / "inner" / "portfolio.sqlite") as opened:
        yield opened


def frees(history: PortfolioHistory, owner: str = OWNER, since: int = 0) -> list[int]:
    return [kept.free_rao for kept in history.course(GENESIS, owner, since)]


def test_a_snapshot_comes_back_whole(history: PortfolioHistory) -> None:
    whole = snapshot(NOON, 7, KeptHolding(1, "5Hot", 40, 30, 29), KeptHolding(0, "5Hot", 9, 9, 9))
    history.keep(GENESIS, [(OWNER, whole)])
    assert history.course(GENESIS, OWNER, holdings=True) == (whole,)
    (bare,) = history.course(GENESIS, OWNER)
    assert (bare.total_rao, bare.holdings) == (46, ())


def test_the_oldest_known_growth_of_each_holding_is_what_a_yield_starts_from(
    history: PortfolioHistory,
) -> None:
    def grown(at: int, *growths: int | None) -> Snapshot:
        held = [KeptHolding(netuid, "5Hot", 1, 1, 1, growth) for netuid, growth in enumerate(growths, 1)]
        return snapshot(at, 1, *held)

    kept = [grown(NOON, None), grown(NOON + HOUR, 7), grown(NOON + 2 * HOUR, 8, 5)]
    history.keep(GENESIS, [(OWNER, each) for each in kept])
    first, second = Grown(kept[1].block, 7), Grown(kept[2].block, 5)
    assert history.growths(GENESIS, OWNER, 0) == {(1, "5Hot"): first, (2, "5Hot"): second}
    assert history.growths(GENESIS, OWNER, NOON + 2 * HOUR)[1, "5Hot"] == Grown(kept[2].block, 8)
    assert history.growths(GENESIS, OTHER, 0) == {}
    assert history.course(GENESIS, OWNER, holdings=True) == tuple(kept)


def test_the_first_of_an_hour_stands_for_it(history: PortfolioHistory) -> None:
    history.keep(GENESIS, [(OWNER, snapshot(NOON, 1))])
    history.keep(GENESIS, [(OWNER, snapshot(NOON + HOUR - 1, 2))])
    history.keep(GENESIS, [(OWNER, snapshot(NOON + HOUR, 3)), (OTHER, snapshot(NOON, 4))])
    assert frees(history) == [1, 3]
    assert frees(history, OTHER) == [4]
    assert frees(history, since=NOON + 1) == [3]
    assert history.course("0x" + "22" * 32, OWNER) == ()


def test_days_of_more_than_a_month_ago_keep_their_last_hour(history: PortfolioHistory) -> None:
    old, held = TODAY * DAY, KeptHolding(1, "5Hot", 1, 1, 1)
    history.keep(
        GENESIS,
        [(OWNER, snapshot(old + hour * HOUR, day * 100 + hour, held)) for day in (0,) for hour in range(3)],
    )
    history.keep(GENESIS, [(OWNER, snapshot(old + DAY, 100)), (OTHER, snapshot(old, 9))])
    history.keep(GENESIS, [(OWNER, snapshot(old + 40 * DAY, 4000))])
    assert frees(history) == [2, 100, 4000]
    assert frees(history, OTHER) == [9]
    left = history.connection.execute("SELECT count(*) FROM holdings").fetchone()[0]
    assert left == 1


def test_nothing_of_a_batch_that_cannot_be_written_stays(history: PortfolioHistory) -> None:
    with pytest.raises(Fault, match="a number is too large"):
        history.keep(GENESIS, [(OWNER, snapshot(NOON)), (OTHER, snapshot(NOON, 1 << 63))])
    assert frees(history) == []


def test_two_processes_may_write(history: PortfolioHistory) -> None:
    with PortfolioHistory(history.path) as other:
        history.keep(GENESIS, [(OWNER, snapshot(NOON, 1))])
        other.keep(GENESIS, [(OWNER, snapshot(NOON, 2)), (OWNER, snapshot(NOON + HOUR, 3))])
    assert frees(history) == [1, 3]


def test_the_files_are_private(history: PortfolioHistory) -> None:
    history.keep(GENESIS, [(OWNER, snapshot(NOON))])
    assert list(history.path.parent.iterdir())
    for path in history.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_file_that_is_none_is_a_fault_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Fault, match="cannot be used") as caught:
        PortfolioHistory(path)
    assert "move the file aside" in caught.value.hint


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.sqlite"
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(Fault, match="newer tao-tui") as caught:
        PortfolioHistory(path)
    assert caught.value.code == "history_too_new"


def test_a_file_of_an_older_version_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.sqlite"
    with sqlite3.connect(path, isolation_level=None) as older:
        migrate(older, STEPS[:1], "portfolio history", "history_too_new")
        older.execute("INSERT INTO snapshots VALUES (1, ?, ?, ?, ?, 9, 7, 30, 29)", (GENESIS, OWNER, 1, HOUR))
        older.execute("INSERT INTO holdings VALUES (1, 3, '5Hot', 40, 30, 29)")
    with PortfolioHistory(path) as history:
        (kept,) = history.course(GENESIS, OWNER, holdings=True)
        assert kept == Snapshot(HOUR, 9, 7, 30, 29, (KeptHolding(3, "5Hot", 40, 30, 29),))
        assert history.growths(GENESIS, OWNER, 0) == {}


def test_days_without_a_snapshot_are_gaps() -> None:
    course = [snapshot(NOON - 2 * DAY, 1), snapshot(NOON - 2 * DAY + HOUR, 2), snapshot(NOON, 3)]
    found = [(day, kept.free_rao if kept else None) for day, kept in by_day(course, NOON, 4)]
    assert found == [(TODAY - 3, None), (TODAY - 2, 2), (TODAY - 1, None), (TODAY, 3)]


def test_yesterday_is_the_newest_snapshot_a_day_old_else_the_oldest() -> None:
    assert to_compare([], NOON) is None
    young = [snapshot(NOON - 3 * HOUR, 1), snapshot(NOON - HOUR, 2)]
    assert to_compare(young, NOON) == young[0]
    old = [snapshot(NOON - 2 * DAY, 3), snapshot(NOON - DAY, 4)]
    assert to_compare([*old, *young], NOON) == old[1]
