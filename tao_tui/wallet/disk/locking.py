"""One change of a wallet at a time, however many processes want to: its folder itself is the lock."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tao_tui.errors import WalletError, WalletNotFound
from tao_tui.paths import private_dir
from tao_tui.wallet.disk.reading import shown

PATIENCE_SECONDS: Final = 30.0
"""How long another change may take; one of a password on a busy machine needs about 20 s."""

_RETRY_SECONDS: Final = 0.05


@contextmanager
def changing(folder: Path, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the wallet `folder` for a change.

    A lock dies with its process and leaves no file. Raises `WalletError` (code `wallet_busy`) when
    another process holds it for too long, `WalletNotFound` when the folder moved away meanwhile.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise WalletNotFound(
            f"The wallet folder {shown(folder)} cannot be opened: {error.strerror}.",
            hint="See the ones there with: tao-tui wallet list.",
        ) from error
    try:
        _wait(handle, folder, time.monotonic() + patience)
        if not _same(handle, folder):
            raise WalletNotFound(
                f"The wallet in {shown(folder)} was renamed or removed meanwhile.",
                hint="See the ones there with: tao-tui wallet list.",
            )
        yield
    finally:
        os.close(handle)


@contextmanager
def one_writer(file: Path) -> Iterator[None]:
    """Hold the folder of one of the program's own files, made if need be, while the file is written."""
    handle = os.open(private_dir(file.parent), os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise WalletError(
                    f"Another process is changing the wallet in {shown(folder)}.",
                    hint="Nothing was changed; try again when it is done.",
                    code="wallet_busy",
                ) from None
            time.sleep(_RETRY_SECONDS)


def _same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(folder))
    except OSError:
        return False
