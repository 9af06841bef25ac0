"""Text that must never be shown by accident: passwords, mnemonics, seeds."""

from __future__ import annotations

import sys
from functools import cache
from typing import NoReturn


@cache
def _keep_memory_private() -> None:
    """Once there is a secret in it, a process leaves no core dump for others to find it in."""
    if sys.platform != "win32":
        from tao_tui.wallet.confinement import keep_memory_private

        keep_memory_private()


class Secret:
    """A piece of secret text whose `repr`, `str` and format show nothing and which cannot be pickled.

    `reveal()` is the one way to the text, so every place that needs it can be found by its name.
    """

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        _keep_memory_private()
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def is_text(self) -> bool:
        """Whether it is Unicode: bytes that were no UTF-8 arrive from a terminal as surrogates."""
        return self._text.isascii() or not any("\ud800" <= char <= "\udfff" for char in self._text)

    def __repr__(self) -> str:
        return "<secret>"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        ours, theirs = (each._text.encode("utf-8", "surrogatepass") for each in (self, other))
        return hmac.compare_digest(ours, theirs)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled or copied")
