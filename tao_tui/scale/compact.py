"""SCALE's compact integers, and bytes that end where they should."""

from __future__ import annotations

from tao_tui.errors import NodeProtocolError


def read_compact(data: bytes, at: int) -> tuple[int, int]:
    """Read a SCALE compact integer and the offset after it; only the shortest form is accepted."""
    first = data[end_of(data, at, 1) - 1]
    mode = first & 3
    if mode == 3:
        size, start, smallest = (first >> 2) + 4, at + 1, 1 << 30
        if size > 4:
            smallest = 1 << (8 * (size - 1))
        shift = 0
    else:
        size, start, smallest, shift = (1, 2, 4)[mode], at, (0, 1 << 6, 1 << 14)[mode], 2
    end = end_of(data, start, size)
    value = int.from_bytes(data[start:end], "little") >> shift
    if value < smallest:
        raise NodeProtocolError("A number is not written in its shortest form.")
    return value, end


def end_of(data: bytes, at: int, size: int) -> int:
    """Where `size` bytes from `at` end; a `NodeProtocolError` when there are not so many."""
    end = at + size
    if end > len(data):
        raise NodeProtocolError("The bytes end before the value does.")
    return end


def write_compact(number: int) -> bytes:
    """SCALE's compact form of an integer below 2^536."""
    if number < 1 << 6:
        return bytes([number << 2])
    if number < 1 << 14:
        return (number << 2 | 1).to_bytes(2, "little")
    if number < 1 << 30:
        return (number << 2 | 2).to_bytes(4, "little")
    size = (number.bit_length() + 7) // 8
    return bytes([(size - 4) << 2 | 3]) + number.to_bytes(size, "little")
