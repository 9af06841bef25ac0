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


class _Types:
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
    types = _Types(runtime)

    def named(ident: str) -> str:
        return types.name(int(ident.removeprefix("scale_info::")))

    methods: dict[str, Any] = {}
    for api in APIS:
        for method, described in runtime.runtime_api_map()[api].items():
            inputs = [[argument, named(ident)] for argument, ident in described["inputs"]]
            methods[f"{api}.{method}"] = {"inputs": inputs, "output": named(described["output"])}
    return {"methods": methods, "structs": types.structs}
