"""Text and numbers as the codec hands them over, made safe and typed at this boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tao_tui.addresses import Address
from tao_tui.text import Clean, clean

_NOBODY = Address("5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM")


def chain_text(value: object, limit: int = 256) -> Clean:
    """Clean text from a `Vec<u8>` the codec guessed at, or from a `Vec<Compact<u8>>` list of numbers.

    The codec gives text for valid UTF-8 and `0x…` otherwise; only hex that is not UTF-8 can be the latter.
    """
    if value is None:
        return Clean("")
    if isinstance(value, bytes | bytearray):
        return clean(bytes(value), limit)
    if isinstance(value, str):
        return clean(_unguess(value), limit)
    if isinstance(value, Sequence) and all(isinstance(item, int) and 0 <= item < 256 for item in value):
        return clean(bytes(value), limit)
    return clean(str(value), limit)


def as_bytes(value: object) -> bytes:
    """The bytes behind a `Vec<u8>` as the codec hands it over; none for a missing value."""
    if value is None:
        return b""
    if isinstance(value, str):
        found = _unguess(value)
        return found if isinstance(found, bytes) else found.encode()
    if isinstance(value, Sequence | bytearray):
        return bytes(value)
    raise TypeError(f"a {type(value).__name__} is no list of bytes")


def as_int(value: object) -> int:
    """An integer from a plain number, a missing value (0) or a fixed-point `{bits}` (its bits)."""
    if isinstance(value, int):  # nearly all are, and to ask whether one is a mapping takes long
        return int(value)
    if value is None:
        return 0
    return int(str(value.get("bits", 0) if isinstance(value, Mapping) else value))


def as_address(value: object) -> Address:
    """The address in a decoded account field; the zero account stands for a missing one."""
    return Address(str(value)) if value else _NOBODY


def is_nobody(address: str) -> bool:
    """Whether this is the zero account, the chain's default for an unset owner."""
    return address == _NOBODY


def _unguess(text: str) -> str | bytes:
    if not text.startswith("0x"):
        return text
    try:
        raw = bytes.fromhex(text[2:])
    except ValueError:
        return text
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw
    return text
