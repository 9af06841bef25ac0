"""How many of something, in words that agree with the number."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 vote`, `2 votes`, `1,000 entries`: `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
