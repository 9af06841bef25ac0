"""The portable type registry of metadata: every type once, by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, VariantDef
from tao_tui.devnet.scale.reader import compact

_PRIMITIVES = (
    "bool",
    "char",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "u256",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "i256",
)


def text(value: str) -> bytes:
    """A `String`."""
    data = value.encode()
    return compact(len(data)) + data


def texts(values: Iterable[str]) -> bytes:
    """A `Vec<String>`."""
    return sequence([text(value) for value in values])


def sequence(parts: Sequence[bytes]) -> bytes:
    """A `Vec` of parts already encoded."""
    return compact(len(parts)) + b"".join(parts)


class Registry:
    """Numbers types in the order they are first asked for, and encodes them all."""

    def __init__(self, outer: Outer) -> None:
        self._outer = outer
        self._ids: dict[Codec, int] = {}
        self._codecs: list[Codec] = []

    def id_of(self, codec: Codec) -> int:
        """The number of a type."""
        known = self._ids.get(codec)
        if known is None:
            known = self._ids[codec] = len(self._codecs)
            self._codecs.append(codec)
        return known

    def reference(self, codec: Codec) -> bytes:
        """The number of a type as metadata writes it."""
        return compact(self.id_of(codec))

    def encode(self) -> bytes:
        """All types, including those only other types refer to."""
        parts: list[bytes] = []
        while len(parts) < len(self._codecs):
            number = len(parts)
            parts.append(compact(number) + self._type(self._codecs[number].describe(self._outer)))
        return sequence(parts)

    def _type(self, kind: TypeDef) -> bytes:
        params = [
            text(name) + (b"\x00" if codec is None else b"\x01" + self.reference(codec))
            for name, codec in kind.params
        ]
        return texts(kind.path) + sequence(params) + self._shape(kind) + texts(kind.docs)

    def _shape(self, kind: TypeDef) -> bytes:
        if kind.composite is not None:
            return b"\x00" + self.fields(kind.composite)
        if kind.variants is not None:
            return b"\x01" + sequence([self._variant(variant) for variant in kind.variants])
        if kind.sequence is not None:
            return b"\x02" + self.reference(kind.sequence)
        if kind.array is not None:
            return b"\x03" + kind.array[0].to_bytes(4, "little") + self.reference(kind.array[1])
        if kind.tuple_of is not None:
            return b"\x04" + sequence([self.reference(codec) for codec in kind.tuple_of])
        if kind.primitive is not None:
            return b"\x05" + bytes((_PRIMITIVES.index(kind.primitive),))
        assert kind.compact is not None
        return b"\x06" + self.reference(kind.compact)

    def _variant(self, variant: VariantDef) -> bytes:
        return (
            text(variant.name) + self.fields(variant.fields) + bytes((variant.index,)) + texts(variant.docs)
        )

    def fields(self, fields: Sequence[Field]) -> bytes:
        """Fields of a composite or a variant."""
        parts = []
        for field in fields:
            name = b"\x00" if field.name is None else b"\x01" + text(field.name)
            type_name = b"\x01" + text(field.type_name) if field.type_name else b"\x00"
            parts.append(name + self.reference(field.codec) + type_name + texts(field.docs))
        return sequence(parts)
