"""The ecosystem's keyfile encryption: `$NACL`, then a secretbox under an argon2i key."""

from __future__ import annotations

import unicodedata
from typing import Final

from tao_tui.errors import UsageError, WalletError
from tao_tui.wallet.secret import Secret

PREFIX: Final = b"$NACL"
"""The first bytes of a keyfile encrypted this way."""

SALT: Final = bytes.fromhex("137183dff15a09bc9c90b5518739e9b1")
"""One salt for every keyfile of the ecosystem (btwallet `NACL_SALT`); weak passwords are the real risk."""

OPSLIMIT: Final = 8
"""libsodium's argon2i SENSITIVE passes."""

MEMLIMIT: Final = 512 * 1024 * 1024
"""libsodium's argon2i SENSITIVE memory, in bytes."""

OVERHEAD: Final = len(PREFIX) + 24 + 16
"""Prefix, nonce and authenticator: a shorter file cannot be one."""


_LEAST: Final = 12 * 3 + 11
"""Bytes of the shortest key there is in any form: twelve words of three letters."""

_ZEROS: Final = bytes(16)


class Unopened(Exception):
    """The box stays shut: another password, or other bytes than were written."""


def encrypt(data: bytes, password: Secret) -> bytes:
    """`data` under `password`; about 3.5 s and 512 MiB. The password's bytes are its UTF-8, as typed."""
    from nacl.secret import SecretBox

    if not password:
        raise UsageError(
            "An empty password protects nothing.", hint="Choose a longer one.", code="weak_password"
        )
    if not password.is_text():
        raise UsageError(
            "The password has bytes that are no UTF-8 text, so no other program could ever open the key.",
            hint="Type it again in a terminal set to UTF-8.",
            code="bad_password",
        )
    box = SecretBox(_derive(password.reveal().encode()))
    sealed = bytes(box.encrypt(data))
    assert box.decrypt(sealed) == data  # memory that fails would cost the key
    return PREFIX + sealed


def decrypt(blob: bytes, password: Secret) -> bytes:
    """The content of `blob`, or `Unopened`.

    Keyboards differ in how they compose accents, so the password is tried as typed and then in
    the normal forms NFC and NFD where these differ. A line's end some editor put behind the box is left out.
    """
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    sealed = blob[len(PREFIX) :]
    for candidate in password_forms(password):
        box = SecretBox(_derive(candidate.encode()))
        for content in dict.fromkeys((sealed, sealed.removesuffix(b"\n"), sealed.removesuffix(b"\r\n"))):
            try:
                return box.decrypt(content)
            except (CryptoError, ValueError):
                continue
    raise Unopened


def damage(blob: bytes) -> str:
    """What shows without any password that `blob` is not as it was written, in words, or nothing.

    What was written looks like chance, byte by byte, so neither of these happens to a whole file; other
    changes do not show, and cannot be told from a wrong password.
    """
    if len(blob) < OVERHEAD + _LEAST:
        return "it is too short, so its end is missing"
    if _ZEROS in blob:
        return "a part of it is zeros, as a crash leaves what was not written yet"
    try:
        blob[len(PREFIX) :].decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "it is text, so some program saved it as text and lost what is none"


def password_forms(password: Secret) -> tuple[str, ...]:
    """The password as typed, then its NFC and NFD forms, each once; none when it is no text."""
    typed = password.reveal()
    if not password.is_text():
        return ()
    return tuple(
        dict.fromkeys((typed, unicodedata.normalize("NFC", typed), unicodedata.normalize("NFD", typed)))
    )


def _derive(password: bytes) -> bytes:
    from nacl.exceptions import RuntimeError as SodiumFailure
    from nacl.pwhash import argon2i

    try:
        return argon2i.kdf(32, password, SALT, opslimit=OPSLIMIT, memlimit=MEMLIMIT)
    except (SodiumFailure, MemoryError) as error:
        raise WalletError(
            "There is not enough memory to work with this encrypted key.",
            hint="Its format needs 512 MB for a few seconds: close other programs, or add swap.",
            code="not_enough_memory",
        ) from error
