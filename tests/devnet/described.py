"""A runtime as lines of text: every call, item, constant, event, error and API method of its metadata.

`python -m tests.devnet.described 393-v15.scale 293-v15.scale` writes `real-metadata.txt` from the metadata of
those runtimes: what the first has of the pallets and APIs of the embedded node, and of the second what the
first no longer has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bittensor_core as bc

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.runtime import make_runtime

Lines = dict[str, str]
"""By what is described, as `Balances call transfer_all`, how: `4 dest:MultiAddress keep_alive:bool`."""

OPAQUE = {"RuntimeCall", "RuntimeEvent", "RuntimeError", "OriginCaller", "BTreeMap", "BTreeSet", "Era"}
"""Types that tell nothing by their parts here: they list the whole runtime, or come from the codec."""
OUTER = {"call": "RuntimeCall", "event": "RuntimeEvent", "error": "RuntimeError"}


class Described:
    """Metadata in words; two runtimes are alike where their lines are."""

    def __init__(self, metadata: bytes) -> None:
        self.runtime = bc.Runtime(metadata, 1, 1, 42)
        entries = json.loads(self.runtime.registry_json())["types"]
        self.types: dict[int, dict[str, Any]] = {entry["id"]: entry["type"] for entry in entries}
        self.named: Lines = {}
        self.pallets = {each["name"]: each for each in self.runtime.metadata_ir()["pallets"]}

    def pallet(self, name: str) -> Lines:
        """Every line of one pallet."""
        lines = {f"{name} index": str(self.pallets[name]["index"])}
        for kind, outer in OUTER.items():
            for arm in self._arms(outer, name):
                lines[f"{name} {kind} {arm['name']}"] = f"{arm['index']} {self._fields(arm)}".strip()
        for item in self.pallets[name]["storage"]:
            lines[f"{name} storage {item['name']}"] = self._storage(name, item["name"])
        for constant in self.pallets[name]["constants"]:
            named = constant if isinstance(constant, str) else constant["name"]
            lines[f"{name} constant {named}"] = repr(self.runtime.constant(name, named))
        return lines

    def api(self, name: str) -> Lines:
        """Every method of one runtime API."""
        lines = {}
        for method, described in self.runtime.runtime_api_map()[name].items():
            inputs = " ".join(f"{argument}:{self._ident(ident)}" for argument, ident in described["inputs"])
            lines[f"{name} api {method}"] = f"{inputs} -> {self._ident(described['output'])}".strip()
        return lines

    def types_met(self) -> Lines:
        """The named types the lines so far speak of, and those they are made of."""
        return {f"type {name}": text for name, text in self.named.items()}

    def _arms(self, outer: str, pallet: str) -> Iterable[dict[str, Any]]:
        """The variants of a pallet's part of an outer enum."""
        path = ["node_subtensor_runtime", outer]
        whole = next(kind for kind in self.types.values() if kind.get("path") == path)
        for arm in whole["def"]["variant"]["variants"]:
            if arm["name"] == pallet:
                inner = self.types[arm["fields"][0]["type"]]["def"]["variant"]
                return list(inner.get("variants", []))
        return []

    def _storage(self, pallet: str, item: str) -> str:
        entry = self.runtime.storage_entry(pallet, item)
        keys = [
            f"{hasher}({self._ident(key)})"
            for hasher, key in zip(entry.param_hashers, entry.param_types, strict=False)
        ]
        default = bytes(entry.default_bytes).hex() if entry.modifier == "Default" else "none"
        return " ".join([*keys, "->", self._ident(entry.value_type), "or", default])

    def _fields(self, owner: dict[str, Any]) -> str:
        return " ".join(
            f"{field['name']}:{self._name(field['type'])}" if field.get("name") else self._name(field["type"])
            for field in owner.get("fields", [])
        )

    def _ident(self, ident: str) -> str:
        """A type by the identifier `bittensor_core` gives it."""
        return self._name(int(ident.rsplit("::", 1)[1])) if ident.startswith("scale_info::") else ident

    def _name(self, number: int) -> str:
        """A type by name; what a named type is made of is noted on the way."""
        kind = self.types[number]
        shape, body = next(iter(kind["def"].items()))
        match shape:
            case "primitive":
                return str(body)
            case "tuple":
                return f"({','.join(map(self._name, body))})"
            case "sequence":
                return f"Vec<{self._name(body['type'])}>"
            case "array":
                return f"[{self._name(body['type'])};{body['len']}]"
            case "compact":
                return f"Compact<{self._name(body['type'])}>"
        return self._named(kind, shape, body)

    def _named(self, kind: dict[str, Any], shape: str, body: Any) -> str:
        name = str(kind["path"][-1])
        given = [each["type"] for each in kind.get("params", []) if each.get("type") is not None]
        if name == "Option":
            return f"Option<{self._name(given[0])}>"
        if name in OPAQUE:
            return name
        if shape == "composite" and len(body.get("fields", [])) == 1 and not body["fields"][0].get("name"):
            return f"{name}({self._name(body['fields'][0]['type'])})"
        if name not in self.named:
            self.named[name] = ""
            arms = sorted(body.get("variants", []), key=lambda arm: int(arm["index"]))
            text = " | ".join(f"{arm['index']} {arm['name']} {self._fields(arm)}".strip() for arm in arms)
            self.named[name] = text if shape == "variant" else self._fields(body)
        return name

    def lines(self, of: Described, *, but: Described | None = None) -> Lines:
        """Everything of the pallets and APIs that `of` has too and `but` has not."""
        apis, pallets = self.runtime.runtime_api_map(), self.pallets
        found: Lines = {}
        for name in of.pallets:
            if name in pallets and (but is None or name not in but.pallets):
                found |= self.pallet(name)
        for name in of.runtime.runtime_api_map():
            if name in apis and (but is None or name not in but.runtime.runtime_api_map()):
                found |= self.api(name)
        return found | self.types_met()


REAL = Path(__file__).parent / "real-metadata.txt"


def described_node() -> Described:
    """The embedded node."""
    return Described(bytes(metadata(make_runtime(), 15)))


def real_lines() -> Lines:
    """What real runtimes say of the node's pallets and APIs, the newest that has each."""
    return dict(line.split(" = ", 1) for line in REAL.read_text().splitlines())


def main(newest: str, older: str) -> None:
    """Write the real lines anew."""
    node, new, old = (
        described_node(),
        Described(Path(newest).read_bytes()),
        Described(Path(older).read_bytes()),
    )
    new_lines = new.lines(node)
    lines = old.lines(node, but=new) | new_lines
    REAL.write_text("".join(f"{name} = {text}\n" for name, text in sorted(lines.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
