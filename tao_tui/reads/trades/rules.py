"""How the connected runtime trades: what a trade costs, and what its pools reckon with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.reads.trades.pool import EXACT, FIRST_POOLS, FLAT_FEE_POOLS, FLAT_FEE_RAO, Arithmetic

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class TradeRules:
    """How a runtime takes its share of a trade."""

    flat: int
    """What a trade costs where pools keep no share of it, rao of TAO."""
    sold_on: bool
    """Whether the share of a sale is sold in its turn, for the block's author: that it brings nothing undoes
    the whole sale (opentensor/subtensor v3.4.9, `unstake_from_subnet`)."""
    arithmetic: Arithmetic
    """Of a constant-product pool."""


def trade_rules(runtime: ChainRuntime) -> TradeRules:
    """The rules of the connected runtime."""
    sold_on = runtime.has_storage("Swap", "SwapBalancer")
    if runtime.has_storage("Swap", "FeeRate"):
        return TradeRules(0, sold_on, EXACT)
    if runtime.has_call(_MODULE, "add_stake_limit"):
        return TradeRules(FLAT_FEE_RAO, sold_on, FLAT_FEE_POOLS)
    return TradeRules(0, sold_on, FIRST_POOLS)
