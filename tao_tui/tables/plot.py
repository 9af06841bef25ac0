"""A line over time in text: braille dots with values beside it and days below it; pure, for both faces."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille cell's dots, by row and column."""
_BRAILLE: Final = 0x2800
_HOUR: Final = 3_600
_LONGEST_STEP: Final = 36 * _HOUR
"""Seconds without a value that are still drawn through, or a twentieth of all; longer ones stay gaps."""

_ROWS_APART: Final = 5
"""Rows between two values beside the line, where there is a choice."""

Point = tuple[int, int]
"""A time in seconds since 1970, and a value."""


def plot(
    points: Sequence[Point], width: int, height: int, begin: int, end: int, label: Callable[[int], str]
) -> list[str]:
    """`height` rows of a line and two of time below it, in `width` cells, labels included.

    Values all the same stand half high; points outside of `begin` to `end` are left out.
    """
    shown = [(at, value) for at, value in points if begin <= at <= end]
    if not shown or height < 2 or width < 30:
        return []
    low, high = min(value for _, value in shown), max(value for _, value in shown)
    beside = _labels(low, high, height, label)
    margin = max(map(len, beside.values())) + 1
    across = width - margin - 1
    cells = _cells(shown, across, height, (begin, max(end, begin + 1)), (low, high))
    lines = [
        f"{beside.get(row, ''):>{margin - 1}} {'┤' if row in beside else '│'}"
        + "".join(chr(_BRAILLE + bits) for bits in cells[row]).replace(chr(_BRAILLE), " ")
        for row in range(height)
    ]
    return [*lines, " " * margin + "└" + "─" * across, " " * margin + _days(begin, end, across + 1)]


def _labels(low: int, high: int, height: int, label: Callable[[int], str]) -> dict[int, str]:
    """The values beside the line, by row: the ends, and more between them the higher it is."""
    if low == high:
        return {height // 2: label(low)}
    parts = 2 if height < 4 * _ROWS_APART else 4
    rows = {(height - 1) * part // parts: high - (high - low) * part // parts for part in range(parts + 1)}
    return {row: label(value) for row, value in rows.items()}


def _cells(
    points: Sequence[Point], width: int, height: int, times: tuple[int, int], values: tuple[int, int]
) -> list[list[int]]:
    """The dots of the line, as bits by row and column of cells."""
    cells = [[0] * width for _ in range(height)]
    (begin, end), (low, high) = times, values

    def dot(x: int, y: int) -> None:
        cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]

    def place(point: Point) -> tuple[int, int]:
        at, value = point
        x = (at - begin) * (2 * width - 1) // (end - begin)
        rise = 2 * height - 1 if low == high else (value - low) * (4 * height - 1) // (high - low)
        return x, 4 * height - 1 - rise

    longest = max(_LONGEST_STEP, (end - begin) // 20)
    dot(*place(points[0]))
    for before, after in pairwise(points):
        (x, y), (to_x, to_y) = place(before), place(after)
        dot(to_x, to_y)
        steps = max(abs(to_x - x), abs(to_y - y))
        if after[0] - before[0] <= longest:
            for step in range(steps):
                dot(x + (to_x - x) * step // steps, y + (to_y - y) * step // steps)
    return cells


def _days(begin: int, end: int, width: int) -> str:
    """The first moment, the middle and the last one: days, hours within two days, seconds within one; UTC."""
    form = (
        "%Y-%m-%d" if end - begin > 48 * _HOUR else "%d %b %H:%M" if end - begin > _HOUR else "%d %b %H:%M:%S"
    )
    first, middle, last = (time.strftime(form, time.gmtime(at)) for at in (begin, (begin + end) // 2, end))
    room = width - len(first) - len(last)
    return (
        f"{first}{middle:^{room}}{last}" if room > len(middle) + 2 else f"{first}{last:>{width - len(first)}}"
    )
