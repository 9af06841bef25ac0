"""Sequences, bounded sequences, arrays, tuples, options, maps and sets."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, VariantDef, path_of
from tao_tui.devnet.scale.primitives import ByteVec, Int
from tao_tui.devnet.scale.reader import Reader, ScaleError, compact

_PACKED = {
    (1, False): "B",
    (2, False): "H",
    (4, False): "I",
    (8, False): "Q",
    (2, True): "h",
    (4, True): "i",
    (8, True): "q",
}


def _packing(item: Codec) -> str | None:
    return _PACKED.get((item.size, item.signed)) if isinstance(item, Int) else None


@dataclass(frozen=True)
class Vec(Codec):
    """`Vec<T>`; the value is any sequence (numpy columns too), read as a `list`."""

    item: Codec

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"Vec<{self.item.name}>"

    def encode(self, value: Any) -> bytes:
        """Length and items."""
        head = compact(len(value))
        packing = _packing(self.item)
        if packing is None:
            return head + b"".join(map(self.item.encode, value))
        plain = value.tolist() if hasattr(value, "tolist") else value
        try:
            return head + struct.pack(f"<{len(plain)}{packing}", *plain)
        except struct.error as error:
            raise ScaleError(f"an item does not fit {self.item.name}") from error

    def read(self, reader: Reader) -> list[Any]:
        """The next sequence."""
        count = reader.length(self.item.smallest)
        packing = _packing(self.item)
        if packing is not None:
            return list(struct.unpack(f"<{count}{packing}", reader.take(count * self.item.smallest)))
        return [self.item.read(reader) for _ in range(count)]

    def describe(self, outer: Outer) -> TypeDef:
        """A sequence."""
        return TypeDef(sequence=self.item)


@dataclass(frozen=True)
class Bounded(Codec):
    """`BoundedVec<T, S>` and its weak form: a `Vec` with a limit checked when encoding and decoding."""

    inner: Codec
    limit: int | None = None
    path: str = "bounded_collections::bounded_vec::BoundedVec"

    @property
    def name(self) -> str:
        """Rust's name of the type, without its limit."""
        return self.path.rsplit("::", 1)[-1]

    def _check(self, value: Any) -> None:
        if self.limit is not None and len(value) > self.limit:
            raise ScaleError(f"{len(value)} items where at most {self.limit} are allowed")

    def encode(self, value: Any) -> bytes:
        """As the inner sequence."""
        self._check(value)
        return self.inner.encode(value)

    def read(self, reader: Reader) -> Any:
        """As the inner sequence."""
        value = self.inner.read(reader)
        self._check(value)
        return value

    def describe(self, outer: Outer) -> TypeDef:
        """A composite around the sequence."""
        item: Codec = Int(1) if isinstance(self.inner, ByteVec) else getattr(self.inner, "item", self.inner)
        fields = (Field(None, self.inner, self.inner.name),)
        return TypeDef(path_of(self.path), (("T", item), ("S", None)), composite=fields)


@dataclass(frozen=True)
class Array(Codec):
    """`[T; size]`; the value is a sequence of that length, read as a `list`."""

    item: Codec
    size: int

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"[{self.item.name}; {self.size}]"

    @property
    def smallest(self) -> int:
        """As many items as it has."""
        return self.size * self.item.smallest

    def encode(self, value: Any) -> bytes:
        """The items."""
        if len(value) != self.size:
            raise ScaleError(f"{len(value)} items where {self.size} are needed")
        return b"".join(map(self.item.encode, value))

    def read(self, reader: Reader) -> list[Any]:
        """The next `size` items."""
        return [self.item.read(reader) for _ in range(self.size)]

    def describe(self, outer: Outer) -> TypeDef:
        """An array."""
        return TypeDef(array=(self.size, self.item))


@dataclass(frozen=True)
class Tuple(Codec):
    """A tuple; `()` is the empty one and takes no bytes."""

    items: tuple[Codec, ...] = ()

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"({', '.join(item.name for item in self.items)})"

    @property
    def smallest(self) -> int:
        """The sum of the items' smallest."""
        return sum(item.smallest for item in self.items)

    def encode(self, value: Any) -> bytes:
        """The items one after the other."""
        if len(value) != len(self.items):
            raise ScaleError(f"{len(value)} items where {len(self.items)} are needed")
        return b"".join(item.encode(part) for item, part in zip(self.items, value, strict=True))

    def read(self, reader: Reader) -> tuple[Any, ...]:
        """The next items."""
        return tuple(item.read(reader) for item in self.items)

    def describe(self, outer: Outer) -> TypeDef:
        """A tuple."""
        return TypeDef(tuple_of=self.items)


@dataclass(frozen=True)
class Option(Codec):
    """`Option<T>`; the value is `None` or the inner one."""

    inner: Codec

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"Option<{self.inner.name}>"

    def encode(self, value: Any) -> bytes:
        """0, or 1 and the value."""
        return b"\x00" if value is None else b"\x01" + self.inner.encode(value)

    def read(self, reader: Reader) -> Any:
        """The next option."""
        tag = reader.byte()
        if tag > 1:
            raise ScaleError(f"{tag} is not an option's tag")
        return self.inner.read(reader) if tag else None

    def describe(self, outer: Outer) -> TypeDef:
        """The enum `Option`."""
        arms = (VariantDef("None", 0), VariantDef("Some", 1, (Field(None, self.inner),)))
        return TypeDef(("Option",), (("T", self.inner),), variants=arms)


@dataclass(frozen=True)
class BTreeMap(Codec):
    """`BTreeMap<K, V>`; the value is a `dict`, encoded in key order."""

    key: Codec
    value: Codec

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"BTreeMap<{self.key.name}, {self.value.name}>"

    def encode(self, value: Any) -> bytes:
        """The pairs in ascending key order."""
        pairs = sorted(value.items())
        return compact(len(pairs)) + b"".join(self.key.encode(k) + self.value.encode(v) for k, v in pairs)

    def read(self, reader: Reader) -> dict[Any, Any]:
        """The next map."""
        count = reader.length(self.key.smallest + self.value.smallest)
        return {self.key.read(reader): self.value.read(reader) for _ in range(count)}

    def describe(self, outer: Outer) -> TypeDef:
        """A composite around a sequence of pairs."""
        pairs = Vec(Tuple((self.key, self.value)))
        return TypeDef(("BTreeMap",), (("K", self.key), ("V", self.value)), composite=(Field(None, pairs),))


@dataclass(frozen=True)
class BTreeSet(Codec):
    """`BTreeSet<T>`; the value is a set, encoded in order, read as a `frozenset`."""

    item: Codec

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"BTreeSet<{self.item.name}>"

    def encode(self, value: Any) -> bytes:
        """The items in ascending order."""
        return Vec(self.item).encode(sorted(value))

    def read(self, reader: Reader) -> frozenset[Any]:
        """The next set."""
        return frozenset(Vec(self.item).read(reader))

    def describe(self, outer: Outer) -> TypeDef:
        """A composite around a sequence."""
        return TypeDef(("BTreeSet",), (("T", self.item),), composite=(Field(None, Vec(self.item)),))
