"""A pallet's storage, calls, events and errors in a metadata blob, as plain text that can be compared."""

from __future__ import annotations

from typing import Any

import bittensor_core as bc

from tests.devnet.api_shape import TypeNames

Shape = dict[str, dict[str, Any]]


def pallet_shape(metadata: bytes, pallet: str, crate: str) -> Shape:
    """Items by name: storage as keys, hashers, value and modifier; the others as number and field types."""
    runtime = bc.Runtime(metadata, 1, 1, 42)
    names = TypeNames(runtime)
    storage = {}
    described = next(entry for entry in runtime.metadata_ir()["pallets"] if entry["name"] == pallet)
    for item in described["storage"]:
        entry = runtime.storage_entry(pallet, item["name"])
        keys = [names.ident(ident) for ident in entry.param_types]
        storage[item["name"]] = [
            keys,
            list(entry.param_hashers),
            names.ident(entry.value_type),
            entry.modifier,
        ]
    enums = {kind: names.variants([crate, "pallet", kind.title()]) for kind in ("call", "event", "error")}
    return {"storage": storage, **enums}
