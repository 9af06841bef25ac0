"""The calls with which an owner sets the parameters of its subnet."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.admin.state import AdminState
from tao_tui.devnet.pallets.subtensor.mechanisms import require_room
from tao_tui.devnet.pallets.subtensor.pace import keep_pace
from tao_tui.devnet.pallets.subtensor.rate_limits import Hyperparameter, RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.trimming import TRIM_BLOCKS, TRIM_CHANGE, trim
from tao_tui.devnet.pallets.subtensor.types import RecycleOrBurn
from tao_tui.devnet.scale.hints import U64F64, AccountId, NetUid, i16, u16, u64

BONDS_MOVING_AVERAGE_MAX = 975_000
"""The most an owner may set."""
VERSION_KEY_CHANGE = 4
"""The number of the change of a version key among changes with a rate limit."""
OWNER_HOTKEY_RATE_LIMIT = 50_400
"""Blocks between two changes of the owner hotkey."""
REVEAL_PERIODS = range(1, 101)
LEAST_BOND_RATE = 65_535 // 40
BURN_HALF_LIVES = range(1, 36_101)
IMMUNE_OWNER_UIDS = range(1, 11)


class OwnerCalls(AdminState):
    """For root and the subnet's owner."""

    @call(3, ref_time=25_000_000)
    def sudo_set_serving_rate_limit(self, origin: Origin, netuid: NetUid, serving_rate_limit: u64) -> None:
        """Set how many blocks must pass between two announcements of an endpoint."""
        self.require_owner(origin, netuid, Hyperparameter.ServingRateLimit)
        self.change(
            self.chain.ServingRateLimit, netuid, serving_rate_limit, self.chain.Event.ServingRateLimitSet
        )

    @call(6, ref_time=25_000_000)
    def sudo_set_weights_version_key(self, origin: Origin, netuid: NetUid, weights_version_key: u64) -> None:
        """Set the least version key of weights, as an owner not in every tempo."""
        self.require_owner(origin, netuid, None)
        if not origin.is_root:
            key = (origin.who, netuid, VERSION_KEY_CHANGE)
            blocks = self.chain.WeightsVersionKeyRateLimit.value * self.chain.Tempo[netuid]
            keep_pace(self.chain, self.chain.TransactionKeyLastBlock, key, blocks)
        self.change(
            self.chain.WeightsVersionKey, netuid, weights_version_key, self.chain.Event.WeightsVersionKeySet
        )

    @call(13, ref_time=25_000_000)
    def sudo_set_immunity_period(self, origin: Origin, netuid: NetUid, immunity_period: u16) -> None:
        """Set for how many blocks a new neuron is not pruned."""
        self.require_owner(origin, netuid, Hyperparameter.ImmunityPeriod)
        self.change(self.chain.ImmunityPeriod, netuid, immunity_period, self.chain.Event.ImmunityPeriodSet)

    @call(14, ref_time=25_000_000)
    def sudo_set_min_allowed_weights(self, origin: Origin, netuid: NetUid, min_allowed_weights: u16) -> None:
        """Set how many weights a validator must state at least."""
        self.require_owner(origin, netuid, Hyperparameter.MinAllowedWeights)
        self.change(
            self.chain.MinAllowedWeights, netuid, min_allowed_weights, self.chain.Event.MinAllowedWeightSet
        )

    @call(17, ref_time=25_000_000)
    def sudo_set_rho(self, origin: Origin, netuid: NetUid, rho: u16) -> None:
        """Set rho, which no longer has an effect."""
        self.require_owner(origin, netuid, Hyperparameter.Rho)
        self.change(self.chain.Rho, netuid, rho, self.chain.Event.RhoSet)

    @call(49, ref_time=25_000_000)
    def sudo_set_commit_reveal_weights_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let weights be set in the open, or not."""
        self.require_owner(origin, netuid, Hyperparameter.CommitRevealEnabled)
        self.change(
            self.chain.CommitRevealWeightsEnabled, netuid, enabled, self.chain.Event.CommitRevealEnabled
        )

    @call(50, ref_time=25_000_000)
    def sudo_set_liquid_alpha_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let bonds move at a rate that depends on consensus, or not."""
        self.require_owner(origin, netuid, Hyperparameter.LiquidAlphaEnabled)
        self.change(self.chain.LiquidAlphaOn, netuid, enabled)

    @call(60, ref_time=25_000_000)
    def sudo_set_bonds_penalty(self, origin: Origin, netuid: NetUid, bonds_penalty: u16) -> None:
        """Set how far clipped weights replace given ones in bonds, of 65535."""
        self.require_owner(origin, netuid, Hyperparameter.BondsPenalty)
        self.change(self.chain.BondsPenalty, netuid, bonds_penalty, self.chain.Event.BondsPenaltySet)

    @call(61, ref_time=25_000_000)
    def sudo_set_toggle_transfer(self, origin: Origin, netuid: NetUid, toggle: bool) -> None:
        """Let stake be given to other coldkeys, or not."""
        self.require_owner(origin, netuid, Hyperparameter.TransferEnabled)
        self.change(self.chain.TransferToggle, netuid, toggle, self.chain.Event.TransferToggle)

    @call(69, ref_time=25_000_000)
    def sudo_set_yuma3_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Use the third version of Yuma consensus, or the second."""
        self.require_owner(origin, netuid, Hyperparameter.Yuma3Enabled)
        self.change(self.chain.Yuma3On, netuid, enabled)
        self.deposit_event(self.Event.Yuma3EnableToggled(netuid=netuid, enabled=enabled))

    @call(70, ref_time=25_000_000)
    def sudo_set_bonds_reset_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let bonds be reset, or not."""
        self.require_owner(origin, netuid, Hyperparameter.BondsResetEnabled)
        self.change(self.chain.BondsResetOn, netuid, enabled)
        self.deposit_event(self.Event.BondsResetToggled(netuid=netuid, enabled=enabled))

    @call(89, ref_time=25_000_000)
    def sudo_set_burn_half_life(self, origin: Origin, netuid: NetUid, burn_half_life: u16) -> None:
        """Set after how many blocks the registration price has halved."""
        self.require_owner(origin, netuid, Hyperparameter.BurnHalfLife)
        if burn_half_life not in BURN_HALF_LIVES:
            raise self.Error.InvalidValue()
        self.change(self.chain.BurnHalfLife, netuid, burn_half_life, self.chain.Event.BurnHalfLifeSet)

    @call(90, ref_time=25_000_000)
    def sudo_set_burn_increase_mult(self, origin: Origin, netuid: NetUid, burn_increase_mult: U64F64) -> None:
        """Set by what (U64F64) a registration multiplies the price."""
        self.require_owner(origin, netuid, Hyperparameter.BurnIncreaseMult)
        if not 1 << 64 <= burn_increase_mult <= 3 << 64:
            raise self.Error.InvalidValue()
        event = self.chain.Event.BurnIncreaseMultSet
        self.change(self.chain.BurnIncreaseMult, netuid, burn_increase_mult, event)

    @call(92, ref_time=25_000_000)
    def sudo_set_owner_cut_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Pay the owner its cut, or not."""
        self.require_owner(origin, netuid, None)
        self.change(self.chain.OwnerCutEnabled, netuid, enabled)

    @call(95, ref_time=25_000_000 + database(4, 1), operational=True)
    def sudo_set_owner_cut_auto_lock_enabled(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Lock the owner's cut as it is paid, or not."""
        self.require_owner(origin, netuid, None)
        if netuid == ROOT:
            raise self.Error.NotPermittedOnRootSubnet()
        self.change(self.chain.OwnerCutAutoLockEnabled, netuid, enabled)

    @call(15, ref_time=32_000_000)
    def sudo_set_max_allowed_uids(self, origin: Origin, netuid: NetUid, max_allowed_uids: u16) -> None:
        """Set how many neurons the subnet has room for, not fewer than it has."""
        self.require_owner(origin, netuid, Hyperparameter.MaxAllowedUids)
        if max_allowed_uids < self.chain.MinAllowedUids[netuid]:
            raise self.Error.MaxAllowedUidsLessThanMinAllowedUids()
        if max_allowed_uids < self.chain.SubnetworkN[netuid]:
            raise self.Error.MaxAllowedUIdsLessThanCurrentUIds()
        if max_allowed_uids > self.chain.InitialMaxAllowedUids.value:
            raise self.Error.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids()
        require_room(self.chain, max_allowed_uids, self.chain.MechanismCountCurrent[netuid])
        self.change(self.chain.MaxAllowedUids, netuid, max_allowed_uids, self.chain.Event.MaxAllowedUidsSet)

    @call(78, ref_time=38_302_000 + database(8, 1), proof_size=4_398)
    def sudo_trim_to_max_allowed_uids(self, origin: Origin, netuid: NetUid, max_n: u16) -> None:
        """Set how many neurons the subnet may have, and remove those who earned least of too many."""
        self.require_owner_at_pace(origin, netuid, TRIM_CHANGE, TRIM_BLOCKS)
        trim(self.chain, netuid, max_n)

    @call(22, ref_time=29_000_000)
    def sudo_set_min_burn(self, origin: Origin, netuid: NetUid, min_burn: u64) -> None:
        """Set the least registration price, rao."""
        self.require_owner(origin, netuid, Hyperparameter.MinBurn)
        if min_burn >= min(self.chain.MinBurnUpperBound.value, self.chain.MaxBurn[netuid]):
            raise self.Error.ValueNotInBounds()
        self.change(self.chain.MinBurn, netuid, min_burn, self.chain.Event.MinBurnSet)

    @call(23, ref_time=29_000_000)
    def sudo_set_max_burn(self, origin: Origin, netuid: NetUid, max_burn: u64) -> None:
        """Set the greatest registration price, rao."""
        self.require_owner(origin, netuid, Hyperparameter.MaxBurn)
        if max_burn <= max(self.chain.MaxBurnLowerBound.value, self.chain.MinBurn[netuid]):
            raise self.Error.ValueNotInBounds()
        self.change(self.chain.MaxBurn, netuid, max_burn, self.chain.Event.MaxBurnSet)

    @call(26, ref_time=26_000_000)
    def sudo_set_bonds_moving_average(
        self, origin: Origin, netuid: NetUid, bonds_moving_average: u64
    ) -> None:
        """Set the weight of old bonds, in millionths."""
        self.require_owner(origin, netuid, Hyperparameter.BondsMovingAverage)
        if not origin.is_root and bonds_moving_average > BONDS_MOVING_AVERAGE_MAX:
            raise self.Error.BondsMovingAverageMaxReached()
        event = self.chain.Event.BondsMovingAverageSet
        self.change(self.chain.BondsMovingAverage, netuid, bonds_moving_average, event)

    @call(51, ref_time=30_000_000)
    def sudo_set_alpha_values(self, origin: Origin, netuid: NetUid, alpha_low: u16, alpha_high: u16) -> None:
        """Set the bounds of the liquid bond rate, of 65535."""
        self.require_owner(origin, netuid, Hyperparameter.AlphaValues)
        if not self.chain.LiquidAlphaOn[netuid]:
            raise self.chain.Error.LiquidAlphaDisabled()
        if alpha_high < LEAST_BOND_RATE:
            raise self.chain.Error.AlphaHighTooLow()
        if not LEAST_BOND_RATE <= alpha_low <= alpha_high:
            raise self.chain.Error.AlphaLowOutOfRange()
        self.change(self.chain.AlphaValues, netuid, (alpha_low, alpha_high))

    @call(68, ref_time=23_000_000)
    def sudo_set_alpha_sigmoid_steepness(self, origin: Origin, netuid: NetUid, steepness: i16) -> None:
        """Set how sharply the liquid bond rate turns, in hundredths."""
        self.require_owner(origin, netuid, Hyperparameter.AlphaSigmoidSteepness)
        if steepness < 0 and not origin.is_root:
            raise self.Error.NegativeSigmoidSteepness()
        event = self.chain.Event.AlphaSigmoidSteepnessSet
        self.change(self.chain.AlphaSigmoidSteepness, netuid, steepness, event)

    @call(57, ref_time=30_000_000)
    def sudo_set_commit_reveal_weights_interval(self, origin: Origin, netuid: NetUid, interval: u64) -> None:
        """Set how many epochs after their commitment weights are shown."""
        self.require_owner(origin, netuid, Hyperparameter.WeightCommitInterval)
        if interval > REVEAL_PERIODS[-1]:
            raise self.chain.Error.RevealPeriodTooLarge()
        if interval < REVEAL_PERIODS[0]:
            raise self.chain.Error.RevealPeriodTooSmall()
        self.change(self.chain.RevealPeriodEpochs, netuid, interval, self.chain.Event.CommitRevealPeriodsSet)

    @call(72, ref_time=25_000_000)
    def sudo_set_owner_immune_neuron_limit(self, origin: Origin, netuid: NetUid, immune_neurons: u16) -> None:
        """Set how many of the owner's neurons are never pruned."""
        self.require_owner(origin, netuid, Hyperparameter.ImmuneNeuronLimit)
        if immune_neurons not in IMMUNE_OWNER_UIDS:
            raise self.chain.Error.InvalidValue()
        self.change(self.chain.ImmuneOwnerUidsLimit, netuid, immune_neurons)

    @call(80, ref_time=20_000_000)
    def sudo_set_recycle_or_burn(
        self, origin: Origin, netuid: NetUid, recycle_or_burn: RecycleOrBurn
    ) -> None:
        """Set what becomes of incentive that would go to the subnet's owner."""
        self.require_owner(origin, netuid, Hyperparameter.RecycleOrBurn)
        self.change(self.chain.RecycleOrBurn, netuid, recycle_or_burn)

    @call(5, ref_time=25_000_000)
    def sudo_set_max_difficulty(self, origin: Origin, netuid: NetUid, max_difficulty: u64) -> None:
        """Set the greatest difficulty, which no longer has an effect."""
        self.require_owner(origin, netuid, Hyperparameter.MaxDifficulty)
        self.change(self.chain.MaxDifficulty, netuid, max_difficulty, self.chain.Event.MaxDifficultySet)

    @call(9, ref_time=14_000_000)
    def sudo_set_adjustment_alpha(self, origin: Origin, netuid: NetUid, adjustment_alpha: u64) -> None:
        """Set the smoothing of difficulty, which no longer has an effect."""
        self.require_owner(origin, netuid, Hyperparameter.AdjustmentAlpha)
        self.change(self.chain.AdjustmentAlpha, netuid, adjustment_alpha, self.chain.Event.AdjustmentAlphaSet)

    @call(67, ref_time=25_000_000)
    def sudo_set_sn_owner_hotkey(self, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
        """Set the hotkey that earns the owner's cut and whose neuron is never pruned."""
        self._set_owner_hotkey(origin, netuid, hotkey)

    @call(64, ref_time=25_000_000)
    def sudo_set_subnet_owner_hotkey(self, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
        """The same by its older name."""
        self._set_owner_hotkey(origin, netuid, hotkey)

    def _set_owner_hotkey(self, origin: Origin, netuid: int, hotkey: bytes) -> None:
        """At any time, but seldom: root too."""
        if not origin.is_root and origin.who != self.chain.SubnetOwner[netuid]:
            raise BadOrigin()
        if not self.chain.NetworksAdded[netuid]:
            raise self.chain.Error.SubnetNotExists()
        key = RateLimitKey.SetSNOwnerHotkey(netuid)
        keep_pace(self.chain, self.chain.LastRateLimitedBlock, key, OWNER_HOTKEY_RATE_LIMIT)
        event = self.chain.Event.SubnetOwnerHotkeySet
        self.change(self.chain.SubnetOwnerHotkey, netuid, hotkey, event)
