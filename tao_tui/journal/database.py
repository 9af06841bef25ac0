"""How the files of this room are opened: private, shared by processes, and closed amid no statement."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from tao_tui.errors import Fault
from tao_tui.paths import private_dir

_BUSY_SECONDS: Final = 10.0


class Database:
    """An SQLite file, readable by its owner alone; a subclass holds its tables.

    Statements run beside the event loop, in whatever thread; every use is within `faults`, because sqlite
    takes the process down when it is closed amid a statement.
    """

    def __init__(
        self,
        path: Path,
        *,
        called: str,
        code: str,
        hint: str,
        synchronous: Literal["FULL", "NORMAL"],
        prepare: Callable[[sqlite3.Connection], None],
    ) -> None:
        """Open or create the file and its tables; one that cannot be used is a `Fault` with that code.

        `FULL` puts every statement on the disk before it returns; `NORMAL` may lose the last ones in a power
        cut and keeps the file whole.
        """
        self.path = path
        self._called = called
        self._code = code
        self._hint = hint
        self._in_use = threading.Lock()
        private_dir(path.parent)
        with self.faults():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            self.connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self.connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                self.connection.execute("PRAGMA journal_mode = WAL")
                self.connection.execute(f"PRAGMA synchronous = {synchronous}")
                prepare(self.connection)
            except BaseException:
                self.connection.close()
                raise

    def close(self) -> None:
        """Close the file, once nothing is being written."""
        with self._in_use:
            self.connection.close()

    @contextmanager
    def faults(self, hint: str = "") -> Iterator[None]:
        """Use the connection, alone; what goes wrong is a `Fault`, `hint` saying what to do first."""
        try:
            with self._in_use:
                yield
        except (sqlite3.Error, OSError) as error:
            raise self.unusable(error, hint) from error
        except OverflowError as error:  # a node may say any u64, and sqlite keeps half of them
            raise Fault(
                f"The {self._called} cannot hold what the node said: a number is too large.",
                hint=f"{hint} Try another node.".strip(),
                code=self._code,
            ) from error

    def unusable(self, error: Exception, hint: str = "") -> Fault:
        """The fault to raise for an error of the file."""
        return Fault(
            f"The {self._called} {self.path} cannot be used: {error}.",
            hint=f"{hint or self._hint} Check the disk, or move the file aside.".strip(),
            code=self._code,
        )
