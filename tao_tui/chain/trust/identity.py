"""Which chain a node follows, checked by its first block."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tao_tui.chain.answers.hexadecimal import is_hash
from tao_tui.chain.networks import Network
from tao_tui.errors import NodeProtocolError, WrongNetwork
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
from tao_tui.text import clean

_NAMES: Final = {FINNEY_GENESIS: "finney", TEST_GENESIS: "test"}


def check_genesis(network: Network, pinned: str | None, raw: object, endpoint: str) -> str:
    """Return the genesis hash a node reports, or raise `WrongNetwork` when it is not the one that must be."""
    if not is_hash(raw):
        raise NodeProtocolError("The node does not say which chain it follows.")
    found = str(raw).lower()
    wanted = network.genesis or pinned
    if wanted is None or found == wanted:
        return found
    other = _NAMES.get(found)
    what = f"it follows {other}" if other else f"its first block is {found}"
    if network.genesis is None:
        what = f"another chain than before answers there now ({what})"
    raise WrongNetwork(
        f"{clean(endpoint, 120)} is not {clean(network.name, 120)}: {what}.",
        hint=f"Nothing was sent. Expected first block {wanted}.",
    )


def known_network(network: Network, genesis: str) -> Network:
    """The network with what its genesis reveals: a private node that follows mainnet is mainnet."""
    if network.genesis is not None:
        return network
    name = _NAMES.get(genesis)
    if name is None:
        return network
    return replace(network, genesis=genesis, is_mainnet=name == "finney", is_dev=False)
