"""The calls by which an owner sets the pace of its subnet."""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.pace import keep_pace
from tao_tui.devnet.pallets.subtensor.rate_limits import Hyperparameter, RateLimitKey
from tao_tui.devnet.pallets.subtensor.schedule import blocks_to_regular_epoch, is_frozen
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.scale.hints import NetUid, u16, u32

TEMPO_CHANGE: Final = 11
"""The number of a change of tempo among changes with a rate limit."""
CUTOFF_FACTORS: Final = range(1_000, 50_001)
"""Thousandths of a tempo after which a validator may count as inactive."""


class TempoCalls(SubtensorState):
    """set_tempo, set_activity_cutoff_factor and trigger_epoch."""

    @call(139, ref_time=46_407_000 + database(6, 3), proof_size=4_440)
    def set_tempo(self, origin: Origin, netuid: NetUid, tempo: u16) -> None:
        """Set the blocks between epochs, as the owner once in a least tempo; a new cycle begins at once."""
        owner = self._owner(origin, netuid)
        if not self.MinTempo.value <= tempo <= self.MaxTempo.value:
            raise self.Error.TempoOutOfBounds()
        self._require_thaw(netuid)
        keep_pace(self, self.TransactionKeyLastBlock, (owner, netuid, TEMPO_CHANGE), self.MinTempo.value)
        self.Tempo[netuid] = tempo
        self.deposit_event(self.Event.TempoSet(netuid, tempo))
        self.LastEpochBlock[netuid] = self.block

    @call(140, ref_time=39_193_000 + database(7, 2), proof_size=4_364)
    def set_activity_cutoff_factor(self, origin: Origin, netuid: NetUid, factor_milli: u32) -> None:
        """Set after how many thousandths of a tempo without weights a validator is inactive."""
        if not origin.is_root:
            self._owner(origin, netuid)
        if factor_milli not in CUTOFF_FACTORS:
            raise self.Error.ActivityCutoffFactorMilliOutOfBounds()
        if not origin.is_root:
            self._require_thaw(netuid)
            self._keep_owners_pace(netuid, Hyperparameter.ActivityCutoffFactorMilli)
        self.ActivityCutoffFactorMilli[netuid] = factor_milli
        self.deposit_event(self.Event.ActivityCutoffFactorMilliSet(netuid=netuid, factor_milli=factor_milli))

    @call(141, ref_time=42_539_000 + database(8, 2), proof_size=4_447)
    def trigger_epoch(self, origin: Origin, netuid: NetUid) -> None:
        """Let an epoch run as soon as the freeze window before it has passed."""
        owner = self._owner(origin, netuid)
        if self.CommitRevealWeightsEnabled[netuid]:
            raise self.Error.DynamicTempoBlockedByCommitReveal()
        if self.PendingEpochAt[netuid]:
            raise self.Error.EpochTriggerAlreadyPending()
        window, left = self.AdminFreezeWindow.value, blocks_to_regular_epoch(self, netuid)
        if left is not None and left < window:
            raise self.Error.AutoEpochAlreadyImminent()
        self._keep_owners_pace(netuid, Hyperparameter.TriggerEpoch)
        fires_at = self.block + window
        self.PendingEpochAt[netuid] = fires_at
        self.deposit_event(self.Event.EpochTriggered(netuid=netuid, by=owner, fires_at=fires_at))

    def _owner(self, origin: Origin, netuid: int) -> bytes:
        who = ensure_signed(origin)
        if who != self.SubnetOwner[netuid]:
            raise BadOrigin()
        return who

    def _require_thaw(self, netuid: int) -> None:
        if is_frozen(self, netuid):
            raise self.Error.AdminActionProhibitedDuringWeightsWindow()

    def _keep_owners_pace(self, netuid: int, rule: Hyperparameter) -> None:
        key = RateLimitKey.OwnerHyperparamUpdate(netuid, rule)
        blocks = self.OwnerHyperparamRateLimit.value * self.Tempo[netuid]
        keep_pace(self, self.LastRateLimitedBlock, key, blocks)
