"""Plain text layout: aligned columns that fit the terminal, and pairs of label and value."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from tao_tui.addresses import looks_like_address

if TYPE_CHECKING:
    from tao_tui.tables.columns import Column

Row = TypeVar("Row")

GAP: Final = "  "
_ADDRESS: Final = 48


def terminal_width() -> int | None:
    """Columns of the terminal standard output is, or `None` for a pipe or file: then nothing is cut."""
    if not sys.stdout.isatty():
        return None
    told = os.environ.get("COLUMNS", "")
    return (
        int(told) if told.isdigit() and int(told) else os.get_terminal_size(sys.stdout.fileno()).columns or 80
    )


def table(
    columns: Sequence[Column[Row]], rows: Sequence[Row], *, width: int | None = None, whole: str = ""
) -> Iterator[str]:
    """Rows under their headings; on a terminal the columns of least priority give way until the rest fits.

    Addresses are written in full where there is room, and always when the output is not a terminal; for
    those of the column `whole` other columns make room.
    """
    limit = terminal_width() if width is None else width
    shown = columns if limit is None else _fitting(columns, rows, limit, whole)
    in_full = _room_for_addresses(shown, rows, limit)
    cells = [[_cell(column, row, in_full or column.key == whole) for column in shown] for row in rows]
    natural = _natural(shown, cells)
    declared = [max(column.width, _ADDRESS * (column.key == whole)) for column in shown]
    widths = natural if limit is None else _squeezed(natural, declared, limit)
    widths = _whole_labels(shown, widths, limit)
    headings = [column.heading(width) for column, width in zip(shown, widths, strict=True)]
    yield _emphasised(_line(headings, widths, shown))
    for texts in cells:
        yield _line([_cut(text, size) for text, size in zip(texts, widths, strict=True)], widths, shown)


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Left-aligned columns without headings; the last one is as long as it likes."""
    listed = [list(row) for row in rows]
    if not listed:
        return
    widths = [max(cell_width(text) for text in column) for column in zip(*listed, strict=True)]
    for row in listed:
        padded = [text + " " * (size - cell_width(text)) for text, size in zip(row, widths, strict=True)]
        yield GAP.join(padded).rstrip()


def cell_width(text: str) -> int:
    """How many terminal columns `text` takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _whole_labels(columns: Sequence[Column[Row]], widths: list[int], limit: int | None) -> list[int]:
    """The widths with what lets headings be whole words, as far as there is room."""
    from tao_tui.tables.columns import with_whole_labels

    wanted = sum(len(column.whole) for column in columns)
    spare = wanted if limit is None else limit - sum(widths) - len(GAP) * (len(widths) - 1)
    return with_whole_labels(columns, widths, spare)


def _natural(columns: Sequence[Column[Row]], cells: Sequence[Sequence[str]]) -> list[int]:
    labels = [column.label for column in columns]
    return [max(cell_width(text) for text in column) for column in zip(labels, *cells, strict=True)]


def _fitting(
    columns: Sequence[Column[Row]], rows: Sequence[Row], limit: int, whole: str
) -> Sequence[Column[Row]]:
    """The columns that fit when each is as wide as what it shows, and no wider than declared."""
    from dataclasses import replace

    from tao_tui.tables.columns import visible

    cells = [[column.cell(row) for column in columns] for row in rows]
    sized = [
        replace(column, width=_ADDRESS, priority=0)
        if column.key == whole
        else replace(column, width=min(column.width, natural))
        for column, natural in zip(columns, _natural(columns, cells), strict=True)
    ]
    kept = {column.key for column in visible(sized, limit, gap=len(GAP))}
    return [column for column in columns if column.key in kept]


def _room_for_addresses(columns: Sequence[Column[Row]], rows: Sequence[Row], limit: int | None) -> bool:
    if limit is None or not rows:
        return limit is None
    cells = [[_cell(column, row, in_full=True) for column in columns] for row in rows]
    sizes = [
        natural if _address(column, rows[0]) else min(natural, column.width)
        for column, natural in zip(columns, _natural(columns, cells), strict=True)
    ]
    return sum(sizes) + len(GAP) * (len(sizes) - 1) <= limit


def _squeezed(natural: Sequence[int], declared: Sequence[int], limit: int) -> list[int]:
    """Widths that fit `limit`: what is longer than its column was declared gives way."""
    widths = list(natural)
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - limit
    for index in sorted(range(len(widths)), key=lambda index: declared[index] - natural[index]):
        given = max(0, min(excess, widths[index] - declared[index]))
        widths[index] -= given
        excess -= given
    return widths


def _cut(text: str, width: int) -> str:
    if cell_width(text) <= width:
        return text
    while cell_width(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _cell(column: Column[Row], row: Row, in_full: bool) -> str:
    return (in_full and _address(column, row)) or column.cell(row)


def _address(column: Column[Row], row: Row) -> str:
    """The whole address a column shows the ends of, or nothing."""
    value = column.sort_key(row)
    return value if isinstance(value, str) and looks_like_address(value) else ""


def _line(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column[Row]]) -> str:
    padded = (
        " " * (size - cell_width(text)) + text
        if column.align == "right"
        else text + " " * (size - cell_width(text))
        for text, size, column in zip(texts, widths, columns, strict=True)
    )
    return GAP.join(padded).rstrip()


def _emphasised(line: str) -> str:
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return line
    return f"\x1b[1m{line}\x1b[0m"
