"""Change what is there: a key's password, names of wallets and hotkeys."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tao_tui.errors import KeyfileMissing, UsageError, WalletError
from tao_tui.paths import sync_dir
from tao_tui.wallet.agent.keywork import reseal
from tao_tui.wallet.disk.locking import changing
from tao_tui.wallet.disk.reading import read_file, shown
from tao_tui.wallet.disk.storing import move_new, store_file, taken, unusable
from tao_tui.wallet.files.folder import KeyRef, WalletFolder
from tao_tui.wallet.files.listing import COLDKEY_PUBLIC
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.names import PUBLIC_SUFFIX, check_name
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.system_keyring import keyring_follow_move, keyring_follow_password


def change_password(
    folder: WalletFolder, key: KeyRef, password: Secret | None, new_password: Secret | None
) -> KeyRef:
    """Put `key` under another password, or under none; whatever form its file had, it gets the modern one.

    At every moment the file is the old one or the new one, whole; the new one was opened before it took
    the name. Blocks for up to 7 s. Raises what `reseal` raises.
    """
    with changing(folder.path / key.wallet):
        refuse_link(key.path)
        data = reseal(key, password, new_password)
        _keep_address(key)
        try:
            store_file(key.path, data, overwrite=True)
        except WalletError as error:
            if read_file(key.path) != data:
                raise
            raise WalletError(
                f"The new password of {shown(key.path)} is in force, but the disk did not confirm it.",
                hint="A power cut may bring the old one back. Make room, and do it again.",
                code="not_durable",
            ) from error
        if read_file(key.path) != data:
            raise WalletError(
                f"{shown(key.path)} does not hold what was just written to it.",
                hint="Somebody else changed it, or the disk fails: import the mnemonic elsewhere now.",
                code="write_lost",
            )
        keyring_follow_password(key.path, new_password)
    return _again(folder, key)


def rename_wallet(folder: WalletFolder, name: str, new_name: str) -> None:
    """Give wallet `name` another name; `KeyExists` when that is taken. The keyring's passwords go along."""
    folder.wallet(name)
    old, new = folder.path / check_name(name), folder.path / check_name(new_name)
    if old == new:
        raise UsageError("That is its name already.", hint="Give another with --to.", code="same_name")
    with changing(old):
        refuse_link(old)
        move_new(old, new)
        keyring_follow_move(old, new)


def rename_hotkey(folder: WalletFolder, wallet: str, name: str, new_name: str) -> KeyRef:
    """Give a hotkey another name; `KeyExists` when that is taken."""
    key = folder.hotkey(wallet, name)
    target = key.path.with_name(check_name(new_name, "hotkey"))
    public, new_public = (path.with_name(path.name + PUBLIC_SUFFIX) for path in (key.path, target))
    with changing(folder.path / wallet):
        begun = _same_content(public, new_public)
        if os.path.lexists(target) or (os.path.lexists(new_public) and not begun):
            raise taken(target)
        try:
            # The public file is written anew and the old one goes last: a stop in between leaves a key
            # under one of the two names and a watch-only hotkey under the other, never no key.
            if os.path.lexists(public) and not begun:
                store_file(new_public, read_file(public))
            if not key.watch_only:
                refuse_link(key.path)
                os.rename(key.path, target)
                sync_dir(target.parent)
            public.unlink(missing_ok=True)
            sync_dir(target.parent)
        except OSError as error:
            raise unusable(target.parent, error) from error
        keyring_follow_move(key.path, target)
    return folder.hotkey(wallet, new_name)


def refuse_link(path: Path) -> None:
    """Raise when `path` is a symbolic link: what it points to may be somebody else's to change."""
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        raise KeyfileMissing(f"{shown(path)} is not there: {error.strerror}.") from error
    if stat.S_ISLNK(mode):
        raise WalletError(
            f"{shown(path)} is a symbolic link; it was left as it is.",
            hint="Change the file it points to, or put the file itself in its place.",
            code="symbolic_link",
        )


def public_path(key: KeyRef) -> Path:
    """Where the public file of `key` is, or would be."""
    return key.path.with_name(COLDKEY_PUBLIC if key.role == "coldkey" else key.path.name + PUBLIC_SUFFIX)


def _keep_address(key: KeyRef) -> None:
    """Write the public file where there is none: the keyfile alone may tell the address, and not for long."""
    public = public_path(key)
    if not os.path.lexists(public):
        store_file(public, PublicKey(key.address, key.crypto_type).to_file())


def _same_content(path: Path, other: Path) -> bool:
    """Whether both are there and say the same: a rename that was cut short goes on where it ended."""
    try:
        return read_file(path) == read_file(other)
    except WalletError:
        return False


def _again(folder: WalletFolder, key: KeyRef) -> KeyRef:
    if key.role == "coldkey":
        return folder.coldkey(key.wallet)
    assert key.hotkey is not None
    return folder.hotkey(key.wallet, key.hotkey)
