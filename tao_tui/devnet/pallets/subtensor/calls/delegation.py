"""The calls that set what a validator keeps of its nominators' earnings."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.keys import require_owner
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.scale.hints import AccountId, u16


class DelegationCalls(SubtensorState):
    """increase_take and decrease_take."""

    @call(65, ref_time=29_895_000 + database(3, 2), pays=False)
    def decrease_take(self, origin: Origin, hotkey: AccountId, take: u16) -> None:
        """Lower a delegate's take, of 65535."""
        coldkey = ensure_signed(origin)
        require_owner(self, coldkey, hotkey)
        current = self.Delegates.get(hotkey)
        if (current is not None and take >= current) or take < self.MinDelegateTake.value:
            raise self.Error.DelegateTakeTooLow()
        self._set_take(hotkey, take)
        self.deposit_event(self.Event.TakeDecreased(coldkey, hotkey, take))

    @call(66, ref_time=37_710_000 + database(5, 2), pays=False)
    def increase_take(self, origin: Origin, hotkey: AccountId, take: u16) -> None:
        """Raise a delegate's take, of 65535, at most once in TxDelegateTakeRateLimit blocks."""
        coldkey = ensure_signed(origin)
        require_owner(self, coldkey, hotkey)
        current = self.Delegates.get(hotkey)
        if current is not None and take <= current:
            raise self.Error.DelegateTakeTooLow()
        if take > self.MaxDelegateTake.value:
            raise self.Error.DelegateTakeTooHigh()
        last = self.LastRateLimitedBlock[RateLimitKey.LastTxBlockDelegateTake(hotkey)]
        limit = self.TxDelegateTakeRateLimit.value
        if limit and last and self.block - last <= limit:
            raise self.Error.DelegateTxRateLimitExceeded()
        self._set_take(hotkey, take)
        self.deposit_event(self.Event.TakeIncreased(coldkey, hotkey, take))

    def _set_take(self, hotkey: bytes, take: int) -> None:
        self.LastRateLimitedBlock[RateLimitKey.LastTxBlockDelegateTake(hotkey)] = self.block
        self.Delegates[hotkey] = take
