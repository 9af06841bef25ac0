"""What a runtime says of its own parts, as clean paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from tao_tui.text import Clean, clean

_SUMMARY: Final = 200
_PARAGRAPH: Final = 1000
_MOST_PARAGRAPHS: Final = 40
_MOST_LINES: Final = 4000
_RULERS: Final = " \t-=#*>~`"
"""What comments are decorated with at their beginning."""


def paragraphs(docs: str | Iterable[str]) -> tuple[Clean, ...]:
    """Documentation by paragraph: from lines, or from one text whose paragraphs two spaces part."""
    if isinstance(docs, str):
        blocks = docs[: _PARAGRAPH * _MOST_PARAGRAPHS].split("  ")
    else:
        blocks = [""]
        for line in islice(docs, _MOST_LINES):
            if len(blocks[-1]) > _PARAGRAPH and line.strip():
                continue  # it is cut anyway, and a node may make it as long as it likes
            if line.strip():
                blocks[-1] = f"{blocks[-1]} {line.strip()}"
            elif blocks[-1]:
                blocks.append("")
            if len(blocks) > _MOST_PARAGRAPHS:
                break
    cleaned = (clean(block.lstrip(_RULERS), _PARAGRAPH) for block in blocks[:_MOST_PARAGRAPHS])
    return tuple(block for block in cleaned if block)


def summary(docs: str | Iterable[str]) -> Clean:
    """The first paragraph, or the beginning of it."""
    found = paragraphs(docs)
    return clean(found[0], _SUMMARY) if found else Clean("")
