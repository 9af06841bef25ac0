"""The type registry inside runtime metadata, in the form the call reader walks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import msgspec

from tao_tui.errors import NodeProtocolError

Kind = Literal["composite", "variant", "sequence", "array", "tuple", "primitive", "compact", "other"]

INTEGERS: Final = {
    f"{sign}{bits}": (bits // 8, sign == "i") for sign in "ui" for bits in (8, 16, 32, 64, 128, 256)
}
"""Integer primitives: bytes and whether they are signed."""


_LONGEST_NAME: Final = 200
_MOST_FRACTION_BITS: Final = 128


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct or of an enum variant; unnamed in tuple-like ones."""

    name: str | None
    type_id: int
    type_name: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One alternative of an enum."""

    name: str
    index: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TypeDef:
    """One type; which fields are filled depends on `kind`."""

    kind: Kind
    path: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    inner: int = -1
    length: int = 0
    primitive: str = ""
    members: tuple[int, ...] = ()
    fraction_bits: int | None = None
    """Of a fixed-point number: how many of its bits are behind the point; None for any other type."""

    @property
    def last(self) -> str:
        """The last part of the path: `AccountId32`, `RuntimeCall`, `Option`."""
        return self.path[-1] if self.path else ""


def checked_name(name: str) -> str:
    """A name from the metadata, or `NodeProtocolError`: Rust's are plain words, and people are shown them."""
    if not (len(name) <= _LONGEST_NAME and name.isascii() and name.isidentifier()):
        raise NodeProtocolError(
            "The runtime's metadata has a name that is no name.", hint="Use another node."
        )
    return name


class Registry:
    """All types of one runtime, made into `TypeDef` when first asked for."""

    def __init__(self, registry_json: str) -> None:
        """Read the JSON form that the codec library gives of the portable registry."""
        types = msgspec.json.decode(registry_json)["types"]
        self._raw: dict[int, dict[str, Any]] = {entry["id"]: entry["type"] for entry in types}
        if [entry["id"] for entry in types] != list(range(len(types))):  # the metadata's hash goes by places
            raise NodeProtocolError(
                "The runtime's metadata numbers its types wrongly.", hint="Use another node."
            )
        self._made: dict[int, TypeDef] = {}

    def __getitem__(self, type_id: int) -> TypeDef:
        made = self._made.get(type_id)
        if made is None:
            raw = self._raw.get(type_id)
            if raw is None:
                raise NodeProtocolError(f"The runtime's metadata lacks its type {type_id}.")
            made, bits = _make(raw), self._fraction_bits(raw)
            if made.kind == "compact" and self._raw.get(made.inner, {}).get("def") == {"tuple": []}:
                made = TypeDef("tuple", made.path)  # a compact nothing is written as nothing
            made = self._made[type_id] = made if bits is None else replace(made, fraction_bits=bits)
        return made

    def _fraction_bits(self, raw: dict[str, Any]) -> int | None:
        """The parameter `Frac` of a number of the substrate_fixed crate, written as types, a bit each."""
        if (raw.get("path") or [""])[0] != "substrate_fixed":
            return None
        shift, bits = 0, 0
        number = self._raw.get(_parameters(raw).get("Frac", -1), {})
        while (number.get("path") or [""])[-1] == "UInt" and shift < _MOST_FRACTION_BITS:
            parts = _parameters(number)
            bit = self._raw.get(parts.get("B", -1), {})
            bits |= ((bit.get("path") or [""])[-1] == "B1") << shift
            number, shift = self._raw.get(parts.get("U", -1), {}), shift + 1
        ends = (number.get("path") or [""])[-1] == "UTerm"
        return bits if ends and bits <= _MOST_FRACTION_BITS else None

    def call_type(self) -> int:
        """The id of the enum of all calls; of two, one would not be in the metadata's hash."""
        found = [
            type_id
            for type_id, raw in self._raw.items()
            if (raw.get("path") or [""])[-1] == "RuntimeCall" and "variant" in raw["def"]
        ]
        if len(found) > 1:
            raise NodeProtocolError(
                "The runtime's metadata has two enums of all calls.", hint="Use another node."
            )
        if found:
            return found[0]
        for raw in self._raw.values():
            if (raw.get("path") or [""])[-1] == "UncheckedExtrinsic":
                for param in raw.get("params", ()):
                    if param["name"] == "Call":
                        return int(param["type"])
        raise NodeProtocolError("The runtime's metadata does not say what a call is.")

    def extrinsic_types(self) -> dict[str, int]:
        """Ids of the types between an extrinsic's version and its call, by the metadata's names for them."""
        for raw in self._raw.values():
            if (raw.get("path") or [""])[-1] == "UncheckedExtrinsic":
                found = {str(each["name"]): each["type"] for each in raw.get("params", ())}
                found["Extra"] = found.pop("Extension", found.get("Extra"))
                if all(isinstance(found.get(name), int) for name in ("Address", "Signature", "Extra")):
                    return found
        raise NodeProtocolError("The runtime's metadata does not say what an extrinsic is.")

    def is_bytes(self, type_id: int) -> bool:
        """Whether a sequence's or array's element is `u8`."""
        element = self[type_id]
        return element.kind == "primitive" and element.primitive == "u8"


def _parameters(raw: dict[str, Any]) -> dict[str, int]:
    """The ids of the types a generic type was made with, by the names of its parameters."""
    found = {str(each["name"]): each.get("type") for each in raw.get("params") or ()}
    return {name: type_id for name, type_id in found.items() if isinstance(type_id, int)}


def _make(raw: dict[str, Any]) -> TypeDef:
    path = tuple(raw.get("path") or ())
    ((kind, body),) = raw["def"].items()
    match kind:
        case "composite":
            return TypeDef("composite", path, fields=_fields(body))
        case "variant":
            variants = tuple(
                Variant(checked_name(item["name"]), item["index"], _fields(item))
                for item in body.get("variants", ())
            )
            return _checked_shape(TypeDef("variant", path, variants=variants))
        case "sequence":
            return TypeDef("sequence", path, inner=body["type"])
        case "array":
            return TypeDef("array", path, inner=body["type"], length=body["len"])
        case "compact":
            return TypeDef("compact", path, inner=body["type"])
        case "tuple":
            return TypeDef("tuple", path, members=tuple(body))
        case "primitive":
            return TypeDef("primitive", path, primitive=body)
    return TypeDef("other", path)


_EXPECTED: Final = {"Option": ("None", "Some"), "MultiAddress": ("Id",)}
"""Enums that are read and written by the names of their alternatives."""


def _checked_shape(kind: TypeDef) -> TypeDef:
    """An enum that has the alternatives its name promises, or `NodeProtocolError`."""
    wanted = _EXPECTED.get(kind.last, ())
    holds = {each.name: [field.name for field in each.fields] for each in kind.variants}
    if any(holds.get(name) != ([] if name == "None" else [None]) for name in wanted):
        raise NodeProtocolError(
            f"The runtime's metadata has {kind.last} in another shape.", hint="Use another node."
        )
    return kind


def _fields(body: dict[str, Any]) -> tuple[Field, ...]:
    listed = body.get("fields", ())
    if len({bool(item.get("name")) for item in listed}) > 1:
        raise NodeProtocolError(
            "The runtime's metadata names some fields of a type and others not.", hint="Use another node."
        )
    return tuple(
        Field(
            checked_name(name) if (name := item.get("name")) else None,
            item["type"],
            item.get("typeName") or "",
        )
        for item in listed
    )
