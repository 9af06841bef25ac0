"""The calls that let a subnet keep its validators' voting power."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.voting_power import GRACE_BLOCKS, ONE
from tao_tui.devnet.scale.hints import NetUid, u64


class VotingCalls(SubtensorState):
    """Begin and end to keep voting power, for the subnet's owner or root; its smoothing is root's."""

    @call(129, ref_time=10_000 + database(2, 2))
    def enable_voting_power_tracking(self, origin: Origin, netuid: NetUid) -> None:
        """Keep voting power from the next epoch on, also when it was about to end."""
        self._require_owner_or_root(origin, netuid)
        self.VotingPowerTrackingEnabled[netuid] = True
        self.VotingPowerDisableAtBlock.pop(netuid)
        self.deposit_event(self.Event.VotingPowerTrackingEnabled(netuid=netuid))

    @call(130, ref_time=10_000 + database(2, 1))
    def disable_voting_power_tracking(self, origin: Origin, netuid: NetUid) -> None:
        """Let voting power end 14 days from now."""
        self._require_owner_or_root(origin, netuid)
        if not self.VotingPowerTrackingEnabled[netuid]:
            raise self.Error.VotingPowerTrackingNotEnabled()
        ends_at = self.block + GRACE_BLOCKS
        self.VotingPowerDisableAtBlock[netuid] = ends_at
        scheduled = self.Event.VotingPowerTrackingDisableScheduled
        self.deposit_event(scheduled(netuid=netuid, disable_at_block=ends_at))

    @call(131, ref_time=6_000 + database(1, 1))
    def sudo_set_voting_power_ema_alpha(self, origin: Origin, netuid: NetUid, alpha: u64) -> None:
        """Set how much the newest stake counts, of 10**18. Root only."""
        ensure_root(origin)
        if alpha > ONE:
            raise self.Error.InvalidVotingPowerEmaAlpha()
        self.VotingPowerEmaAlpha[netuid] = alpha
        self.deposit_event(self.Event.VotingPowerEmaAlphaSet(netuid=netuid, alpha=alpha))

    def _require_owner_or_root(self, origin: Origin, netuid: int) -> None:
        if not origin.is_root and ensure_signed(origin) != self.SubnetOwner[netuid]:
            raise BadOrigin()
