"""What the process that holds a key is asked first: to open it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tao_tui.addresses import Address
from tao_tui.errors import KeyfileMissing, PasswordNeeded
from tao_tui.wallet.files.folder import KeyRef
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.rules.spent import log_path
from tao_tui.wallet.secret import Secret


def check_openable(key: KeyRef, password: Secret | None) -> None:
    """Raise `KeyfileMissing` or `PasswordNeeded` for a key that cannot be opened this way."""
    if key.watch_only:
        raise KeyfileMissing(
            f"Wallet {key.wallet} is watch-only: it knows the address {key.address}, not its key.",
            hint="Import the key from its mnemonic first.",
            code="watch_only",
        )
    if key.encrypted and password is None:
        raise PasswordNeeded(
            f"The {key.role} of wallet {key.wallet} is encrypted.",
            hint="Give its password at the prompt or with --password-file.",
        )


def opening(key: KeyRef, password: Secret | None, lifetime: float) -> dict[str, Any]:
    """What the process is asked first: to open `key`."""
    return opening_of(key.path, password, key.address, lifetime)


def public_in(answer: dict[str, Any]) -> PublicKey:
    """The public key in the answer to that."""
    return PublicKey(Address(answer["address"]), int(answer["crypto_type"]))


def opening_of(
    path: Path, password: Secret | None, address: Address | None, lifetime: float
) -> dict[str, Any]:
    """As `opening`, for the keyfile `path` whose `address` may not be known."""
    return {
        "purpose": "sign",
        "path": os.fspath(path.absolute()),
        "password": None if password is None else password.reveal(),
        "address": address,
        "log": os.fspath(log_path(address).absolute()),
        "lifetime": lifetime,
    }
