"""How an SQLite file an older version wrote is brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tao_tui.errors import Fault


def migrate(connection: sqlite3.Connection, steps: Sequence[str], file: str, code: str) -> None:
    """Run the `steps` a file has not had, in one transaction; a file of version N has had the first N.

    A file newer than this program knows is a `Fault` with `code`, which calls it by the name `file`.
    """
    if _version(connection) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = _version(connection)
        if found > len(steps):
            raise Fault(f"The {file} was written by a newer tao-tui.", hint="Update tao-tui.", code=code)
        for script in steps[found:]:
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
