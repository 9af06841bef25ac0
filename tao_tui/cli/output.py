"""Standard output: one JSON document, or plain text a person can read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Output:
    """Writes the answer of a command, as JSON or as text, and remembers whether it did."""

    json: bool
    network: Mapping[str, Any] | None = None
    answered: bool = False

    def answer(
        self, data: Any, text: Callable[[], Iterable[str]], *, block: Any = None, streamed: bool = False
    ) -> None:
        """Write `data` in the envelope with --json, the lines of `text` otherwise.

        `block` is the `BlockRef` the data was read at. A stream calls this once per document.
        """
        if self.json:
            self._write_document({"ok": True, "network": self.network, "block": _block_row(block), "data": data})
        else:
            sys.stdout.write("".join(f"{line}\n" for line in text()))
        self.answered = True
        if streamed:
            sys.stdout.flush()

    def failure(self, code: str, message: str, hint: str) -> None:
        """Write the failure document; only with --json."""
        self._write_document({"ok": False, "error": {"code": code, "message": message, "hint": hint}})
        sys.stdout.flush()

    def _write_document(self, document: Mapping[str, Any]) -> None:
        import msgspec

        sys.stdout.buffer.write(msgspec.json.encode(document, enc_hook=_encode) + b"\n")
        sys.stdout.buffer.flush()
        self.answered = True


def _block_row(block: Any) -> dict[str, Any] | None:
    return None if block is None else {"number": block.number, "hash": block.hash}


def _encode(value: Any) -> Any:
    """What JSON has no word for: bytes become 0x hex, the path of a file its text."""
    if isinstance(value, bytes | bytearray):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__fspath__"):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
