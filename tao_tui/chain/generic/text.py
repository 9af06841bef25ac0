"""Reads what a person typed as a value of any metadata type, checked and in canonical form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from tao_tui.addresses import parse_address
from tao_tui.amounts import Alpha, Amount, Tao, is_negative
from tao_tui.chain.calls.call import Call, DecodedCall
from tao_tui.chain.calls.registry import INTEGERS, Registry, TypeDef
from tao_tui.chain.calls.values import CallValues
from tao_tui.errors import NodeProtocolError, UsageError
from tao_tui.text import clean

_NUMBER: Final = re.compile(r"-?(\d+|\d{1,3}(_\d{3})+)", re.ASCII)
_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,64}", re.ASCII)
_AMOUNT: Final = re.compile(r"(?P<number>[0-9_.]+)\s*(?P<unit>tao|τ|alpha|α)", re.ASCII | re.IGNORECASE)
_UNITS: Final[Mapping[str, type[Amount]]] = {"tao": Tao, "τ": Tao, "alpha": Alpha, "α": Alpha}
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}
_NOTHING: Final = "none"
_LARGEST: Final = 1 << 20
"""Characters of one value: more than any block takes."""


class TextValues(CallValues):
    """Like `CallValues`, for values that are text, or JSON whose leaves may be text.

    A number is written in digits, as `0x…`, or with a unit, `1.5tao` and `2alpha`, which is then counted in
    rao; without a unit it is the chain's own integer. `none` is nothing where there may be nothing. Bytes
    are `0x…` or text, enums the name of an alternative, a list of simple values `1,2,3`; what is made of
    several parts is JSON. A call is JSON with pallet, function and arguments, or its bytes as `0x…`.
    """

    def __init__(
        self,
        registry: Registry,
        read_address: Callable[[str], str] = parse_address,
        read_call: Callable[[bytes], DecodedCall] | None = None,
    ) -> None:
        """`read_address` is what an address or a name stands for, `read_call` what a call's bytes say."""
        super().__init__(registry, read_address)
        self._read_call = read_call

    def value(self, type_id: int, given: object, where: str) -> object:
        """The value that `given` says; `UsageError` naming `where` when it is not of the type."""
        if isinstance(given, str) and len(given) > _LARGEST:
            raise UsageError(f"{where} is too long.", code="bad_argument")
        return self._value(type_id, given, where, 0)

    def _value(self, type_id: int, given: object, where: str, depth: int) -> object:
        if isinstance(given, str):
            given = self._from_text(type_id, given, where)
        if isinstance(given, Mapping) and self._registry[type_id].fraction_bits is not None:
            # An answer says the number as a decimal too; the bits are what counts.
            given = {name: value for name, value in given.items() if name != "decimal"}
        return super()._value(type_id, given, where, depth)

    def _from_text(self, type_id: int, text: str, where: str) -> object:
        kind = self._registry[type_id]
        stripped = text.strip()
        match kind.kind:
            case "primitive" if kind.primitive in INTEGERS:
                return _number(stripped, where)
            case "primitive" if kind.primitive == "bool":
                return _TRUTH.get(stripped.lower(), text)
            case "variant":
                return self._alternative(type_id, kind, stripped, where)
            case "sequence" | "array" if not self._registry.is_bytes(kind.inner):
                return self._listed(kind, stripped, where)
            case "composite" if kind.last != "AccountId32" and not _wraps_one(kind):
                return _parsed(stripped, where)
            case "tuple":
                return _parsed(stripped, where)
        return text

    def _alternative(self, type_id: int, kind: TypeDef, text: str, where: str) -> object:
        if type_id == self._call_type:
            return self._call(text, where)
        if kind.last == "Option":
            if text.lower() in (_NOTHING, "null"):
                return None
            return _parsed(text, where) if text.startswith('"') else text
        if text.startswith("{"):
            return _parsed(text, where)
        named = [item.name for item in kind.variants if item.name.lower() == text.lower()]
        return named[0] if len(named) == 1 else text

    def _call(self, text: str, where: str) -> object:
        if not text.startswith("0x"):
            return _parsed(text, where)
        try:
            data = bytes.fromhex(text[2:])
            decoded = self._read_call(data) if self._read_call else None
        except (ValueError, NodeProtocolError):
            decoded = None
        if decoded is None:
            raise UsageError(f"{where} is not the bytes of a call of this runtime.", code="bad_argument")
        return Call(decoded.pallet, decoded.function, decoded.arguments)

    def _listed(self, kind: TypeDef, text: str, where: str) -> object:
        """JSON, or simple values with commas between them."""
        if text.startswith("[") or self._needs_json(kind.inner, 0):
            return _parsed(text, where)
        return [part for part in map(str.strip, text.split(",")) if part]

    def _needs_json(self, type_id: int, depth: int) -> bool:
        """Whether a value of the type is made of several parts, so that a comma would be ambiguous."""
        kind = self._registry[type_id]
        if kind.kind == "composite" and _wraps_one(kind) and kind.last != "AccountId32" and depth < 8:
            return self._needs_json(kind.fields[0].type_id, depth + 1)
        if kind.kind == "compact" and depth < 8:
            return self._needs_json(kind.inner, depth + 1)
        return kind.kind not in ("primitive", "variant") and kind.last != "AccountId32"


def _wraps_one(kind: TypeDef) -> bool:
    """Whether a struct is written like the one thing in it."""
    return len(kind.fields) == 1 and kind.fields[0].name is None


def _number(text: str, where: str) -> int:
    if _NUMBER.fullmatch(text) and len(text) <= 120:
        return int(text.replace("_", ""))
    if _HEX.fullmatch(text):
        return int(text[2:], 16)
    amount = _AMOUNT.fullmatch(text)
    if amount:
        return _UNITS[amount["unit"].lower()].parse(amount["number"]).rao
    if is_negative(text):
        raise UsageError(
            f"{where}: “{clean(text, 60)}” is negative; an amount cannot be.", code="bad_argument"
        )
    hint = ""
    if re.fullmatch(r"\d*\.\d+", text, re.ASCII):
        hint = f"With a unit it is counted in rao: {text}tao, {text}alpha."
    raise UsageError(
        f"{where} must be a whole number, not “{clean(text, 60)}”.", hint=hint, code="bad_argument"
    )


def _parsed(text: str, where: str) -> object:
    try:
        found: object = json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        raise UsageError(f"{where} must be JSON, not “{clean(text, 60)}”.", code="bad_argument") from None
    return found
