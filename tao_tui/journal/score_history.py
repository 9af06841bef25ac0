"""Scores of past epochs on disk, within a size the person sets: the oldest make room for new ones."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.errors import Fault
from tao_tui.journal.database import Database
from tao_tui.paths import score_history_file

KEPT: Final[Mapping[str, str]] = {
    "owners": "<u4",
    "consensus": "<u2",
    "incentive": "<u2",
    "dividends": "<u2",
    "validator_trust": "<u2",
    "emission": "<u8",
    "stake": "<u8",
}
"""Column to the type it is kept in; scores as the chain's u16, amounts in rao."""

MEGABYTE: Final = 1 << 20
_TRIM: Final = 16
"""A sixteenth of what is kept goes when the size is exceeded, so that trimming stays rare."""
_VERSION: Final = 1
_LARGEST: Final = 1 << 20
"""Bytes a column may unpack to: far more than the largest subnet's."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptEpoch:
    """The scores one epoch left, columns by uid."""

    block: int
    columns: Mapping[str, NDArray[Any]]
    """By the names in `KEPT`; `owners` tells hotkeys apart (`owner_mark`)."""


def owner_mark(hotkey: str) -> int:
    """Four bytes that tell hotkeys apart: enough to notice that a uid went to another neuron."""
    return zlib.crc32(hotkey.encode())


class ScoreHistory(Database):
    """An SQLite file of score columns by chain, subnet, mechanism and epoch; processes may share it."""

    def __init__(self, budget_bytes: int, path: Path | None = None) -> None:
        """Open or create the file; one that cannot be used is a `Fault`."""
        super().__init__(
            path or score_history_file(),
            called="score history",
            code="history_unusable",
            hint="It holds nothing that is not on the chain.",
            synchronous="NORMAL",
            prepare=_prepare,
        )
        self.budget_bytes = budget_bytes

    def keep(
        self, genesis: str, netuid: int, mechanism: int, block: int, columns: Mapping[str, NDArray[Any]]
    ) -> bool:
        """Remember the scores an epoch left at `block`; False when they are remembered already."""
        packed = [zlib.compress(columns[name].astype(kind).tobytes(), 6) for name, kind in KEPT.items()]
        marks = ", ".join("?" * (4 + len(packed)))
        with self.faults():
            cursor = self.connection.execute(
                f"INSERT OR IGNORE INTO epochs VALUES ({marks})",
                (genesis, netuid, mechanism, block, *packed),
            )
            if cursor.rowcount and self._size() > self.budget_bytes:
                self._trim()
        return bool(cursor.rowcount)

    def has(self, genesis: str, netuid: int, mechanism: int, block: int) -> bool:
        """Whether the scores an epoch left at `block` are remembered."""
        with self.faults():
            found = self.connection.execute(
                "SELECT 1 FROM epochs WHERE genesis = ? AND netuid = ? AND mechanism = ? AND block = ?",
                (genesis, netuid, mechanism, block),
            ).fetchone()
        return found is not None

    def epochs(
        self,
        genesis: str,
        netuid: int,
        mechanism: int = 0,
        *,
        limit: int = 24,
        names: Sequence[str] = tuple(KEPT),
    ) -> tuple[KeptEpoch, ...]:
        """The newest `limit` epochs of a subnet, oldest first; only the columns in `names`."""
        unknown = set(names) - set(KEPT)
        if unknown:
            raise ValueError(f"no such columns: {', '.join(sorted(unknown))}")
        with self.faults():
            rows = self.connection.execute(
                f"SELECT block, {', '.join(names)} FROM epochs"
                " WHERE genesis = ? AND netuid = ? AND mechanism = ? ORDER BY block DESC LIMIT ?",
                (genesis, netuid, mechanism, limit),
            ).fetchall()
        try:
            return tuple(KeptEpoch(int(row[0]), _unpacked(names, row[1:])) for row in reversed(rows))
        except (zlib.error, ValueError) as error:
            raise self.unusable(error) from error

    def _size(self) -> int:
        pages, free, size = (
            int(self.connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _trim(self) -> None:
        """Drop the oldest epochs, by when they came, until there is room again."""
        while self._size() > self.budget_bytes * (_TRIM - 1) // _TRIM:
            cursor = self.connection.execute(
                "DELETE FROM epochs WHERE rowid IN (SELECT rowid FROM epochs ORDER BY rowid"
                " LIMIT 1 + (SELECT count(*) FROM epochs) / ?)",
                (_TRIM,),
            )
            if not cursor.rowcount:
                break
        self.connection.execute("PRAGMA incremental_vacuum")


def _prepare(connection: sqlite3.Connection) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > _VERSION:
        raise Fault(
            "The score history was written by a newer tao-tui.",
            hint="Update tao-tui.",
            code="history_too_new",
        )
    columns = ", ".join(f"{name} BLOB NOT NULL" for name in KEPT)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS epochs (genesis TEXT NOT NULL, netuid INTEGER NOT NULL,"
        f" mechanism INTEGER NOT NULL, block INTEGER NOT NULL, {columns},"
        f" PRIMARY KEY (genesis, netuid, mechanism, block)) STRICT"
    )
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _unpacked(names: Sequence[str], blobs: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    found = {}
    for name, blob in zip(names, blobs, strict=True):
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(blob, _LARGEST)
        if not unpacking.eof:
            raise ValueError("a column is damaged")
        found[name] = np.frombuffer(data, KEPT[name])
    return found
