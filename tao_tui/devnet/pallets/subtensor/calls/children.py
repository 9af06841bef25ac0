"""The calls by which hotkeys lend their stake, and coldkeys say where rewards go."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import children as families
from tao_tui.devnet.pallets.subtensor.children import Kind
from tao_tui.devnet.pallets.subtensor.staking_rules import require_subnet
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, u16, u64


class ChildrenCalls(SubtensorState):
    """set_children, set_childkey_take, auto stake, and their parameters."""

    @call(67, ref_time=119_000_000 + database(6, 31))
    def set_children(
        self, origin: Origin, hotkey: AccountId, netuid: NetUid, children: Vec[tuple[u64, AccountId]]
    ) -> None:
        """Lend parts of a hotkey's stake on a subnet to others, from the first epoch after a wait on."""
        families.propose(self, ensure_signed(origin), hotkey, netuid, children)

    @call(75, ref_time=53_870_000 + database(7, 2))
    def set_childkey_take(self, origin: Origin, hotkey: AccountId, netuid: NetUid, take: u16) -> None:
        """Set what a hotkey keeps of its parents' dividends, of 65535; raised at most once in a while."""
        coldkey = ensure_signed(origin)
        families.require_owner(self, coldkey, hotkey)
        if not families.least_childkey_take(self, netuid) <= take <= self.MaxChildkeyTake.value:
            raise self.Error.InvalidChildkeyTake()
        raised = take > families.childkey_take(self, hotkey, netuid)
        wait = self.TxChildkeyTakeRateLimit.value
        if raised and families.too_soon(self, hotkey, netuid, Kind.SET_CHILDKEY_TAKE, wait):
            raise self.Error.TxChildkeyTakeRateLimitExceeded()
        self.TransactionKeyLastBlock[hotkey, netuid, Kind.SET_CHILDKEY_TAKE.value] = self.block
        self.ChildkeyTake[hotkey, netuid] = take
        self.deposit_event(self.Event.ChildKeyTakeSet(hotkey, take))

    @call(69, ref_time=5_760_000 + database(0, 1))
    def sudo_set_tx_childkey_take_rate_limit(self, origin: Origin, tx_rate_limit: u64) -> None:
        """Set the least blocks between two raises of a childkey take. Root only."""
        ensure_root(origin)
        self.TxChildkeyTakeRateLimit.value = tx_rate_limit
        self.deposit_event(self.Event.TxChildKeyTakeRateLimitSet(tx_rate_limit))

    @call(76, ref_time=6_000 + database(1, 1))
    def sudo_set_min_childkey_take(self, origin: Origin, take: u16) -> None:
        """Set the least childkey take of all subnets. Root only."""
        ensure_root(origin)
        self.MinChildkeyTake.value = take
        self.deposit_event(self.Event.MinChildKeyTakeSet(take))

    @call(77, ref_time=6_000 + database(1, 1))
    def sudo_set_max_childkey_take(self, origin: Origin, take: u16) -> None:
        """Set the greatest childkey take. Root only."""
        ensure_root(origin)
        self.MaxChildkeyTake.value = take
        self.deposit_event(self.Event.MaxChildKeyTakeSet(take))

    @call(109, ref_time=3_000_000 + database(0, 1))
    def set_pending_childkey_cooldown(self, origin: Origin, cooldown: u64) -> None:
        """Set how many blocks children wait. Root only."""
        ensure_root(origin)
        self.PendingChildKeyCooldown.value = cooldown

    @call(114, ref_time=33_853_000 + database(4, 2))
    def set_coldkey_auto_stake_hotkey(self, origin: Origin, netuid: NetUid, hotkey: AccountId) -> None:
        """Have what the sender's miners earn on a subnet staked on one hotkey."""
        coldkey = ensure_signed(origin)
        require_subnet(self, netuid)
        if (netuid, hotkey) not in self.Uids:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        current = self.AutoStakeDestination.get((coldkey, netuid))
        if current == hotkey:
            raise self.Error.SameAutoStakeHotkeyAlreadySet()
        behind = self.AutoStakeDestinationColdkeys
        if current is not None:
            behind[current, netuid] = [other for other in behind[current, netuid] if other != coldkey]
        self.AutoStakeDestination[coldkey, netuid] = hotkey
        if coldkey not in behind[hotkey, netuid]:
            behind[hotkey, netuid] = [*behind[hotkey, netuid], coldkey]
        self.deposit_event(self.Event.AutoStakeDestinationSet(coldkey=coldkey, netuid=netuid, hotkey=hotkey))

    @call(135, ref_time=28_023_000 + database(2, 1))
    def set_auto_parent_delegation_enabled(self, origin: Origin, hotkey: AccountId, enabled: bool) -> None:
        """Set whether a root validator lends all its stake on every new subnet to the subnet's owner."""
        coldkey = ensure_signed(origin)
        families.require_owner(self, coldkey, hotkey)
        if (ROOT, hotkey) not in self.Uids:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        self.AutoParentDelegationEnabled[hotkey] = enabled
        self.deposit_event(self.Event.AutoParentDelegationEnabledSet(hotkey=hotkey, enabled=enabled))
