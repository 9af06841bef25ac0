"""What governing bodies decided, and which blocks were looked through for it, kept in the journal's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from tao_tui.journal.journal import Journal
from tao_tui.journal.spans import Span, joined


@dataclass(frozen=True, slots=True)
class Kept:
    """One decision: the block that carried it out, its place there, and what is known of it as JSON."""

    block_number: int
    position: int
    decision_json: str


class Decisions:
    """The part of a journal that holds decisions, by chain and body. Only final blocks are written down."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def spans(self, genesis: str, body: str) -> tuple[Span, ...]:
        """The final blocks that were looked through, oldest first."""
        with self._journal.faults():
            return self._spans(genesis, body)

    def newest(self, genesis: str, body: str, limit: int) -> tuple[Kept, ...]:
        """Decisions, the newest first."""
        with self._journal.faults():
            rows = self._journal.connection.execute(
                "SELECT block_number, position, decision_json FROM decisions WHERE genesis = ? AND body = ?"
                " ORDER BY block_number DESC, position DESC LIMIT ?",
                (genesis, body, limit),
            )
            return tuple(Kept(*row) for row in rows)

    def keep(self, genesis: str, body: str, span: Span, found: Sequence[Kept]) -> None:
        """Write down final blocks that were looked through, with every decision in them."""
        execute = self._journal.connection.execute
        with self._journal.transaction():
            for each in found:
                execute(
                    "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?)",
                    (genesis, body, *astuple(each)),
                )
            spans = joined([*self._spans(genesis, body), span])
            execute("DELETE FROM decisions_looked_at WHERE genesis = ? AND body = ?", (genesis, body))
            for each_span in spans:
                execute(
                    "INSERT INTO decisions_looked_at VALUES (?, ?, ?, ?, ?)",
                    (genesis, body, *astuple(each_span)),
                )

    def forget(self, genesis: str) -> None:
        """Drop everything of a chain that began anew."""
        with self._journal.transaction():
            for table in ("decisions", "decisions_looked_at"):
                self._journal.connection.execute(f"DELETE FROM {table} WHERE genesis = ?", (genesis,))

    def _spans(self, genesis: str, body: str) -> tuple[Span, ...]:
        rows = self._journal.connection.execute(
            "SELECT first, last, last_hash FROM decisions_looked_at"
            " WHERE genesis = ? AND body = ? ORDER BY first",
            (genesis, body),
        )
        return tuple(Span(*row) for row in rows)
