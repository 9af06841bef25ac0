"""The journal's tables, and how an older file is brought up to date."""

from __future__ import annotations

import sqlite3
from typing import Final

from tao_tui.errors import Fault

VERSION: Final = 2

_STEPS: Final = (
    """
    CREATE TABLE extrinsics (
        id INTEGER PRIMARY KEY,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        action TEXT NOT NULL,
        network TEXT NOT NULL,
        genesis TEXT NOT NULL,
        signer TEXT NOT NULL,
        nonce INTEGER NOT NULL,
        extrinsic_hash TEXT NOT NULL UNIQUE,
        call_json TEXT NOT NULL,
        extrinsic_hex TEXT NOT NULL,
        birth_block INTEGER NOT NULL,
        valid_until INTEGER NOT NULL,
        command TEXT NOT NULL,
        status TEXT NOT NULL,
        block_hash TEXT,
        block_number INTEGER,
        fee_rao INTEGER,
        error TEXT,
        detail TEXT
    ) STRICT;
    CREATE INDEX extrinsics_open ON extrinsics (genesis, status);
    """,
    """
    ALTER TABLE extrinsics ADD COLUMN intent TEXT NOT NULL DEFAULT '';
    ALTER TABLE extrinsics ADD COLUMN endpoint TEXT NOT NULL DEFAULT '';
    ALTER TABLE extrinsics ADD COLUMN real_account TEXT;
    ALTER TABLE extrinsics ADD COLUMN carrier_hash TEXT;
    ALTER TABLE extrinsics ADD COLUMN carrier_nonce INTEGER;
    CREATE INDEX extrinsics_intent ON extrinsics (genesis, intent);
    """,
)
"""One script for every version; a file of version N has had the first N."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to `VERSION` in one transaction; a newer file than this program knows is a `Fault`."""
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)
        if found > VERSION:
            raise Fault(
                "The journal was written by a newer tao-tui.", hint="Update tao-tui.", code="journal_too_new"
            )
        for script in _STEPS[found:]:
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
