"""The calls with which root sets parameters of subnets and of the chain."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.admin.state import AdminState
from tao_tui.devnet.scale.hints import I96F32, NetUid, u8, u16, u32, u64


class RootCalls(AdminState):
    """For root alone."""

    @call(7, ref_time=25_000_000)
    def sudo_set_weights_set_rate_limit(
        self, origin: Origin, netuid: NetUid, weights_set_rate_limit: u64
    ) -> None:
        """Set how many blocks must pass between two settings of weights."""
        self.require_root(origin, netuid)
        self.change(
            self.chain.WeightsSetRateLimit,
            netuid,
            weights_set_rate_limit,
            self.chain.Event.WeightsSetRateLimitSet,
        )

    @call(16, ref_time=25_000_000)
    def sudo_set_kappa(self, origin: Origin, netuid: NetUid, kappa: u16) -> None:
        """Set the majority of stake consensus needs, of 65535."""
        self.require_root(origin, netuid)
        self.change(self.chain.Kappa, netuid, kappa, self.chain.Event.KappaSet)

    @call(19, ref_time=25_000_000)
    def sudo_set_network_registration_allowed(
        self, origin: Origin, netuid: NetUid, registration_allowed: bool
    ) -> None:
        """Let neurons register, or not."""
        self.require_root(origin, netuid)
        self.change(
            self.chain.NetworkRegistrationAllowed,
            netuid,
            registration_allowed,
            self.chain.Event.RegistrationAllowed,
        )

    @call(27, ref_time=25_000_000)
    def sudo_set_max_registrations_per_block(
        self, origin: Origin, netuid: NetUid, max_registrations_per_block: u16
    ) -> None:
        """Set how many registrations root takes in a block."""
        self.require_root(origin, netuid, thawed=True)
        self.change(
            self.chain.MaxRegistrationsPerBlock,
            netuid,
            max_registrations_per_block,
            self.chain.Event.MaxRegistrationsPerBlockSet,
        )

    @call(65, ref_time=25_000_000)
    def sudo_set_ema_price_halving_period(self, origin: Origin, netuid: NetUid, ema_halving: u64) -> None:
        """Set the age in blocks at which the moving price moves at half speed."""
        self.require_root(origin, netuid)
        self.change(self.chain.EMAPriceHalvingBlocks, netuid, ema_halving)

    @call(66, ref_time=25_000_000)
    def sudo_set_subtoken_enabled(self, origin: Origin, netuid: NetUid, subtoken_enabled: bool) -> None:
        """Let the subnet trade, or not."""
        self.require_root(origin, netuid, thawed=True)
        self.change(self.chain.SubtokenEnabled, netuid, subtoken_enabled)

    @call(84, ref_time=25_000_000)
    def sudo_set_min_non_immune_uids(self, origin: Origin, netuid: NetUid, min: u16) -> None:
        """Set how many neurons out of immunity are kept."""
        self.require_root(origin, netuid)
        self.change(self.chain.MinNonImmuneUids, netuid, min, self.chain.Event.MinNonImmuneUidsSet)

    @call(94, ref_time=25_000_000)
    def sudo_set_subnet_emission_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let the subnet receive TAO, or not."""
        self.require_root(origin, netuid)
        self.change(self.chain.SubnetEmissionEnabled, netuid, enabled)

    @call(25, ref_time=30_000_000)
    def sudo_set_max_allowed_validators(
        self, origin: Origin, netuid: NetUid, max_allowed_validators: u16
    ) -> None:
        """Set how many neurons may validate, not more than there is room for."""
        self.require_root(origin, netuid, thawed=True)
        if max_allowed_validators > self.chain.MaxAllowedUids[netuid]:
            raise self.Error.MaxValidatorsLargerThanMaxUIds()
        event = self.chain.Event.MaxAllowedValidatorsSet
        self.change(self.chain.MaxAllowedValidators, netuid, max_allowed_validators, event)

    @call(30, ref_time=25_000_000)
    def sudo_set_tempo(self, origin: Origin, netuid: NetUid, tempo: u16) -> None:
        """Set the blocks between epochs; a new cycle begins at once."""
        self.require_root(origin, netuid, thawed=True)
        self.change(self.chain.Tempo, netuid, tempo, self.chain.Event.TempoSet)
        self.chain.LastEpochBlock[netuid] = self.block

    @call(2, ref_time=6_000_000)
    def sudo_set_tx_rate_limit(self, origin: Origin, tx_rate_limit: u64) -> None:
        """Set the general rate limit, blocks."""
        ensure_root(origin)
        self.change_all(self.chain.TxRateLimit, tx_rate_limit, self.chain.Event.TxRateLimitSet)

    @call(28, ref_time=6_000_000)
    def sudo_set_subnet_owner_cut(self, origin: Origin, subnet_owner_cut: u16) -> None:
        """Set the owners' part of emission, of 65535."""
        ensure_root(origin)
        self.change_all(self.chain.SubnetOwnerCut, subnet_owner_cut, self.chain.Event.SubnetOwnerCutSet)

    @call(29, ref_time=6_000_000)
    def sudo_set_network_rate_limit(self, origin: Origin, rate_limit: u64) -> None:
        """Set how many blocks must pass between two new subnets."""
        ensure_root(origin)
        self.change_all(self.chain.NetworkRateLimit, rate_limit, self.chain.Event.NetworkRateLimitSet)

    @call(35, ref_time=6_000_000)
    def sudo_set_network_immunity_period(self, origin: Origin, immunity_period: u64) -> None:
        """Set for how many blocks a new subnet is not pruned."""
        ensure_root(origin)
        self.change_all(
            self.chain.NetworkImmunityPeriod, immunity_period, self.chain.Event.NetworkImmunityPeriodSet
        )

    @call(36, ref_time=6_000_000)
    def sudo_set_network_min_lock_cost(self, origin: Origin, lock_cost: u64) -> None:
        """Set the least cost of a subnet, rao."""
        ensure_root(origin)
        self.change_all(self.chain.NetworkMinLockCost, lock_cost, self.chain.Event.NetworkMinLockCostSet)

    @call(37, ref_time=6_000_000)
    def sudo_set_subnet_limit(self, origin: Origin, max_subnets: u16) -> None:
        """Set how many subnets there may be."""
        ensure_root(origin)
        self.change_all(self.chain.SubnetLimit, max_subnets, self.chain.Event.SubnetLimitSet)

    @call(38, ref_time=6_000_000)
    def sudo_set_lock_reduction_interval(self, origin: Origin, interval: u64) -> None:
        """Set over how many blocks the cost of a subnet falls."""
        ensure_root(origin)
        self.change_all(
            self.chain.NetworkLockReductionInterval,
            interval,
            self.chain.Event.NetworkLockCostReductionIntervalSet,
        )

    @call(42, ref_time=6_000_000)
    def sudo_set_stake_threshold(self, origin: Origin, min_stake: u64) -> None:
        """Set the least stake weight that counts, rao."""
        ensure_root(origin)
        self.change_all(self.chain.StakeThreshold, min_stake, self.chain.Event.StakeThresholdSet)

    @call(43, ref_time=6_000_000)
    def sudo_set_nominator_min_required_stake(self, origin: Origin, min_stake: u64) -> None:
        """Set the least nomination, in millionths of the least stake."""
        ensure_root(origin)
        self.change_all(self.chain.NominatorMinRequiredStake, min_stake)

    @call(45, ref_time=6_000_000)
    def sudo_set_tx_delegate_take_rate_limit(self, origin: Origin, tx_rate_limit: u64) -> None:
        """Set how many blocks must pass between two rises of a take."""
        ensure_root(origin)
        self.change_all(
            self.chain.TxDelegateTakeRateLimit, tx_rate_limit, self.chain.Event.TxDelegateTakeRateLimitSet
        )

    @call(46, ref_time=6_000_000)
    def sudo_set_min_delegate_take(self, origin: Origin, take: u16) -> None:
        """Set the least take, of 65535."""
        ensure_root(origin)
        self.change_all(self.chain.MinDelegateTake, take, self.chain.Event.MinDelegateTakeSet)

    @call(63, ref_time=6_000_000)
    def sudo_set_subnet_moving_alpha(self, origin: Origin, alpha: I96F32) -> None:
        """Set the smoothing of moving prices (I96F32)."""
        ensure_root(origin)
        self.change_all(self.chain.SubnetMovingAlpha, alpha)

    @call(74, ref_time=6_000_000)
    def sudo_set_admin_freeze_window(self, origin: Origin, window: u16) -> None:
        """Set for how many blocks before an epoch nothing may be changed."""
        ensure_root(origin)
        self.change_all(self.chain.AdminFreezeWindow, window, self.chain.Event.AdminFreezeWindowSet)

    @call(85, ref_time=6_000_000)
    def sudo_set_start_call_delay(self, origin: Origin, delay: u64) -> None:
        """Set how many blocks a new subnet waits before it may start."""
        ensure_root(origin)
        self.change_all(self.chain.StartCallDelay, delay, self.chain.Event.StartCallDelaySet)

    @call(73, ref_time=15_650_000 + database(1, 1))
    def sudo_set_ck_burn(self, origin: Origin, burn: u64) -> None:
        """Set what part of the dividends children pass to others' parents is burned, of u64::MAX."""
        ensure_root(origin)
        self.change_all(self.chain.CKBurn, burn)

    @call(86, ref_time=5_370_000 + database(0, 1))
    def sudo_set_coldkey_swap_announcement_delay(self, origin: Origin, duration: u32) -> None:
        """Set how many blocks an announced coldkey swap waits."""
        ensure_root(origin)
        event = self.chain.Event.ColdkeySwapAnnouncementDelaySet
        self.change_all(self.chain.ColdkeySwapAnnouncementDelay, duration, event)

    @call(87, ref_time=5_360_000 + database(0, 1))
    def sudo_set_coldkey_swap_reannouncement_delay(self, origin: Origin, duration: u32) -> None:
        """Set how many blocks later a swap may be announced anew, or its announcement taken back."""
        ensure_root(origin)
        event = self.chain.Event.ColdkeySwapReannouncementDelaySet
        self.change_all(self.chain.ColdkeySwapReannouncementDelay, duration, event)

    @call(96, ref_time=6_000_000)
    def sudo_set_max_epochs_per_block(self, origin: Origin, max_epochs_per_block: u8) -> None:
        """Set how many epochs may run in a block."""
        ensure_root(origin)
        event = self.chain.Event.MaxEpochsPerBlockSet
        self.change_all(self.chain.MaxEpochsPerBlock, max_epochs_per_block, event)

    @call(75, ref_time=6_000_000)
    def sudo_set_owner_hparam_rate_limit(self, origin: Origin, epochs: u16) -> None:
        """Set how many tempos an owner waits between two changes of the same rule."""
        ensure_root(origin)
        event = self.chain.Event.OwnerHyperparamRateLimitSet
        self.change_all(self.chain.OwnerHyperparamRateLimit, epochs, event)

    @call(1, ref_time=6_000_000)
    def sudo_set_default_take(self, origin: Origin, default_take: u16) -> None:
        """Set the greatest take, of 65535."""
        ensure_root(origin)
        self.change_all(self.chain.MaxDelegateTake, default_take, self.chain.Event.MaxDelegateTakeSet)

    @call(79, ref_time=25_000_000)
    def sudo_set_min_allowed_uids(self, origin: Origin, netuid: NetUid, min_allowed_uids: u16) -> None:
        """Set below how many neurons a subnet may not be trimmed."""
        self.require_root(origin, netuid, thawed=True)
        if min_allowed_uids >= self.chain.MaxAllowedUids[netuid]:
            raise self.Error.MinAllowedUidsGreaterThanMaxAllowedUids()
        if min_allowed_uids >= self.chain.SubnetworkN[netuid]:
            raise self.Error.MinAllowedUidsGreaterThanCurrentUids()
        self.change(self.chain.MinAllowedUids, netuid, min_allowed_uids, self.chain.Event.MinAllowedUidsSet)

    @call(8, ref_time=25_000_000)
    def sudo_set_adjustment_interval(self, origin: Origin, netuid: NetUid, adjustment_interval: u16) -> None:
        """Set the blocks between adjustments of difficulty, which no longer happen."""
        self.require_root(origin, netuid)
        event = self.chain.Event.AdjustmentIntervalSet
        self.change(self.chain.AdjustmentInterval, netuid, adjustment_interval, event)

    @call(21, ref_time=25_000_000)
    def sudo_set_target_registrations_per_interval(
        self, origin: Origin, netuid: NetUid, target_registrations_per_interval: u16
    ) -> None:
        """Set the registrations difficulty aimed at, which no longer has an effect."""
        self.require_root(origin, netuid, thawed=True)
        self.change(
            self.chain.TargetRegistrationsPerInterval,
            netuid,
            target_registrations_per_interval,
            self.chain.Event.RegistrationPerIntervalSet,
        )

    @call(4, ref_time=25_000_000)
    def sudo_set_min_difficulty(self, origin: Origin, netuid: NetUid, min_difficulty: u64) -> None:
        """Set the least difficulty, which no longer has an effect."""
        self.require_root(origin, netuid, thawed=True)
        self.change(self.chain.MinDifficulty, netuid, min_difficulty, self.chain.Event.MinDifficultySet)

    @call(24, ref_time=25_000_000)
    def sudo_set_difficulty(self, origin: Origin, netuid: NetUid, difficulty: u64) -> None:
        """Set the difficulty, which no longer has an effect."""
        self.require_root(origin, netuid, thawed=True)
        self.change(self.chain.Difficulty, netuid, difficulty, self.chain.Event.DifficultySet)

    @call(39, ref_time=25_000_000)
    def sudo_set_rao_recycled(self, origin: Origin, netuid: NetUid, rao_recycled: u64) -> None:
        """Set how much registrations are said to have burned, rao."""
        self.require_root(origin, netuid)
        event = self.chain.Event.RAORecycledForRegistrationSet
        self.change(self.chain.RAORecycledForRegistration, netuid, rao_recycled, event)
