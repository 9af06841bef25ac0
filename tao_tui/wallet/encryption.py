"""How a keyfile is encrypted, told from its first bytes."""

from __future__ import annotations

from typing import Final, Literal

Encryption = Literal["none", "nacl", "ansible", "fernet"]
"""How a keyfile is encrypted; only `nacl` is written."""

HEAD: Final = 16
"""Bytes that suffice to tell the encryption."""

_PREFIXES: Final[tuple[tuple[bytes, Encryption], ...]] = (
    (b"$NACL", "nacl"),
    (b"$ANSIBLE_VAULT", "ansible"),
    (b"gAAAAA", "fernet"),
)


def encryption_of(head: bytes) -> Encryption:
    """How a keyfile beginning with `head` is encrypted."""
    return next((kind for prefix, kind in _PREFIXES if head.startswith(prefix)), "none")
