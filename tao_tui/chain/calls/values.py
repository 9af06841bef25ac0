"""Brings the arguments a person or program gives into the one form that calls are compared in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tao_tui.addresses import address_of, parse_address
from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
from tao_tui.chain.calls.reader import MAX_DEPTH, byte_text
from tao_tui.chain.calls.registry import INTEGERS, Field, Registry, TypeDef
from tao_tui.counted import counted
from tao_tui.errors import Unsupported, UsageError
from tao_tui.text import clean


class CallValues:
    """Checks and normalises arguments by the types of one runtime; what does not fit is a `UsageError`."""

    def __init__(self, registry: Registry, read_address: Callable[[str], str] = parse_address) -> None:
        """`read_address` is what an address given as text stands for."""
        self._registry = registry
        self._read_address = read_address
        self._call_type = registry.call_type()

    def fields_of(self, pallet: str, function: str) -> tuple[Field, ...]:
        """The arguments of a call, or `Unsupported` when the runtime has no such call."""
        for item in self._registry[self._call_type].variants:
            if item.name == pallet:
                for candidate in self._registry[item.fields[0].type_id].variants:
                    if candidate.name == function:
                        return candidate.fields
        raise Unsupported(
            f"The connected runtime has no call {clean(pallet, 60)}.{clean(function, 60)}.",
            hint="The chain may have renamed or removed it; update tao-tui or choose another action.",
        )

    def call(self, call: Call | DecodedCall, depth: int = 0) -> DecodedCall:
        """The call with every argument checked and in canonical form."""
        fields = self.fields_of(call.pallet, call.function)
        names = [str(field.name) for field in fields]
        title = f"{call.pallet}.{call.function}"
        unknown = [name for name in call.arguments if name not in names]
        missing = [name for name in names if name not in call.arguments]
        if unknown or missing:
            said = f"has no argument {clean(unknown[0], 60)}" if unknown else f"needs {missing[0]}"
            raise UsageError(
                f"{title} {said}.",
                hint=f"Its arguments: {', '.join(names) or 'none'}.",
                code="bad_argument",
            )
        return DecodedCall(
            call.pallet,
            call.function,
            {
                str(field.name): self._value(
                    field.type_id, call.arguments[str(field.name)], f"{title} {field.name}", depth + 1
                )
                for field in fields
            },
        )

    def _value(self, type_id: int, given: object, where: str, depth: int) -> object:
        if depth > MAX_DEPTH:
            raise UsageError(f"{where} is nested too deeply.", code="bad_argument")
        kind = self._registry[type_id]
        match kind.kind:
            case "primitive":
                return _primitive(kind.primitive, given, where)
            case "compact":
                return self._value(kind.inner, given, where, depth + 1)
            case "composite":
                if kind.last == "AccountId32":
                    return self._account(given, where)
                return self._fields(kind.fields, given, where, depth)
            case "variant":
                return self._variant(type_id, kind, given, where, depth)
            case "sequence" | "array":
                return self._items(kind, given, where, depth)
            case "tuple":
                return self._members(kind.members, given, where, depth)
        raise Unsupported(f"{where} has a type this program does not know.")

    def _fields(self, fields: tuple[Field, ...], given: object, where: str, depth: int) -> object:
        if fields and fields[0].name is not None:
            names = {str(field.name) for field in fields}
            if not isinstance(given, Mapping) or set(given) != names:
                raise _wrong(where, f"fields {', '.join(sorted(names))}")
            return {
                str(field.name): self._value(
                    field.type_id, given[field.name], f"{where}.{field.name}", depth + 1
                )
                for field in fields
            }
        if len(fields) == 1:
            return self._value(fields[0].type_id, given, where, depth + 1)
        return self._members(tuple(field.type_id for field in fields), given, where, depth)

    def _variant(self, type_id: int, kind: TypeDef, given: object, where: str, depth: int) -> object:
        if type_id == self._call_type:
            return self._nested(given, where, depth)
        if kind.last == "Option":
            some = next(item for item in kind.variants if item.name == "Some")
            return None if given is None else self._fields(some.fields, given, where, depth)
        if kind.last == "MultiAddress" and not isinstance(given, Mapping):
            return self._account(given, where)
        name, inner = _named(given, where)
        variant = next((item for item in kind.variants if item.name == name), None)
        if variant is None:
            choices = ", ".join(item.name for item in kind.variants[:12])
            raise _wrong(where, f"one of {choices}")
        if not variant.fields:
            if inner is not None:
                raise _wrong(where, f"nothing beside {name}")
            return name
        value = self._fields(variant.fields, inner, f"{where}.{name}", depth + 1)
        return value if kind.last == "MultiAddress" and name == "Id" else {name: value}

    def _nested(self, given: object, where: str, depth: int) -> DecodedCall:
        if isinstance(given, ComposedCall):
            given = given.decoded
        if isinstance(given, Mapping) and set(given) == {"pallet", "function", "arguments"}:
            given = Call(given["pallet"], given["function"], given["arguments"])
        if not isinstance(given, Call | DecodedCall):
            raise _wrong(where, "a call")
        return self.call(given, depth)

    def _items(self, kind: TypeDef, given: object, where: str, depth: int) -> object:
        if self._registry.is_bytes(kind.inner):
            data = _bytes(given, where)
            if kind.kind == "sequence":
                return byte_text(data)
            if len(data) != kind.length:
                raise _wrong(where, f"{counted(kind.length, 'byte')}")
            return "0x" + data.hex()
        if isinstance(given, str | bytes | Mapping) or not isinstance(given, Sequence):
            raise _wrong(where, "a list")
        if kind.kind == "array" and len(given) != kind.length:
            raise _wrong(where, f"{counted(kind.length, 'value')}")
        return self._members((kind.inner,) * len(given), given, where, depth)

    def _members(self, members: tuple[int, ...], given: object, where: str, depth: int) -> object:
        if isinstance(given, str | bytes) or not isinstance(given, Sequence) or len(given) != len(members):
            raise _wrong(where, f"{counted(len(members), 'value')}")
        return tuple(
            self._value(member, value, f"{where}[{index}]", depth + 1)
            for index, (member, value) in enumerate(zip(members, given, strict=True))
        )

    def _account(self, given: object, where: str) -> str:
        if isinstance(given, Mapping) and set(given) == {"Id"}:
            given = given["Id"]
        if isinstance(given, str) and not given.startswith("0x"):
            return self._read_address(given)
        data = _bytes(given, where)
        if len(data) != 32:
            raise _wrong(where, "an address")
        return address_of(data)


def _wrong(where: str, wanted: str) -> UsageError:
    return UsageError(f"{where} must be {wanted}.", code="bad_argument")


def _named(given: object, where: str) -> tuple[str, object]:
    if isinstance(given, str):
        return given, None
    if isinstance(given, Mapping) and len(given) == 1:
        name, inner = next(iter(given.items()))
        return str(name), inner
    raise _wrong(where, "the name of an alternative, or one name with its value")


def _bytes(given: object, where: str) -> bytes:
    if isinstance(given, bytes | bytearray):
        return bytes(given)
    if isinstance(given, str):
        if not given.startswith("0x"):
            return given.encode()
        try:
            return bytes.fromhex(given[2:])
        except ValueError:
            raise _wrong(where, "text, or bytes as 0x and pairs of hex digits") from None
    if isinstance(given, list | tuple) and all(type(item) is int and 0 <= item < 256 for item in given):
        return bytes(given)
    raise _wrong(where, "bytes")


def _primitive(name: str, given: object, where: str) -> object:
    if name == "bool":
        if not isinstance(given, bool):
            raise _wrong(where, "true or false")
        return given
    if name in INTEGERS:
        size, signed = INTEGERS[name]
        low, high = (-(1 << (8 * size - 1)), 1 << (8 * size - 1)) if signed else (0, 1 << (8 * size))
        if isinstance(given, bool) or not isinstance(given, int):
            raise _wrong(where, "a whole number")
        if not low <= given < high:
            raise _wrong(where, f"between {low} and {high - 1}")
        return given
    if name == "str":
        return byte_text(_bytes(given, where))
    raise Unsupported(f"{where} has the type {name}, which this program does not know.")
