"""The calls that lock alpha and say how."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import lock_moves, locks
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class LockCalls(SubtensorState):
    """lock_stake, move_lock, set_perpetual_lock and set_reject_locked_alpha."""

    @call(136, ref_time=115_995_000 + database(17, 3))
    def lock_stake(self, origin: Origin, hotkey: AccountId, netuid: NetUid, amount: u64) -> None:
        """Lock alpha the sender has on a subnet, with whatever hotkey, for one hotkey."""
        locks.lock_stake(self, ensure_signed(origin), netuid, hotkey, amount)

    @call(137, ref_time=149_819_000 + database(14, 6))
    def move_lock(self, origin: Origin, destination_hotkey: AccountId, netuid: NetUid) -> None:
        """Bind the sender's lock on a subnet to another hotkey."""
        locks.move_lock(self, ensure_signed(origin), netuid, destination_hotkey)

    @call(138, ref_time=database(4, 3))
    def set_perpetual_lock(self, origin: Origin, netuid: NetUid, enabled: bool) -> None:
        """Let the sender's lock on a subnet stay as it is, or melt as locks do at first."""
        locks.set_perpetual(self, ensure_signed(origin), netuid, enabled=enabled)

    @call(142, ref_time=database(1, 1))
    def set_reject_locked_alpha(self, origin: Origin, enabled: bool) -> None:
        """Take no alpha that is locked, as at first, or take it."""
        coldkey = ensure_signed(origin)
        lock_moves.accept_locked_alpha(self, coldkey, accept=not enabled)
        self.deposit_event(self.Event.RejectLockedAlphaUpdated(coldkey=coldkey, enabled=enabled))
