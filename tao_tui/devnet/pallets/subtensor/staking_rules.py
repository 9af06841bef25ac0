"""The checks of staking calls, in the chain's order and with its errors."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import U64_MAX, clamp_u64
from tao_tui.devnet.economics.pool import RAO_PER_UNIT, price_limit
from tao_tui.devnet.economics.swap import MAX_INPUT_MULTIPLE, SwapError, most_to_buy, most_to_sell, swap_fee
from tao_tui.devnet.pallets.subtensor import locks, market, positions, purse
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.swap import Swap


def require_subnet(chain: SubtensorState, netuid: int) -> None:
    """`SubnetNotExists` unless the subnet is there."""
    if not chain.NetworksAdded[netuid]:
        raise chain.Error.SubnetNotExists()


def require_subtoken(chain: SubtensorState, netuid: int) -> None:
    """`SubtokenDisabled` until the subnet's owner has started it."""
    if not chain.SubtokenEnabled[netuid]:
        raise chain.Error.SubtokenDisabled()


def require_input_in_range(chain: SubtensorState, netuid: int, amount: int, reserve: int) -> None:
    """`InsufficientLiquidity` for an amount the pool could never take in."""
    if (
        netuid != ROOT
        and market.is_dynamic(chain, netuid)
        and amount > clamp_u64(reserve * MAX_INPUT_MULTIPLE)
    ):
        raise chain.Error.InsufficientLiquidity()


def most_to_add(chain: SubtensorState, netuid: int, limit_rao: int) -> int:
    """TAO that can be staked until the price reaches the limit; all or nothing where the price is fixed."""
    if not market.is_dynamic(chain, netuid):
        return U64_MAX if limit_rao >= RAO_PER_UNIT else 0
    try:
        return most_to_buy(
            market.pool_of(chain, netuid), price_limit(limit_rao), market.fee_rate(chain, netuid)
        )
    except SwapError as refused:
        raise chain.pallet(Swap).refusal(refused.name) from refused


def most_to_remove(chain: SubtensorState, netuid: int, limit_rao: int) -> int:
    """Alpha that can be sold until the price falls to the limit; all or nothing where the price is fixed."""
    if not market.is_dynamic(chain, netuid):
        return U64_MAX if limit_rao <= RAO_PER_UNIT else 0
    try:
        return most_to_sell(
            market.pool_of(chain, netuid), price_limit(limit_rao), market.fee_rate(chain, netuid)
        )
    except SwapError as refused:
        raise chain.pallet(Swap).refusal(refused.name) from refused


def check_add(
    chain: SubtensorState,
    coldkey: bytes,
    hotkey: bytes,
    netuid: int,
    tao: int,
    *,
    most: int,
    partial: bool,
) -> None:
    """Whether `tao` may be staked, when at most `most` can be traded (`partial`: then less is traded)."""
    require_subnet(chain, netuid)
    require_subtoken(chain, netuid)
    least = chain.InitialMinStake.value
    if tao < least + _fee_of(chain, netuid, least):
        raise chain.Error.AmountTooLow()
    if tao > most and not partial:
        raise chain.Error.SlippageTooHigh()
    traded = min(tao, most)
    if purse.whole(chain, coldkey) < traded:
        raise chain.Error.NotEnoughBalanceToStake()
    if not hotkey_exists(chain, hotkey):
        raise chain.Error.HotKeyAccountNotExists()
    try:
        quote = market.quote_buy(chain, netuid, traded)
    except SwapError as refused:
        raise chain.Error.InsufficientLiquidity() from refused
    if quote.paid_in < least:
        raise chain.Error.AmountTooLow()
    if quote.paid_out == 0 or not positions.accepts(chain, hotkey, netuid, quote.paid_out):
        raise chain.Error.InsufficientLiquidity()


def check_remove(
    chain: SubtensorState,
    coldkey: bytes,
    hotkey: bytes,
    netuid: int,
    alpha: int,
    *,
    most: int,
    partial: bool,
) -> None:
    """Whether `alpha` may be unstaked, when at most `most` can be traded (`partial`: then less is traded)."""
    require_subnet(chain, netuid)
    if alpha == 0:
        raise chain.Error.AmountTooLow()
    held = positions.stake_of(chain, hotkey, coldkey, netuid)
    if alpha > held:
        raise chain.Error.NotEnoughStakeToWithdraw()
    try:
        quote = market.quote_sale(chain, netuid, alpha)
    except SwapError as refused:
        raise chain.Error.InsufficientLiquidity() from refused
    if alpha < held and quote.paid_out < chain.InitialMinStake.value:
        raise chain.Error.AmountTooLow()
    if alpha > most and not partial:
        raise chain.Error.SlippageTooHigh()
    if not hotkey_exists(chain, hotkey):
        raise chain.Error.HotKeyAccountNotExists()
    locks.require_unlocked(chain, coldkey, netuid, alpha)


def _fee_of(chain: SubtensorState, netuid: int, tao: int) -> int:
    """The fee a purchase of this size would pay, or its rate's share where the pool gives no quote."""
    try:
        return market.quote_buy(chain, netuid, tao).fee
    except SwapError:
        return swap_fee(tao, market.fee_rate(chain, netuid))
