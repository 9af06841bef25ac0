"""Staking as money moves: TAO into a subnet's pool for alpha on a hotkey, and back."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import div64
from tao_tui.devnet.economics.swap import MAX_PRICE, MIN_PRICE
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import claims, lock_moves, locks, market, positions, purse
from tao_tui.devnet.pallets.subtensor.keys import owns
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState


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
    """Spend a coldkey's TAO, all but what keeps it alive, on alpha for its position; answers the alpha.

    What a limit leaves unspent stays in the subnet's account, as on the chain.
    """
    pot = purse.subnet_account(netuid)
    staked = min(tao, purse.spendable(chain, coldkey))
    if tao and not staked:
        raise chain.Error.InsufficientBalance()
    if staked:
        purse.pay(chain, coldkey, pot, staked)
    quote = market.buy(chain, netuid, staked, limit, free=free)
    if quote.paid_out == 0:
        raise chain.Error.AmountTooLow()
    if not positions.accepts(chain, hotkey, netuid, quote.paid_out):
        raise chain.Error.InsufficientLiquidity()
    positions.increase(chain, hotkey, coldkey, netuid, quote.paid_out)
    positions.note_staking(chain, hotkey, coldkey)
    purse.pay_author(chain, pot, quote.fee)
    _note_flow(chain, netuid, quote.paid_in)
    locks.settle(chain, coldkey, netuid)
    chain.LastColdkeyHotkeyStakeBlock[coldkey, hotkey] = chain.block
    if netuid == ROOT:
        claims.stake_added(chain, hotkey, coldkey, quote.paid_out)
        claims.give_a_turn(chain, coldkey)
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
    beneficiary: bytes | None = None,
) -> int:
    """Sell alpha of a position for TAO to its coldkey or a beneficiary; answers the TAO.

    What is over the limit stays in the position.
    """
    pot = purse.subnet_account(netuid)
    positions.decrease(chain, hotkey, coldkey, netuid, alpha)
    quote = market.sell(chain, netuid, alpha, limit, free=free)
    positions.increase(chain, hotkey, coldkey, netuid, alpha - quote.paid_in - quote.fee)
    purse.pay(chain, pot, beneficiary or coldkey, quote.paid_out)
    if netuid == ROOT:
        claims.stake_removed(chain, hotkey, coldkey, alpha)
        claims.end_turns_without_root(chain, coldkey)
    paid_to_author = _alpha_fee_to_author(chain, netuid, quote.fee)
    _note_flow(chain, netuid, -quote.paid_out - paid_to_author)
    locks.settle(chain, coldkey, netuid)
    chain.LastColdkeyHotkeyStakeBlock[coldkey, hotkey] = chain.block
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
    lock_moves.follow_stake(chain, origin_coldkey, coldkey, netuid, alpha)
    positions.decrease(chain, origin_hotkey, origin_coldkey, netuid, alpha)
    if netuid == ROOT:
        claims.stake_removed(chain, origin_hotkey, origin_coldkey, alpha)
    positions.increase(chain, hotkey, coldkey, netuid, alpha)
    positions.note_staking(chain, hotkey, coldkey)
    if netuid == ROOT:
        claims.stake_added(chain, hotkey, coldkey, alpha)
    value = market.value_at_spot(chain, netuid, alpha)
    if value < chain.InitialMinStake.value:
        raise chain.Error.AmountTooLow()
    chain.LastColdkeyHotkeyStakeBlock[coldkey, hotkey] = chain.block
    chain.deposit_event(chain.Event.StakeRemoved(origin_coldkey, origin_hotkey, value, alpha, netuid, 0))
    chain.deposit_event(chain.Event.StakeAdded(coldkey, hotkey, value, alpha, netuid, 0))
    return value


def clear_small_nomination(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int) -> None:
    """Unstake what a nominator has left when it is under the least nomination; an owner may keep any.

    Alpha the pool will not buy is taken from the nominator all the same, and a lock holds none of it.
    """
    if owns(chain, coldkey, hotkey):
        return
    least_tao = chain.InitialMinStake.value * chain.NominatorMinRequiredStake.value // 1_000_000
    least = div64(least_tao << 64, market.spot_price(chain, netuid)) >> 64
    left = positions.stake_of(chain, hotkey, coldkey, netuid)
    if not 0 < left < least:
        return
    try:
        with chain.runtime.layer():
            unstake_from(chain, hotkey, coldkey, netuid, left)
    except DispatchFailure:
        positions.decrease(chain, hotkey, coldkey, netuid, left)
    locks.shrink(chain, coldkey, netuid, left)


def _alpha_fee_to_author(chain: SubtensorState, netuid: int, fee: int) -> int:
    """The fee of a sale is alpha: sold for the author at once, free of a further fee; answers the TAO.

    Without an author nobody gets it.
    """
    if purse.author(chain) is None:
        return 0
    sold = market.sell(chain, netuid, fee, free=True)
    purse.pay_author(chain, purse.subnet_account(netuid), sold.paid_out)
    return sold.paid_out


def _note_flow(chain: SubtensorState, netuid: int, tao: int) -> None:
    chain.SubnetTaoFlow[netuid] += tao
