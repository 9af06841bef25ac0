"""Names of wallets and hotkeys: they become file names, so what a path could misread is refused."""

from __future__ import annotations

import unicodedata
from typing import Final

from tao_tui.errors import UsageError
from tao_tui.text import Clean, clean

MAX_NAME: Final = 64
"""Characters of a name; together with UTF-8 and suffixes this stays below every file system's 255 bytes."""

PUBLIC_SUFFIX: Final = "pub.txt"
"""A hotkey's public file is its name followed by this."""


def check_name(text: str, what: str = "wallet") -> Clean:
    """Return `text` as the name of a `what`, or raise `UsageError` (code `bad_name`) saying what is wrong."""
    if fault := _fault(text, what):
        raise UsageError(
            f"“{clean(text, 40)}” cannot be the name of a {what}: {fault}.",
            hint="Use letters, digits, dashes and underscores, such as alice-2.",
            code="bad_name",
        )
    return Clean(text)


def is_name(text: str, what: str = "wallet") -> bool:
    """Whether `check_name` would accept `text`."""
    return not _fault(text, what)


def _fault(text: str, what: str) -> str:
    if not text:
        return "it is empty"
    if len(text) > MAX_NAME or len(text.encode("utf-8", "surrogatepass")) > 3 * MAX_NAME:
        return f"it is longer than {MAX_NAME} characters"
    if "/" in text or "\\" in text:
        return "it has a path separator"
    if text.startswith("."):
        return "it begins with a dot"
    if clean(text) != text or not text.isprintable():
        return "it has unprintable characters, or spaces that do not show"
    if unicodedata.normalize("NFC", text) != text:
        return "its accents are written in an unusual form"
    if what == "hotkey" and text.endswith(PUBLIC_SUFFIX):
        return f"names ending in {PUBLIC_SUFFIX} belong to public files"
    return ""
