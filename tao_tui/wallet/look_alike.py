"""Addresses made to be mistaken for others: they agree in the letters people compare."""

from __future__ import annotations

from collections.abc import Iterable

_COMPARED = 3
"""Letters at either end; every address begins with 5, so the first tells nothing."""


def look_alike(address: str, known: Iterable[tuple[str, str]]) -> str:
    """The name of a known address that begins and ends like `address` but is another, or an empty text.

    Poisoned histories offer addresses that agree in the first and last letters people compare.
    """
    pairs = tuple(known)
    if any(other == address for _, other in pairs):
        return ""
    head, tail = address[1 : 1 + _COMPARED], address[-_COMPARED:]
    return next(
        (name for name, other in pairs if other[1 : 1 + _COMPARED] == head and other[-_COMPARED:] == tail),
        "",
    )
