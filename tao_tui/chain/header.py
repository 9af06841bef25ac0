"""Block headers as nodes announce them, and the hash they do not announce."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from tao_tui.chain.hexadecimal import from_hex, need_hash, number_from
from tao_tui.errors import NodeProtocolError


def number_of(header: Any) -> int:
    """The number of a block from its header."""
    if not isinstance(header, dict):
        raise NodeProtocolError("The node's block header has the wrong shape.")
    return number_from(header.get("number"), "a block")


def parent_of(header: Any) -> str:
    """The hash of a block's parent from its header."""
    return need_hash(header.get("parentHash") if isinstance(header, dict) else None, "a block's parent")


def hash_of(header: Any) -> str:
    """The hash of a block from its header: blake2-256 of the header's SCALE bytes."""
    number = number_of(header)
    try:
        logs = header["digest"]["logs"]
        parts = [
            bytes.fromhex(need_hash(header["parentHash"], "a block's parent")[2:]),
            compact(number),
            bytes.fromhex(need_hash(header["stateRoot"], "a block's state")[2:]),
            bytes.fromhex(need_hash(header["extrinsicsRoot"], "a block's extrinsics")[2:]),
            compact(len(logs)),
            *(from_hex(log, "a block's digest") for log in logs),
        ]
    except (TypeError, KeyError):
        raise NodeProtocolError("The node's block header has the wrong shape.") from None
    return "0x" + blake2b(b"".join(parts), digest_size=32).hexdigest()


def compact(number: int) -> bytes:
    """SCALE's compact form of an integer below 2^536."""
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return (number << 2 | 1).to_bytes(2, "little")
    if number < 1 << 30:
        return (number << 2 | 2).to_bytes(4, "little")
    size = (number.bit_length() + 7) // 8
    return bytes([(size - 4) << 2 | 3]) + number.to_bytes(size, "little")
