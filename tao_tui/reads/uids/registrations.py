"""On which subnets hotkeys are registered, and as which neuron."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.scores.items import MODULE
from tao_tui.reads.subnets.market import read_subnets

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def read_registrations(
    client: Client, hotkeys: Sequence[Address]
) -> Reading[dict[int, dict[Address, int]]]:
    """The uid of each registered hotkey by netuid; root is left out, it scores nobody."""
    subnets = await read_subnets(client)
    netuids = [subnet.netuid for subnet in subnets.data if subnet.netuid]
    pairs = [(netuid, hotkey) for netuid in netuids for hotkey in hotkeys]
    if not pairs:
        return Reading(subnets.block, {})
    uids = await client.read([Storage(MODULE, "Uids", pair) for pair in pairs], subnets.block.hash)
    found: dict[int, dict[Address, int]] = {}
    for (netuid, hotkey), uid in zip(pairs, uids.data, strict=True):
        if uid is not None:
            found.setdefault(netuid, {})[hotkey] = as_int(uid)
    return Reading(uids.block, found)
