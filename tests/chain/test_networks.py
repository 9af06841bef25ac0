"""Networks by name or address, pinned where known."""

from __future__ import annotations

import json

import pytest

from tao_tui.chain.networks import (
    FINNEY_GENESIS,
    KNOWN_NETWORKS,
    TEST_GENESIS,
    plaintext_warning,
    resolve_network,
)
from tao_tui.errors import NodeUnreachable, UsageError
from tao_tui.paths import state_dir, write_private


def test_known_networks_are_pinned() -> None:
    assert resolve_network("finney").genesis == FINNEY_GENESIS
    assert resolve_network("finney").is_mainnet
    assert resolve_network("test").genesis == TEST_GENESIS
    assert not resolve_network("test").is_mainnet
    assert resolve_network("local").is_dev


def test_the_address_of_a_known_endpoint_keeps_its_pin() -> None:
    network = resolve_network("wss://entrypoint-finney.opentensor.ai:443")
    assert (network.name, network.genesis, network.is_mainnet) == ("finney", FINNEY_GENESIS, True)


def test_any_other_address_is_unpinned() -> None:
    network = resolve_network("ws://127.0.0.1:1234")
    assert (network.endpoints, network.genesis, network.is_dev) == (("ws://127.0.0.1:1234",), None, True)
    assert not resolve_network("wss://node.example").is_dev


@pytest.mark.parametrize(
    "text",
    [
        "",
        "finny",
        "http://x",
        "ws://",
        "wss://:443",
        "ws://a b",
        "ws://x:99999999",
        "ws://h/#f",
        "ws://" + "a" * 600,
    ],
)
def test_what_is_no_network_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_network(text)
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_the_hint_names_the_known_networks() -> None:
    with pytest.raises(UsageError) as caught:
        resolve_network("\x1b[31mfinny")
    assert all(name in caught.value.hint for name in KNOWN_NETWORKS)
    assert "\x1b" not in caught.value.message


def test_dev_is_the_running_embedded_node() -> None:
    with pytest.raises(NodeUnreachable) as caught:
        resolve_network("dev")
    assert "devnet run" in caught.value.hint
    for broken in (b"{", b"[]", b'{"url": 5}', b'{"url": "http://x"}'):
        write_private(state_dir() / "devnet.json", broken, overwrite=True)
        with pytest.raises(NodeUnreachable):
            resolve_network("dev")
    content = json.dumps({"url": "ws://127.0.0.1:4321", "pid": 1}).encode()
    write_private(state_dir() / "devnet.json", content, overwrite=True)
    network = resolve_network("dev")
    assert network.endpoints == ("ws://127.0.0.1:4321",)
    assert network.is_dev


@pytest.mark.parametrize(
    ("endpoint", "warns"),
    [
        ("ws://127.0.0.1:9944", False),
        ("ws://localhost:9944", False),
        ("ws://[::1]:9944", False),
        ("wss://node.example", False),
        ("ws://node.example:9944", True),
        ("ws://127.0.0.1.evil.example", True),
        ("ws://10.0.0.5:9944", True),
    ],
)
def test_an_unencrypted_way_through_the_network_warns(endpoint: str, warns: bool) -> None:
    assert bool(plaintext_warning(endpoint)) is warns
