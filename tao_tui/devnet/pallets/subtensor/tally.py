"""Counting what a call reads and writes, for calls that say afterwards what they took."""

from __future__ import annotations

from dataclasses import dataclass

from tao_tui.devnet.frame.weight import database


@dataclass(slots=True)
class Tally:
    """Accesses to storage so far."""

    reads: int = 0
    writes: int = 0

    def count(self, *, reads: int = 0, writes: int = 0) -> None:
        """Add some."""
        self.reads += reads
        self.writes += writes

    @property
    def ref_time(self) -> int:
        """What they weigh, picoseconds."""
        return database(self.reads, self.writes)
