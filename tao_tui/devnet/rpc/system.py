"""Methods about the node itself: `system_*`, `rpc_methods`."""

from __future__ import annotations

from tao_tui import __version__
from tao_tui.devnet.frame.version import SS58_PREFIX, TOKEN_DECIMALS, UNIT_SYMBOL
from tao_tui.devnet.rpc.messages import Json
from tao_tui.devnet.rpc.registry import METHODS, Context, method

PEER_ID = "12D3KooWBmAwcd4PJNJvfV89HwE48nwkRmAgo8Vy3uQEyNNHBox2"


@method("system_chain")
def chain(context: Context) -> Json:
    """The chain's name."""
    return context.node.name


@method("system_name")
def name(context: Context) -> Json:
    """The node's name."""
    return "tao-tui devnet"


@method("system_version")
def version(context: Context) -> Json:
    """The node's version."""
    return __version__


@method("system_properties")
def properties(context: Context) -> Json:
    """How to show addresses and amounts."""
    return {"ss58Format": SS58_PREFIX, "tokenDecimals": TOKEN_DECIMALS, "tokenSymbol": UNIT_SYMBOL}


@method("system_chainType")
def chain_type(context: Context) -> Json:
    """What kind of network it is."""
    return "Development"


@method("system_health")
def health(context: Context) -> Json:
    """It has no peers and needs none."""
    return {"peers": 0, "isSyncing": False, "shouldHavePeers": False}


@method("system_syncState")
def sync_state(context: Context) -> Json:
    """It is always at its own head."""
    number = context.node.head.number
    return {"startingBlock": 0, "currentBlock": number, "highestBlock": number}


@method("system_localPeerId")
def local_peer_id(context: Context) -> Json:
    """An id no peer will ever see."""
    return PEER_ID


@method("system_localListenAddresses")
def local_listen_addresses(context: Context) -> Json:
    """It listens to no peers."""
    return []


@method("system_peers")
def peers(context: Context) -> Json:
    """It has none."""
    return []


@method("system_nodeRoles")
def node_roles(context: Context) -> Json:
    """It authors blocks."""
    return ["Authority"]


@method("rpc_methods")
def rpc_methods(context: Context) -> Json:
    """All methods."""
    return {"version": 1, "methods": sorted(METHODS)}
