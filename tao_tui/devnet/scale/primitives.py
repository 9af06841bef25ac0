"""Integers, booleans, text, byte strings and compact integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, path_of
from tao_tui.devnet.scale.reader import Reader, ScaleError, compact


@dataclass(frozen=True)
class Int(Codec):
    """A little-endian integer of a fixed width; the value is an `int`."""

    size: int
    signed: bool = False

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"{'i' if self.signed else 'u'}{self.size * 8}"

    @property
    def smallest(self) -> int:
        """The width in bytes."""
        return self.size

    def encode(self, value: Any) -> bytes:
        """`value` in exactly `size` bytes."""
        try:
            return int(value).to_bytes(self.size, "little", signed=self.signed)
        except OverflowError as error:
            raise ScaleError(f"{value} does not fit {self.name}") from error

    def read(self, reader: Reader) -> int:
        """The next `size` bytes as a number."""
        return int.from_bytes(reader.take(self.size), "little", signed=self.signed)

    def describe(self, outer: Outer) -> TypeDef:
        """A primitive."""
        return TypeDef(primitive=self.name)


@dataclass(frozen=True)
class Bool(Codec):
    """One byte, 0 or 1; the value is a `bool`."""

    name = "bool"

    def encode(self, value: Any) -> bytes:
        """One byte."""
        return b"\x01" if value else b"\x00"

    def read(self, reader: Reader) -> bool:
        """The next byte, which must be 0 or 1."""
        byte = reader.byte()
        if byte > 1:
            raise ScaleError(f"{byte} is not a boolean")
        return byte == 1

    def describe(self, outer: Outer) -> TypeDef:
        """A primitive."""
        return TypeDef(primitive="bool")


@dataclass(frozen=True)
class Text(Codec):
    """UTF-8 with a compact length; the value is a `str`."""

    name = "Text"

    def encode(self, value: Any) -> bytes:
        """Length and UTF-8 bytes."""
        data = str(value).encode()
        return compact(len(data)) + data

    def read(self, reader: Reader) -> str:
        """The next text, which must be UTF-8."""
        try:
            return reader.take(reader.length()).decode()
        except UnicodeDecodeError as error:
            raise ScaleError("text is not UTF-8") from error

    def describe(self, outer: Outer) -> TypeDef:
        """A primitive."""
        return TypeDef(primitive="str")


@dataclass(frozen=True)
class ByteVec(Codec):
    """`Vec<u8>`; the value is `bytes`."""

    name = "Vec<u8>"

    def encode(self, value: Any) -> bytes:
        """Length and bytes."""
        return compact(len(value)) + bytes(value)

    def read(self, reader: Reader) -> bytes:
        """The next byte string."""
        return reader.take(reader.length())

    def describe(self, outer: Outer) -> TypeDef:
        """A sequence of bytes."""
        return TypeDef(sequence=Int(1))


@dataclass(frozen=True)
class FixedBytes(Codec):
    """`[u8; size]`; the value is `bytes` of that length."""

    size: int

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"[u8; {self.size}]"

    @property
    def smallest(self) -> int:
        """The width in bytes."""
        return self.size

    def encode(self, value: Any) -> bytes:
        """The bytes themselves."""
        if len(value) != self.size:
            raise ScaleError(f"{len(value)} bytes where {self.size} are needed")
        return bytes(value)

    def read(self, reader: Reader) -> bytes:
        """The next `size` bytes."""
        return reader.take(self.size)

    def describe(self, outer: Outer) -> TypeDef:
        """An array of bytes."""
        return TypeDef(array=(self.size, Int(1)))


@dataclass(frozen=True)
class Newtype(Codec):
    """A named wrapper around one unnamed (or one named) field, such as `H256`; the value is the inner one."""

    path: str
    inner: Codec
    field: str | None = None
    params: tuple[tuple[str, Codec | None], ...] = ()

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rsplit("::", 1)[-1]

    @property
    def smallest(self) -> int:
        """As the inner type."""
        return self.inner.smallest

    def encode(self, value: Any) -> bytes:
        """As the inner type."""
        return self.inner.encode(value)

    def read(self, reader: Reader) -> Any:
        """As the inner type."""
        return self.inner.read(reader)

    def describe(self, outer: Outer) -> TypeDef:
        """A composite of one field."""
        fields = (Field(self.field, self.inner, self.inner.name),)
        return TypeDef(path_of(self.path), self.params, composite=fields)


@dataclass(frozen=True)
class CompactCodec(Codec):
    """A compact integer (or a wrapper of one); the value is an `int`, within the inner type's range."""

    inner: Codec

    @property
    def name(self) -> str:
        """Rust's name of the type."""
        return f"Compact<{self.inner.name}>"

    @property
    def smallest(self) -> int:
        """One byte, none for the unit type."""
        return min(1, self.inner.smallest)

    def encode(self, value: Any) -> bytes:
        """The shortest form; nothing for the unit type."""
        if not self.inner.smallest:
            return b""
        if isinstance(self.inner, (Int, Newtype)):
            self.inner.encode(value)
        return compact(int(value))

    def read(self, reader: Reader) -> int:
        """The next compact integer."""
        if not self.inner.smallest:
            return 0
        value = reader.compact()
        self.inner.encode(value)
        return value

    def describe(self, outer: Outer) -> TypeDef:
        """Compact of the inner type."""
        return TypeDef(compact=self.inner)
