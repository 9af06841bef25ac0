"""Every call, item, constant, event, error and API method is the real one, or its difference has a reason."""

from __future__ import annotations

from collections import Counter
from functools import cache

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.runtime import PALLETS, make_runtime
from tests.devnet.described import Lines, described_node, real_lines
from tests.devnet.differences import LEFT_OUT, ONLY_HERE, OTHERWISE, Reasons, names


@cache
def ours() -> Lines:
    """The node's own lines."""
    node = described_node()
    return node.lines(node)


@cache
def real() -> Lines:
    """What the newest real runtime that has each pallet and API says of it."""
    return real_lines()


def test_what_differs_has_a_reason() -> None:
    """Numbers, names, arguments, types, keys, hashers, defaults and the values of constants."""
    found = {name for name, text in real().items() if name in ours() and ours()[name] != text}
    assert found == set(names(OTHERWISE))


def test_what_is_left_out_has_a_reason() -> None:
    """And nothing is called left out that is there."""
    assert real().keys() - ours().keys() == set(names(LEFT_OUT))


def test_what_only_this_node_has_has_a_reason() -> None:
    """And nothing is called its own that real runtimes have too."""
    assert ours().keys() - real().keys() == set(names(ONLY_HERE))


@pytest.mark.parametrize("reasons", [LEFT_OUT, OTHERWISE, ONLY_HERE], ids=["left out", "otherwise", "only"])
def test_a_difference_is_told_once(reasons: Reasons) -> None:
    """Each has one reason."""
    told = list(names(reasons))
    assert len(told) == len(set(told))


@pytest.mark.parametrize("pallet", PALLETS, ids=lambda pallet: str(pallet.name))
def test_every_stored_item_is_declared_once(pallet: type[Pallet]) -> None:
    """A second declaration would silently take the first one's place."""
    declared = Counter(
        name for kind in pallet.__mro__ for name, item in vars(kind).items() if isinstance(item, StorageItem)
    )
    assert [name for name, times in declared.items() if times > 1] == []


def test_the_whole_runtime_is_compared() -> None:
    """Each pallet and API of the node is one of a real runtime, or all its own."""
    node = described_node()
    owners = {name.split()[0] for name in real()}
    only = {name.split()[0] for name in names(ONLY_HERE)}
    assert set(node.pallets) <= owners
    assert set(node.runtime.runtime_api_map()) <= owners | only


@pytest.mark.parametrize(
    ("item", "keys"),
    [
        ("AlphaV2", "Blake2_128Concat(AccountId32) Blake2_128Concat(AccountId32) Identity(u16)"),
        ("TotalHotkeySharesV2", "Blake2_128Concat(AccountId32) Identity(u16)"),
        ("LastEpochBlock", "Identity(u16)"),
        ("BurnIncreaseMult", "Identity(u16)"),
        ("AutoParentDelegationEnabled", "Blake2_128Concat(AccountId32)"),
    ],
)
def test_newer_items_are_keyed_as_the_runtimes_source_keys_them(item: str, keys: str) -> None:
    """No metadata at hand has them."""
    line = ours()[f"SubtensorModule storage {item}"]
    assert line.replace("AccountId32([u8;32])", "AccountId32").startswith(f"{keys} -> ")


def test_the_weight_of_a_pool_is_a_struct_with_one_field() -> None:
    """As clients of the balancer pools decode it: 10^18 is one."""
    codec = bc.Runtime(bytes(metadata(make_runtime(), 15)), 1, 1, 42)
    entry = codec.storage_entry("Swap", "SwapBalancer")
    assert codec.decode(entry.value_type, entry.default_bytes) == {"quote": 5 * 10**17}
