"""Staking as money moves: TAO into a subnet's pool for alpha on a hotkey, and back."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.economics.swap import MAX_PRICE, MIN_PRICE
from tao_tui.devnet.pallets.subtensor import market, positions, purse
from tao_tui.devnet.pallets.subtensor.keys import become_delegate, owns
from tao_tui.devnet.pallets.subtensor.state import SubtensorState

MIN_TRANSFER = 100_000
"""Least TAO a transfer of stake may be worth, rao."""


def stake_into(
    chain: SubtensorState,
    hotkey: bytes,
    coldkey: bytes,
    netuid: int,
    tao: int,
    *,
    limit: int = MAX_PRICE,
    free: bool = False,
) -> int:
    """Spend a coldkey's TAO on alpha for its position; answers the alpha. What is over the limit stays."""
    pot = purse.subnet_account(netuid)
    staked = min(tao, purse.spendable(chain, coldkey))
    purse.pay(chain, coldkey, pot, staked)
    quote = market.buy(chain, netuid, staked, limit, free=free)
    if quote.paid_out == 0:
        raise chain.Error.AmountTooLow()
    if not positions.accepts(chain, hotkey, netuid, quote.paid_out):
        raise chain.Error.InsufficientLiquidity()
    positions.increase(chain, hotkey, coldkey, netuid, quote.paid_out)
    positions.note_staking(chain, hotkey, coldkey)
    purse.pay_author(chain, pot, quote.fee)
    purse.pay(chain, pot, coldkey, staked - quote.paid_in - quote.fee)
    chain.deposit_event(chain.Event.StakeAdded(coldkey, hotkey, staked, quote.paid_out, netuid, quote.fee))
    return quote.paid_out


def unstake_from(
    chain: SubtensorState,
    hotkey: bytes,
    coldkey: bytes,
    netuid: int,
    alpha: int,
    *,
    limit: int = MIN_PRICE,
    free: bool = False,
) -> int:
    """Sell alpha of a position for TAO to its coldkey; answers the TAO. What is over the limit stays."""
    pot = purse.subnet_account(netuid)
    positions.decrease(chain, hotkey, coldkey, netuid, alpha)
    quote = market.sell(chain, netuid, alpha, limit, free=free)
    positions.increase(chain, hotkey, coldkey, netuid, alpha - quote.paid_in - quote.fee)
    purse.pay(chain, pot, coldkey, quote.paid_out)
    _alpha_fee_to_author(chain, netuid, quote.fee)
    chain.deposit_event(
        chain.Event.StakeRemoved(coldkey, hotkey, quote.paid_out, quote.paid_in, netuid, quote.fee)
    )
    return quote.paid_out


def hand_over(
    chain: SubtensorState,
    origin: tuple[bytes, bytes],
    destination: tuple[bytes, bytes],
    netuid: int,
    alpha: int,
) -> int:
    """Move alpha between (hotkey, coldkey) positions of a subnet without a trade; answers its TAO value."""
    origin_hotkey, origin_coldkey = origin
    hotkey, coldkey = destination
    positions.decrease(chain, origin_hotkey, origin_coldkey, netuid, alpha)
    if not owns(chain, coldkey, hotkey):
        become_delegate(chain, hotkey)
    positions.increase(chain, hotkey, coldkey, netuid, alpha)
    positions.note_staking(chain, hotkey, coldkey)
    value = market.value_at_spot(chain, netuid, alpha)
    if value < MIN_TRANSFER:
        raise chain.Error.AmountTooLow()
    chain.deposit_event(chain.Event.StakeRemoved(origin_coldkey, origin_hotkey, value, alpha, netuid, 0))
    chain.deposit_event(chain.Event.StakeAdded(coldkey, hotkey, value, alpha, netuid, 0))
    return value


def clear_small_nomination(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int) -> None:
    """Unstake what a nominator has left when it is under the least nomination; an owner may keep any."""
    least = chain.InitialMinStake.value * chain.NominatorMinRequiredStake.value // 1_000_000
    left = positions.stake_of(chain, hotkey, coldkey, netuid)
    if 0 < left < least and not owns(chain, coldkey, hotkey):
        unstake_from(chain, hotkey, coldkey, netuid, left, free=True)


def _alpha_fee_to_author(chain: SubtensorState, netuid: int, fee: int) -> None:
    """The fee of a sale is alpha: sold for the author at once, free of a further fee, or burned."""
    if purse.author(chain) is None:
        chain.SubnetAlphaOut[netuid] = clamp_u64(chain.SubnetAlphaOut[netuid] - fee)
    else:
        sold = market.sell(chain, netuid, fee, free=True)
        purse.pay_author(chain, purse.subnet_account(netuid), sold.paid_out)
