"""The APIs about prices: of alpha, of a trade, and of a new subnet."""

from __future__ import annotations

from tao_tui.devnet.economics.fixed import clamp_u64, div64
from tao_tui.devnet.economics.swap import SwapError
from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule, market
from tao_tui.devnet.pallets.subtensor.subnets import current_lock_cost
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import NetUid, Vec, u64


@struct("pallet_subtensor_swap_runtime_api::SubnetPrice")
class SubnetPrice:
    """The price of one subnet's alpha, rao per alpha."""

    netuid: NetUid
    price: u64


@struct("pallet_subtensor_swap_runtime_api::SimSwapResult")
class SimSwapResult:
    """What a trade would do, rao: amounts without fees, fees, and what slippage takes from the result."""

    tao_amount: u64 = 0
    alpha_amount: u64 = 0
    tao_fee: u64 = 0
    alpha_fee: u64 = 0
    tao_slippage: u64 = 0
    alpha_slippage: u64 = 0


class SwapRuntimeApi(RuntimeApi):
    """Prices and quotes."""

    def current_alpha_price(self, netuid: NetUid) -> u64:
        """Rao of TAO per whole alpha."""
        return market.price_rao(self.pallet(SubtensorModule), netuid)

    def current_alpha_price_all(self) -> Vec[SubnetPrice]:
        """The price on every subnet."""
        chain = self.pallet(SubtensorModule)
        return [SubnetPrice(netuid, market.price_rao(chain, netuid)) for netuid in chain.netuids()]

    def sim_swap_tao_for_alpha(self, netuid: NetUid, tao: u64) -> SimSwapResult:
        """What staking `tao` rao would yield; all zero when the pool refuses."""
        chain = self.pallet(SubtensorModule)
        try:
            quote = market.quote_buy(chain, netuid, tao)
        except SwapError:
            return SimSwapResult()
        straight = clamp_u64(div64(tao << 64, market.spot_price(chain, netuid)) >> 64)
        return SimSwapResult(
            tao_amount=quote.paid_in,
            alpha_amount=quote.paid_out,
            tao_fee=quote.fee,
            alpha_slippage=max(0, straight - quote.paid_out),
        )

    def sim_swap_alpha_for_tao(self, netuid: NetUid, alpha: u64) -> SimSwapResult:
        """What unstaking `alpha` rao would yield; all zero when the pool refuses."""
        chain = self.pallet(SubtensorModule)
        try:
            quote = market.quote_sale(chain, netuid, alpha)
        except SwapError:
            return SimSwapResult()
        straight = clamp_u64(market.value_at_spot(chain, netuid, alpha))
        return SimSwapResult(
            tao_amount=quote.paid_out,
            alpha_amount=quote.paid_in,
            alpha_fee=quote.fee,
            tao_slippage=max(0, straight - quote.paid_out),
        )


class SubnetRegistrationRuntimeApi(RuntimeApi):
    """The price of a new subnet."""

    def get_network_registration_cost(self) -> u64:
        """What registering a subnet costs now, rao."""
        return current_lock_cost(self.pallet(SubtensorModule))
