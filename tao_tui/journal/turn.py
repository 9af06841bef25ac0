"""Whose turn it is to take an account's next number: one process of this user at a time."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tao_tui.errors import Declined, Fault
from tao_tui.paths import private_dir

_POLL: Final = 0.05
_PATIENCE: Final = 180.0
"""Seconds another process may take to sign, a person at a hardware key included."""


@asynccontextmanager
async def turn(
    folder: Path, genesis: str, signer: str, on_wait: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """Hold the account's turn on a chain for the length of the block; `on_wait` is told when it has to wait.

    The lock is the operating system's, so it ends with the process that holds it, however that ends.
    Raises `Declined` when another process holds it for minutes.
    """
    handle = _opened(folder, genesis, signer)
    try:
        deadline = time.monotonic() + _PATIENCE
        waited = False
        while not _locked(handle):
            if not waited:
                on_wait()
                waited = True
            if time.monotonic() > deadline:
                raise Declined(
                    f"Another tao-tui has been signing for {signer} for over {_PATIENCE:.0f} seconds.",
                    hint="Nothing was signed. Finish or close it, then try again.",
                    code="signer_busy",
                )
            await asyncio.sleep(_POLL)
        yield
    finally:
        os.close(handle)


def _opened(folder: Path, genesis: str, signer: str) -> int:
    name = blake2b(f"{genesis} {signer}".encode(), digest_size=16).hexdigest()
    path = private_dir(folder / "turns") / name
    try:
        return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Fault(
            f"The file {path} cannot be used: {error.strerror}.",
            hint="Nothing was signed. Check the disk.",
            code="journal_unusable",
        ) from error


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
