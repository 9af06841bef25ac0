"""Structs: frozen dataclasses whose annotations are their SCALE fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar, dataclass_transform, get_type_hints

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, path_of
from tao_tui.devnet.scale.reader import Reader, ScaleError

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def struct(path: str, params: Mapping[str, Any] | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class a frozen dataclass encoded field by field; `path` and `params` are its Rust type's."""

    def make(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True)(cls)
        made.__scale_path__ = path  # type: ignore[attr-defined]
        made.__scale_params__ = dict(params or {})  # type: ignore[attr-defined]
        return made

    return make


@dataclass(frozen=True)
class Struct(Codec):
    """A struct made by the decorator `struct`; the value is an instance of it."""

    cls: type[Any]

    @property
    def name(self) -> str:  # type: ignore[override]
        """The class's name."""
        return self.cls.__name__

    @cached_property
    def fields(self) -> tuple[tuple[str, Codec], ...]:
        """Names and codecs in order."""
        from tao_tui.devnet.scale.hints import codec_of

        hints = get_type_hints(self.cls, include_extras=True)
        return tuple((field.name, codec_of(hints[field.name])) for field in fields(self.cls))

    @property
    def smallest(self) -> int:  # type: ignore[override]
        """The sum of the fields' smallest."""
        return sum(codec.smallest for _, codec in self.fields)

    def encode(self, value: Any) -> bytes:
        """The fields one after the other."""
        if not isinstance(value, self.cls):
            raise ScaleError(f"{type(value).__name__} where {self.name} is needed")
        return b"".join(codec.encode(getattr(value, name)) for name, codec in self.fields)

    def read(self, reader: Reader) -> Any:
        """The next struct."""
        return self.cls(*[codec.read(reader) for _, codec in self.fields])

    def describe(self, outer: Outer) -> TypeDef:
        """A composite with named fields."""
        return TypeDef(
            path_of(self.cls.__scale_path__),
            params_of(self.cls.__scale_params__),
            composite=[Field(name.rstrip("_"), codec, codec.name) for name, codec in self.fields],
        )


def params_of(params: Mapping[str, Any]) -> tuple[tuple[str, Codec | None], ...]:
    """Type parameters written as annotations, as codecs."""
    from tao_tui.devnet.scale.hints import codec_of

    return tuple((name, None if hint is None else codec_of(hint)) for name, hint in params.items())
