"""The calls that hand everything a coldkey has to another one."""

from __future__ import annotations

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor import coldkeys
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.scale.hints import H256, AccountId, u64


class ColdkeyCalls(SubtensorState):
    """Announce, dispute, clear and make a coldkey swap."""

    @call(71, ref_time=312_301_000 + database(37, 19))
    def swap_coldkey(
        self, origin: Origin, old_coldkey: AccountId, new_coldkey: AccountId, swap_cost: u64
    ) -> None:
        """Swap a coldkey at once, at a price of root's choice. Root only."""
        ensure_root(origin)
        if swap_cost:
            coldkeys.charge(self, old_coldkey, swap_cost)
        coldkeys.swap(self, old_coldkey, new_coldkey)
        self.ColdkeySwapAnnouncements.pop(old_coldkey)
        self.ColdkeySwapDisputes.pop(old_coldkey)

    @call(73, ref_time=database(5, 0))
    def schedule_swap_coldkey(self, origin: Origin, new_coldkey: AccountId) -> None:
        """Fails always: swaps are announced now."""
        raise self.Error.Deprecated()

    @call(125, ref_time=47_248_000 + database(4, 3))
    def announce_coldkey_swap(self, origin: Origin, new_coldkey_hash: H256) -> None:
        """Announce a swap by the hash of the new coldkey; paid for once, and repeated after a wait."""
        who = ensure_signed(origin)
        announced = self.ColdkeySwapAnnouncements.get(who)
        if announced is None:
            coldkeys.charge(self, who, self.KeySwapCost.value)
        elif self.block < announced[0] + self.ColdkeySwapReannouncementDelay.value:
            raise self.Error.ColdkeySwapReannouncedTooEarly()
        when = self.block + self.ColdkeySwapAnnouncementDelay.value
        self.ColdkeySwapAnnouncements[who] = (when, new_coldkey_hash)
        self.deposit_event(self.Event.ColdkeySwapAnnounced(who=who, new_coldkey_hash=new_coldkey_hash))

    @call(126, ref_time=288_156_000 + database(37, 15))
    def swap_coldkey_announced(self, origin: Origin, new_coldkey: AccountId) -> None:
        """Make the announced swap once its wait is over."""
        who = ensure_signed(origin)
        announced = self.ColdkeySwapAnnouncements.pop(who)
        if announced is None:
            raise self.Error.ColdkeySwapAnnouncementNotFound()
        when, new_coldkey_hash = announced
        if new_coldkey_hash != blake2_256(new_coldkey):
            raise self.Error.AnnouncedColdkeyHashDoesNotMatch()
        if self.block < when:
            raise self.Error.ColdkeySwapTooEarly()
        coldkeys.swap(self, who, new_coldkey)

    @call(127, ref_time=23_293_000 + database(2, 1))
    def dispute_coldkey_swap(self, origin: Origin) -> None:
        """Freeze the sender's account, whose swap somebody else announced, until root resets it."""
        coldkey = ensure_signed(origin)
        if coldkey not in self.ColdkeySwapAnnouncements:
            raise self.Error.ColdkeySwapAnnouncementNotFound()
        if coldkey in self.ColdkeySwapDisputes:
            raise self.Error.ColdkeySwapAlreadyDisputed()
        self.ColdkeySwapDisputes[coldkey] = self.block
        self.deposit_event(self.Event.ColdkeySwapDisputed(coldkey=coldkey))

    @call(128, ref_time=8_857_000 + database(0, 2))
    def reset_coldkey_swap(self, origin: Origin, coldkey: AccountId) -> None:
        """Drop an account's announcement and dispute. Root only."""
        ensure_root(origin)
        self.ColdkeySwapAnnouncements.pop(coldkey)
        self.ColdkeySwapDisputes.pop(coldkey)
        self.deposit_event(self.Event.ColdkeySwapReset(who=coldkey))

    @call(133, ref_time=17_890_000 + database(2, 1))
    def clear_coldkey_swap_announcement(self, origin: Origin) -> None:
        """Take an announcement back, a while after its swap could have been made."""
        who = ensure_signed(origin)
        announced = self.ColdkeySwapAnnouncements.get(who)
        if announced is None:
            raise self.Error.ColdkeySwapAnnouncementNotFound()
        if self.block < announced[0] + self.ColdkeySwapReannouncementDelay.value:
            raise self.Error.ColdkeySwapClearTooEarly()
        del self.ColdkeySwapAnnouncements[who]
        self.deposit_event(self.Event.ColdkeySwapCleared(who=who))
