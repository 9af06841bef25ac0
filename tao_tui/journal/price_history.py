"""Prices of alpha over time on disk: by the hour for a month, by the day for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from tao_tui.journal.database import Database
from tao_tui.journal.migration import migrate
from tao_tui.paths import price_history_file

_HOUR: Final = 3_600
_DAY: Final = 24 * _HOUR
_BY_THE_HOUR: Final = 31 * _DAY
_LARGEST: Final = 2**63 - 1
"""The file's integers are signed; a price beyond that is none a chain has."""
_STEPS: Final = (
    """
    CREATE TABLE chains (id INTEGER PRIMARY KEY, genesis TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE prices (
        chain INTEGER NOT NULL REFERENCES chains (id),
        netuid INTEGER NOT NULL,
        hour INTEGER NOT NULL,
        at INTEGER NOT NULL,
        price_rao INTEGER NOT NULL,
        PRIMARY KEY (chain, netuid, hour)
    ) STRICT, WITHOUT ROWID;
    """,
)


@dataclass(frozen=True, slots=True)
class KeptPrice:
    """Rao per alpha at a time in seconds since 1970."""

    at: int
    price_rao: int


class PriceHistory(Database):
    """An SQLite file of prices by chain and subnet; processes may share it."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the file; one that cannot be used is a `Fault`."""
        super().__init__(
            path or price_history_file(),
            called="price history",
            code="history_unusable",
            hint="It holds nothing that is not on the chain.",
            synchronous="NORMAL",
            prepare=lambda connection: migrate(connection, _STEPS, "price history", "history_too_new"),
        )

    def __enter__(self) -> PriceHistory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self, genesis: str, at: int, prices: Mapping[int, int]) -> None:
        """Remember prices by netuid; the first one of an hour stands for it."""
        rows = [(netuid, price) for netuid, price in prices.items() if 0 <= price <= _LARGEST]
        with self.faults():
            self.connection.execute("INSERT OR IGNORE INTO chains (genesis) VALUES (?)", (genesis,))
            (chain,) = self.connection.execute(
                "SELECT id FROM chains WHERE genesis = ?", (genesis,)
            ).fetchone()
            self.connection.executemany(
                "INSERT OR IGNORE INTO prices VALUES (?, ?, ?, ?, ?)",
                [(chain, netuid, at // _HOUR, at, price) for netuid, price in rows],
            )
            self.connection.execute(
                "DELETE FROM prices WHERE chain = ?1 AND hour < ?2 AND EXISTS (SELECT 1 FROM prices AS later"
                " WHERE later.chain = ?1 AND later.netuid = prices.netuid AND later.hour > prices.hour"
                " AND later.hour / 24 = prices.hour / 24)",
                (chain, (at - _BY_THE_HOUR) // _HOUR),
            )

    def course(self, genesis: str, netuid: int, since: int = 0) -> tuple[KeptPrice, ...]:
        """The prices of a subnet from `since` on, oldest first."""
        with self.faults():
            rows = self.connection.execute(
                "SELECT at, price_rao FROM prices JOIN chains ON chain = id"
                " WHERE genesis = ? AND netuid = ? AND at >= ? ORDER BY at",
                (genesis, netuid, since),
            ).fetchall()
        return tuple(KeptPrice(*row) for row in rows)
