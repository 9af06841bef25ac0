"""Writes canonical values of any metadata type as bytes; what it wrote is read back by who asked for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tao_tui.addresses import public_key_of
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.calls.registry import INTEGERS, Field, Registry, TypeDef
from tao_tui.errors import Unsupported
from tao_tui.scale.compact import write_compact


class ValueWriter:
    """Encodes what `CallValues` made canonical, which has been checked against the same types."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._call_type = registry.call_type()

    def write(self, type_id: int, value: Any) -> bytes:
        """The bytes of a canonical value."""
        kind = self._registry[type_id]
        match kind.kind:
            case "primitive":
                return _primitive(kind.primitive, value)
            case "compact" if isinstance(value, int):
                return write_compact(value)
            case "composite":
                return (
                    public_key_of(value) if kind.last == "AccountId32" else self._fields(kind.fields, value)
                )
            case "variant":
                return self._variant(type_id, kind, value)
            case "sequence" | "array":
                return self._items(kind, value)
            case "tuple":
                return self._members(kind.members, value)
        raise Unsupported("The value has a type this program does not know.")

    def _fields(self, fields: tuple[Field, ...], value: Any) -> bytes:
        if fields and fields[0].name is not None:
            return b"".join(self.write(field.type_id, value[str(field.name)]) for field in fields)
        if len(fields) == 1:
            return self.write(fields[0].type_id, value)
        return self._members([field.type_id for field in fields], value)

    def _variant(self, type_id: int, kind: TypeDef, value: Any) -> bytes:
        if isinstance(value, DecodedCall) and type_id == self._call_type:
            return self._call(kind, value)
        if kind.last == "Option":
            name, inner = ("None", None) if value is None else ("Some", value)
        elif isinstance(value, Mapping):
            ((name, inner),) = value.items()
        elif kind.last == "MultiAddress":
            name, inner = "Id", value
        else:
            name, inner = value, None
        variant = next(item for item in kind.variants if item.name == name)
        body = self._fields(variant.fields, inner) if variant.fields else b""
        return bytes([variant.index]) + body

    def _call(self, kind: TypeDef, call: DecodedCall) -> bytes:
        pallet = next(item for item in kind.variants if item.name == call.pallet)
        functions = self._registry[pallet.fields[0].type_id].variants
        function = next(item for item in functions if item.name == call.function)
        return bytes([pallet.index, function.index]) + self._fields(function.fields, call.arguments)

    def _items(self, kind: TypeDef, value: Any) -> bytes:
        length = write_compact if kind.kind == "sequence" else lambda count: b""
        if self._registry.is_bytes(kind.inner):
            data = _bytes(value)
            return length(len(data)) + data
        return length(len(value)) + self._members([kind.inner] * len(value), value)

    def _members(self, members: Sequence[int], value: Any) -> bytes:
        return b"".join(self.write(member, each) for member, each in zip(members, value, strict=True))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:]) if text.startswith("0x") else text.encode()


def _primitive(name: str, value: Any) -> bytes:
    if name == "bool":
        return bytes([value])
    if name == "str":
        data = _bytes(value)
        return write_compact(len(data)) + data
    size, signed = INTEGERS[name]
    return int(value).to_bytes(size, "little", signed=signed)
