"""Whether the parts of metadata its RFC-0078 hash leaves out say the same as those it covers.

The hash covers the types an extrinsic is made of, the enum of all calls among them: pallets, functions
and arguments by name. It covers neither the list of pallets nor types no extrinsic has, so that a node
could give calls other names there, and the signature would be good all the same.
"""

from __future__ import annotations

import json
from typing import Any

from tao_tui.scale.pallet_section import read_unproven


def names_agree(metadata: bytes, registry_json: str) -> bool:
    """Whether calls have the same names in the list of pallets as in the enum of all calls, of V15 metadata.

    Raises `NodeProtocolError` for what is no such metadata.
    """
    pallets, event_type = read_unproven(metadata)
    entries = json.loads(registry_json)["types"]
    types: list[dict[str, Any]] = [entry["type"] for entry in entries]
    calls = [each for each in types if _last(each) == "RuntimeCall" and "variant" in each["def"]]
    if len(calls) != 1 or [entry["id"] for entry in entries] != list(range(len(entries))):
        return False
    if event_type >= len(types) or _last(types[event_type]) != "RuntimeEvent":
        return False
    proven = [
        (variant["name"], variant["index"], variant["fields"][0]["type"])
        for variant in calls[0]["def"]["variant"].get("variants", ())
        if variant.get("fields")
    ]
    listed = [(each.name, each.index, each.calls) for each in pallets if each.calls is not None]
    places = {each.index for each in pallets}
    return len(places) == len(pallets) and sorted(proven) == sorted(listed)


def _last(kind: dict[str, Any]) -> str:
    return str((kind.get("path") or [""])[-1])
