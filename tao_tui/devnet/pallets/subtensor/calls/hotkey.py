"""The calls that swap a hotkey for another one."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import Post, database
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor import hotkeys, lock_moves, purse
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists, owns
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.tally import Tally
from tao_tui.devnet.scale.hints import AccountId, NetUid


class HotkeyCalls(SubtensorState):
    """swap_hotkey and swap_hotkey_v2."""

    @call(70, ref_time=1_242_038_000 + database(182, 99))
    def swap_hotkey(
        self, origin: Origin, hotkey: AccountId, new_hotkey: AccountId, netuid: NetUid | None
    ) -> Post:
        """Swap one of the sender's hotkeys, with all its stake, on one subnet or on all."""
        return self._swap_hotkey(ensure_signed(origin), hotkey, new_hotkey, netuid, keep_stake=False)

    @call(72, ref_time=275_300_000 + database(52, 35))
    def swap_hotkey_v2(
        self,
        origin: Origin,
        hotkey: AccountId,
        new_hotkey: AccountId,
        netuid: NetUid | None,
        keep_stake: bool,
    ) -> Post:
        """The same, and the stake may stay with the old hotkey."""
        return self._swap_hotkey(ensure_signed(origin), hotkey, new_hotkey, netuid, keep_stake=keep_stake)

    def _swap_hotkey(
        self, coldkey: bytes, old: bytes, new: bytes, netuid: int | None, *, keep_stake: bool
    ) -> Post:
        tally = Tally(reads=4)
        self._check_swap(coldkey, old, new, netuid)
        last = self.LastRateLimitedBlock
        last[RateLimitKey.LastTxBlock(new)] = last[RateLimitKey.LastTxBlock(old)]
        last[RateLimitKey.LastTxBlockDelegateTake(new)] = last[RateLimitKey.LastTxBlockDelegateTake(old)]
        last[RateLimitKey.LastTxBlockChildKeyTake(new)] = last[RateLimitKey.LastTxBlockChildKeyTake(old)]
        tally.count(reads=3, writes=3)
        if netuid is None:
            self._swap_on_all(coldkey, old, new, tally, keep_stake)
        else:
            self._swap_on_one(coldkey, old, new, netuid, tally, keep_stake)
        last[RateLimitKey.LastTxBlock(coldkey)] = self.block
        return Post(ref_time=tally.ref_time)

    def _check_swap(self, coldkey: bytes, old: bytes, new: bytes, netuid: int | None) -> None:
        """What both forms ask for, in the chain's order."""
        if not owns(self, coldkey, old) or (hotkey_exists(self, new) and not owns(self, coldkey, new)):
            raise self.Error.NonAssociatedColdKey()
        if old == new:
            raise self.Error.NewHotKeyIsSameWithOld()
        last, limit = self.LastRateLimitedBlock[RateLimitKey.LastTxBlock(coldkey)], self.TxRateLimit.value
        if limit and last and self.block - last <= limit:
            raise self.Error.HotKeySetTxRateLimitExceeded()
        if any(self.IsNetworkMember[new, each] for each in self._netuids(new, netuid)):
            raise self.Error.HotKeyAlreadyRegisteredInSubNet()
        if netuid in (None, ROOT) and not hotkeys.is_clean_for_root(self, new):
            raise self.Error.NewHotKeyNotCleanForRootSwap()

    def _netuids(self, hotkey: bytes, netuid: int | None) -> list[int]:
        """The subnet named, or all those a hotkey has ever been noted on."""
        return [key[1] for key, _ in self.IsNetworkMember.under(hotkey)] if netuid is None else [netuid]

    def _swap_on_all(self, coldkey: bytes, old: bytes, new: bytes, tally: Tally, keep_stake: bool) -> None:
        netuids = self.netuids()
        tally.count(reads=2 * len(netuids) + 1)
        affected = [each for each in netuids if self.IsNetworkMember[old, each] or self.ChildKeys[old, each]]
        for netuid in affected:
            if (netuid, coldkey) in self.LastHotkeySwapOnNetuid:
                self._require_interval(netuid, coldkey)
            tally.count(reads=1)
        self._charge(coldkey, self.KeySwapCost.value)
        tally.count(reads=3, writes=2)
        hotkeys.swap_everywhere(self, coldkey, old, new, tally, keep_stake=keep_stake)
        for netuid in affected:
            self.LastHotkeySwapOnNetuid[netuid, coldkey] = self.block
        tally.count(writes=len(affected) + 1)
        self.deposit_event(self.Event.HotkeySwapped(coldkey=coldkey, old_hotkey=old, new_hotkey=new))

    def _swap_on_one(
        self, coldkey: bytes, old: bytes, new: bytes, netuid: int, tally: Tally, keep_stake: bool
    ) -> None:
        self._require_interval(netuid, coldkey)
        if purse.is_subnet_account(new):
            raise self.Error.CannotUseSystemAccount()
        self._charge(coldkey, self.KeySwapOnSubnetCost.value)
        self.Owner[new] = coldkey
        tally.count(reads=7, writes=2)
        if new not in self.OwnedHotkeys[coldkey]:
            self.OwnedHotkeys[coldkey] = [*self.OwnedHotkeys[coldkey], new]
            tally.count(reads=1, writes=1)
        lock_moves.follow_hotkey(self, old, new, [netuid], tally)
        hotkeys.swap_on(self, old, new, netuid, tally, keep_stake=keep_stake)
        self.LastHotkeySwapOnNetuid[netuid, coldkey] = self.block
        tally.count(writes=2)
        event = self.Event.HotkeySwappedOnSubnet
        self.deposit_event(event(coldkey=coldkey, old_hotkey=old, new_hotkey=new, netuid=netuid))

    def _require_interval(self, netuid: int, coldkey: bytes) -> None:
        last = self.LastHotkeySwapOnNetuid[netuid, coldkey]
        if last + self.HotkeySwapOnSubnetInterval.value >= self.block:
            raise self.Error.HotKeySwapOnSubnetIntervalNotPassed()

    def _charge(self, coldkey: bytes, cost: int) -> None:
        """Recycle the price; the account may not die of it."""
        if purse.whole(self, coldkey) < cost:
            raise self.Error.NotEnoughBalanceToPaySwapHotKey()
        if purse.spendable(self, coldkey) < cost:
            raise self.Error.InsufficientBalance()
        balances = self.pallet(Balances)
        balances.withdraw(coldkey, cost, keep_alive=False)
        balances.TotalIssuance.value -= cost
