"""The hotkeys a coldkey owns on chain, whether their keys are here or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_address

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def read_owned_hotkeys(
    client: Client, coldkey: Address, known: Iterable[Address] = ()
) -> Reading[tuple[Address, ...]]:
    """`known` ones first, then those the chain has under `coldkey`, each once; in one batch."""
    reading = await client.read([Storage("SubtensorModule", "OwnedHotkeys", (coldkey,))])
    owned = (as_address(hotkey) for hotkey in reading.data[0] or ())
    return Reading(reading.block, tuple(dict.fromkeys([*known, *owned])))
