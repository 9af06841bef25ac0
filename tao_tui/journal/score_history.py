"""Scores of past epochs on disk, within a size the person sets: the oldest make room for new ones."""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.errors import Fault
from tao_tui.paths import private_dir, score_history_file

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
_BUSY_SECONDS: Final = 5.0
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


def owner_mark(public_key: bytes) -> int:
    """Four bytes of a hotkey's public key: enough to notice that a uid went to another neuron."""
    return int.from_bytes(public_key[:4], "little")


class ScoreHistory:
    """An SQLite file of score columns by chain, subnet, mechanism and epoch; processes may share it."""

    def __init__(self, budget_bytes: int, path: Path | None = None) -> None:
        """Open or create the file; one that cannot be used is a `Fault`."""
        self.path = path or score_history_file()
        self.budget_bytes = budget_bytes
        self._in_use = threading.Lock()
        private_dir(self.path.parent)
        with self._faults():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.path.chmod(0o600)
            self._connection = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA auto_vacuum = INCREMENTAL")
        run("PRAGMA journal_mode = WAL")
        # What a power cut costs here is an epoch of a chart; the file itself stays whole.
        run("PRAGMA synchronous = NORMAL")
        found = int(run("PRAGMA user_version").fetchone()[0])
        if found > _VERSION:
            raise Fault(
                "The score history was written by a newer tao-tui.",
                hint="Update tao-tui.",
                code="history_too_new",
            )
        columns = ", ".join(f"{name} BLOB NOT NULL" for name in KEPT)
        run(
            f"CREATE TABLE IF NOT EXISTS epochs (genesis TEXT NOT NULL, netuid INTEGER NOT NULL,"
            f" mechanism INTEGER NOT NULL, block INTEGER NOT NULL, {columns},"
            f" PRIMARY KEY (genesis, netuid, mechanism, block)) STRICT"
        )
        run(f"PRAGMA user_version = {_VERSION}")

    def close(self) -> None:
        """Close the file, once nothing is being written."""
        with self._in_use:
            self._connection.close()

    def keep(
        self, genesis: str, netuid: int, mechanism: int, block: int, columns: Mapping[str, NDArray[Any]]
    ) -> bool:
        """Remember the scores an epoch left at `block`; False when they are remembered already."""
        packed = [zlib.compress(columns[name].astype(kind).tobytes(), 6) for name, kind in KEPT.items()]
        marks = ", ".join("?" * (4 + len(packed)))
        with self._faults():
            cursor = self._connection.execute(
                f"INSERT OR IGNORE INTO epochs VALUES ({marks})",  # noqa: S608 - question marks only
                (genesis, netuid, mechanism, block, *packed),
            )
            if cursor.rowcount and self._size() > self.budget_bytes:
                self._trim()
        return bool(cursor.rowcount)

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
        with self._faults():
            rows = self._connection.execute(
                f"SELECT block, {', '.join(names)} FROM epochs"  # noqa: S608 - names of KEPT only
                " WHERE genesis = ? AND netuid = ? AND mechanism = ? ORDER BY block DESC LIMIT ?",
                (genesis, netuid, mechanism, limit),
            ).fetchall()
            return tuple(KeptEpoch(int(row[0]), _unpacked(names, row[1:])) for row in reversed(rows))

    def _size(self) -> int:
        pages, free, size = (
            int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size

    def _trim(self) -> None:
        """Drop the oldest epochs, by when they came, until there is room again."""
        while self._size() > self.budget_bytes * (_TRIM - 1) // _TRIM:
            cursor = self._connection.execute(
                "DELETE FROM epochs WHERE rowid IN (SELECT rowid FROM epochs ORDER BY rowid"
                " LIMIT 1 + (SELECT count(*) FROM epochs) / ?)",
                (_TRIM,),
            )
            if not cursor.rowcount:
                break
        self._connection.execute("PRAGMA incremental_vacuum")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            with self._in_use:
                yield
        except (sqlite3.Error, OSError, zlib.error, ValueError) as error:
            raise Fault(
                f"The score history {self.path} cannot be used: {error}.",
                hint="Check the disk, or move the file aside; it holds nothing that is not on the chain.",
                code="history_unusable",
            ) from error


def _unpacked(names: Sequence[str], blobs: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    found = {}
    for name, blob in zip(names, blobs, strict=True):
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(blob, _LARGEST)
        if not unpacking.eof:
            raise ValueError("a column is damaged")
        found[name] = np.frombuffer(data, KEPT[name])
    return found
