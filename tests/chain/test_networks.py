"""Networks by name or address, pinned where known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tao_tui.chain.networks import (
    KNOWN_NETWORKS,
    configured_network,
    plaintext_warning,
    resolve_network,
)
from tao_tui.config import Settings, load_settings
from tao_tui.errors import NodeUnreachable, UsageError
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
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


def settings(**given: Any) -> Settings:
    return replace(load_settings(), **given)


def test_a_networks_nodes_and_second_node_can_be_set() -> None:
    told = settings(
        network="finney", nodes_finney="wss://a.example , ws://127.0.0.1:1", second_finney="wss://b"
    )
    network = configured_network(told)
    assert network.endpoints == ("wss://a.example", "ws://127.0.0.1:1")
    assert (network.genesis, network.is_mainnet) == (FINNEY_GENESIS, True)
    assert network.second_for(FINNEY_GENESIS) == "wss://b"
    assert network.second_for(TEST_GENESIS) == ""


def test_the_second_node_goes_by_the_chain_and_not_by_how_it_was_reached() -> None:
    network = configured_network(
        settings(network="ws://127.0.0.1:7", second_finney="wss://b", second_local="ws://c:1")
    )
    assert network.second_for(FINNEY_GENESIS) == "wss://b"
    assert network.second_for("0x" + "ab" * 32) == ""
    assert (
        configured_network(settings(network="local", second_local="ws://c:1")).second_for("0x12")
        == "ws://c:1"
    )


def test_the_environments_second_node_holds_for_every_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_SECOND_NODE", "wss://b")
    network = configured_network(replace(load_settings(), network="ws://127.0.0.1:7"))
    assert network.second_for("0x" + "ab" * 32) == "wss://b"


@pytest.mark.parametrize(
    "given", [{"nodes_finney": "finney"}, {"nodes_finney": ","}, {"second_finney": "http://x"}]
)
def test_a_setting_that_names_no_node_is_a_usage_error(given: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        configured_network(settings(network="finney", **given))
    assert caught.value.hint
