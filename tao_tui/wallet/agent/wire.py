"""How the program and the process that holds a key talk: length-prefixed JSON over two pipes.

The process must load no network module, and msgspec loads one (through typing_extensions); the
standard library's JSON does not.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Final

MAX_FRAME: Final = 16 * 1024 * 1024
"""Bytes of one message; a call that fills a whole block takes ten million, in hexadecimal digits."""

HEADER: Final = struct.Struct(">I")
"""A frame is its length in bytes, big endian, then that many bytes of JSON."""

Message = dict[str, Any]


class BadFrame(Exception):
    """The other side sent what is no message."""


def encode(message: Message) -> bytes:
    """`message` as a frame; bytes inside it are to be hexadecimal text."""
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise BadFrame(f"a message of {len(body)} bytes is too long")
    return HEADER.pack(len(body)) + body


def body_length(header: bytes) -> int:
    """The length announced by a frame's first bytes."""
    (length,) = HEADER.unpack(header)
    if length > MAX_FRAME:
        raise BadFrame(f"a message of {length} bytes is too long")
    return int(length)


def decode(body: bytes) -> Message:
    """The message in a frame's body."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not a message") from error
    if not isinstance(message, dict):
        raise BadFrame("not a message")
    return message
