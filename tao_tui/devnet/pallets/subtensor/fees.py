"""Fees in alpha: what a call that moves stake pays with when its signer has too little TAO."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import div64
from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import Events
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import market, positions, purse
from tao_tui.devnet.pallets.subtensor.staking import unstake_from
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState

FROM_ONE_SUBNET = {
    "remove_stake": ("hotkey", "netuid"),
    "remove_stake_limit": ("hotkey", "netuid"),
    "remove_stake_full_limit": ("hotkey", "netuid"),
    "move_stake": ("origin_hotkey", "origin_netuid"),
    "transfer_stake": ("hotkey", "origin_netuid"),
    "swap_stake": ("hotkey", "origin_netuid"),
    "swap_stake_limit": ("hotkey", "origin_netuid"),
    "recycle_alpha": ("hotkey", "netuid"),
    "burn_alpha": ("hotkey", "netuid"),
}
"""The arguments that name the position a call takes alpha from."""


def can_pay(chain: SubtensorState, who: bytes, call: Call, fee_rao: int) -> bool:
    """Whether one position the call touches, and only one, is worth the fee."""
    touched = _touched(chain, who, call)
    if len(touched) != 1:
        return False
    hotkey, netuid = touched[0]
    return positions.stake_of(chain, hotkey, who, netuid) >= alpha_for(chain, netuid, fee_rao)


def take(chain: SubtensorState, who: bytes, call: Call, fee_rao: int) -> Events | None:
    """Sell alpha for the author; answers the event that says so, None when the call pays in TAO alone.

    All of a position is taken when it is worth less than the fee. Nothing is taken without an author, nor
    from several positions, and what is taken is never given back.
    """
    touched = _touched(chain, who, call)
    if not touched:
        return None
    author = purse.author(chain)
    netuid = alpha = tao = ROOT
    if len(touched) == 1 and author is not None:
        hotkey, netuid = touched[0]
        held = positions.stake_of(chain, hotkey, who, netuid)
        alpha = min(alpha_for(chain, netuid, fee_rao) or held, held)
        try:
            with chain.runtime.layer():
                tao = unstake_from(chain, hotkey, who, netuid, alpha, limit=0, free=True, beneficiary=author)
        except DispatchFailure:
            return None
    paid: Events = chain.Event.TransactionFeePaidWithAlpha(
        who=who, netuid=netuid, alpha_fee=alpha, tao_amount=tao
    )
    return paid


def alpha_for(chain: SubtensorState, netuid: int, tao: int) -> int:
    """What rao of TAO are in alpha at the pool's price, floored; 0 where there is no price."""
    return div64(tao << 64, market.spot_price(chain, netuid)) >> 64


def _touched(chain: SubtensorState, who: bytes, call: Call) -> list[tuple[bytes, int]]:
    """(hotkey, netuid) of the positions a call takes alpha from."""
    if call.pallet != chain.name:
        return []
    if call.function in ("unstake_all", "unstake_all_alpha"):
        hotkey = call.args["hotkey"]
        held = (n for n in chain.netuids() if positions.stake_of(chain, hotkey, who, n))
        return [(hotkey, netuid) for netuid in held if chain.SubtokenEnabled[netuid]]
    named = FROM_ONE_SUBNET.get(call.function)
    return [] if named is None else [(call.args[named[0]], call.args[named[1]])]
