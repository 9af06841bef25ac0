"""The shape of a runtime as its metadata tells it: names, numbers and types as comparable text."""

from __future__ import annotations

import json
from typing import Any

import bittensor_core as bc

OPAQUE = {"RuntimeCall", "RuntimeEvent", "RuntimeError", "OriginCaller", "Era"}


class Shape:
    """Reads the V15 metadata `bittensor_core` has parsed."""

    def __init__(self, metadata: bytes, spec_version: int) -> None:
        self.runtime = bc.Runtime(metadata, spec_version, 1, 42)
        types = json.loads(self.runtime.registry_json())["types"]
        self.types: dict[int, dict[str, Any]] = {entry["id"]: entry["type"] for entry in types}
        self.by_path = {"::".join(t.get("path", [])): t for t in self.types.values()}

    def type(self, number: int) -> str:
        """A type spelt out down to its primitives; wrappers of one unnamed field keep their name."""
        kind = self.types[number]
        path = kind.get("path", [])
        if path and path[-1] in OPAQUE:
            return str(path[-1])
        shape, body = next(iter(kind["def"].items()))
        return str(getattr(self, f"_{shape}")(path[-1] if path else "", body, kind))

    def _primitive(self, name: str, body: Any, kind: Any) -> str:
        return str(body)

    def _sequence(self, name: str, body: Any, kind: Any) -> str:
        return f"Vec<{self.type(body['type'])}>"

    def _compact(self, name: str, body: Any, kind: Any) -> str:
        return f"Compact<{self.type(body['type'])}>"

    def _array(self, name: str, body: Any, kind: Any) -> str:
        return f"[{self.type(body['type'])};{body['len']}]"

    def _tuple(self, name: str, body: Any, kind: Any) -> str:
        return f"({','.join(map(self.type, body))})"

    def _composite(self, name: str, body: Any, kind: Any) -> str:
        if name in ("UInt", "UTerm"):
            return "typenum"
        return name + self.fields(body.get("fields", []))

    def _variant(self, name: str, body: Any, kind: Any) -> str:
        if name == "Option":
            return f"Option<{self.type(kind['params'][0]['type'])}>"
        arms = sorted(body.get("variants", []), key=lambda arm: int(arm["index"]))
        return (
            name
            + "<"
            + "|".join(f"{a['index']}:{a['name']}{self.fields(a.get('fields', []))}" for a in arms)
            + ">"
        )

    def fields(self, fields: list[dict[str, Any]]) -> str:
        """Fields of a composite or variant."""
        return (
            "{"
            + ",".join((f["name"] + ":" if f.get("name") else "") + self.type(f["type"]) for f in fields)
            + "}"
        )

    def storage(self, pallet: str) -> dict[str, list[str]]:
        """Per item: modifier, hashers, keys, value, default."""
        found = {}
        for name in self._names(pallet, "storage"):
            entry = self.runtime.storage_entry(pallet, name)
            keys = [self.type(_number(key)) for key in entry.param_types]
            found[name] = [
                entry.modifier,
                " ".join(entry.param_hashers),
                " ".join(keys),
                self.type(_number(entry.value_type)),
                bytes(entry.default_bytes).hex(),
            ]
        return found

    def _names(self, pallet: str, what: str) -> list[str]:
        return [entry["name"] for entry in self.pallet(pallet)[what]]

    def pallet(self, name: str) -> dict[str, Any]:
        """One pallet of the parser's summary."""
        return next(p for p in self.runtime.metadata_ir()["pallets"] if p["name"] == name)

    def outer(self, enum: str, pallet: str) -> dict[str, list[Any]]:
        """Per variant of a pallet's part of an outer enum: its number and its fields."""
        arms = self.by_path[f"node_subtensor_runtime::{enum}"]["def"]["variant"]["variants"]
        inner = next((arm["fields"][0]["type"] for arm in arms if arm["name"] == pallet), None)
        if inner is None:
            return {}
        variants = self.types[inner]["def"]["variant"].get("variants", [])
        return {v["name"]: [v["index"], self.fields(v.get("fields", []))] for v in variants}

    def whole(self, pallet: str) -> dict[str, Any]:
        """All of a pallet."""
        return {
            "index": self.pallet(pallet)["index"],
            "storage": self.storage(pallet),
            "calls": self.outer("RuntimeCall", pallet),
            "events": self.outer("RuntimeEvent", pallet),
            "errors": self.outer("RuntimeError", pallet),
            "constants": sorted(self._constant_names(pallet)),
        }

    def _constant_names(self, pallet: str) -> list[str]:
        return [c if isinstance(c, str) else c["name"] for c in self.pallet(pallet)["constants"]]


def _number(type_text: str) -> int:
    return int(type_text.rsplit("::", 1)[1])
