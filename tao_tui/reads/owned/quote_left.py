"""A quote for an account: what it would have left once the trade was done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading
from tao_tui.reads.owned.stake import read_stake_situation
from tao_tui.reads.trades.quote import Quote, Side
from tao_tui.reads.trades.quoting import read_quote

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def read_quote_for(
    client: Client, side: Side, place: tuple[int, Address], coldkey: Address, amount_rao: int
) -> Reading[Quote]:
    """As `read_quote`, with the account's TAO and alpha after it; below zero where it has not enough.

    The position is asked for beside the quote; raises what `read_quote` raises.
    """
    netuid, hotkey = place
    asked = asyncio.create_task(read_stake_situation(client, coldkey, hotkey, netuid))
    try:
        reading = await read_quote(client, side, netuid, hotkey, amount_rao)
        found = (await asked).data
    finally:
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    quote = reading.data
    tao, alpha = quote.amount_out_rao, -quote.amount_in_rao
    if side == "add":
        tao, alpha = alpha, tao
    free = found.free.rao + tao - quote.extrinsic_fee_rao
    left = replace(quote, free_after_rao=free, alpha_after_rao=found.alpha.rao + alpha)
    return Reading(reading.block, left)
