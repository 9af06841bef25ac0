"""Reads calls back from their bytes by the metadata's types, independently of the code that wrote them."""

from __future__ import annotations

from typing import Final

from tao_tui.addresses import address_of
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.calls.registry import INTEGERS, Field, Registry, TypeDef
from tao_tui.counted import counted
from tao_tui.errors import NodeProtocolError
from tao_tui.scale.compact import end_of, read_compact

MAX_DEPTH: Final = 64
_MAX_EMPTY_ITEMS: Final = 1024
_VALUES_PER_BYTE: Final = 64
_DIGITS, _MOST_DIGITS = 12, 20
_SIGNED: Final = 0x84
_BARE: Final = (0x04, 0x05)
"""The first byte of an extrinsic: its version, and whether it is signed."""


def byte_text(data: bytes) -> str:
    """Bytes as text when all of it is printable and cannot be mistaken for hex, else as `0x…`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "0x" + data.hex()
    return text if text.isprintable() and not text.startswith("0x") else "0x" + data.hex()


class CallReader:
    """Decodes calls of one runtime; every malformed input is a `NodeProtocolError`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._call_type = registry.call_type()
        self._values_left = 0

    def allow(self, size: int) -> None:
        """Bound the values that so many bytes may hold.

        Types of nothing, nested in pairs, would take for ever without using up a byte.
        """
        self._values_left = _VALUES_PER_BYTE * (size + _VALUES_PER_BYTE)

    def read(self, data: bytes) -> DecodedCall:
        """Decode a whole call; bytes left over are an error."""
        self.allow(len(data))
        value, end = self._value(self._call_type, data, 0, 0)
        if end != len(data):
            raise NodeProtocolError(
                f"{counted(len(data) - end, 'byte follows', 'bytes follow')} the end of the call."
            )
        assert isinstance(value, DecodedCall)
        return value

    def value(self, type_id: int, data: bytes) -> object:
        """The value of any type that all of `data` is."""
        value, end = self.part(type_id, data, 0)
        if end != len(data):
            raise NodeProtocolError(
                f"{counted(len(data) - end, 'byte follows', 'bytes follow')} the end of the value."
            )
        return value

    def part(self, type_id: int, data: bytes, at: int) -> tuple[object, int]:
        """The value that begins at `at`, and where it ends."""
        self.allow(len(data))
        return self._value(type_id, data, at, 0)

    def read_extrinsic(self, data: bytes) -> tuple[str, DecodedCall]:
        """Signer and call of an extrinsic of version 4, as blocks hold it; the signer of a bare one is "".

        The signature is not looked at.
        """
        self.allow(len(data))
        length, at = read_compact(data, 0)
        if length != len(data) - at or not length:
            raise NodeProtocolError("The extrinsic is not as long as it says.")
        version, at = data[at], at + 1
        if version in _BARE:
            return "", self.read(data[at:])
        if version != _SIGNED:
            raise NodeProtocolError(f"Extrinsics of version byte {version} are not known here.")
        types = self._registry.extrinsic_types()
        signer, at = self._value(types["Address"], data, at, 0)
        for name in ("Signature", "Extra"):
            _, at = self._value(types[name], data, at, 0)
        if not isinstance(signer, str):
            raise NodeProtocolError("The extrinsic is signed by something other than an account.")
        return signer, self.read(data[at:])

    def _value(self, type_id: int, data: bytes, at: int, depth: int) -> tuple[object, int]:
        self._values_left -= 1
        if depth > MAX_DEPTH or self._values_left < 0:
            raise NodeProtocolError("The value is nested too deeply to be read.")
        kind = self._registry[type_id]
        match kind.kind:
            case "primitive":
                return _primitive(kind.primitive, data, at)
            case "compact":
                return read_compact(data, at)
            case "composite":
                return self._composite(kind, data, at, depth)
            case "variant":
                return self._variant(type_id, kind, data, at, depth)
            case "sequence":
                length, at = read_compact(data, at)
                return self._items(kind, length, data, at, depth)
            case "array":
                return self._items(kind, kind.length, data, at, depth)
            case "tuple":
                return self._members(kind.members, data, at, depth)
        raise NodeProtocolError("The value has a type this program does not know.")

    def _composite(self, kind: TypeDef, data: bytes, at: int, depth: int) -> tuple[object, int]:
        if kind.last == "AccountId32":
            end = end_of(data, at, 32)
            return address_of(data[at:end]), end
        return self._fields(kind.fields, data, at, depth)

    def _fields(self, fields: tuple[Field, ...], data: bytes, at: int, depth: int) -> tuple[object, int]:
        if fields and fields[0].name is not None:
            named: dict[str, object] = {}
            for field in fields:
                named[str(field.name)], at = self._value(field.type_id, data, at, depth + 1)
            return named, at
        if len(fields) == 1:
            return self._value(fields[0].type_id, data, at, depth + 1)
        return self._members(tuple(field.type_id for field in fields), data, at, depth)

    def _variant(self, type_id: int, kind: TypeDef, data: bytes, at: int, depth: int) -> tuple[object, int]:
        index = data[at] if at < len(data) else -1
        variant = next((item for item in kind.variants if item.index == index), None)
        if variant is None:
            raise NodeProtocolError(
                f"The value names an alternative of {kind.last or 'a type'} that is not there."
            )
        at += 1
        if type_id == self._call_type:
            if not variant.fields:
                raise NodeProtocolError(f"The call names {variant.name}, which has no calls.")
            return self._call(variant.name, variant.fields[0].type_id, data, at, depth)
        if kind.last == "Option":
            return (None, at) if variant.name == "None" else self._fields(variant.fields, data, at, depth)
        if not variant.fields:
            return variant.name, at
        value, at = self._fields(variant.fields, data, at, depth)
        if kind.last == "MultiAddress" and variant.name == "Id":
            return value, at
        return {variant.name: value}, at

    def _call(self, pallet: str, type_id: int, data: bytes, at: int, depth: int) -> tuple[object, int]:
        index = data[at] if at < len(data) else -1
        function = next((item for item in self._registry[type_id].variants if item.index == index), None)
        if function is None:
            raise NodeProtocolError(f"The call names a function that {pallet} does not have.")
        at += 1
        arguments: dict[str, object] = {}
        for field in function.fields:
            arguments[str(field.name)], at = self._value(field.type_id, data, at, depth + 1)
        return DecodedCall(pallet, function.name, arguments), at

    def _items(self, kind: TypeDef, count: int, data: bytes, at: int, depth: int) -> tuple[object, int]:
        if self._registry.is_bytes(kind.inner):
            end = end_of(data, at, count)
            body = data[at:end]
            return (self._string(body) if kind.kind == "sequence" else "0x" + body.hex()), end
        if count > len(data) - at + _MAX_EMPTY_ITEMS:
            raise NodeProtocolError("The value says it is longer than it is.")
        return self._members((kind.inner,) * count, data, at, depth)

    def _string(self, data: bytes) -> str:
        """A byte string, which is often text."""
        return byte_text(data)

    def _members(self, members: tuple[int, ...], data: bytes, at: int, depth: int) -> tuple[object, int]:
        values: list[object] = []
        for member in members:
            value, at = self._value(member, data, at, depth + 1)
            values.append(value)
        return tuple(values), at


def decimal_text(bits: int, fraction_bits: int) -> str:
    """A fixed-point number as a decimal of at most 12 digits behind the point, 20 where it is tiny."""
    for digits in (_DIGITS, _MOST_DIGITS):
        scaled = (abs(bits) * 10**digits + (1 << fraction_bits >> 1)) >> fraction_bits
        if scaled or not bits:
            break
    whole, part = divmod(scaled, 10**digits)
    text = f"{whole}.{part:0{digits}d}".rstrip("0").rstrip(".")
    return f"-{text}" if bits < 0 and scaled else text


class ValueReader(CallReader):
    """Reads for who does not know the types: bytes never as text, fixed-point numbers as decimals too."""

    def _composite(self, kind: TypeDef, data: bytes, at: int, depth: int) -> tuple[object, int]:
        value, at = super()._composite(kind, data, at, depth)
        if kind.fraction_bits is not None and isinstance(value, dict) and isinstance(value.get("bits"), int):
            value["decimal"] = decimal_text(value["bits"], kind.fraction_bits)
        return value, at

    def _string(self, data: bytes) -> str:
        return "0x" + data.hex()


def _primitive(name: str, data: bytes, at: int) -> tuple[object, int]:
    if name in INTEGERS:
        size, signed = INTEGERS[name]
        end = end_of(data, at, size)
        return int.from_bytes(data[at:end], "little", signed=signed), end
    if name == "bool":
        end = end_of(data, at, 1)
        if data[at] > 1:
            raise NodeProtocolError("A yes or no is neither.")
        return data[at] == 1, end
    if name == "str":
        length, at = read_compact(data, at)
        end = end_of(data, at, length)
        return byte_text(data[at:end]), end
    raise NodeProtocolError(f"The value has the type {name}, which this program does not know.")
