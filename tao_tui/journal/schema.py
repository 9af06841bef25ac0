"""The journal's tables, and the steps from an older file to the newest."""

from __future__ import annotations

from typing import Final

STEPS: Final = (
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
    """
    ALTER TABLE extrinsics ADD COLUMN quoted_json TEXT;
    ALTER TABLE extrinsics ADD COLUMN moved_json TEXT;
    """,
    """
    CREATE TABLE findings (
        genesis TEXT NOT NULL,
        network TEXT NOT NULL,
        account TEXT NOT NULL,
        role TEXT NOT NULL,
        block_number INTEGER NOT NULL,
        block_hash TEXT NOT NULL,
        block_time INTEGER NOT NULL,
        position INTEGER NOT NULL,
        extrinsic_hash TEXT NOT NULL,
        signer TEXT NOT NULL,
        nonce INTEGER NOT NULL,
        call_json TEXT NOT NULL,
        fee_rao INTEGER,
        error TEXT,
        detail TEXT,
        moved_json TEXT NOT NULL,
        PRIMARY KEY (genesis, account, block_number, position)
    ) STRICT;
    CREATE TABLE looked_at (
        genesis TEXT NOT NULL,
        account TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        last_hash TEXT NOT NULL,
        PRIMARY KEY (genesis, account, first)
    ) STRICT;
    CREATE TABLE unsettled (
        genesis TEXT NOT NULL,
        account TEXT NOT NULL,
        block_number INTEGER NOT NULL,
        block_hash TEXT NOT NULL,
        PRIMARY KEY (genesis, account, block_number)
    ) STRICT;
    """,
    """
    ALTER TABLE extrinsics ADD COLUMN undo_json TEXT;
    """,
    """
    ALTER TABLE extrinsics ADD COLUMN block_time INTEGER;
    """,
    """
    ALTER TABLE extrinsics ADD COLUMN fee_payer TEXT;
    """,
    """
    CREATE TABLE decisions (
        genesis TEXT NOT NULL,
        body TEXT NOT NULL,
        block_number INTEGER NOT NULL,
        position INTEGER NOT NULL,
        decision_json TEXT NOT NULL,
        PRIMARY KEY (genesis, body, block_number, position)
    ) STRICT;
    CREATE TABLE decisions_looked_at (
        genesis TEXT NOT NULL,
        body TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        last_hash TEXT NOT NULL,
        PRIMARY KEY (genesis, body, first)
    ) STRICT;
    """,
)
"""One script for every version; a file of version N has had the first N."""
