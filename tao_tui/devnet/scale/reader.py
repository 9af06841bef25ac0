"""A cursor over SCALE bytes that never reads past their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

MAX_DEPTH = 64


class ScaleError(ValueError):
    """Bytes that are not the canonical encoding of the type asked for, or a value that does not fit it."""


class Composed(Protocol):
    """The composed runtime as a reader sees it: it knows the calls and events of all pallets."""

    @property
    def by_index(self) -> Mapping[int, Any]:
        """The pallets by the number metadata knows them by."""

    def decode_call(self, reader: Reader) -> Any:
        """Read one `RuntimeCall`."""


class Reader:
    """Bytes, a position, and the runtime that knows what a call or an event is."""

    __slots__ = ("data", "deepest", "depth", "outer", "position")

    def __init__(self, data: bytes, outer: Composed | None = None) -> None:
        self.data = data
        self.position = 0
        self.depth = 0
        """How many calls the position is inside of."""
        self.deepest = 0
        self.outer = outer

    @property
    def remaining(self) -> int:
        """How many bytes have not been read yet."""
        return len(self.data) - self.position

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self.position + count
        if end > len(self.data):
            raise ScaleError("unexpected end of SCALE data")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def byte(self) -> int:
        """The next byte as a number."""
        return self.take(1)[0]

    def compact(self) -> int:
        """The next compact integer, which must be in its shortest form."""
        first = self.byte()
        mode = first & 3
        if mode == 0:
            return first >> 2
        if mode == 1:
            value = (first | self.byte() << 8) >> 2
            minimum = 1 << 6
        elif mode == 2:
            value = (first | int.from_bytes(self.take(3), "little") << 8) >> 2
            minimum = 1 << 14
        else:
            size = (first >> 2) + 4
            value = int.from_bytes(self.take(size), "little")
            minimum = max(1 << 30, 1 << 8 * (size - 1))
        if value < minimum:
            raise ScaleError("compact integer is not in its shortest form")
        return value

    def length(self, smallest_item: int = 1) -> int:
        """The compact length of a sequence whose items take at least `smallest_item` bytes."""
        count = self.compact()
        if count * smallest_item > self.remaining:
            raise ScaleError("a sequence is longer than the data")
        return count

    def finish(self) -> None:
        """Refuse trailing bytes."""
        if self.remaining:
            raise ScaleError(f"{self.remaining} undecoded bytes remain")


def compact(value: int) -> bytes:
    """`value` as a compact integer."""
    if value < 0:
        raise ScaleError("a compact integer cannot be negative")
    if value < 1 << 6:
        return bytes((value << 2,))
    if value < 1 << 14:
        return (value << 2 | 1).to_bytes(2, "little")
    if value < 1 << 30:
        return (value << 2 | 2).to_bytes(4, "little")
    body = value.to_bytes((value.bit_length() + 7) // 8, "little")
    if len(body) > 67:
        raise ScaleError("a compact integer has at most 536 bits")
    return bytes(((len(body) - 4) << 2 | 3,)) + body
