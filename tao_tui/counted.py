"""How many of something, in words that agree with the number."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """`1 vote`, `2 votes`, `1,000 entries`: `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def doing(number: int, one: str, verb: str) -> str:
    """`1 neuron remains`, `2 neurons remain`: a regular verb that agrees as well."""
    return f"{counted(number, one)} {verb}{'s' if number == 1 else ''}"


def numbered(numbers: Sequence[int], one: str) -> str:
    """`subnet 1`, `subnets 1, 5`: which of them, by their numbers."""
    return f"{one if len(numbers) == 1 else one + 's'} {', '.join(map(str, numbers))}"
