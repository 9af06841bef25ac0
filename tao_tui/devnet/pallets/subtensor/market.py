"""A subnet's pool in storage: prices, quotes, and the trades that change it."""

from __future__ import annotations

from dataclasses import dataclass

from tao_tui.devnet.economics import swap
from tao_tui.devnet.economics.fixed import ONE_64, clamp_u64
from tao_tui.devnet.economics.pool import RAO_PER_UNIT, Pool
from tao_tui.devnet.economics.swap import MAX_PRICE, MIN_PRICE, SwapError
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.swap import Swap


@dataclass(frozen=True, slots=True)
class Quote:
    """What a trade takes and gives: input that reaches the curve, output, and the fee on top, rao."""

    paid_in: int
    paid_out: int
    fee: int


def is_dynamic(chain: SubtensorState, netuid: int) -> bool:
    """Whether the subnet has a pool; root and stable subnets trade one to one."""
    return chain.SubnetMechanism[netuid] == 1


def pool_of(chain: SubtensorState, netuid: int) -> Pool:
    """The pool as stored."""
    quote = chain.pallet(Swap).SwapBalancer[netuid]
    return Pool(chain.SubnetAlphaIn[netuid], chain.SubnetTAO[netuid], quote)


def spot_price(chain: SubtensorState, netuid: int) -> int:
    """TAO per alpha, U64F64."""
    return pool_of(chain, netuid).price() if is_dynamic(chain, netuid) else ONE_64


def value_at_spot(chain: SubtensorState, netuid: int, alpha: int) -> int:
    """What alpha is worth without slippage or fee, rao of TAO."""
    return (alpha * spot_price(chain, netuid)) >> 64


def fee_rate(chain: SubtensorState, netuid: int, *, free: bool = False) -> int:
    """The pool's fee, of 65535; 0 where there is none."""
    return 0 if free or not is_dynamic(chain, netuid) else chain.pallet(Swap).FeeRate[netuid]


def quote_buy(
    chain: SubtensorState, netuid: int, tao: int, limit: int = MAX_PRICE, *, free: bool = False
) -> Quote:
    """Price a purchase of alpha without making it. SwapError if the pool refuses."""
    if not is_dynamic(chain, netuid):
        return Quote(tao, tao, 0)
    trade = swap.buy(pool_of(chain, netuid), tao, limit, fee_rate(chain, netuid, free=free))
    return Quote(trade.paid_in, trade.paid_out, trade.fee)


def quote_sale(
    chain: SubtensorState, netuid: int, alpha: int, limit: int = MIN_PRICE, *, free: bool = False
) -> Quote:
    """Price a sale of alpha without making it. SwapError if the pool refuses."""
    if not is_dynamic(chain, netuid):
        return Quote(alpha, alpha, 0)
    trade = swap.sell(pool_of(chain, netuid), alpha, limit, fee_rate(chain, netuid, free=free))
    return Quote(trade.paid_in, trade.paid_out, trade.fee)


def buy(chain: SubtensorState, netuid: int, tao: int, limit: int = MAX_PRICE, *, free: bool = False) -> Quote:
    """Exchange TAO for alpha in the pool. The Swap pallet's error if it refuses."""
    try:
        quote = quote_buy(chain, netuid, tao, limit, free=free)
    except SwapError as refused:
        raise chain.pallet(Swap).refusal(refused.name) from refused
    chain.SubnetAlphaIn[netuid] = clamp_u64(chain.SubnetAlphaIn[netuid] - quote.paid_out)
    chain.SubnetAlphaOut[netuid] = clamp_u64(chain.SubnetAlphaOut[netuid] + quote.paid_out)
    chain.SubnetTAO[netuid] = clamp_u64(chain.SubnetTAO[netuid] + quote.paid_in)
    # The chain counts what the buyer gave, although the fee and what a limit held back never reach the pool.
    chain.TotalStake.value = clamp_u64(chain.TotalStake.value + tao)
    chain.SubnetVolume[netuid] += tao
    return quote


def sell(
    chain: SubtensorState, netuid: int, alpha: int, limit: int = MIN_PRICE, *, free: bool = False
) -> Quote:
    """Exchange alpha for TAO in the pool. The Swap pallet's error if it refuses."""
    try:
        quote = quote_sale(chain, netuid, alpha, limit, free=free)
    except SwapError as refused:
        raise chain.pallet(Swap).refusal(refused.name) from refused
    chain.SubnetAlphaIn[netuid] = clamp_u64(chain.SubnetAlphaIn[netuid] + quote.paid_in)
    chain.SubnetAlphaOut[netuid] = clamp_u64(chain.SubnetAlphaOut[netuid] - quote.paid_in)
    chain.SubnetTAO[netuid] = clamp_u64(chain.SubnetTAO[netuid] - quote.paid_out)
    chain.TotalStake.value = clamp_u64(chain.TotalStake.value - quote.paid_out)
    chain.SubnetVolume[netuid] += quote.paid_out
    return quote


def price_rao(chain: SubtensorState, netuid: int) -> int:
    """Rao of TAO per whole alpha, floored."""
    return (spot_price(chain, netuid) * RAO_PER_UNIT) >> 64
