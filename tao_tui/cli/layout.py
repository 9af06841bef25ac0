"""Plain text layout: aligned columns that fit the terminal, and pairs of label and value."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

GAP = "  "


def terminal_width() -> int | None:
    """Columns of the terminal standard output is, or `None` when it is a pipe or file: then nothing is cut."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def table(columns: Sequence[Any], rows: Sequence[Any], *, width: int | None = None) -> Iterator[str]:
    """Rows under their headings; on a terminal the columns of least priority give way until the rest fits.

    `columns` are the declarations of `tao_tui.tables`: label, align, priority, width and cell.
    """
    limit = terminal_width() if width is None else width
    shown = _fitting(columns, limit)
    cells = [[column.cell(row) for column in shown] for row in rows]
    labels = [column.label for column in shown]
    widths = [max(cell_width(text) for text in column) for column in zip(labels, *cells, strict=True)]
    yield _emphasised(_line(labels, widths, shown))
    for row in cells:
        yield _line(row, widths, shown)


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
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _fitting(columns: Sequence[Any], limit: int | None) -> list[Any]:
    """The columns that fit into `limit`; priority 0 stays whatever happens."""
    kept = list(columns)
    while limit is not None and sum(column.width + len(GAP) for column in kept) - len(GAP) > limit:
        last = max(kept, key=lambda column: column.priority)
        if last.priority == 0:
            break
        kept.remove(last)
    return kept


def _line(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Any]) -> str:
    padded = (
        " " * (size - cell_width(text)) + text if column.align == "right" else text + " " * (size - cell_width(text))
        for text, size, column in zip(texts, widths, columns, strict=True)
    )
    return GAP.join(padded).rstrip()


def _emphasised(line: str) -> str:
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return line
    return f"\x1b[1m{line}\x1b[0m"
