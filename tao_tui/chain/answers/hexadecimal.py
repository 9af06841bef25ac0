"""Hex as nodes write it: `0x`, pairs of digits, sometimes numbers without leading zeros."""

from __future__ import annotations

import re
from typing import Final

from tao_tui.errors import NodeProtocolError

_HASH: Final = re.compile(r"0x[0-9a-fA-F]{64}")


def is_hash(raw: object) -> bool:
    """Whether a value is a 32-byte hash in hex."""
    return isinstance(raw, str) and _HASH.fullmatch(raw) is not None


def need_hash(raw: object, what: str) -> str:
    """A 32-byte hash in lower case, or `NodeProtocolError` naming `what`."""
    if not is_hash(raw):
        raise NodeProtocolError(f"The node sent no hash for {what}.")
    return str(raw).lower()


def from_hex(raw: object, what: str) -> bytes:
    """The bytes behind `0x…`, or `NodeProtocolError` naming `what`."""
    if isinstance(raw, str) and raw.startswith("0x"):
        try:
            return bytes.fromhex(raw[2:])
        except ValueError:
            pass
    raise NodeProtocolError(f"The node sent no bytes for {what}.")


def number_from(raw: object, what: str) -> int:
    """A block number or nonce, sent as hex text or as a number, below 2^32."""
    if type(raw) is int and 0 <= raw < 1 << 32:
        return raw
    if isinstance(raw, str) and raw.startswith("0x") and len(raw) <= 18:
        try:
            value = int(raw[2:], 16)
        except ValueError:
            value = -1
        if 0 <= value < 1 << 32:
            return value
    raise NodeProtocolError(f"The node sent no number for {what}.")
