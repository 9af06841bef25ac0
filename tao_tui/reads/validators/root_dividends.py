"""What root stake earns: parts of other subnets' dividends, each with its own epochs and its own alpha.

Root has no epochs. When an epoch of another subnet runs, the part of a validator's dividends that its root
stake earned goes, after its take, to everybody with root stake on it: as alpha they may claim
(`RootAlphaDividendsPerSubnet`, `RootClaimable`), or on older runtimes as TAO staked on root at once
(`TaoDividendsPerSubnet`). Sources: `pallet_subtensor`, coinbase/run_coinbase.rs and staking/claim_root.rs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.prices import ONE
from tao_tui.reads.validators.yields import BLOCKS_A_DAY, blocks_per_epoch

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

NETUIDS: Final = range(1, 129)
"""Subnets that can exist beside root."""

_MODULE: Final = "SubtensorModule"
_IN_ALPHA: Final = "RootAlphaDividendsPerSubnet"
_IN_TAO: Final = "TaoDividendsPerSubnet"


def payout_items(runtime: ChainRuntime, netuids: Sequence[int], hotkeys: Sequence[Address]) -> list[Storage]:
    """What every subnet's last epoch gave to each hotkey's root stake, and the tempos; none where untold."""
    kept = [name for name in (_IN_ALPHA, _IN_TAO) if runtime.has_storage(_MODULE, name)]
    if not kept:
        return []
    return [
        *(Storage(_MODULE, "Tempo", (netuid,)) for netuid in netuids),
        *(Storage(_MODULE, kept[0], (netuid, hotkey)) for hotkey in hotkeys for netuid in netuids),
    ]


def daily_payouts(
    runtime: ChainRuntime,
    netuids: Sequence[int],
    hotkeys: Iterable[Address],
    values: Sequence[Any],
    prices: Mapping[int, int],
) -> dict[Address, int]:
    """Rao of TAO a day by hotkey if every epoch were like each subnet's last; alpha at its price now.

    Empty where `payout_items` had nothing to ask for.
    """
    if not values:
        return {}
    count = len(netuids)
    periods = [blocks_per_epoch(runtime, as_int(tempo)) for tempo in values[:count]]
    worth = [prices.get(netuid, 0) if runtime.has_storage(_MODULE, _IN_ALPHA) else ONE for netuid in netuids]
    found = {}
    for row, hotkey in enumerate(hotkeys, 1):
        paid = values[row * count : (row + 1) * count]
        found[hotkey] = sum(
            as_int(amount) * price * BLOCKS_A_DAY // (ONE * period)
            for amount, price, period in zip(paid, worth, periods, strict=True)
            if period > 1
        )
    return found
