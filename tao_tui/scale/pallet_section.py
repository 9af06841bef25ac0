"""What the codec leaves out of a runtime's metadata, and what of it a metadata hash does not cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from tao_tui.errors import NodeProtocolError
from tao_tui.scale.compact import read_compact

T = TypeVar("T")

_MOST_ITEMS: Final = 1 << 20
_MAGIC: Final = b"meta"


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of a pallet: its type, its bytes, and what the runtime says of it."""

    name: str
    type_id: int
    value: bytes
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PalletSection:
    """One pallet in the metadata, without what the codec tells of it."""

    name: str
    index: int
    calls: int | None
    """The type of its calls."""
    storage_docs: dict[str, tuple[str, ...]]
    constants: dict[str, Constant]
    docs: tuple[str, ...]


def read_pallets(metadata: bytes) -> dict[str, PalletSection]:
    """Every pallet by name, from a V14 or V15 blob; anything else is a `NodeProtocolError`.

    The layout is frame-metadata's: magic, version, the type registry, then the pallets.
    """
    if metadata[:4] != _MAGIC or len(metadata) < 5 or metadata[4] not in (14, 15):
        raise NodeProtocolError("The node's metadata is not of version 14 or 15.")
    return {pallet.name: pallet for pallet in _pallets(_Reader(metadata, 5), metadata[4])}


def read_unproven(metadata: bytes) -> tuple[list[PalletSection], int]:
    """The pallets of a V15 blob in order, and its type of all events: neither is in the metadata's hash."""
    if metadata[:5] != _MAGIC + b"\x0f":
        raise NodeProtocolError("The node's metadata is not of version 15.")
    reader = _Reader(metadata, 5)
    return _pallets(reader, 15), reader.event_type()


def _pallets(reader: _Reader, version: int) -> list[PalletSection]:
    reader.skip_each(reader.skip_type)
    return reader.each(lambda: reader.pallet(with_docs=version == 15))


class _Reader:
    """Walks the blob; every step goes forward, so it ends."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def compact(self) -> int:
        value, self._at = read_compact(self._data, self._at)
        return value

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise NodeProtocolError("The node's metadata ends too early.")
        found, self._at = self._data[self._at : end], end
        return found

    def text(self) -> str:
        return self.take(self.compact()).decode("utf-8", "replace")

    def skip_text(self) -> None:
        self.take(self.compact())

    def each(self, read: Callable[[], T]) -> list[T]:
        return [read() for _ in range(self._count())]

    def skip_each(self, skip: Callable[[], None]) -> None:
        for _ in range(self._count()):
            skip()

    def skip_type(self) -> None:
        self.compact()
        self.skip_each(self.skip_text)
        self.skip_each(self._skip_param)
        kind = self.byte()
        if kind == 0:
            self.skip_each(self._skip_field)
        elif kind == 1:
            self.skip_each(self._skip_variant)
        elif kind == 3:
            self.take(4)
            self.compact()
        elif kind == 4:
            self.skip_each(self._skip_number)
        elif kind == 5:
            self.byte()
        elif kind in (2, 6, 7):
            for _ in range(2 if kind == 7 else 1):
                self.compact()
        else:
            raise NodeProtocolError("The node's metadata has a type of no known kind.")
        self.skip_each(self.skip_text)

    def pallet(self, *, with_docs: bool) -> PalletSection:
        name = self.text()
        storage = self._storage() if self.byte() else {}
        calls = self.compact() if self.byte() else None
        self._skip_option()
        constants = {each.name: each for each in self.each(self._constant)}
        self._skip_option()
        index = self.byte()
        docs = tuple(self.each(self.text)) if with_docs else ()
        return PalletSection(name, index, calls, storage, constants, docs)

    def event_type(self) -> int:
        """The type of all events, which follows the pallets, the extrinsic and the runtime APIs."""
        self.byte()
        for _ in ("address", "call", "signature", "extra"):
            self.compact()
        self.skip_each(self._skip_extension)
        self.compact()  # the runtime's own type
        self.skip_each(self._skip_api)
        self.compact()  # the type of all calls
        return self.compact()

    def _skip_extension(self) -> None:
        self._skip_typed()
        self.compact()

    def _skip_api(self) -> None:
        self.skip_text()
        self.skip_each(self._skip_method)
        self.skip_each(self.skip_text)

    def _skip_method(self) -> None:
        self.skip_text()
        self.skip_each(self._skip_typed)
        self.compact()
        self.skip_each(self.skip_text)

    def _skip_typed(self) -> None:
        self.skip_text()
        self.compact()

    def _storage(self) -> dict[str, tuple[str, ...]]:
        self.skip_text()
        return dict(self.each(self._entry))

    def _entry(self) -> tuple[str, tuple[str, ...]]:
        name = self.text()
        self.byte()
        if self.byte():
            self.take(self.compact())
            self.compact()
        self.compact()
        self.skip_text()
        return name, tuple(self.each(self.text))

    def _constant(self) -> Constant:
        name, type_id = self.text(), self.compact()
        value = self.take(self.compact())
        return Constant(name, type_id, value, tuple(self.each(self.text)))

    def _skip_param(self) -> None:
        self.skip_text()
        self._skip_option()

    def _skip_field(self) -> None:
        if self.byte():
            self.skip_text()
        self.compact()
        if self.byte():
            self.skip_text()
        self.skip_each(self.skip_text)

    def _skip_variant(self) -> None:
        self.skip_text()
        self.skip_each(self._skip_field)
        self.byte()
        self.skip_each(self.skip_text)

    def _skip_option(self) -> None:
        if self.byte():
            self.compact()

    def _skip_number(self) -> None:
        self.compact()

    def _count(self) -> int:
        count = self.compact()
        if count > _MOST_ITEMS or count > len(self._data) - self._at:
            raise NodeProtocolError("The node's metadata says it is longer than it is.")
        return count
