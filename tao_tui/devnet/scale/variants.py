"""Enums with data (`ScaleEnum`) and enums of plain names (`unit_enum`)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, VariantDef, path_of
from tao_tui.devnet.scale.composite import params_of
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.reader import Reader, ScaleError

E = TypeVar("E", bound=enum.Enum)


class Variant:
    """One arm of a `ScaleEnum`: calling it makes a value.

    Types given by position are tuple-style fields, by name are named ones (a trailing underscore is dropped).
    """

    docs: tuple[str, ...] = ()

    def __init__(self, index: int, /, *types: Any, **named: Any) -> None:
        self.index = index
        self.name = ""
        self.owner: type[ScaleEnum] | None = None
        self._hints = tuple(types) + tuple(named.values())
        self.field_names: tuple[str, ...] = tuple(named)
        """Empty for tuple-style fields."""

    def __set_name__(self, owner: type[ScaleEnum], name: str) -> None:
        self.owner = owner
        self.name = name.rstrip("_")

    @cached_property
    def codecs(self) -> tuple[Codec, ...]:
        """The fields' codecs."""
        return tuple(map(codec_of, self._hints))

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        """A value of this arm (typed `Any`: its class is still being made when the arm is declared)."""
        fields = args + tuple(named[name] for name in self.field_names[len(args) :])
        if len(fields) != len(self._hints) or len(args) + len(named) != len(fields):
            raise TypeError(f"{self.name} has {len(self._hints)} fields")
        assert self.owner is not None
        return self.owner(self, fields)

    def describe(self) -> VariantDef:
        """The arm as metadata has it."""
        names: tuple[str | None, ...] = tuple(n.rstrip("_") for n in self.field_names) or (None,) * len(
            self.codecs
        )
        fields = tuple(Field(n, c, c.name) for n, c in zip(names, self.codecs, strict=True))
        return VariantDef(self.name, self.index, fields, self.docs)


class ScaleEnum:
    """An enum whose arms are class attributes made with `Variant`; its values are compared by content."""

    __slots__ = ("fields", "variant")
    __scale_path__: ClassVar[str] = ""
    __scale_codec__: ClassVar[Callable[[Any], Codec]]
    __scale_params__: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls, path: str = "", params: Mapping[str, Any] | None = None) -> None:
        cls.__scale_path__ = path
        cls.__scale_codec__ = EnumCodec
        cls.__scale_params__ = dict(params or {})

    def __init__(self, variant: Variant, fields: tuple[Any, ...]) -> None:
        self.variant = variant
        self.fields = fields

    @property
    def name(self) -> str:
        """The arm's name."""
        return self.variant.name

    @property
    def value(self) -> Any:
        """The first field."""
        return self.fields[0]

    def __getitem__(self, name: str) -> Any:
        return self.fields[self.variant.field_names.index(name)]

    def __eq__(self, other: object) -> bool:
        same_kind = isinstance(other, ScaleEnum) and other.variant is self.variant
        return same_kind and other.fields == self.fields  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((self.variant.index, self.fields))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}{self.fields if self.fields else ''}"

    @classmethod
    def variants(cls) -> list[Variant]:
        """The arms in index order."""
        return sorted((v for v in vars(cls).values() if isinstance(v, Variant)), key=lambda v: v.index)


@dataclass(frozen=True)
class EnumCodec(Codec):
    """A `ScaleEnum`; the value is an instance of it."""

    cls: type[ScaleEnum]

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__

    @cached_property
    def _arms(self) -> dict[int, Variant]:
        return {variant.index: variant for variant in self.cls.variants()}

    def encode(self, value: Any) -> bytes:
        """The arm's index and its fields."""
        if not isinstance(value, self.cls):
            raise ScaleError(f"{type(value).__name__} where {self.name} is needed")
        parts = (codec.encode(field) for codec, field in zip(value.variant.codecs, value.fields, strict=True))
        return bytes((value.variant.index,)) + b"".join(parts)

    def read(self, reader: Reader) -> ScaleEnum:
        """The next value."""
        index = reader.byte()
        variant = self._arms.get(index)
        if variant is None:
            raise ScaleError(f"{self.name} has no variant {index}")
        return self.cls(variant, tuple(codec.read(reader) for codec in variant.codecs))

    def describe(self, outer: Outer) -> TypeDef:
        """A variant type."""
        arms = [variant.describe() for variant in self.cls.variants()]
        return TypeDef(path_of(self.cls.__scale_path__), params_of(self.cls.__scale_params__), variants=arms)


def unit_enum(path: str) -> Callable[[type[E]], type[E]]:
    """Give an `enum.Enum` whose values are variant indices the path of its Rust type."""

    def make(cls: type[E]) -> type[E]:
        cls.__scale_path__ = path  # type: ignore[attr-defined]
        cls.__scale_codec__ = UnitEnum  # type: ignore[attr-defined]
        return cls

    return make


@dataclass(frozen=True)
class UnitEnum(Codec):
    """An `enum.Enum` made with `unit_enum`; the value is a member."""

    cls: type[enum.Enum]

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__

    def encode(self, value: Any) -> bytes:
        """The member's index."""
        return bytes((self.cls(value).value,))

    def read(self, reader: Reader) -> enum.Enum:
        """The next member."""
        try:
            return self.cls(reader.byte())
        except ValueError as error:
            raise ScaleError(str(error)) from error

    def describe(self, outer: Outer) -> TypeDef:
        """A variant type without fields."""
        arms = [VariantDef(member.name.rstrip("_"), member.value) for member in self.cls]
        return TypeDef(path_of(getattr(self.cls, "__scale_path__", "")), variants=arms)
