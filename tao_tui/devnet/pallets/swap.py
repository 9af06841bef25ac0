"""The Swap pallet: fee rates and pool weights; the trades themselves are the subtensor pallet's."""

from __future__ import annotations

from typing import Annotated, Any

from tao_tui.devnet.economics.pool import HALF
from tao_tui.devnet.economics.swap import MINIMUM_RESERVE
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap, Twox64Concat
from tao_tui.devnet.scale.hints import NetUid, Perquintill, newtype, u16, u64

Balancer = Annotated[int, newtype("pallet_subtensor_swap::pallet::balancer::Balancer", Perquintill, "quote")]
"""The weight of a pool's TAO side, in metadata a struct with this one field."""


class Swap(Pallet):
    """Per subnet: the fee of a trade and the weights of the pool."""

    index = 28
    config_path = "pallet_subtensor_swap"

    MaxFeeRate = Constant[u16](10_000, "Greatest fee rate, of 65535.")
    MinimumReserve = Constant[u64](MINIMUM_RESERVE, "Least reserve a pool may pay out of, rao.")

    FeeRate = StorageMap[NetUid, u16](Twox64Concat, default=33)
    SwapBalancer = StorageMap[NetUid, Balancer](Twox64Concat, default=HALF)
    PalSwapInitialized = StorageMap[NetUid, bool](Twox64Concat, default=False)

    class Event(Events):
        """What root changed."""

        FeeRateSet = event(netuid=NetUid, rate=u16)

    class Error(Errors):
        """Why a trade or a change is refused."""

        FeeRateTooHigh = error("The fee rate is too high")
        InsufficientInputAmount = error("The provided amount is insufficient for the swap.")
        InsufficientLiquidity = error("The provided liquidity is insufficient for the operation.")
        PriceLimitExceeded = error("The operation would exceed the price limit.")
        InsufficientBalance = error("The caller does not have enough balance for the operation.")
        LiquidityNotFound = error("Attempted to remove liquidity that does not exist.")
        InvalidTickRange = error("The provided tick range is invalid.")
        MaxPositionsExceeded = error("Maximum user positions exceeded")
        TooManySwapSteps = error("Too many swap steps")
        InvalidLiquidityValue = error("Provided liquidity parameter is invalid (likely too small)")
        ReservesTooLow = error("Reserves too low for operation.")
        MechanismDoesNotExist = error("The subnet does not exist.")
        UserLiquidityDisabled = error("User liquidity operations are disabled for this subnet")
        SubtokenDisabled = error("The subnet does not trade yet.")
        SwapInputTooLarge = error("The trade is too large for the pool.")

    @call(0, ref_time=12_000_000)
    def set_fee_rate(self, origin: Origin, netuid: NetUid, rate: u16) -> None:
        """Set the fee rate for swaps on a specific subnet, of 65535. Root only."""
        ensure_root(origin)
        if rate > self.MaxFeeRate.value:
            raise self.Error.FeeRateTooHigh()
        self.FeeRate[netuid] = rate
        self.deposit_event(self.Event.FeeRateSet(netuid=netuid, rate=rate))

    def refusal(self, name: str) -> DispatchFailure:
        """The failure for a trade the pool refuses, by the name of the error."""
        arm: Any = getattr(self.Error, name)
        failure: DispatchFailure = arm()
        return failure
