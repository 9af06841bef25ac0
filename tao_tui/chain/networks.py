"""The networks people can name, their endpoints, and the genesis hash that proves them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tao_tui.config import BUILT_IN, NONE, SECOND_NODE
from tao_tui.errors import NodeUnreachable, UsageError
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
from tao_tui.paths import state_dir
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.config import Settings

_MAX_URL: Final = 512


@dataclass(frozen=True, slots=True)
class Network:
    """A chain and the endpoints that serve it, in order of preference.

    With `genesis` None the first genesis a connection sees is the one it keeps to.
    """

    name: str
    endpoints: tuple[str, ...]
    genesis: str | None
    is_mainnet: bool = False
    is_dev: bool = False
    seconds: tuple[tuple[str, str], ...] = ()
    """Nodes that must say the same before anything is signed, by genesis hash; "" stands for any chain."""

    def second_for(self, genesis: str) -> str:
        """The address of the second node for a chain, or nothing where none is set."""
        known = dict(self.seconds)
        return known.get(genesis) or known.get("", "")


_FINNEY: Final = Network(
    "finney",
    ("wss://entrypoint-finney.opentensor.ai:443", "wss://lite.chain.opentensor.ai:443"),
    FINNEY_GENESIS,
    is_mainnet=True,
)
_TEST: Final = Network("test", ("wss://test.finney.opentensor.ai:443",), TEST_GENESIS)
_LOCAL: Final = Network("local", ("ws://127.0.0.1:9944",), None, is_dev=True)
KNOWN_NETWORKS: Final = ("finney", "test", "local", "dev")


def resolve_network(text: str) -> Network:
    """Return the network called `text`, or one made from an endpoint address.

    `dev` is this user's embedded node, found through the file it keeps while it runs; without one
    `NodeUnreachable` says how to start it. Anything else raises `UsageError`.
    """
    name = text.strip()
    fixed = {"finney": _FINNEY, "test": _TEST, "local": _LOCAL}.get(name)
    if fixed is not None:
        return fixed
    if name == "dev":
        return Network("dev", (_devnet_url(),), None, is_dev=True)
    if name.startswith(("ws://", "wss://")):
        return _from_endpoint(name)
    raise UsageError(
        f"There is no network called “{clean(name, 60)}”.",
        hint=f"Known networks: {', '.join(KNOWN_NETWORKS)}; or give an address that begins with "
        "ws:// or wss://.",
        code="unknown_network",
    )


def configured_network(settings: Settings) -> Network:
    """The network in force with the nodes a person set for it: its pool, and the second node.

    The second node goes by the chain, so it also confirms what a private node of that chain says; the
    environment's holds for every chain. What is no address raises `UsageError` naming the setting.
    """
    network = resolve_network(settings.network)
    nodes = {"finney": settings.nodes_finney, "test": settings.nodes_test, "local": settings.nodes_local}
    pool = nodes.get(settings.network.strip(), BUILT_IN)
    if pool != BUILT_IN:
        network = replace(network, endpoints=node_addresses(f"nodes_{network.name}", pool))
    seconds = {FINNEY_GENESIS: settings.second_finney, TEST_GENESIS: settings.second_test}
    if network.name == "local":
        seconds[""] = settings.second_local
    told = os.environ.get(SECOND_NODE, "")
    if told:
        seconds = {"": told}
    pairs = ((chain, address) for chain, address in seconds.items() if address != NONE)
    return replace(network, seconds=tuple((chain, _one_address(address)) for chain, address in pairs))


def check_nodes(setting: str, value: str) -> None:
    """Raise `UsageError` when a setting that names nodes has a value that names none; others pass."""
    if setting == "network" and value != "dev":
        resolve_network(value)
    elif (setting.startswith("nodes_") and value != BUILT_IN) or (
        setting.startswith("second_") and value != NONE
    ):
        node_addresses(setting, value)


def node_addresses(setting: str, text: str) -> tuple[str, ...]:
    """The addresses in a setting, separated by commas; `UsageError` when one is none."""
    addresses = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for address in addresses:
        _check_endpoint(address)
    if not addresses:
        raise UsageError(
            f"The setting {setting} names no node.", hint=f"Write {BUILT_IN} for the known ones."
        )
    return addresses


def _one_address(text: str) -> str:
    _check_endpoint(text)
    return text


def is_loopback(endpoint: str) -> bool:
    """Whether an endpoint is on this very machine."""
    from ipaddress import ip_address

    host = ""
    try:
        host = urlsplit(endpoint).hostname or ""
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def plaintext_warning(endpoint: str) -> str:
    """Why an endpoint is not private, or nothing when it is."""
    if not endpoint.startswith("ws://") or is_loopback(endpoint):
        return ""
    host = clean(urlsplit(endpoint).hostname or endpoint, 100)
    return (
        f"The connection to {host} is not encrypted: others on the way can read and change what it says. "
        "Use wss:// where the node offers it."
    )


def _from_endpoint(url: str) -> Network:
    """A network for an endpoint a person typed; known endpoints keep their pinned genesis."""
    host = _check_endpoint(url)
    for known in (_FINNEY, _TEST):
        if any(urlsplit(endpoint).hostname == host for endpoint in known.endpoints):
            return Network(known.name, (url,), known.genesis, is_mainnet=known.is_mainnet)
    return Network(url, (url,), None, is_dev=is_loopback(url))


def _check_endpoint(url: str) -> str:
    """The host of a node's address; `UsageError` when it is no such address."""
    bad = UsageError(
        f"“{clean(url, 100)}” is not the address of a node.",
        hint="A node's address looks like wss://host:443 or ws://127.0.0.1:9944.",
        code="bad_endpoint",
    )
    if len(url) > _MAX_URL or not url.isprintable() or " " in url:
        raise bad
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise bad from None
    if not host or port == 0 or parts.fragment or parts.scheme not in ("ws", "wss"):
        raise bad
    return host


def _devnet_url() -> str:
    """The address in the state file of the running embedded node."""
    missing = NodeUnreachable(
        "No embedded node of yours is running.",
        hint="Start one with: tao-tui devnet run",
        code="devnet_not_running",
    )
    try:
        content = json.loads((state_dir() / "devnet.json").read_bytes())
    except (OSError, ValueError):
        raise missing from None
    url = content.get("url") if isinstance(content, dict) else None
    if not isinstance(url, str) or not url.startswith(("ws://", "wss://")):
        raise missing
    return url
