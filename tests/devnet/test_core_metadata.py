"""Metadata made from the declarations: what clients parse, and what tells one runtime from another."""

from __future__ import annotations

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.runtime import APIS, PALLETS, make_runtime
from tao_tui.devnet.scale.hints import u32, u64

EXTENSIONS = [
    "CheckNonZeroSender",
    "CheckSpecVersion",
    "CheckTxVersion",
    "CheckGenesis",
    "CheckMortality",
    "CheckNonce",
    "CheckWeight",
    "ChargeTransactionPayment",
    "SudoTransactionExtension",
    "CheckShieldedTxValidity",
    "SubtensorTransactionExtension",
    "DrandPriority",
    "CheckMetadataHash",
]


@pytest.mark.parametrize("version", [14, 15])
def test_clients_parse_it(version: int) -> None:
    runtime = bc.Runtime(metadata(make_runtime(), version), 425, 1, 42)
    assert runtime.signed_extension_identifiers() == EXTENSIONS
    assert runtime.extrinsic_version == 4
    assert runtime.is_v15 == (version == 15)
    assert runtime.constant("Balances", "ExistentialDeposit") == 500
    assert runtime.constant("System", "SS58Prefix") == 42
    assert runtime.module_error(5, 2) == ("InsufficientBalance", ["Balance too low to send value."])


def test_the_version_lists_the_apis_by_their_real_ids() -> None:
    version = make_runtime().version
    ids = {name.hex(): number for name, number in version.apis}
    assert ids["df6acb689907609b"] == 5
    assert ids["37e397fc7c91f5e4"] == 2
    assert ids["bc9d89904f5b923f"] == 1
    assert ids["37c8bb1350a9a2a8"] == 4
    assert ids["f3ff14d5ab527059"] == 3
    assert (version.spec_name, version.spec_version, version.transaction_version) == (
        "node-subtensor",
        425,
        1,
    )


def test_other_versions_are_not_offered() -> None:
    with pytest.raises(ValueError, match="16"):
        metadata(make_runtime(), 16)


class Extra(Pallet):
    """A pallet of a later release."""

    index = 200
    Kept = StorageValue[u32](0)


class Wider(Pallet):
    """The same pallet with one type changed."""

    name = "Extra"
    config_path = "pallet_extra"
    index = 200
    Kept = StorageValue[u64](0)


def test_what_clients_keep_metadata_by_changes_with_every_declaration() -> None:
    runtimes = [
        make_runtime(),
        make_runtime(block_time_ms=250),
        make_runtime([*PALLETS, Extra]),
        make_runtime([*PALLETS, Wider]),
        make_runtime(apis=APIS[:-1]),
    ]
    assert len({runtime.version.impl_version for runtime in runtimes}) == len(runtimes)
    assert len({Node(runtime).genesis_hash for runtime in runtimes}) == len(runtimes)
    again = make_runtime()
    assert again.version == runtimes[0].version
    assert Node(again).genesis_hash == Node(make_runtime()).genesis_hash


def test_metadata_tells_the_version_the_node_tells() -> None:
    runtime = make_runtime()
    shown = bc.Runtime(metadata(runtime, 14), 425, 1, 42).constant("System", "Version")
    assert shown["impl_version"] == runtime.version.impl_version
    assert 0 < shown["impl_version"] < 1 << 31
    assert len(shown["apis"]) == len(APIS)
    node = Node(runtime)
    node.new_block()
    assert runtime.at(runtime.state.at(0)).version is runtime.version
