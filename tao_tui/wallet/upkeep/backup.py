"""A whole wallet in one encrypted file, which is believed only after it was read back."""

from __future__ import annotations

import base64
import json
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tao_tui.errors import KeyfileCorrupt, UsageError, WalletError, WrongPassword
from tao_tui.text import Clean, clean
from tao_tui.wallet.disk.locking import changing
from tao_tui.wallet.disk.reading import read_file, shown
from tao_tui.wallet.disk.storing import store_file, store_wallet, unusable
from tao_tui.wallet.files.folder import WalletFolder
from tao_tui.wallet.files.listing import COLDKEY, COLDKEY_PUBLIC, HOTKEYS
from tao_tui.wallet.files.nacl_box import password_forms
from tao_tui.wallet.names import check_name
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.stoppable import or_stop

SUFFIX: Final = ".tao-backup"
MAGIC: Final = b"tao-tui wallet backup 1\n"
"""The first line; the second is JSON that says how the key is derived, and is authenticated too."""

OPSLIMIT: Final = 3
"""libsodium's argon2id MODERATE passes; the salt is the file's own, unlike a keyfile's."""
MEMLIMIT: Final = 256 * 1024 * 1024
"""libsodium's argon2id MODERATE memory, in bytes."""

MAX_BYTES: Final = 32 * 1024 * 1024
"""No backup is larger: a keyfile has at most 64 kB, and nobody has hundreds of hotkeys of that size."""
_MOST_MEMORY: Final = 1024 * 1024 * 1024
_MOST_PASSES: Final = 10
_DEEPEST: Final = 3
_NONCE: Final = 24


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    wallet: Clean
    made_at: int
    """Seconds since 1970."""
    files: Mapping[str, bytes]
    """Content by path inside the wallet folder."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The coldkey and the hotkeys in it, by name."""
        return tuple(name for name in self.files if not name.endswith(".txt"))


def write_backup(folder: WalletFolder, name: str, target: Path, password: Secret) -> Backup:
    """Everything in the folder of wallet `name`, encrypted in the new file `target`, read back and compared.

    Takes about 2 s and 256 MB. Raises `KeyExists` when `target` is there already, and `WalletError` (code
    `backup_not_readable`), with the file removed again, when what was read back differs.
    """
    folder.wallet(name)
    root = folder.path / check_name(name)
    with changing(root):
        files = _files(root)
    backup = Backup(clean(name), int(time.time()), files)
    blob = _sealed(backup, password)
    store_file(target, blob)
    try:
        if read_backup(target, password) == backup:
            return backup
    except WalletError:
        pass
    except BaseException:  # stopped: what was not read back is no backup
        target.unlink(missing_ok=True)
        raise
    target.unlink(missing_ok=True)
    raise WalletError(
        f"What was written to {shown(target)} could not be read back; it was removed.",
        hint="The disk may be failing. Write the backup elsewhere.",
        code="backup_not_readable",
    )


def read_backup(path: Path, password: Secret) -> Backup:
    """The content of the backup `path`.

    Raises `WrongPassword` when it stays shut and `KeyfileCorrupt` when it is no backup.
    """
    blob = read_file(path, most=MAX_BYTES)
    head, _, rest = blob.removeprefix(MAGIC).partition(b"\n")
    if not blob.startswith(MAGIC):
        raise _corrupt(path, "it does not begin like one")
    salt, passes, memory = _recipe(head, path)
    for form in password_forms(password):
        plain = _unsealed(rest, MAGIC + head, _key(form, salt, passes, memory))
        if plain is not None:
            return _parsed(plain, path)
    raise WrongPassword(
        f"The password does not open the backup {shown(path)}.",
        hint="It is the one given when the backup was made. If it is surely right, the file is damaged.",
    )


def restore_backup(folder: WalletFolder, path: Path, password: Secret, name: str | None = None) -> str:
    """Make the wallet of the backup `path` again, under its own name or another; the name it has now.

    Nothing is ever written over: a name that is taken is `KeyExists`.
    """
    backup = read_backup(path, password)
    wanted = check_name(backup.wallet if name is None else name)
    store_wallet(folder.path / wanted, backup.files)
    return wanted


def _files(root: Path) -> dict[str, bytes]:
    """Every file of a wallet by its path inside; links and hidden files, which no wallet has, stay out."""
    found: dict[str, bytes] = {}
    pending = [(root, 1)]
    try:
        while pending:
            place, depth = pending.pop()
            for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
                mode = entry.stat(follow_symlinks=False).st_mode
                if entry.name.startswith("."):
                    continue
                if stat.S_ISDIR(mode) and depth < _DEEPEST:
                    pending.append((Path(entry.path), depth + 1))
                elif stat.S_ISREG(mode):
                    path = Path(entry.path)
                    found[path.relative_to(root).as_posix()] = read_file(path)
                elif depth == 1 or place.name == HOTKEYS:
                    raise UsageError(
                        f"{shown(Path(entry.path))} is not a plain file, so it cannot be backed up.",
                        hint="Put the file itself in its place, or move it away.",
                        code="not_a_file",
                    )
    except OSError as error:
        raise unusable(root, error) from error
    return found


def _sealed(backup: Backup, password: Secret) -> bytes:
    from nacl import bindings

    salt = os.urandom(16)
    recipe = {"kdf": "argon2id13", "salt": salt.hex(), "opslimit": OPSLIMIT, "memlimit": MEMLIMIT}
    head = MAGIC + json.dumps(recipe).encode()
    content = {
        "wallet": backup.wallet,
        "made_at": backup.made_at,
        "files": {name: base64.b64encode(data).decode() for name, data in backup.files.items()},
    }
    nonce = os.urandom(_NONCE)
    key = _key(password.reveal(), salt, OPSLIMIT, MEMLIMIT)
    box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(json.dumps(content).encode(), head, nonce, key)
    blob = head + b"\n" + nonce + box
    if len(blob) > MAX_BYTES:
        raise UsageError(
            "The wallet's folder is too large to be a wallet's.", hint="Move what is no key out of it."
        )
    return blob


def _unsealed(rest: bytes, head: bytes, key: bytes) -> bytes | None:
    from nacl import bindings
    from nacl.exceptions import CryptoError

    try:
        return bytes(
            bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest[_NONCE:], head, rest[:_NONCE], key)
        )
    except (CryptoError, ValueError, TypeError):
        return None


def _recipe(head: bytes, path: Path) -> tuple[bytes, int, int]:
    """Salt, passes and bytes of memory, within what a machine can be asked for."""
    try:
        fields = json.loads(head)
        salt, passes, memory = bytes.fromhex(fields["salt"]), fields["opslimit"], fields["memlimit"]
        known = fields["kdf"] == "argon2id13" and len(salt) == 16 and type(passes) is type(memory) is int
        if known and 1 <= passes <= _MOST_PASSES and 8192 <= memory <= _MOST_MEMORY:
            return salt, passes, memory
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise _corrupt(path, "how it was encrypted cannot be told")


def _key(password: str, salt: bytes, passes: int, memory: int) -> bytes:
    from nacl.exceptions import RuntimeError as SodiumFailure
    from nacl.pwhash import argon2id

    try:
        return or_stop(
            lambda: bytes(argon2id.kdf(32, password.encode(), salt, opslimit=passes, memlimit=memory))
        )
    except (SodiumFailure, MemoryError) as error:
        raise WalletError(
            "There is not enough memory to work with this backup.",
            hint=f"It needs {memory // 1024 // 1024} MB for a second: close other programs, or add swap.",
            code="not_enough_memory",
        ) from error


def _parsed(plain: bytes, path: Path) -> Backup:
    try:
        fields: dict[str, Any] = json.loads(plain)
        files = {name: base64.b64decode(data, validate=True) for name, data in fields["files"].items()}
        backup = Backup(clean(fields["wallet"]), int(fields["made_at"]), files)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _corrupt(path, "what it holds is no wallet") from error
    if not all(map(_is_inside, files)):
        raise _corrupt(path, "a file in it would be written outside the wallet")
    if not any(name.startswith((COLDKEY, COLDKEY_PUBLIC, f"{HOTKEYS}/")) for name in files):
        raise _corrupt(path, "it holds no key")
    return backup


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= _DEEPEST and all(
        part and part not in (".", "..") and not part.startswith(".") and clean(part) == part
        and "\\" not in part
        for part in parts
    )  # fmt: skip


def _corrupt(path: Path, why: str) -> KeyfileCorrupt:
    return KeyfileCorrupt(
        f"{shown(path)} is not a backup that can be used: {why}.",
        hint="Use another copy. Without one, the mnemonic brings the coldkey back.",
    )
