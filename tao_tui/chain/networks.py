"""The networks people can name, their endpoints, and the genesis hash that proves them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tao_tui.errors import NodeUnreachable, UsageError
from tao_tui.paths import state_dir
from tao_tui.text import clean

FINNEY_GENESIS: Final = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
TEST_GENESIS: Final = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105"

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


def is_loopback(endpoint: str) -> bool:
    """Whether an endpoint is on this very machine."""
    from ipaddress import ip_address

    host = urlsplit(endpoint).hostname or ""
    try:
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
    if not host or port == 0 or parts.fragment:
        raise bad
    for known in (_FINNEY, _TEST):
        if any(urlsplit(endpoint).hostname == host for endpoint in known.endpoints):
            return Network(known.name, (url,), known.genesis, is_mainnet=known.is_mainnet)
    return Network(url, (url,), None, is_dev=is_loopback(url))


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
