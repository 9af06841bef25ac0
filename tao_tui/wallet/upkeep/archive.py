"""Wallets put away: out of sight of every program, whole, until they are taken back or deleted for good."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tao_tui.addresses import Address
from tao_tui.errors import WalletNotFound
from tao_tui.paths import sync_dir
from tao_tui.text import Clean, clean
from tao_tui.wallet.disk.locking import changing
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.disk.storing import BUILDING, move_new, taken, unusable
from tao_tui.wallet.files.folder import WalletFolder
from tao_tui.wallet.files.listing import (
    ARCHIVE,
    COLDKEY,
    COLDKEY_PUBLIC,
    HOTKEYS,
    looks_like_wallet,
    wallet_summary,
)
from tao_tui.wallet.names import MAX_NAME, PUBLIC_SUFFIX, check_name
from tao_tui.wallet.system_keyring import keyring_follow_move
from tao_tui.wallet.upkeep.changes import refuse_link

_OF: Final = "+"
"""Between a wallet and its hotkey that was put away."""
_MARK: Final = "@"
"""Between a name and the moment it was put away; the last one counts."""


@dataclass(frozen=True, slots=True)
class Archived:
    """One wallet or hotkey that was put away."""

    label: Clean
    """`NAME@MOMENT`: how it is called for until it is back."""
    name: Clean
    removed_at: Clean
    coldkey: Address | None
    hotkeys: tuple[Clean, ...]


def archive_wallet(folder: WalletFolder, name: str) -> Path:
    """Put wallet `name` away, with everything in its folder; where it is now."""
    folder.wallet(name)
    wallet = folder.path / name
    with changing(wallet):
        refuse_link(wallet)
        place = _place(folder.path, name)
        move_new(wallet, place)
        keyring_follow_move(wallet, place)
    return place


def archive_hotkey(folder: WalletFolder, wallet: str, name: str) -> Path:
    """Put a hotkey away, as a wallet of its own in the archive; where it is now."""
    key = folder.hotkey(wallet, name)
    with changing(folder.path / wallet):
        refuse_link(key.path if not key.watch_only else key.path.with_name(name + PUBLIC_SUFFIX))
        place = _place(folder.path, f"{wallet}{_OF}{name}")
        try:
            (place / HOTKEYS).mkdir(mode=0o700, parents=True)
            for file in (name, name + PUBLIC_SUFFIX):
                if os.path.lexists(key.path.with_name(file)):
                    os.rename(key.path.with_name(file), place / HOTKEYS / file)
            for changed in (place / HOTKEYS, place, place.parent, key.path.parent):
                sync_dir(changed)
        except OSError as error:
            raise unusable(place, error) from error
        keyring_follow_move(key.path, place / HOTKEYS / name)
    return place


def list_archive(folder: WalletFolder) -> tuple[Archived, ...]:
    """What was put away, the oldest first."""
    root = folder.path / ARCHIVE
    try:
        names = os.listdir(root)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise unusable(root, error) from error
    found = [_archived(root / name) for name in names if _MARK in name and looks_like_wallet(root / name)]
    return tuple(sorted(found, key=lambda each: str(each.removed_at)))


def take_back(folder: WalletFolder, label: str, name: str | None = None) -> str:
    """Put what was archived as `label` back, under its old name or another; the wallet it is in now.

    A hotkey goes back into its wallet where there is one, and else comes back as a wallet that has only this
    hotkey. Raises `KeyExists` when the name is taken.
    """
    place = _found(folder, label)
    if name is None and (wallet := _wallet_of_hotkey(folder, place)):
        return _hotkey_back(folder, place, wallet)
    wanted = check_name(label.rpartition(_MARK)[0] if name is None else name)
    move_new(place, folder.path / wanted)
    keyring_follow_move(place, folder.path / wanted)
    return wanted


def _wallet_of_hotkey(folder: WalletFolder, place: Path) -> str:
    """The wallet that the hotkey in `place` was put away from, if it is there; else an empty text."""
    if any(os.path.lexists(place / part) for part in (COLDKEY, COLDKEY_PUBLIC)):
        return ""
    head = place.name.rpartition(_MARK)[0]
    for hotkey in wallet_summary(place).hotkeys:
        wallet = head.removesuffix(f"{_OF}{hotkey.name}")
        if wallet != head and looks_like_wallet(folder.path / wallet):
            return wallet
    return ""


def _hotkey_back(folder: WalletFolder, place: Path, wallet: str) -> str:
    target = folder.path / wallet / HOTKEYS
    with changing(folder.path / wallet):
        try:
            target.mkdir(mode=0o700, exist_ok=True)
            files = sorted(os.listdir(place / HOTKEYS))
            for file in files:
                if os.path.lexists(target / file):
                    raise taken(target / file)
            for file in files:
                os.rename(place / HOTKEYS / file, target / file)
            for changed in (target, place / HOTKEYS):
                sync_dir(changed)
            (place / HOTKEYS).rmdir()
            place.rmdir()
        except OSError as error:
            raise unusable(target, error) from error
        keyring_follow_move(place / HOTKEYS, target)
    return wallet


def delete_archived(folder: WalletFolder, label: str) -> None:
    """Delete what was archived as `label` for good. It loses its name first, so it is never half there."""
    place = _found(folder, label)
    doomed = folder.path / f"{BUILDING}deleted-{os.getpid()}-{time.time_ns()}"
    try:
        os.rename(place, doomed)
        sync_dir(place.parent)
        shutil.rmtree(doomed)
        sync_dir(doomed.parent)
    except OSError as error:
        raise unusable(folder.path, error) from error
    keyring_follow_move(place, None)


def _place(root: Path, name: str) -> Path:
    """A free place in the archive for `name`."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    try:
        (root / ARCHIVE).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unusable(root, error) from error
    place, number = root / ARCHIVE / f"{name}{_MARK}{moment}", 1
    while os.path.lexists(place):
        number += 1
        place = root / ARCHIVE / f"{name}{_MARK}{moment}-{number}"
    return place


def _archived(place: Path) -> Archived:
    summary = wallet_summary(place)
    name, _, moment = place.name.rpartition(_MARK)
    return Archived(
        label=clean(place.name, MAX_NAME * 2),
        name=clean(name, MAX_NAME * 2),
        removed_at=clean(moment, MAX_NAME),
        coldkey=summary.coldkey,
        hotkeys=tuple(hotkey.name for hotkey in summary.hotkeys),
    )


def _found(folder: WalletFolder, label: str) -> Path:
    for each in list_archive(folder):
        if each.label == label:
            return folder.path / ARCHIVE / label
    raise WalletNotFound(
        f"Nothing was put away as {clean(label, MAX_NAME * 2)} in {shown(folder.path)}.",
        hint="See what was: tao-tui wallet archive list.",
    )
