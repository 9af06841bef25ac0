"""Write new key files: all of them or none, private from the first byte, never over another key."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tao_tui.errors import KeyExists, WalletError
from tao_tui.paths import sync_dir, write_private
from tao_tui.wallet.disk.reading import shown

BUILDING: Final = ".tao-tui-new-"
"""Prefix of the folder in which a wallet is built before it takes its name; a dot hides it from everybody."""

_STALE_SECONDS: Final = 3600


def store_wallet(folder: Path, files: Mapping[str, bytes]) -> None:
    """Create the wallet `folder` with `files` (names relative to it), or leave nothing behind.

    A new wallet is built beside its place and renamed into it. Raises `KeyExists` when somebody
    else took the name, `WalletError` (code `folder_unusable`) when the disk refuses.
    """
    import shutil  # these two only when something is written: listing wallets shall be quick
    import tempfile

    root = folder.parent
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(root)
        building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=root))
    except OSError as error:
        raise unusable(root, error) from error
    try:
        for name, data in files.items():
            _private_subdir(building, name)
            write_private(building / name, data)
        # Renaming a folder replaces nothing but an empty one, so no key can be lost here.
        os.rename(building, folder)
        _settle(root, folder, building)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise taken(folder) from None
        raise unusable(root, error) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def store_beside(folder: Path, files: Mapping[str, bytes]) -> None:
    """Add `files` in order to the existing wallet `folder`; a failure takes back those already added."""
    ours: list[Path] = []
    try:
        for name, data in files.items():
            _private_subdir(folder, name)
            write_private(folder / name, data)
            ours.append(folder / name)
    except BaseException as error:
        for path in ours:  # nothing else: a file of the same content may be another process's key
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unusable(folder, error) from error
        raise


def store_file(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """One private file, whole or not at all; `WalletError` (code `folder_unusable`) when the disk refuses."""
    try:
        write_private(path, data, overwrite=overwrite)
    except OSError as error:
        raise unusable(path.parent, error) from error


def move_new(old: Path, new: Path) -> None:
    """Rename the folder `old` to `new`, which nothing but an empty folder may have been, or leave it."""
    try:
        os.rename(old, new)
        try:
            for parent in {old.parent, new.parent}:
                sync_dir(parent)
        except OSError:
            os.rename(new, old)
            raise
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise taken(new) from None
        raise unusable(new.parent, error) from error


def taken(path: Path) -> KeyExists:
    """The error for a name that is in use."""
    return KeyExists(
        f"{shown(path)} exists already; nothing was written.",
        hint="Choose another name: no key is ever replaced.",
    )


def unusable(folder: Path, error: OSError) -> WalletError:
    """The error for a folder the system will not let us write to."""
    return WalletError(
        f"Nothing could be written to {shown(folder)}: {error.strerror or error}.",
        hint="Check the folder's owner and the free space, or choose another folder with --wallet-path.",
        code="folder_unusable",
    )


def _private_subdir(folder: Path, name: str) -> None:
    parent = (folder / name).parent
    if parent != folder:
        parent.mkdir(mode=0o700, exist_ok=True)


def _sweep(root: Path) -> None:
    """Remove what a killed run was building long ago: nobody was ever shown those keys."""
    import shutil

    horizon = time.time() - _STALE_SECONDS
    for entry in os.scandir(root):
        if entry.name.startswith(BUILDING) and _older(entry, horizon):
            shutil.rmtree(entry.path, ignore_errors=True)


def _older(entry: os.DirEntry[str], horizon: float) -> bool:
    """Whether `entry` is a folder last changed before `horizon`; not when it was renamed just now."""
    try:
        return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime < horizon
    except FileNotFoundError:
        return False


def _settle(root: Path, folder: Path, building: Path) -> None:
    """Make the new name durable; when that fails the wallet is unnamed again, because its words go unseen."""
    try:
        sync_dir(root)
    except OSError:
        os.rename(folder, building)
        raise
