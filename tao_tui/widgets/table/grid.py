"""The pure part of a table: which columns fit, and how a cell is laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from tao_tui.tables.columns import Column, with_whole_labels

GAP = 1
"""Cells between columns; in a numeric column it also holds the ▲ or ▼ of a change."""
_TEXT = 8
"""Cells from which a column on the left is text that may be longer than it."""
_SELDOM: Final = 4
"""Columns of this priority and above are shown where texts are whole with them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that made it onto the screen."""

    column: Column[Any]
    x: int
    """Offset of its first cell."""
    width: int
    """Cells it got, at least the column's own width."""


def place(
    columns: Sequence[Column[Any]], available: int, wanted: Mapping[str, int] | None = None
) -> tuple[Slot, ...]:
    """Drop the least important columns until the rest fits; spare cells go to text columns.

    With the cells their longest texts have ``wanted``, by key, text columns get these, some of it from
    those that need less, and the rest lets headings be whole words; without, headings come first, and then
    each text gets as many again as it has, the widest first. Numbers stay near.
    """
    kept = list(columns)
    while len(kept) > 1 and 1 + sum(column.width + GAP for column in kept) > available:
        worst = max(range(len(kept)), key=lambda index: (kept[index].priority, index))
        if kept[worst].priority == 0:
            break
        del kept[worst]
    kept = _without_seldom(kept, available, wanted or {})
    spare = max(0, available - 1 - sum(column.width + GAP for column in kept))
    texts = [column for column in kept if _is_text(column)]
    if wanted is None:
        named = with_whole_labels(kept, [column.width for column in kept], spare)
        more = _doubled(texts, spare - sum(named) + sum(column.width for column in kept))
    else:
        more = _as_wanted(texts, spare, wanted)
        named = with_whole_labels(kept, [column.width for column in kept], spare - sum(more.values()))
    widths = [width + more.get(column.key, 0) for column, width in zip(kept, named, strict=True)]
    slots: list[Slot] = []
    x = 1
    for column, width in zip(kept, widths, strict=True):
        slots.append(Slot(column, x, width))
        x += width + GAP
    return tuple(slots)


def _without_seldom(
    columns: list[Column[Any]], available: int, wanted: Mapping[str, int]
) -> list[Column[Any]]:
    """Columns of the lowest rank give way where texts could be whole without them."""
    kept = list(columns)
    while (lack := 1 + sum(GAP + _whole(each, wanted) for each in kept) - available) > 0:
        worst = max(range(len(kept)), key=lambda index: (kept[index].priority, index))
        if kept[worst].priority < _SELDOM or _is_text(kept[worst]):
            break
        del kept[worst]
    return kept if lack <= 0 else columns


def _whole(column: Column[Any], wanted: Mapping[str, int]) -> int:
    """The cells a column takes with its texts whole, up to half as many again as it has."""
    if not _is_text(column):
        return column.width
    most = column.width * 3 // 2
    return max(_TEXT, len(column.label), min(most, wanted.get(column.key, column.width)))


def longest_texts(columns: Sequence[Column[Any]], rows: Iterable[Any]) -> dict[str, int]:
    """The cells the longest text of each text column takes, by key."""
    texts = [column for column in columns if _is_text(column)]
    known = list(rows)
    return {column.key: max((cell_len(column.cell(row)) for row in known), default=0) for column in texts}


def _is_text(column: Column[Any]) -> bool:
    return column.align == "left" and column.width >= _TEXT


def _doubled(texts: Sequence[Column[Any]], spare: int) -> dict[str, int]:
    more: dict[str, int] = {}
    for column in sorted(texts, key=lambda column: -column.width):
        more[column.key] = min(spare, column.width)
        spare -= more[column.key]
    return more


def _as_wanted(texts: Sequence[Column[Any]], spare: int, wanted: Mapping[str, int]) -> dict[str, int]:
    """Cells more (or fewer) than declared: the shortest want is met first, so that most texts are whole."""
    lacks = {column.key: wanted.get(column.key, 0) - column.width for column in texts}
    more: dict[str, int] = {}
    for key, lack in sorted(lacks.items(), key=lambda each: each[1]):
        if lack <= 0:
            continue
        for giver in texts if lack > spare else ():
            least = max(wanted.get(giver.key, 0), len(giver.label), _TEXT)
            given = min(lack - spare, giver.width + more.get(giver.key, 0) - least)
            if lacks[giver.key] < 0 < given:
                more[giver.key] = more.get(giver.key, 0) - given
                spare += given
        more[key] = min(lack, spare)
        spare -= more[key]
    return more


def fit(text: str, width: int, align: str) -> str:
    """``text`` in exactly ``width`` cells; what does not fit ends in ``…``, a glyph column is centred."""
    length = cell_len(text)
    if length > width:
        text = set_cell_size(text, max(0, width - 1)).rstrip("…") + "…" if width else ""
        length = cell_len(text)
    padding = " " * (width - length)
    if align == "left" and width <= 3:
        half = len(padding) // 2
        return padding[:half] + text + padding[half:]
    return padding + text if align == "right" else text + padding


def direction(before: Any, after: Any) -> str:
    """``▲`` or ``▼`` for a number (numpy's included) that moved, nothing for anything else."""
    if not isinstance(before, Real) or not isinstance(after, Real):
        return ""
    return "" if before == after else "▲" if float(after) > float(before) else "▼"
