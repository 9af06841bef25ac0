"""Text from a chain, a file or a stranger becomes clean text here, once."""

from __future__ import annotations

import unicodedata
from typing import NewType

Clean = NewType("Clean", str)
"""Printable, NFC, one line, bounded: safe for a terminal, never markup."""

# Format characters reorder or hide their neighbours (bidi overrides, zero width joiners), so a
# name made of them could imitate another. Surrogates and private use have no agreed look.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MAX_COMBINING = 2


def clean(text: str | bytes, limit: int = 256) -> Clean:
    """Return `text` without anything a terminal would act on, at most `limit` characters long.

    White space of any kind becomes one space; stacks of combining marks are cut, because they
    paint over the lines above; what is cut at the end shows as an ellipsis.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if text.isascii() and text.isprintable() and len(text) <= limit and "  " not in text:
        return Clean(text.strip())
    kept: list[str] = []
    combining = 0
    for char in unicodedata.normalize("NFC", text[: limit * 4 + 64]):
        category = unicodedata.category(char)
        if char.isspace():
            kept.append(" ")
            continue
        if category in _REFUSED:
            continue
        combining = combining + 1 if category in ("Mn", "Me") else 0
        if combining > _MAX_COMBINING:
            continue
        kept.append(char)
    line = " ".join("".join(kept).split())
    return Clean(line if len(line) <= limit else line[: max(limit - 1, 0)] + "…")
