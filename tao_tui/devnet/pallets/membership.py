"""A set of member accounts kept by root, in the manner of `pallet_membership`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from tao_tui.devnet.frame.call import LookupSource, call
from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.scale.hints import AccountId, Vec, bounded


class Membership(Pallet):
    """Members are kept sorted; subclasses give the index and the limit."""

    index = -1
    config_path = "pallet_membership"
    max_members = 0
    """How many members there may be."""

    Members = StorageValue[Annotated[Vec[AccountId], bounded()]]([])
    Prime = StorageValue[AccountId]()

    class Event(Events):
        """What happened to the membership; accounts are told by the extrinsic."""

        MemberAdded = event()
        MemberRemoved = event()
        MembersSwapped = event()
        MembersReset = event()
        KeyChanged = event()
        Dummy = event()

    class Error(Errors):
        """Why a membership does not change."""

        AlreadyMember = error("Already a member.")
        NotMember = error("Not a member.")
        TooManyMembers = error("Too many members.")

    def members(self) -> list[bytes]:
        """The members, sorted by value."""
        return list(self.Members.value)

    def has(self, who: bytes) -> bool:
        """Whether an account is a member."""
        return who in self.Members.value

    def insert(self, who: bytes) -> None:
        """Add a member; `AlreadyMember` or `TooManyMembers` when that cannot be."""
        if self.has(who):
            raise self.Error.AlreadyMember()
        if len(self.Members.value) >= self.max_members:
            raise self.Error.TooManyMembers()
        self._become([*self.Members.value, who])
        self.deposit_event(self.Event.MemberAdded())

    def discard(self, who: bytes) -> None:
        """Remove a member; `NotMember` when it is none."""
        self._require(who)
        self._become([member for member in self.Members.value if member != who])
        self.deposit_event(self.Event.MemberRemoved())

    def exchange(self, old: bytes, new: bytes) -> None:
        """Put `new` into the seat of `old`."""
        if old == new:
            return
        self._require(old)
        if self.has(new):
            raise self.Error.AlreadyMember()
        self._become([member for member in self.Members.value if member != old] + [new])
        self.deposit_event(self.Event.MembersSwapped())

    def members_changed(self, members: Sequence[bytes], outgoing: Sequence[bytes]) -> None:
        """Called after every change with the new members and those who left."""

    def prime_changed(self, prime: bytes | None) -> None:
        """Called when the prime member may have changed."""

    @call(0, ref_time=392_763_000, proof_size=4687)
    def add_member(self, origin: Origin, who: LookupSource) -> None:
        """Add a member `who` to the set. Root only."""
        ensure_root(origin)
        self.insert(who)

    @call(1, ref_time=395_262_000, proof_size=4687)
    def remove_member(self, origin: Origin, who: LookupSource) -> None:
        """Remove a member `who` from the set. Root only."""
        ensure_root(origin)
        self.discard(who)

    @call(2, ref_time=394_786_000, proof_size=4687)
    def swap_member(self, origin: Origin, remove: LookupSource, add: LookupSource) -> None:
        """Swap out one member `remove` for another `add`. Root only; the prime is not passed on."""
        ensure_root(origin)
        self.exchange(remove, add)

    @call(3, ref_time=393_840_000, proof_size=4687)
    def reset_members(self, origin: Origin, members: Vec[AccountId]) -> None:
        """Change the membership to a new set, disregarding the existing one. Root only."""
        ensure_root(origin)
        if len(members) > self.max_members:
            raise self.Error.TooManyMembers()
        self._become(members)
        self.deposit_event(self.Event.MembersReset())

    @call(4, ref_time=495_213_000, proof_size=4687)
    def change_key(self, origin: Origin, new: LookupSource) -> None:
        """Swap out the sending member for some other key `new`, which becomes prime if the sender was."""
        who = ensure_signed(origin)
        if who == new:
            return
        self._require(who)
        if self.has(new):
            raise self.Error.AlreadyMember()
        was_prime = self.Prime.get() == who
        self._become([member for member in self.Members.value if member != who] + [new])
        if was_prime:
            self._crown(new)
        self.deposit_event(self.Event.KeyChanged())

    @call(5, ref_time=232_040_000, proof_size=4687)
    def set_prime(self, origin: Origin, who: LookupSource) -> None:
        """Set the prime member, who must be a current member. Root only."""
        ensure_root(origin)
        self._require(who)
        self._crown(who)

    @call(6, ref_time=203_710_000)
    def clear_prime(self, origin: Origin) -> None:
        """Remove the prime member if it exists. Root only."""
        ensure_root(origin)
        self.Prime.clear()
        self.prime_changed(None)

    def _require(self, who: bytes) -> None:
        if not self.has(who):
            raise self.Error.NotMember()

    def _become(self, members: Sequence[bytes]) -> None:
        """Store a new set and tell whoever mirrors it; a prime that left is prime no more."""
        before = self.Members.value
        after = sorted(set(members))
        self.Members.value = after
        self.members_changed(after, [member for member in before if member not in after])
        prime = self.Prime.get()
        if prime is not None and prime not in after:
            self.Prime.clear()
            prime = None
        self.prime_changed(prime)

    def _crown(self, who: bytes) -> None:
        self.Prime.value = who
        self.prime_changed(who)
