"""Block headers as nodes announce them, and the hash they do not announce."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from tao_tui.chain.answers.hexadecimal import from_hex, need_hash, number_from
from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.scale.compact import write_compact


def number_of(header: object) -> int:
    """The number of a block from its header."""
    return number_from(_fields(header).get("number"), "a block")


def parent_of(header: object) -> str:
    """The hash of a block's parent from its header."""
    return need_hash(header.get("parentHash") if isinstance(header, dict) else None, "a block's parent")


def hash_of(header: object) -> str:
    """The hash of a block from its header: blake2-256 of the header's SCALE bytes."""
    number, fields = number_of(header), _fields(header)
    try:
        logs = fields["digest"]["logs"]
        parts = [
            bytes.fromhex(need_hash(fields["parentHash"], "a block's parent")[2:]),
            write_compact(number),
            bytes.fromhex(need_hash(fields["stateRoot"], "a block's state")[2:]),
            bytes.fromhex(need_hash(fields["extrinsicsRoot"], "a block's extrinsics")[2:]),
            write_compact(len(logs)),
            *(from_hex(log, "a block's digest") for log in logs),
        ]
    except (TypeError, KeyError):
        raise NodeProtocolError("The node's block header has the wrong shape.") from None
    return "0x" + blake2b(b"".join(parts), digest_size=32).hexdigest()


def header_number(header: object, block_hash: str) -> int:
    """The number in a block header; a missing header means the node does not know the block."""
    if header is None:
        raise NodeError(
            f"The node does not know block {block_hash}.", hint="Try another node.", code="unknown_block"
        )
    return number_of(header)


def _fields(header: object) -> dict[str, Any]:
    if not isinstance(header, dict):
        raise NodeProtocolError("The node's block header has the wrong shape.")
    return header
