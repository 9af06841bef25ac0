"""What coldkeys owned over time on disk: by the hour for a month, by the day for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from tao_tui.journal.database import Database
from tao_tui.journal.migration import migrate
from tao_tui.paths import portfolio_history_file

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
_BY_THE_HOUR: Final = 31 * DAY
"""Seconds for which every hour is kept; of older days only the last hour is."""
STEPS: Final = (
    """
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY,
        genesis TEXT NOT NULL,
        coldkey TEXT NOT NULL,
        hour INTEGER NOT NULL,
        at INTEGER NOT NULL,
        block INTEGER NOT NULL,
        free_rao INTEGER NOT NULL,
        staked_rao INTEGER NOT NULL,
        liquidation_rao INTEGER NOT NULL,
        UNIQUE (genesis, coldkey, hour)
    ) STRICT;
    CREATE TABLE holdings (
        snapshot INTEGER NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
        netuid INTEGER NOT NULL,
        hotkey TEXT NOT NULL,
        alpha_rao INTEGER NOT NULL,
        value_rao INTEGER NOT NULL,
        liquidation_rao INTEGER NOT NULL,
        PRIMARY KEY (snapshot, netuid, hotkey)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE snapshots ADD COLUMN reserved_rao INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE holdings ADD COLUMN growth INTEGER;
    """,
)
"""One script for every version; a file of version N has had the first N."""


@dataclass(frozen=True, slots=True)
class KeptHolding:
    """Alpha with one hotkey on one subnet; the value at the pool's price and if all had been sold, in rao."""

    netuid: int
    hotkey: str
    alpha_rao: int
    value_rao: int
    liquidation_rao: int
    growth: int | None = None
    """Alpha of one share in the hotkey's pool, in 10^-15; None in files of older versions."""


@dataclass(frozen=True, slots=True)
class Grown:
    """The growth of a holding at a block of the past."""

    block: int
    growth: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one coldkey owned at one block, in rao; `at` is in seconds since 1970."""

    at: int
    block: int
    free_rao: int
    staked_rao: int
    """At the pools' prices."""
    liquidation_rao: int
    """What the pools would have paid for all of the stake."""
    holdings: tuple[KeptHolding, ...] = ()
    reserved_rao: int = 0

    @property
    def total_rao(self) -> int:
        """Free, reserved, and staked at the pools' prices."""
        return self.free_rao + self.reserved_rao + self.staked_rao


class PortfolioHistory(Database):
    """An SQLite file of snapshots by chain and coldkey, for its owner's eyes; processes may share it."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the file; one that cannot be used is a `Fault`."""
        super().__init__(
            path or portfolio_history_file(),
            called="portfolio history",
            code="history_unusable",
            hint="Balances of the past are in it alone.",
            synchronous="NORMAL",
            prepare=_prepare,
        )

    def __enter__(self) -> PortfolioHistory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self, genesis: str, owned: Iterable[tuple[str, Snapshot]]) -> None:
        """Remember what coldkeys own, (coldkey, snapshot) each; the first one of an hour stands for it."""
        with self.faults(), self._transaction():
            for coldkey, snapshot in owned:
                if self._put(genesis, coldkey, snapshot):
                    self._thin(genesis, coldkey, snapshot.at - _BY_THE_HOUR)

    def course(
        self, genesis: str, coldkey: str, since: int = 0, *, holdings: bool = False
    ) -> tuple[Snapshot, ...]:
        """The snapshots of a coldkey from `since` on, oldest first; with what it held only when asked."""
        with self.faults():
            rows = self.connection.execute(
                "SELECT id, at, block, free_rao, staked_rao, liquidation_rao, reserved_rao FROM snapshots"
                " WHERE genesis = ? AND coldkey = ? AND at >= ? ORDER BY at",
                (genesis, coldkey, since),
            ).fetchall()
            return tuple(
                Snapshot(at, block, free, staked, sold, self._holdings(key) if holdings else (), reserved)
                for key, at, block, free, staked, sold, reserved in rows
            )

    def owners(self) -> tuple[tuple[str, str], ...]:
        """Every chain's genesis and coldkey that anything is kept of."""
        with self.faults():
            return tuple(
                self.connection.execute(
                    "SELECT DISTINCT genesis, coldkey FROM snapshots ORDER BY genesis, coldkey"
                )
            )

    def growths(self, genesis: str, coldkey: str, since: int) -> dict[tuple[int, str], Grown]:
        """The oldest known growth from `since` on of everything a coldkey held, by netuid and hotkey."""
        with self.faults():
            rows = self.connection.execute(
                "SELECT netuid, hotkey, block, growth, min(at) FROM holdings"
                " JOIN snapshots ON snapshot = id"
                " WHERE genesis = ? AND coldkey = ? AND at >= ? AND growth IS NOT NULL"
                " GROUP BY netuid, hotkey",
                (genesis, coldkey, since),
            ).fetchall()
        return {(netuid, hotkey): Grown(block, growth) for netuid, hotkey, block, growth, _ in rows}

    def _holdings(self, snapshot: int) -> tuple[KeptHolding, ...]:
        rows = self.connection.execute(
            "SELECT netuid, hotkey, alpha_rao, value_rao, liquidation_rao, growth FROM holdings"
            " WHERE snapshot = ? ORDER BY value_rao DESC, netuid, hotkey",
            (snapshot,),
        )
        return tuple(KeptHolding(*row) for row in rows)

    def _put(self, genesis: str, coldkey: str, new: Snapshot) -> bool:
        """Write a snapshot with its holdings; False when its hour has one."""
        figures = (new.at, new.block, new.free_rao, new.staked_rao, new.liquidation_rao, new.reserved_rao)
        written = self.connection.execute(
            "INSERT OR IGNORE INTO snapshots"
            " (genesis, coldkey, hour, at, block, free_rao, staked_rao, liquidation_rao, reserved_rao)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (genesis, coldkey, new.at // HOUR, *figures),
        )
        if not written.rowcount:
            return False
        row = written.lastrowid
        self.connection.executemany(
            "INSERT INTO holdings (snapshot, netuid, hotkey, alpha_rao, value_rao, liquidation_rao, growth)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (row, h.netuid, h.hotkey, h.alpha_rao, h.value_rao, h.liquidation_rao, h.growth)
                for h in new.holdings
            ],
        )
        return True

    def _thin(self, genesis: str, coldkey: str, before: int) -> None:
        self.connection.execute(
            "DELETE FROM snapshots WHERE genesis = ?1 AND coldkey = ?2 AND at < ?3 AND EXISTS ("
            " SELECT 1 FROM snapshots AS later WHERE later.genesis = ?1 AND later.coldkey = ?2"
            " AND later.hour / 24 = snapshots.hour / 24 AND later.hour > snapshots.hour)",
            (genesis, coldkey, before),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection, STEPS, "portfolio history", "history_too_new")


def by_day(course: Sequence[Snapshot], now: int, days: int) -> list[tuple[int, Snapshot | None]]:
    """The last snapshot of each of the newest `days` UTC days, oldest first; days are counted from 1970."""
    last = {snapshot.at // DAY: snapshot for snapshot in course}
    today = now // DAY
    return [(day, last.get(day)) for day in range(today - days + 1, today + 1)]


def to_compare(course: Sequence[Snapshot], now: int) -> Snapshot | None:
    """What “since yesterday” starts from: the newest that is a day old, else the oldest; None for none."""
    old = [snapshot for snapshot in course if snapshot.at <= now - DAY]
    return old[-1] if old else course[0] if course else None
