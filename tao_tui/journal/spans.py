"""Ranges of final blocks that were looked through, and how they join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Final blocks that were looked through, both ends included, and the hash of the last."""

    first: int
    last: int
    last_hash: str


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same blocks in as few spans as can be, oldest first."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.first, each.last)):
        if found and span.first <= found[-1].last + 1:
            last = max(found[-1], span, key=lambda each: each.last)
            found[-1] = Span(found[-1].first, last.last, last.last_hash)
        else:
            found.append(span)
    return tuple(found)


def both(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    """The blocks that are in both."""
    for a in one:
        for b in other:
            first, end = max(a.first, b.first), min(a, b, key=lambda each: each.last)
            if first <= end.last:
                yield Span(first, end.last, end.last_hash)


def missing(first: int, last: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """What of the blocks `first` to `last` is in none of `spans`, as ranges with both ends, oldest first."""
    found: list[tuple[int, int]] = []
    at = first
    for span in joined(spans):
        if span.last < at:
            continue
        if span.first > last:
            break
        if span.first > at:
            found.append((at, span.first - 1))
        at = span.last + 1
    if at <= last:
        found.append((at, last))
    return found
