"""The file every extrinsic is written to before it is sent; several processes may share it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Final

from tao_tui.journal.database import Database
from tao_tui.journal.migration import migrate
from tao_tui.journal.row import CLOSED, SEEN, STATUSES, UNSEEN, JournalRow, NewRow, Status
from tao_tui.journal.schema import STEPS
from tao_tui.paths import journal_file

_COLUMNS: Final = ", ".join(JournalRow.__slots__)
_WRITTEN: Final = (*NewRow.__slots__, "status", "created_at", "updated_at")
_INSERT: Final = (
    f"INSERT INTO extrinsics ({', '.join(_WRITTEN)}) VALUES ({', '.join('?' * len(_WRITTEN))})"
    " ON CONFLICT (extrinsic_hash) DO NOTHING"
)


class Journal(Database):
    """An SQLite file, readable by its owner alone.

    `begin` returns only once the row is on the disk itself, so that a row exists for whatever was sent
    even if the machine loses power in the same moment.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the journal; a file that is none, or cannot be written, is a `Fault`."""
        super().__init__(
            path or journal_file(),
            called="journal",
            code="journal_unusable",
            hint="Nothing is sent without a journal.",
            synchronous="FULL",
            prepare=lambda connection: migrate(connection, STEPS, "journal", "journal_too_new"),
        )

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, new: NewRow) -> int:
        """Write an extrinsic down, durably, and return its row; call this before sending it.

        An extrinsic that is in the journal already keeps its row and its state.
        """
        now = time.time()
        with self.faults():
            self.connection.execute(_INSERT, (*astuple(new), "signed", now, now))
            found = self.connection.execute(
                "SELECT id FROM extrinsics WHERE extrinsic_hash = ?", (new.extrinsic_hash,)
            ).fetchone()
        return int(found[0])

    def mark(
        self,
        row_id: int,
        status: Status,
        *,
        block_hash: str | None = None,
        block_number: int | None = None,
        fee_rao: int | None = None,
        error: str | None = None,
        detail: str | None = None,
        moved_json: str | None = None,
        block_time: int | None = None,
        fee_payer: str | None = None,
    ) -> None:
        """Record what became of a row; facts left out keep their value, and a closed row stays closed.

        Only a final block opens it again: another process may have asked a node that lagged behind.
        """
        if status not in STATUSES:
            raise ValueError(f"{status} is no state of a journal row")
        facts = (block_hash, block_number, fee_rao, error, detail, moved_json, block_time, fee_payer)
        with self.faults("It may have been sent all the same: look for it before you send it again."):
            if status in SEEN:
                self.connection.execute(
                    "UPDATE extrinsics SET status = 'lost', error = NULL, detail = NULL"
                    " WHERE id = ? AND status IN (?, ?)",
                    (row_id, *UNSEEN),
                )
            self.connection.execute(
                "UPDATE extrinsics SET status = ?, updated_at = ?, block_hash = coalesce(?, block_hash),"
                " block_number = coalesce(?, block_number), fee_rao = coalesce(?, fee_rao),"
                " error = coalesce(?, error), detail = coalesce(?, detail),"
                " moved_json = coalesce(?, moved_json), block_time = coalesce(?, block_time),"
                " fee_payer = coalesce(?, fee_payer)"
                " WHERE id = ? AND (status NOT IN (?, ?, ?, ?) OR status = ?)",
                (status, time.time(), *facts, row_id, *CLOSED, status),
            )

    def retract(self, row_id: int) -> None:
        """Record that the block it was in is none of the chain's any more; a closed row stays closed."""
        with self.faults("It may be included again: look for it before you send it again."):
            self.connection.execute(
                "UPDATE extrinsics SET status = 'sent', updated_at = ?, block_hash = NULL,"
                " block_number = NULL, fee_rao = NULL, error = NULL, detail = NULL, moved_json = NULL,"
                " block_time = NULL, fee_payer = NULL"
                " WHERE id = ? AND status NOT IN (?, ?, ?, ?)",
                (time.time(), row_id, *CLOSED),
            )

    def alike(self, genesis: str, intent: str) -> tuple[JournalRow, ...]:
        """Rows that mean the same and that no final block has the end of, oldest first."""
        return self._select(
            "WHERE genesis = ? AND intent = ? AND intent != '' AND status NOT IN (?, ?) ORDER BY id",
            genesis,
            intent,
            *SEEN,
        )

    def open_rows(self, genesis: str) -> tuple[JournalRow, ...]:
        """Rows of a chain whose fate can still change, oldest first."""
        return self._select("WHERE genesis = ? AND status NOT IN (?, ?, ?, ?) ORDER BY id", genesis, *CLOSED)

    def rows(
        self, limit: int = 100, *, genesis: str | None = None, signer: str | None = None
    ) -> tuple[JournalRow, ...]:
        """The newest rows first, of one chain or signer where given."""
        return self._select(
            "WHERE (?1 IS NULL OR genesis = ?1) AND (?2 IS NULL OR signer = ?2) ORDER BY id DESC LIMIT ?3",
            genesis,
            signer,
            limit,
        )

    def every_row(self, genesis: str | None = None) -> tuple[JournalRow, ...]:
        """All rows, oldest first, of one chain where given."""
        return self._select("WHERE (?1 IS NULL OR genesis = ?1) ORDER BY id", genesis)

    def networks_of(self, signer: str) -> dict[str, str]:
        """The networks an account sent to from here: names by genesis hash, the newest name of each."""
        with self.faults():
            found = self.connection.execute(
                "SELECT genesis, network FROM extrinsics WHERE signer = ? ORDER BY id", (signer,)
            )
            return dict(found.fetchall())

    def stamp(self) -> tuple[int, float]:
        """How many rows there are and when one last changed: the same as long as none did."""
        with self.faults():
            found = self.connection.execute("SELECT count(*), max(updated_at) FROM extrinsics").fetchone()
        return int(found[0]), float(found[1] or 0)

    def row(self, extrinsic_hash: str) -> JournalRow | None:
        """The row of an extrinsic, or None."""
        found = self._select("WHERE extrinsic_hash = ?", extrinsic_hash)
        return found[0] if found else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written within, or nothing of it."""
        with self.faults():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise

    def _select(self, where: str, *values: object) -> tuple[JournalRow, ...]:
        with self.faults():
            found = self.connection.execute(f"SELECT {_COLUMNS} FROM extrinsics {where}", values)
            return tuple(JournalRow(*row) for row in found)
