"""What a trade costs on runtimes whose pools keep no share of it: a flat fee, or what dividends make of it.

Specs 252 to 282 take from a sale what its part of the hotkey's stake earned in the last epoch, at least a
20,000th of what it brings and never less than the flat fee; they tell how much themselves
(opentensor/subtensor v2.0.8, `calculate_staking_fee`). A move pays half of it on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import RuntimeCall
from tao_tui.errors import UsageError
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.rules import trade_rules

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_API: Final = "StakeInfoRuntimeApi"
_METHOD: Final = "get_stake_fee"


@dataclass(frozen=True, slots=True)
class Sale:
    """Alpha in rao that leaves a hotkey's stake on a subnet, into TAO or another position."""

    netuid: int
    alpha: int
    hotkey: Address | None
    """None where it is not said whose."""
    to: tuple[Address, int] | None = None
    """The hotkey and subnet a move leads to."""


async def read_sale_fees(client: Client, sales: Sequence[Sale], at: str | None = None) -> list[int]:
    """The whole fee of each sale, rao of TAO; asked of the chain where it depends on more than the amount.

    Raises `UsageError` where it depends on a hotkey nobody named.
    """
    flat = trade_rules(client.runtime).flat
    if not flat or not sales or not client.runtime.has_api(_API, _METHOD):
        return [flat] * len(sales)
    if any(sale.hotkey is None and sale.netuid != ROOT for sale in sales):
        raise UsageError(
            f"On runtime {client.runtime.spec_version} a sale costs what the hotkey's stake earned last, so "
            "its price depends on the hotkey.",
            hint="Name it with --hotkey.",
            code="missing_argument",
        )
    asked = {sale: _question(sale) for sale in sales if sale.hotkey is not None}
    reading = await client.read(list(asked.values()), at)
    told = dict(zip(asked, reading.data, strict=True))
    return [max(flat, as_int(told.get(sale))) for sale in sales]


def _question(sale: Sale) -> RuntimeCall:
    """Coldkeys are asked for as well, but make no difference."""
    origin = (sale.hotkey, sale.netuid)
    return RuntimeCall(_API, _METHOD, (origin, sale.hotkey, sale.to, sale.hotkey, sale.alpha))
