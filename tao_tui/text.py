"""Text from a chain, a file or a stranger becomes clean text here, once."""

from __future__ import annotations

import unicodedata
from typing import NewType

Clean = NewType("Clean", str)
"""Printable, NFC, one line, bounded: safe for a terminal, never markup."""

# Format characters reorder or hide their neighbours (bidi overrides, zero width joiners), so a
# name made of them could imitate another. Surrogates and private use have no agreed look.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that Unicode lets a terminal draw as nothing (Default_Ignorable, and the blank Braille
# cell): “root” and “root” with one of them are two names that look the same.
_UNSEEN = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810),
              *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)  # fmt: skip
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
    seen = "".join(
        " " if char.isspace() else char
        for char in text[: limit * 4 + 64]
        if char.isspace() or (char not in _UNSEEN and unicodedata.category(char) not in _REFUSED)
    )
    line = " ".join(_unstacked(unicodedata.normalize("NFC", seen)).split())
    return Clean(line if len(line) <= limit else line[: max(limit - 1, 0)] + "…")


def _unstacked(text: str) -> str:
    kept: list[str] = []
    combining = 0
    for char in text:
        combining = combining + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if combining <= _MAX_COMBINING:
            kept.append(char)
    return "".join(kept)
