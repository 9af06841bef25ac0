"""Block headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.scale.reader import compact

PRE_RUNTIME = 6


def pre_runtime(engine: bytes, data: bytes) -> bytes:
    """A digest item that says who may author the block."""
    return bytes((PRE_RUNTIME,)) + engine + compact(len(data)) + data


@dataclass(frozen=True)
class Header:
    """A header; `logs` are encoded digest items."""

    parent_hash: bytes
    number: int
    state_root: bytes
    extrinsics_root: bytes
    logs: tuple[bytes, ...] = ()

    @cached_property
    def encoded(self) -> bytes:
        """The SCALE bytes the hash is taken of."""
        digest = compact(len(self.logs)) + b"".join(self.logs)
        return self.parent_hash + compact(self.number) + self.state_root + self.extrinsics_root + digest

    @cached_property
    def hash(self) -> bytes:
        """blake2_256 of the header."""
        return blake2_256(self.encoded)


@dataclass(frozen=True)
class Block:
    """A block: its header and its extrinsics with their lengths."""

    header: Header
    extrinsics: tuple[bytes, ...]

    @property
    def number(self) -> int:
        """The header's number."""
        return self.header.number

    @property
    def hash(self) -> bytes:
        """The header's hash."""
        return self.header.hash
