"""What pools would pay for claimed alpha, which they take without keeping their fee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.pool import before_fee
from tao_tui.reads.trades.quoting import trade_items, trades_from

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


async def claim_proceeds(client: Client, alpha: Mapping[int, int], at: str) -> int | None:
    """Rao for all of `alpha`, rao by netuid, at the block `at`; None where a pool cannot or does not tell.

    The chain simulates sales with the fee, so it is asked for the sale of which this is left after the fee.
    """
    runtime = client.runtime
    if not alpha:
        return 0
    if not runtime.has_storage("Swap", "FeeRate"):
        return None
    rates = (await client.read([Storage("Swap", "FeeRate", (netuid,)) for netuid in alpha], at)).data
    sales = [
        (netuid, before_fee(rao, as_int(rate)))
        for (netuid, rao), rate in zip(alpha.items(), rates, strict=True)
    ]
    items = trade_items(runtime, "remove", sales)
    values = dict(zip(items, (await client.read(items, at)).data, strict=True))
    quotes = trades_from(runtime, "remove", sales, values)
    if None in quotes:
        return None
    return sum(quote.amount_out_rao for quote in quotes if quote is not None)
