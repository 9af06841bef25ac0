"""Tell what a person pasted: words, a seed, a private key, a secret URI, or the file of an export."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tao_tui.errors import UsageError
from tao_tui.wallet.keysource import SR25519, KeySource
from tao_tui.wallet.passwords import secret_from_file
from tao_tui.wallet.secret import Secret

_HEX: Final = frozenset("0123456789abcdefABCDEF")


def recognise(text: str, *, crypto_type: int = SR25519, passphrase: Secret | None = None) -> KeySource:
    """The source `text` is; `UsageError` says what is wrong with what it looks like.

    `passphrase` is the BIP-39 one of words, or the password of an export.
    """
    typed = text.strip()
    digits = typed.removeprefix("0x").removeprefix("0X")
    if typed and set(digits) <= _HEX and len(digits) >= 60:
        if len(digits) == 64:
            return KeySource.seed(typed, crypto_type=crypto_type)
        return KeySource.private_key(typed, crypto_type=crypto_type)
    if typed.endswith(".json"):
        if passphrase is None:
            raise UsageError(
                "An export has a password of its own.",
                hint="Type it as the passphrase.",
                code="passphrase_needed",
            )
        content = secret_from_file(str(Path(typed).expanduser()), "export")
        return KeySource.polkadot_json(content.reveal(), passphrase)
    words, slash, path = typed.partition("/")
    if not words and slash:
        return KeySource.uri(typed, crypto_type=crypto_type)
    return KeySource.mnemonic(words, crypto_type=crypto_type, passphrase=passphrase, path=slash + path)
