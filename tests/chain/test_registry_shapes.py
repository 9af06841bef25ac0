"""Types that are not what their names promise: a node's metadata is a stranger's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tao_tui.chain.calls.reader import CallReader
from tao_tui.chain.calls.registry import Registry
from tao_tui.errors import NodeProtocolError


def variant(path: str, *alternatives: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    listed = [
        {"name": name, "index": index, "fields": fields} for index, (name, fields) in enumerate(alternatives)
    ]
    return {"path": ["x", path], "def": {"variant": {"variants": listed}}}


def registry(*types: dict[str, Any]) -> Registry:
    return Registry(json.dumps({"types": [{"id": place, "type": kind} for place, kind in enumerate(types)]}))


ONE: dict[str, Any] = {"type": 0}
NAMED: dict[str, Any] = {"name": "a", "type": 0}


@pytest.mark.parametrize(
    "kind",
    [
        variant("Option", ("Some", [ONE])),
        variant("Option", ("None", []), ("Some", [])),
        variant("Option", ("None", [ONE]), ("Some", [ONE])),
        variant("Option", ("None", []), ("Some", [ONE, ONE])),
        variant("MultiAddress", ("Index", [ONE])),
        variant("MultiAddress", ("Id", [NAMED])),
        variant("Else", ("Mixed", [ONE, NAMED])),
        {"path": ["x", "Mixed"], "def": {"composite": {"fields": [NAMED, ONE]}}},
    ],
)
def test_one_of_another_shape_is_refused(kind: dict[str, Any]) -> None:
    with pytest.raises(NodeProtocolError):
        registry(kind)[0]


def test_a_pallet_without_calls_has_none() -> None:
    with pytest.raises(NodeProtocolError, match="no calls"):
        CallReader(registry(variant("RuntimeCall", ("Empty", [])))).read(b"\0\0")


def test_a_type_that_is_not_there_is_refused() -> None:
    with pytest.raises(NodeProtocolError, match="lacks"):
        registry()[0]
