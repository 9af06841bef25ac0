"""The runtime APIs of a metadata blob as plain text: methods with their types, and structs with fields."""

from __future__ import annotations

import json
from typing import Any

import bittensor_core as bc

APIS = (
    "DelegateInfoRuntimeApi",
    "NeuronInfoRuntimeApi",
    "StakeInfoRuntimeApi",
    "SubnetInfoRuntimeApi",
    "SubnetRegistrationRuntimeApi",
    "SwapRuntimeApi",
)
Shape = dict[str, dict[str, Any]]


class TypeNames:
    """Names of the types of a runtime, and the structs met while naming them."""

    def __init__(self, runtime: bc.Runtime) -> None:
        entries = json.loads(runtime.registry_json())["types"]
        self.types: dict[int, dict[str, Any]] = {entry["id"]: entry["type"] for entry in entries}
        self.structs: dict[str, Any] = {}

    def name(self, number: int) -> str:
        """A type by name; the fields of a struct are noted on the way."""
        kind = self.types[number]
        path = kind.get("path", [])
        shape, body = next(iter(kind["def"].items()))
        if path and path[-1] == "Option":
            return f"Option<{self.name(kind['params'][0]['type'])}>"
        if path:
            return self.struct(path, body)
        if shape == "tuple":
            return f"({', '.join(map(self.name, body))})"
        if shape == "primitive":
            return str(body)
        inner = self.name(body["type"])
        return {"sequence": f"Vec<{inner}>", "compact": f"Compact<{inner}>"}.get(shape, f"[{inner}]")

    def ident(self, ident: str) -> str:
        """A type by the identifier `bittensor_core` gives it."""
        return (
            self.name(int(ident.removeprefix("scale_info::"))) if ident.startswith("scale_info::") else ident
        )

    def variants(self, path: list[str]) -> dict[str, Any]:
        """The arms of an enum: number and fields."""
        body = next(kind["def"]["variant"] for kind in self.types.values() if kind.get("path") == path)
        return {
            arm["name"]: [
                arm["index"],
                [[f.get("name"), self.name(f["type"])] for f in arm.get("fields", [])],
            ]
            for arm in body["variants"]
        }

    def struct(self, path: list[str], body: Any) -> str:
        """A struct by its whole path; its fields once."""
        name = "::".join(path)
        if name not in self.structs and isinstance(body, dict) and "fields" in body:
            self.structs[name] = None
            self.structs[name] = [[f.get("name"), self.name(f["type"])] for f in body["fields"]]
        return name


def api_shape(metadata: bytes) -> Shape:
    """Methods of the subtensor APIs (`Api.method` to argument and result types) and the structs they use."""
    runtime = bc.Runtime(metadata, 1, 1, 42)
    types = TypeNames(runtime)

    methods: dict[str, Any] = {}
    for api in APIS:
        for method, described in runtime.runtime_api_map()[api].items():
            inputs = [[argument, types.ident(ident)] for argument, ident in described["inputs"]]
            methods[f"{api}.{method}"] = {"inputs": inputs, "output": types.ident(described["output"])}
    return {"methods": methods, "structs": types.structs}
