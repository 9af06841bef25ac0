"""How a keyfile is encrypted, told from its first bytes."""

from __future__ import annotations

import re
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


_PLAIN: Final = re.compile(rb"\s*(\{|0x[0-9a-fA-F]|[0-9a-fA-F]{12}|[A-Za-z]{3,8}\s)")
"""JSON, a seed in hex digits, or the first word of a mnemonic."""


def encryption_of(head: bytes) -> Encryption:
    """How a keyfile beginning with `head` is encrypted."""
    return next((kind for prefix, kind in _PREFIXES if head.startswith(prefix)), "none")


def begins_like_plain(head: bytes) -> bool:
    """Whether a keyfile that begins with `head` can be an unencrypted key in any form that is read."""
    return _PLAIN.match(head) is not None
