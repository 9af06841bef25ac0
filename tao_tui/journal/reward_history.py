"""What stakers' earnings were counted by after past epochs, on disk: the newest of every subnet."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tao_tui.journal.database import Database
from tao_tui.journal.migration import migrate
from tao_tui.paths import reward_history_file

_LARGEST: Final = 4 << 20
"""Bytes a point may unpack to: root's has a rate for every validator and subnet."""
_STEPS: Final = (
    """
    CREATE TABLE points (
        genesis TEXT NOT NULL,
        netuid INTEGER NOT NULL,
        slot INTEGER NOT NULL,
        block INTEGER NOT NULL,
        counters BLOB NOT NULL,
        PRIMARY KEY (genesis, netuid, slot)
    ) STRICT;
    """,
)

Counters = Mapping[str, Mapping[int, int]]
"""By hotkey and netuid; integers of any size."""


class RewardHistory(Database):
    """An SQLite file of points by chain and subnet; processes may share it."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or create the file; one that cannot be used is a `Fault`."""
        super().__init__(
            path or reward_history_file(),
            called="history of rewards",
            code="history_unusable",
            hint="It holds what validators' stakers earned, which no node keeps for long.",
            synchronous="NORMAL",
            prepare=lambda connection: migrate(connection, _STEPS, "history of rewards", "history_too_new"),
        )

    def keep(
        self, genesis: str, netuid: int, slot: int, block: int, counters: Counters, *, most: int
    ) -> bool:
        """Remember a point; the first of a `slot` stands for it, and False says that it had one.

        Of the subnet's points the `most` with the highest slots stay.
        """
        packed = zlib.compress(json.dumps(counters, separators=(",", ":")).encode(), 6)
        with self.faults():
            written = self.connection.execute(
                "INSERT OR IGNORE INTO points VALUES (?, ?, ?, ?, ?)",
                (genesis, netuid, slot, block, packed),
            )
            if written.rowcount:
                self.connection.execute(
                    "DELETE FROM points WHERE genesis = ?1 AND netuid = ?2 AND slot NOT IN (SELECT slot"
                    " FROM points WHERE genesis = ?1 AND netuid = ?2 ORDER BY slot DESC LIMIT ?3)",
                    (genesis, netuid, most),
                )
        return bool(written.rowcount)

    def points(self, genesis: str, netuid: int) -> tuple[tuple[int, Counters], ...]:
        """(block, counters) of every point kept of a subnet, oldest first."""
        with self.faults():
            rows = self.connection.execute(
                "SELECT block, counters FROM points WHERE genesis = ? AND netuid = ? ORDER BY slot",
                (genesis, netuid),
            ).fetchall()
        try:
            return tuple((int(block), _unpacked(packed)) for block, packed in rows)
        except (zlib.error, ValueError, TypeError, AttributeError) as error:
            raise self.unusable(error) from error


def _unpacked(packed: bytes) -> dict[str, dict[int, int]]:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, _LARGEST)
    if not unpacking.eof:
        raise ValueError("a point is damaged")
    found: dict[str, dict[str, Any]] = json.loads(data)
    return {
        hotkey: {int(netuid): int(value) for netuid, value in counters.items()}
        for hotkey, counters in found.items()
    }
