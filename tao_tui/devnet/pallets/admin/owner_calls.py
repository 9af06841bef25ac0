"""The calls with which an owner sets the parameters of its subnet."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.admin.state import AdminState
from tao_tui.devnet.scale.hints import U64F64, NetUid, i16, u16, u64

BURN_MEETING_POINTS = (1_000_000_000, 100_000_000)
"""Least burn is under the first, greatest burn over the second, rao."""
BONDS_MOVING_AVERAGE_MAX = 975_000
"""The most an owner may set."""


class OwnerCalls(AdminState):
    """For root and the subnet's owner."""

    @call(3, ref_time=25_000_000)
    def sudo_set_serving_rate_limit(self, origin: Origin, netuid: NetUid, serving_rate_limit: u64) -> None:
        """Set how many blocks must pass between two announcements of an endpoint."""
        self.require_owner(origin, netuid)
        self.change(
            self.chain.ServingRateLimit, netuid, serving_rate_limit, self.chain.Event.ServingRateLimitSet
        )

    @call(6, ref_time=25_000_000)
    def sudo_set_weights_version_key(self, origin: Origin, netuid: NetUid, weights_version_key: u64) -> None:
        """Set the least version key of weights."""
        self.require_owner(origin, netuid)
        self.change(
            self.chain.WeightsVersionKey, netuid, weights_version_key, self.chain.Event.WeightsVersionKeySet
        )

    @call(13, ref_time=25_000_000)
    def sudo_set_immunity_period(self, origin: Origin, netuid: NetUid, immunity_period: u16) -> None:
        """Set for how many blocks a new neuron is not pruned."""
        self.require_owner(origin, netuid)
        self.change(self.chain.ImmunityPeriod, netuid, immunity_period, self.chain.Event.ImmunityPeriodSet)

    @call(14, ref_time=25_000_000)
    def sudo_set_min_allowed_weights(self, origin: Origin, netuid: NetUid, min_allowed_weights: u16) -> None:
        """Set how many weights a validator must state at least."""
        self.require_owner(origin, netuid)
        self.change(
            self.chain.MinAllowedWeights, netuid, min_allowed_weights, self.chain.Event.MinAllowedWeightSet
        )

    @call(17, ref_time=25_000_000)
    def sudo_set_rho(self, origin: Origin, netuid: NetUid, rho: u16) -> None:
        """Set rho, which no longer has an effect."""
        self.require_owner(origin, netuid)
        self.change(self.chain.Rho, netuid, rho, self.chain.Event.RhoSet)

    @call(49, ref_time=25_000_000)
    def sudo_set_commit_reveal_weights_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let weights be set in the open, or not."""
        self.require_owner(origin, netuid)
        self.change(
            self.chain.CommitRevealWeightsEnabled, netuid, enabled, self.chain.Event.CommitRevealEnabled
        )

    @call(50, ref_time=25_000_000)
    def sudo_set_liquid_alpha_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let bonds move at a rate that depends on consensus, or not."""
        self.require_owner(origin, netuid)
        self.change(self.chain.LiquidAlphaOn, netuid, enabled)

    @call(60, ref_time=25_000_000)
    def sudo_set_bonds_penalty(self, origin: Origin, netuid: NetUid, bonds_penalty: u16) -> None:
        """Set how far clipped weights replace given ones in bonds, of 65535."""
        self.require_owner(origin, netuid)
        self.change(self.chain.BondsPenalty, netuid, bonds_penalty, self.chain.Event.BondsPenaltySet)

    @call(61, ref_time=25_000_000)
    def sudo_set_toggle_transfer(self, origin: Origin, netuid: NetUid, toggle: bool) -> None:
        """Let stake be given to other coldkeys, or not."""
        self.require_owner(origin, netuid)
        self.change(self.chain.TransferToggle, netuid, toggle, self.chain.Event.TransferToggle)

    @call(69, ref_time=25_000_000)
    def sudo_set_yuma3_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Use the third version of Yuma consensus, or the second."""
        self.require_owner(origin, netuid)
        self.change(self.chain.Yuma3On, netuid, enabled)
        self.deposit_event(self.Event.Yuma3EnableToggled(netuid=netuid, enabled=enabled))

    @call(70, ref_time=25_000_000)
    def sudo_set_bonds_reset_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let bonds be reset, or not."""
        self.require_owner(origin, netuid)
        self.change(self.chain.BondsResetOn, netuid, enabled)
        self.deposit_event(self.Event.BondsResetToggled(netuid=netuid, enabled=enabled))

    @call(89, ref_time=25_000_000)
    def sudo_set_burn_half_life(self, origin: Origin, netuid: NetUid, burn_half_life: u16) -> None:
        """Set after how many blocks the registration price has halved."""
        self.require_owner(origin, netuid)
        self.change(self.chain.BurnHalfLife, netuid, burn_half_life)

    @call(90, ref_time=25_000_000)
    def sudo_set_burn_increase_mult(self, origin: Origin, netuid: NetUid, burn_increase_mult: U64F64) -> None:
        """Set by what (U64F64) a registration multiplies the price."""
        self.require_owner(origin, netuid)
        self.change(self.chain.BurnIncreaseMult, netuid, burn_increase_mult)

    @call(92, ref_time=25_000_000)
    def sudo_set_owner_cut_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Pay the owner its cut, or not."""
        self.require_owner(origin, netuid)
        self.change(self.chain.OwnerCutEnabled, netuid, enabled)

    @call(15, ref_time=32_000_000)
    def sudo_set_max_allowed_uids(self, origin: Origin, netuid: NetUid, max_allowed_uids: u16) -> None:
        """Set how many neurons the subnet has room for, not fewer than it has."""
        self.require_owner(origin, netuid)
        if max_allowed_uids < self.chain.SubnetworkN[netuid]:
            raise self.Error.MaxAllowedUIdsLessThanCurrentUIds()
        self.change(self.chain.MaxAllowedUids, netuid, max_allowed_uids, self.chain.Event.MaxAllowedUidsSet)

    @call(22, ref_time=29_000_000)
    def sudo_set_min_burn(self, origin: Origin, netuid: NetUid, min_burn: u64) -> None:
        """Set the least registration price, rao."""
        self.require_owner(origin, netuid)
        if min_burn >= min(BURN_MEETING_POINTS[0], self.chain.MaxBurn[netuid]):
            raise self.Error.ValueNotInBounds()
        self.change(self.chain.MinBurn, netuid, min_burn, self.chain.Event.MinBurnSet)

    @call(23, ref_time=29_000_000)
    def sudo_set_max_burn(self, origin: Origin, netuid: NetUid, max_burn: u64) -> None:
        """Set the greatest registration price, rao."""
        self.require_owner(origin, netuid)
        if max_burn <= max(BURN_MEETING_POINTS[1], self.chain.MinBurn[netuid]):
            raise self.Error.ValueNotInBounds()
        self.change(self.chain.MaxBurn, netuid, max_burn, self.chain.Event.MaxBurnSet)

    @call(26, ref_time=26_000_000)
    def sudo_set_bonds_moving_average(
        self, origin: Origin, netuid: NetUid, bonds_moving_average: u64
    ) -> None:
        """Set the weight of old bonds, in millionths."""
        self.require_owner(origin, netuid)
        if not origin.is_root and bonds_moving_average > BONDS_MOVING_AVERAGE_MAX:
            raise self.Error.BondsMovingAverageMaxReached()
        event = self.chain.Event.BondsMovingAverageSet
        self.change(self.chain.BondsMovingAverage, netuid, bonds_moving_average, event)

    @call(51, ref_time=30_000_000)
    def sudo_set_alpha_values(self, origin: Origin, netuid: NetUid, alpha_low: u16, alpha_high: u16) -> None:
        """Set the bounds of the liquid bond rate, of 65535."""
        self.require_owner(origin, netuid)
        if not self.chain.LiquidAlphaOn[netuid]:
            raise self.chain.Error.LiquidAlphaDisabled()
        four_fifths = 65_535 * 4 // 5
        if alpha_high < four_fifths:
            raise self.chain.Error.AlphaHighTooLow()
        if not 0 < alpha_low < four_fifths:
            raise self.chain.Error.AlphaLowOutOfRange()
        self.change(self.chain.AlphaValues, netuid, (alpha_low, alpha_high))

    @call(68, ref_time=23_000_000)
    def sudo_set_alpha_sigmoid_steepness(self, origin: Origin, netuid: NetUid, steepness: i16) -> None:
        """Set how sharply the liquid bond rate turns, in hundredths."""
        self.require_owner(origin, netuid)
        if steepness < 0 and not origin.is_root:
            raise self.Error.NegativeSigmoidSteepness()
        event = self.chain.Event.AlphaSigmoidSteepnessSet
        self.change(self.chain.AlphaSigmoidSteepness, netuid, steepness, event)
