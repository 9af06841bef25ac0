"""All stake with one hotkey, whoever's it is, in TAO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.trades.prices import all_prices, prices_from, value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"


async def read_hotkey_stake(client: Client, hotkey: Address, at: str) -> Tao:
    """What the chain calls a hotkey's total stake: its alpha on every subnet at the pools' prices."""
    prices = all_prices(client.runtime)
    items = [Storage(_MODULE, "TotalHotkeyAlpha", (hotkey, netuid)) for netuid in USUAL_NETUIDS]
    data = (await client.read([*items, *prices], at)).data
    held = {
        netuid: as_int(alpha) for netuid, alpha in zip(USUAL_NETUIDS, data, strict=False) if as_int(alpha)
    }
    price = await prices_from(client, data[len(items) :], held, at)
    return Tao(sum(value_of(alpha, price[netuid]) for netuid, alpha in held.items()))
