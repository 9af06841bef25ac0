"""Root baskets: a validator's fund of alpha, held by one escrow account, owed to root stakers by shares."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.economics.swap import SwapError
from tao_tui.devnet.pallets.subtensor.market import quote_sale
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState

ESCROW: Final = b"modlsubtensrbeta/esc".ljust(32, b"\0")
"""Holds every fund: its positions on a hotkey are that validator's basket."""


def holdings(chain: SubtensorState, hotkey: bytes) -> list[tuple[int, int, int]]:
    """(netuid, alpha, TAO it would fetch now) of a validator's basket, rao; on root alpha is TAO."""
    found = []
    for (_, _, netuid), _ in chain.AlphaV2.under(hotkey, ESCROW):
        alpha = stake_of(chain, hotkey, ESCROW, netuid)
        if alpha:
            found.append((netuid, alpha, _realizable(chain, netuid, alpha)))
    return found


def _realizable(chain: SubtensorState, netuid: int, alpha: int) -> int:
    try:
        return quote_sale(chain, netuid, alpha).paid_out
    except SwapError:
        return 0


def net_value(chain: SubtensorState, hotkey: bytes) -> int:
    """TAO a validator's whole basket would fetch now, rao."""
    return sum(tao for _, _, tao in holdings(chain, hotkey))


def owed_shares(chain: SubtensorState, hotkey: bytes, coldkey: bytes) -> int:
    """Shares a root staker may redeem: what its stake has earned without what it has claimed."""
    earned = chain.BasketRate[hotkey] * stake_of(chain, hotkey, coldkey, ROOT) >> 32
    return max(0, earned - chain.BasketClaimed[hotkey, coldkey])


def payout(chain: SubtensorState, hotkey: bytes, coldkey: bytes) -> int:
    """TAO a root staker would get by redeeming its shares now, rao."""
    total = chain.BasketShares[hotkey]
    if not total:
        return 0
    return net_value(chain, hotkey) * min(owed_shares(chain, hotkey, coldkey), total) // total
