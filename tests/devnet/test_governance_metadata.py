"""To a client the governing bodies look exactly as in the last runtime that had them (293)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.runtime import make_runtime
from tests.devnet.shape import Shape

REAL = json.loads((Path(__file__).parent / "governance-293.json").read_text())


@pytest.fixture(scope="module")
def ours() -> Shape:
    runtime = make_runtime()
    return Shape(metadata(runtime, 15), runtime.version.spec_version)


@pytest.mark.parametrize("pallet", ["Triumvirate", "TriumvirateMembers", "SenateMembers"])
def test_names_numbers_and_types_are_the_real_ones(ours: Shape, pallet: str) -> None:
    found = json.loads(json.dumps(ours.whole(pallet)))
    for part, expected in REAL[pallet].items():
        assert found[part] == expected, part
