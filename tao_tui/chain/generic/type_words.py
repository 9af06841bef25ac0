"""Types of a runtime as people read them: their names, what they are made of, and how a value is typed."""

from __future__ import annotations

import json
from typing import Final

from tao_tui.chain.calls.registry import Field, Registry, TypeDef

ADDRESS: Final = "ADDRESS"
"""Stands in an example for an address or a name."""

_MAX_DEPTH: Final = 12
_NESTED: Final = 10
"""The depth at which names inside an outline begin, to keep them short."""
_MAX_NAME: Final = 120
_MAX_OUTLINE: Final = 400
_MAX_PARTS: Final = 400
_LONGEST: Final = 1024
_MOST_SHOWN: Final = 40
_CALL: Final = {"pallet": "System", "function": "remark", "arguments": {"remark": "0x00"}}
_RAO: Final = ("Balance", "BalanceOf<T>", "BalanceOf<T, I>", "TaoCurrency", "TaoBalance")
_ALPHA: Final = ("AlphaCurrency", "AlphaBalance")


class TypeWords:
    """Names and examples of one runtime's types; every answer is bounded, also for types without end."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._call_type = registry.call_type()
        self._parts_left = 0

    def name(self, type_id: int) -> str:
        """Such as `u64`, `AccountId32`, `Vec<(u16, u16)>`, `Option<H256>`."""
        self._parts_left = _MAX_PARTS
        return _cut(self._name(type_id, 0), _MAX_NAME)

    def argument(self, field: Field) -> str:
        """The type of a call's argument, with its unit where the runtime calls it a balance."""
        unit = _unit(field.type_name)
        return f"{self.name(field.type_id)} ({unit})" if unit else self.name(field.type_id)

    def outline(self, type_id: int) -> str:
        """What a type is made of, one level deep; empty for what its name tells already."""
        kind = self._registry[type_id]
        self._parts_left = _MAX_PARTS
        if (
            kind.kind == "variant"
            and kind.last not in ("Option", "MultiAddress")
            and type_id != self._call_type
        ):
            shown = (self._alternative(item.name, item.fields) for item in kind.variants[:_MOST_SHOWN])
            return _cut(" | ".join(shown), _MAX_OUTLINE)
        if kind.kind == "composite" and len(kind.fields) > 1:
            return _cut(self._inside(kind.fields), _MAX_OUTLINE)
        return ""

    def example(self, type_id: int) -> str:
        """A value of the type as it is typed; `…` for a type without end."""
        self._parts_left = _MAX_PARTS
        value = self._example(type_id, 0)
        return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

    def _name(self, type_id: int, depth: int) -> str:
        kind = self._registry[type_id]
        self._parts_left -= 1
        if depth > _MAX_DEPTH or self._parts_left < 0:
            return kind.last or "…"
        match kind.kind:
            case "primitive":
                return kind.primitive
            case "compact":
                return self._name(kind.inner, depth + 1)
            case "sequence":
                return f"Vec<{self._name(kind.inner, depth + 1)}>"
            case "array":
                return f"[{self._name(kind.inner, depth + 1)}; {kind.length}]"
            case "tuple":
                return f"({', '.join(self._name(each, depth + 1) for each in kind.members[:8])})"
            case "variant" if kind.last == "Option":
                some = next((item for item in kind.variants if item.fields), None)
                return f"Option<{self._name(some.fields[0].type_id, depth + 1)}>" if some else "Option"
            case "composite" if len(kind.fields) == 1 and kind.fields[0].name is None:
                return self._wrapper(kind, depth)
        return kind.last or "…"

    def _wrapper(self, kind: TypeDef, depth: int) -> str:
        """A struct around one thing: bounded collections are what they hold, numbers say their size."""
        inner = self._registry[kind.fields[0].type_id]
        if inner.kind in ("sequence", "tuple") or not kind.last:
            return self._name(kind.fields[0].type_id, depth + 1)
        return f"{kind.last} ({inner.primitive})" if inner.kind == "primitive" else kind.last

    def _alternative(self, name: str, fields: tuple[Field, ...]) -> str:
        if not fields:
            return name
        if fields[0].name is not None:
            return f"{name} {self._inside(fields)}"
        return f"{name}({', '.join(self._name(field.type_id, _NESTED) for field in fields[:8])})"

    def _inside(self, fields: tuple[Field, ...]) -> str:
        shown = []
        for field in fields[:_MOST_SHOWN]:
            unit = _unit(field.type_name)
            shown.append(f"{field.name}: {self._name(field.type_id, _NESTED)}{f' ({unit})' if unit else ''}")
        return "{" + ", ".join(shown) + "}"

    def _example(self, type_id: int, depth: int) -> object:
        self._parts_left -= 1
        if depth > _MAX_DEPTH or self._parts_left < 0:
            return "…"
        kind = self._registry[type_id]
        match kind.kind:
            case "primitive":
                return {"bool": True, "str": "text", "char": "c"}.get(kind.primitive, 1)
            case "compact":
                return self._example(kind.inner, depth + 1)
            case "sequence":
                if self._registry.is_bytes(kind.inner):
                    return "0x00"
                return [self._example(kind.inner, depth + 1)]
            case "array":
                if self._registry.is_bytes(kind.inner):
                    return "0x" + "00" * min(kind.length, _LONGEST)
                return [self._example(kind.inner, depth + 1)] * min(kind.length, _LONGEST)
            case "tuple":
                return [self._example(each, depth + 1) for each in kind.members]
            case "variant":
                return self._example_alternative(type_id, kind, depth)
            case "composite" if kind.last == "AccountId32":
                return ADDRESS
            case "composite":
                return self._example_fields(kind.fields, depth)
        return "…"

    def _example_alternative(self, type_id: int, kind: TypeDef, depth: int) -> object:
        if type_id == self._call_type:
            return _CALL
        if kind.last == "MultiAddress":
            return ADDRESS
        if kind.last == "Option":
            some = next((item for item in kind.variants if item.fields), None)
            return self._example_fields(some.fields, depth) if some and depth < 4 else None
        simple = next((item for item in kind.variants if not item.fields), None)
        if simple is not None:
            return simple.name
        if not kind.variants:
            return "…"
        first = kind.variants[0]
        return {first.name: self._example_fields(first.fields, depth)}

    def _example_fields(self, fields: tuple[Field, ...], depth: int) -> object:
        if fields and fields[0].name is not None:
            return {str(field.name): self._example(field.type_id, depth + 1) for field in fields}
        if len(fields) == 1:
            return self._example(fields[0].type_id, depth + 1)
        return [self._example(field.type_id, depth + 1) for field in fields]


def _unit(type_name: str) -> str:
    """The unit the runtime's own name of a type tells."""
    last = type_name.rpartition("::")[2]
    if last in _RAO:
        return "rao"
    return "rao of alpha" if last in _ALPHA else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
