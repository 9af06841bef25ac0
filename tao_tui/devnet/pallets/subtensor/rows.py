"""Weight and bond rows kept as the very bytes storage holds, so that an epoch reads and writes them whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from struct import iter_unpack, pack
from typing import Annotated, Any

from tao_tui.devnet.scale.codec import Codec, Outer, TypeDef
from tao_tui.devnet.scale.hints import codec_of, u16
from tao_tui.devnet.scale.reader import Reader, compact

EMPTY_ROW = b"\0"
"""A row without entries."""


@dataclass(frozen=True)
class RowCodec(Codec):
    """`Vec<(u16, u16)>` whose value is its own SCALE bytes."""

    smallest = 1

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return "Vec<(u16, u16)>"

    def encode(self, value: Any) -> bytes:
        """The bytes themselves."""
        return bytes(value)

    def read(self, reader: Reader) -> bytes:
        """The next row, re-framed."""
        count = reader.length(4)
        return compact(count) + reader.take(4 * count)

    def describe(self, outer: Outer) -> TypeDef:
        """A sequence of pairs."""
        return TypeDef(sequence=codec_of(tuple[u16, u16]))


Row = Annotated[bytes, RowCodec()]
"""(uid, value) pairs, encoded."""


def row_of(pairs: Iterable[tuple[int, int]]) -> bytes:
    """Encode pairs."""
    flat = [number for pair in pairs for number in pair]
    return compact(len(flat) // 2) + pack(f"<{len(flat)}H", *flat)


def pairs_of(row: bytes) -> list[tuple[int, int]]:
    """Decode pairs."""
    head = (1, 2, 4)[row[0] & 3]
    return list(iter_unpack("<HH", row[head:]))


def without_weight_on(row: bytes, uid: int) -> bytes:
    """The row with the value of one uid set to zero; its entry stays."""
    pairs = pairs_of(row)
    if not any(target == uid and value for target, value in pairs):
        return row
    return row_of((target, 0 if target == uid else value) for target, value in pairs)
