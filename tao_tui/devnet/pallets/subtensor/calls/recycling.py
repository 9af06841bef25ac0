"""The calls that give up alpha for nothing: recycled, it can be issued again; burned, it stays counted."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import locks, positions
from tao_tui.devnet.pallets.subtensor.calls.staking import StakingCalls
from tao_tui.devnet.pallets.subtensor.dividends import recycle
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists
from tao_tui.devnet.pallets.subtensor.staking_rules import require_subnet, require_subtoken
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.scale.hints import AccountId, NetUid, u64


class RecyclingCalls(StakingCalls):
    """recycle_alpha, burn_alpha and add_stake_burn."""

    @call(101, ref_time=172_139_000 + database(13, 6))
    def recycle_alpha(self, origin: Origin, hotkey: AccountId, amount: u64, netuid: NetUid) -> None:
        """Give up alpha, at most what the position holds, and take it out of the subnet's issuance."""
        coldkey = ensure_signed(origin)
        alpha = self._give_up(coldkey, hotkey, netuid, amount)
        recycle(self, netuid, alpha)
        self.deposit_event(self.Event.AlphaRecycled(coldkey, hotkey, alpha, netuid))

    @call(102, ref_time=168_964_000 + database(12, 4))
    def burn_alpha(self, origin: Origin, hotkey: AccountId, amount: u64, netuid: NetUid) -> None:
        """Give up alpha, at most what the position holds; it stays in the subnet's issuance."""
        coldkey = ensure_signed(origin)
        alpha = self._give_up(coldkey, hotkey, netuid, amount)
        self.deposit_event(self.Event.AlphaBurned(coldkey, hotkey, alpha, netuid))

    @call(132, ref_time=967_308_000 + database(33, 17))
    def add_stake_burn(
        self, origin: Origin, hotkey: AccountId, netuid: NetUid, amount: u64, limit: u64 | None
    ) -> None:
        """Buy alpha, if wanted within a price limit, and burn it at once."""
        coldkey = ensure_signed(origin)
        if limit is None:
            alpha = self.add(coldkey, hotkey, netuid, amount)
        else:
            alpha = self.add_within(coldkey, hotkey, netuid, amount, limit, partial=False)
        self.burn_alpha(origin, hotkey, alpha, netuid)
        self.deposit_event(self.Event.AddStakeBurn(netuid=netuid, hotkey=hotkey, amount=amount, alpha=alpha))

    def _give_up(self, coldkey: bytes, hotkey: bytes, netuid: int, amount: int) -> int:
        """Take alpha out of a position; answers how much."""
        require_subnet(self, netuid)
        if netuid == ROOT:
            raise self.Error.CannotBurnOrRecycleOnRootSubnet()
        require_subtoken(self, netuid)
        if not hotkey_exists(self, hotkey):
            raise self.Error.HotKeyAccountNotExists()
        alpha = min(amount, positions.stake_of(self, hotkey, coldkey, netuid))
        if self.SubnetAlphaOut[netuid] < alpha:
            raise self.Error.InsufficientLiquidity()
        locks.require_unlocked(self, coldkey, netuid, alpha)
        positions.decrease(self, hotkey, coldkey, netuid, alpha)
        return alpha
