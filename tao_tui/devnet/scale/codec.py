"""What every type descriptor can do: encode, decode, and describe itself for metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tao_tui.devnet.scale.reader import Composed, Reader


class Outer(Protocol):
    """The composed runtime as codecs describe themselves to it: it knows the enums made of all pallets."""

    def outer_enum(self, name: str) -> TypeDef:
        """The definition of `RuntimeCall`, `RuntimeEvent`, `RuntimeError` or `OriginCaller`."""


class Codec:
    """A SCALE type: values are plain Python, see each subclass for which."""

    @property
    def name(self) -> str:
        """How the type is called where a field's type is named."""
        return "?"

    @property
    def smallest(self) -> int:
        """The fewest bytes a value takes."""
        return 1

    def encode(self, value: Any) -> bytes:
        """`value` as SCALE bytes."""
        raise NotImplementedError

    def read(self, reader: Reader) -> Any:
        """The next value of `reader`."""
        raise NotImplementedError

    def describe(self, outer: Outer) -> TypeDef:
        """The definition metadata gives of this type."""
        raise NotImplementedError

    def decode(self, data: bytes, outer: Composed | None = None) -> Any:
        """The value `data` holds, all of it."""
        reader = Reader(data, outer)
        value = self.read(reader)
        reader.finish()
        return value


@dataclass(frozen=True)
class Field:
    """One field of a composite or a variant; tuple-style fields have no name."""

    name: str | None
    codec: Codec
    type_name: str = ""
    docs: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariantDef:
    """One arm of an enum."""

    name: str
    index: int
    fields: tuple[Field, ...] = ()
    docs: tuple[str, ...] = ()


@dataclass(frozen=True)
class TypeDef:
    """A type as scale-info writes it; exactly one of the shapes below `params` is set."""

    path: tuple[str, ...] = ()
    params: tuple[tuple[str, Codec | None], ...] = ()
    composite: Sequence[Field] | None = None
    variants: Sequence[VariantDef] | None = None
    sequence: Codec | None = None
    array: tuple[int, Codec] | None = None
    tuple_of: Sequence[Codec] | None = None
    primitive: str | None = None
    compact: Codec | None = None
    docs: tuple[str, ...] = field(default=())


def path_of(text: str) -> tuple[str, ...]:
    """A Rust path as its segments."""
    return tuple(text.split("::")) if text else ()
