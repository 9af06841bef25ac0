"""The address book: names a person gave to addresses of others, in one file of the program's own folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tao_tui import paths
from tao_tui.addresses import Address, looks_like_address, parse_address
from tao_tui.errors import UsageError
from tao_tui.text import Clean, clean
from tao_tui.wallet.disk.locking import one_writer
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.disk.storing import store_file
from tao_tui.wallet.names import check_name

FILE: Final = "address-book.json"
MAX_NOTE: Final = 200
"""Characters of a note."""
_MAX_BYTES: Final = 4 * 1024 * 1024
_RESERVED: Final = frozenset({"all"})


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One address and what it is called here."""

    name: Clean
    address: Address
    note: Clean


class Book:
    """The entries of one file; a missing file has none."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.home() / FILE

    def entries(self) -> tuple[BookEntry, ...]:
        """Every entry by name; `UsageError` (code `bad_book`) when the file is not what was written."""
        try:
            with self.path.open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._broken(error.strerror or "it cannot be read") from error
        if len(data) > _MAX_BYTES:
            raise self._broken("it is far too large")
        try:
            rows = json.loads(data)["entries"]
            return tuple(sorted(map(_entry, rows), key=lambda entry: str(entry.name)))
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise self._broken("it is not an address book") from error
        except UsageError as error:
            raise self._broken(error.message) from error

    def add(self, name: str, address: str, note: str = "") -> BookEntry:
        """Give `address` a name; a name that is taken stays with its address (code `name_taken`)."""
        entry = BookEntry(_book_name(name), parse_address(address), clean(note, MAX_NOTE))
        with one_writer(self.path):
            kept = self.entries()
            for other in kept:
                if other.name == entry.name:
                    raise UsageError(
                        f"The address book has {other.name} already: {other.address}.",
                        hint=f"Remove it first: tao-tui wallet book remove --name {other.name}.",
                        code="name_taken",
                    )
            self._write((*kept, entry))
        return entry

    def remove(self, name: str) -> BookEntry:
        """Forget the entry `name`, and return it; `UsageError` (code `unknown_name`) when there is none."""
        with one_writer(self.path):
            kept = self.entries()
            for entry in kept:
                if entry.name == name:
                    self._write(other for other in kept if other.name != name)
                    return entry
        raise UsageError(
            f"The address book has no “{clean(name, 60)}”.",
            hint="See what it has: tao-tui wallet book list.",
            code="unknown_name",
        )

    def _write(self, entries: Iterable[BookEntry]) -> None:
        rows = [
            {"name": entry.name, "address": entry.address, "note": entry.note}
            for entry in sorted(entries, key=lambda entry: str(entry.name))
        ]
        text = json.dumps({"version": 1, "entries": rows}, ensure_ascii=False, indent=1)
        store_file(self.path, text.encode() + b"\n", overwrite=True)

    def _broken(self, why: str) -> UsageError:
        return UsageError(
            f"The address book {shown(self.path)} cannot be used: {why.rstrip('.')}.",
            hint="Mend the file, or move it away to begin a new one.",
            code="bad_book",
        )


def _book_name(text: str) -> Clean:
    name = check_name(text, "book entry")
    if looks_like_address(name) or name.lower() in _RESERVED:
        raise UsageError(
            f"“{name}” cannot be a name in the address book: it means something else already.",
            hint="Choose a word of your own.",
            code="bad_name",
        )
    return name


def _entry(row: Any) -> BookEntry:
    return BookEntry(
        _book_name(row["name"]), parse_address(row["address"]), clean(str(row.get("note", "")), MAX_NOTE)
    )
