"""Structs: frozen dataclasses whose annotations are their SCALE fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, get_type_hints

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, path_of
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.primitives import Int, Newtype
from tao_tui.devnet.scale.reader import Reader, ScaleError

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def struct(path: str, params: Mapping[str, Any] | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class a frozen dataclass encoded field by field; `path` and `params` are its Rust type's."""

    def make(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True)(cls)
        made.__scale_path__ = path  # type: ignore[attr-defined]
        made.__scale_codec__ = Struct  # type: ignore[attr-defined]
        made.__scale_params__ = dict(params or {})  # type: ignore[attr-defined]
        return made

    return make


@dataclass(frozen=True)
class Struct(Codec):
    """A struct made by the decorator `struct`; the value is an instance of it."""

    cls: type[Any]

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__

    @cached_property
    def fields(self) -> tuple[tuple[str, Codec], ...]:
        """Names and codecs in order."""
        hints = get_type_hints(self.cls, include_extras=True)
        return tuple((field.name, codec_of(hints[field.name])) for field in fields(self.cls))

    @property
    def smallest(self) -> int:
        """The sum of the fields' smallest."""
        return sum(codec.smallest for _, codec in self.fields)

    @cached_property
    def _encoders(self) -> tuple[tuple[str, Callable[[Any], bytes]], ...]:
        return tuple((name, codec.encode) for name, codec in self.fields)

    @cached_property
    def _readers(self) -> tuple[Callable[[Reader], Any], ...]:
        return tuple(codec.read for _, codec in self.fields)

    @cached_property
    def numbers(self) -> Callable[[Any], tuple[int, ...]] | None:
        """How to take all numbers out of an instance at once; None when it holds anything else."""
        paths = _number_paths(self)
        return None if paths is None or len(paths) < 2 else attrgetter(*paths)

    def encode(self, value: Any) -> bytes:
        """The fields one after the other."""
        if not isinstance(value, self.cls):
            raise ScaleError(f"{type(value).__name__} where {self.name} is needed")
        return b"".join([encode(getattr(value, name)) for name, encode in self._encoders])

    def read(self, reader: Reader) -> Any:
        """The next struct."""
        return self.cls(*[read(reader) for read in self._readers])

    def describe(self, outer: Outer) -> TypeDef:
        """A composite with named fields."""
        return TypeDef(
            path_of(self.cls.__scale_path__),
            params_of(self.cls.__scale_params__),
            composite=[Field(name.rstrip("_"), codec, codec.name) for name, codec in self.fields],
        )


def _number_paths(struct: Struct) -> list[str] | None:
    """The dotted names of a struct's numbers, nested ones too; None when a field is not a number."""
    paths: list[str] = []
    for name, codec in struct.fields:
        plain = codec.inner if isinstance(codec, Newtype) else codec
        if isinstance(plain, Struct):
            inner = _number_paths(plain)
            if inner is None:
                return None
            paths += [f"{name}.{path}" for path in inner]
        elif isinstance(plain, Int):
            paths.append(name)
        else:
            return None
    return paths


def params_of(params: Mapping[str, Any]) -> tuple[tuple[str, Codec | None], ...]:
    """Type parameters written as annotations, as codecs."""
    return tuple((name, None if hint is None else codec_of(hint)) for name, hint in params.items())
