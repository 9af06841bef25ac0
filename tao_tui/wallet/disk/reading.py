"""Read small files of unknown origin: bounded, never a device or a pipe, every failure in plain words."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, Final

from tao_tui.errors import KeyfileCorrupt, KeyfileMissing, WalletError
from tao_tui.text import clean

MAX_BYTES: Final = 64 * 1024
"""No keyfile of any format comes near this size (the largest known, Ansible's, has 2 kB)."""


def read_file(path: Path, size: int | None = None, *, most: int = MAX_BYTES) -> bytes:
    """The whole of `path`, which has at most `most` bytes, or its first `size` bytes.

    Raises `KeyfileMissing`, `KeyfileCorrupt` for what is no file or far too large, `WalletError`
    (code `keyfile_unreadable`) for what the system refuses to read.
    """
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise KeyfileMissing(
            f"There is no file {shown(path)}.", hint="Check the wallet's name and folder."
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise KeyfileCorrupt(
                f"{shown(path)} is not a file.", hint="Move it away and put the real file there."
            )
        if status.st_size > most:
            raise KeyfileCorrupt(
                f"{shown(path)} is far too large to be one ({status.st_size} bytes).",
                hint="Put the real file back from a backup.",
            )
        return _read(handle, most if size is None else size)
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(handle)


def parse_object(data: bytes) -> dict[str, Any] | None:
    """The JSON object in `data`, or None when it holds anything else, however deep or broken."""
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def shown(path: Path) -> str:
    """A path as it may be shown to a person."""
    return clean(str(path), 400)


def _read(handle: int, size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(handle, size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _unreadable(path: Path, error: Exception) -> WalletError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else "its name is not a path"
    return WalletError(
        f"{shown(path)} cannot be read: {why}.",
        hint="Check who owns it; a key is readable by its owner alone (chmod 600).",
        code="keyfile_unreadable",
    )
