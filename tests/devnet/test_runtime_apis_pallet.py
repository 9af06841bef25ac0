"""The subtensor pallet in metadata: what runtime 293 has too is declared exactly as there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.runtime import make_runtime
from tests.devnet.pallet_shape import Shape, pallet_shape

LIVE: dict[str, Any] = json.loads((Path(__file__).parent / "subtensor-293.json").read_text())
"""The pallet in the live runtime 293, as far as this node declares it."""


@pytest.fixture(scope="module")
def ours() -> Shape:
    """The pallet in this node's metadata."""
    return pallet_shape(bytes(metadata(make_runtime(), 15)), "SubtensorModule", "pallet_subtensor")


@pytest.mark.parametrize("kind", ["storage", "call", "event", "error"])
def test_declarations_are_the_live_runtimes(ours: Shape, kind: str) -> None:
    """Keys, hashers, values; numbers and fields."""
    for name, shape in LIVE[kind].items():
        assert ours[kind].get(name) == shape, name


@pytest.mark.parametrize(
    ("item", "shape"),
    [
        (
            "AlphaV2",
            [["AccountId32", "AccountId32", "u16"], ["Blake2_128Concat", "Blake2_128Concat", "Identity"]],
        ),
        ("TotalHotkeySharesV2", [["AccountId32", "u16"], ["Blake2_128Concat", "Identity"]]),
        ("LastEpochBlock", [["u16"], ["Identity"]]),
        ("PendingRootAlphaDivs", [["u16"], ["Identity"]]),
        ("BurnIncreaseMult", [["u16"], ["Identity"]]),
        ("MechanismCountCurrent", [["u16"], ["Twox64Concat"]]),
        ("SubnetEmaTaoFlow", [["u16"], ["Identity"]]),
        ("RootClaimType", [["AccountId32"], ["Blake2_128Concat"]]),
        ("RootClaimed", [["u16", "AccountId32", "AccountId32"], ["Identity", *["Blake2_128Concat"] * 2]]),
        ("ColdkeySwapAnnouncements", [["AccountId32"], ["Twox64Concat"]]),
    ],
)
def test_newer_items_are_keyed_as_the_newest_runtime_keys_them(ours: Shape, item: str, shape: Any) -> None:
    """Keys and hashers of items runtime 293 does not have."""
    keys, hashers = ours["storage"][item][:2]
    assert [[key.rsplit("::", 1)[-1] for key in keys], hashers] == shape


def test_newer_errors_follow_the_live_ones(ours: Shape) -> None:
    """No number of runtime 293 is given to another error."""
    newer = {name: shape[0] for name, shape in ours["error"].items() if name not in LIVE["error"]}
    assert min(newer.values()) > max(shape[0] for shape in LIVE["error"].values())
    assert "RegistrationPriceLimitExceeded" in newer


def test_the_weight_of_a_pool_is_a_struct_with_one_field() -> None:
    """As clients of the balancer pools decode it: 10^18 is one."""
    runtime = make_runtime()
    codec = bc.Runtime(bytes(metadata(runtime, 15)), 1, 1, 42)
    entry = codec.storage_entry("Swap", "SwapBalancer")
    assert codec.decode(entry.value_type, entry.default_bytes) == {"quote": 5 * 10**17}
