"""Standard output: one JSON document, or plain text a person can read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.chain.query import Reading

T = TypeVar("T")


@dataclass(slots=True)
class Output:
    """Writes the answer of a command, as JSON or as text, and remembers whether there was one."""

    json: bool
    network: Mapping[str, Any] | None = None
    answered: bool = False

    def answer(
        self, data: Any, text: Callable[[], Iterable[str]], *, block: Any = None, streamed: bool = False
    ) -> None:
        """Write `data` in the envelope with --json, the lines of `text` otherwise.

        A field `x` of a result that holds an amount becomes `x_rao`. `block` is the `BlockRef` the data was
        read at. A stream calls this once per document.
        """
        if self.json:
            self._write_document({"ok": True, "network": self.network, "block": block, "data": data})
        else:
            lines = "".join(f"{line}\n" for line in text())
            self.answered = True
            with _writing():
                sys.stdout.write(lines)
        if streamed:
            self.flush()

    def line(self, text: str) -> None:
        """One line of text at once; never with --json."""
        assert not self.json
        with _writing():
            sys.stdout.write(text + "\n")
        self.flush()

    def flush(self) -> None:
        """Hand on what was written; a full disk is a `Fault`, a reader that went away a `BrokenPipeError`."""
        with _writing():
            sys.stdout.flush()

    def reading(self, reading: Reading[T], text: Callable[[T], Iterable[str]]) -> None:
        """Answer with what was read from a node."""
        self.answer(reading.data, lambda: text(reading.data), block=reading.block)

    def failure(self, code: str, message: str, hint: str) -> None:
        """Write the failure document; only with --json."""
        self._write_document({"ok": False, "error": {"code": code, "message": message, "hint": hint}})
        self.flush()

    def _write_document(self, document: Mapping[str, Any]) -> None:
        import json

        # The standard library's encoder: a document is small, and a faster one takes longer to load.
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_row)
        self.answered = True
        with _writing():
            sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Fault(
            f"Standard output cannot be written: {error.strerror}.",
            hint="Make room, or write somewhere else.",
            code="output_failed",
        ) from error


def _row(value: object) -> object:
    """A result as its JSON row; what is plain already never comes here."""
    from tao_tui.reads.rows import as_row

    return as_row(value)
