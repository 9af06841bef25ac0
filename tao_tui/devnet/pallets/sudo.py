"""Sudo: one key that may make calls as root."""

from __future__ import annotations

from tao_tui.devnet.frame.call import Call, LookupSource, RuntimeCall, call
from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.errors import DispatchResult, result_of
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.weight import Post, Weight, database
from tao_tui.devnet.scale.hints import AccountId


class Sudo(Pallet):
    """Root by one account."""

    index = 12

    Key = StorageValue[AccountId]()

    class Event(Events):
        """What was done as root."""

        Sudid = event(sudo_result=DispatchResult)
        KeyChanged = event(old=AccountId | None, new=AccountId)
        KeyRemoved = event()
        SudoAsDone = event(sudo_result=DispatchResult)

    class Error(Errors):
        """Why a Sudo call fails."""

        RequireSudo = error("Sender must be the Sudo account.")

    def validate(self, who: bytes, call: Call) -> None:
        """Nobody but the key may even submit a Sudo call."""
        if call.is_("Sudo") and who != self.Key.get():
            raise InvalidTransaction.bad_signer()

    def _ensure_sudo(self, origin: Origin) -> None:
        if not origin.is_root and ensure_signed(origin) != self.Key.get():
            raise self.Error.RequireSudo()

    @call(0, ref_time=lambda args: 7_939_000 + database(1, 0) + args["call"].weight.ref_time)
    def sudo(self, origin: Origin, call: RuntimeCall) -> Post:
        """Authenticates the sudo key and dispatches a function call with `Root` origin."""
        self._ensure_sudo(origin)
        return self._as_root(call)

    @call(1, ref_time=lambda args: args["weight"].ref_time)
    def sudo_unchecked_weight(self, origin: Origin, call: RuntimeCall, weight: Weight) -> Post:
        """As `sudo`, with a weight the caller states."""
        self._ensure_sudo(origin)
        return self._as_root(call)

    @call(2, ref_time=7_237_000 + database(1, 1))
    def set_key(self, origin: Origin, new: LookupSource) -> Post:
        """Authenticates the current sudo key and sets the given account as the new one."""
        self._ensure_sudo(origin)
        old = self.Key.get()
        self.Key.value = new
        self.deposit_event(self.Event.KeyChanged(old=old, new=new))
        return Post(pays_fee=False)

    @call(3, ref_time=lambda args: 7_870_000 + database(1, 0) + args["call"].weight.ref_time)
    def sudo_as(self, origin: Origin, who: LookupSource, call: RuntimeCall) -> Post:
        """Authenticates the sudo key and dispatches a call signed by a given account."""
        self._ensure_sudo(origin)
        error = self.runtime.try_dispatch(call, Origin.signed(who))
        self.deposit_event(self.Event.SudoAsDone(sudo_result=result_of(error)))
        return Post(pays_fee=False)

    @call(4, ref_time=6_417_000 + database(1, 1))
    def remove_key(self, origin: Origin) -> Post:
        """Permanently removes the sudo key."""
        self._ensure_sudo(origin)
        self.Key.clear()
        self.deposit_event(self.Event.KeyRemoved())
        return Post(pays_fee=False)

    def _as_root(self, call: Call) -> Post:
        error = self.runtime.try_dispatch(call, Origin.root())
        self.deposit_event(self.Event.Sudid(sudo_result=result_of(error)))
        return Post(pays_fee=False)
