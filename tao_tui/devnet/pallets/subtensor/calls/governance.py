"""The calls of the Senate: voting on the Triumvirate's proposals and carrying them out as root."""

from __future__ import annotations

from tao_tui.devnet.frame.call import RuntimeCall, call
from tao_tui.devnet.frame.errors import result_of
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import Post, Weight
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate, ensure_senate_majority
from tao_tui.devnet.pallets.subtensor.keys import owns
from tao_tui.devnet.pallets.subtensor.senate import join_senate
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import H256, AccountId, Compact, u32


class GovernanceCalls(SubtensorState):
    """sudo, sudo_unchecked_weight, vote and adjust_senate."""

    @call(51, ref_time=lambda args: 10_000 + args["call"].weight.ref_time)
    def sudo(self, origin: Origin, call: RuntimeCall) -> Post:
        """Dispatch a call as root; only for more than half of the Senate."""
        ensure_senate_majority(origin)
        return self._as_root(call)

    @call(52, ref_time=lambda args: 10_000 + args["weight"].ref_time)
    def sudo_unchecked_weight(self, origin: Origin, call: RuntimeCall, weight: Weight) -> Post:
        """Dispatch a call as root at a weight the senators state; only for more than half of the Senate."""
        ensure_senate_majority(origin)
        return self._as_root(call)

    @call(55, ref_time=160_000_000, operational=True)
    def vote(
        self, origin: Origin, hotkey: AccountId, proposal: H256, index: Compact[u32], approve: bool
    ) -> Post:
        """Vote with a senator's hotkey, signed by its coldkey; the first vote on a proposal is free."""
        coldkey = ensure_signed(origin)
        if not owns(self, coldkey, hotkey):
            raise self.Error.NonAssociatedColdKey()
        if not self.pallet(SenateMembers).has(hotkey):
            raise self.Error.NotSenateMember()
        first = self.pallet(Triumvirate).do_vote(hotkey, proposal, index, approve)
        return Post(pays_fee=not first)

    @call(63, ref_time=68_000_000)
    def adjust_senate(self, origin: Origin, hotkey: AccountId) -> None:
        """Ask for a seat in the Senate for a hotkey registered on root."""
        coldkey = ensure_signed(origin)
        if not self.NetworksAdded[ROOT]:
            raise self.Error.RootNetworkDoesNotExist()
        if not owns(self, coldkey, hotkey):
            raise self.Error.NonAssociatedColdKey()
        if (ROOT, hotkey) not in self.Uids:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        if self.pallet(SenateMembers).has(hotkey):
            raise self.Error.HotKeyAlreadyRegisteredInSubNet()
        join_senate(self, hotkey)

    def _as_root(self, call: RuntimeCall) -> Post:
        failure = self.runtime.try_dispatch(call, Origin.root())
        self.deposit_event(self.Event.Sudid(result_of(failure)))
        return Post(pays_fee=False)
