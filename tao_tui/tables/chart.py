"""A course of values as columns of blocks, in text alone; gaps stay gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"


def chart(values: Sequence[int | None], height: int, *, cells: int = 1) -> list[str]:
    """Lines of `height` rows, the highest value on top, each value `cells` wide; None leaves its place empty.

    The lowest value still shows an eighth of a row; values that are all the same stand half high.
    """
    known = [value for value in values if value is not None]
    if not known:
        return [" " * cells * len(values)] * height
    low, high = min(known), max(known)
    steps = 8 * height - 1
    levels = [
        0 if value is None else 4 * height if low == high else 1 + (value - low) * steps // (high - low)
        for value in values
    ]
    return [
        "".join(_EIGHTHS[max(0, min(8, level - 8 * row))] * cells for level in levels)
        for row in reversed(range(height))
    ]
