"""Where a password comes from: a file or standard input, the keyring, or somebody asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tao_tui.errors import PasswordNeeded, UsageError, WalletError
from tao_tui.wallet.disk.reading import read_file, shown
from tao_tui.wallet.files.folder import KeyRef
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.system_keyring import keyring_get, uses_keyring

MAX_PASSWORD: Final = 1024
"""Bytes of a password; more is a wrong file."""

Prompt = Callable[[KeyRef], Secret]
"""Asks a person for the password of a key; each face has its own way."""


def password_from_file(path: str) -> Secret:
    """The content of the file `path` (`-` is standard input) without the newline that ends it.

    Raises `UsageError` (code `bad_password_file`) when it is missing, empty, too long or no text.
    """
    return secret_from_file(path, "password", MAX_PASSWORD)


def secret_from_file(path: str, what: str, limit: int = 16 * 1024) -> Secret:
    """Any one secret in a file or on standard input: a password, a mnemonic, a seed, an export."""
    name = "standard input" if path == "-" else shown(Path(path))
    try:
        data = sys.stdin.buffer.read(limit + 2) if path == "-" else read_file(Path(path))
    except WalletError as error:
        raise _bad_file(what, error.message.rstrip(".")) from None
    data = data.removesuffix(b"\n").removesuffix(b"\r")
    if not data:
        raise _bad_file(what, f"{name} is empty")
    if len(data) > limit:
        raise _bad_file(what, f"{name} is too long")
    try:
        return Secret(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise _bad_file(what, f"{name} is not UTF-8 text") from None


def find_password(
    key: KeyRef, *, file: str | None = None, keyring: bool = False, prompt: Prompt | None = None
) -> Secret | None:
    """The password for `key` from the first source that has one: `file`, the keyring, `prompt`.

    None for a key that needs none. Raises `PasswordNeeded` when nobody can be asked. The keyring
    may show a window of its own, so a face with a screen calls this from a worker thread.
    """
    if not key.encrypted:
        return None
    if file is not None:
        return password_from_file(file)
    if (keyring or uses_keyring(key.path)) and (
        stored := _from_keyring(key, must=prompt is None)
    ) is not None:
        return stored
    if prompt is not None:
        return prompt(key)
    raise PasswordNeeded(
        f"The {key.role} of wallet {key.wallet} is encrypted and there is nobody to ask for its password.",
        hint="Give it with --password-file FILE, or - for standard input.",
    )


def _from_keyring(key: KeyRef, *, must: bool) -> Secret | None:
    """The keyring's password; a keyring that cannot be used matters only when nobody else can be asked."""
    try:
        return keyring_get(key.path)
    except WalletError:
        if must:
            raise
        return None


def _bad_file(what: str, why: str) -> UsageError:
    return UsageError(
        f"The {what} could not be read: {why}.",
        hint=f"Give a file that holds the {what} and nothing else, or - for standard input.",
        code=f"bad_{what}_file",
    )
