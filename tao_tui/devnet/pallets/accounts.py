"""How accounts come to life and are reaped: reference counts behind every change of a balance."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.system_types import AccountData, AccountInfo

if TYPE_CHECKING:
    from tao_tui.devnet.pallets.balances import Balances


class Accounts:
    """The part of Balances that keeps `System.Account`."""

    def _self(self) -> Balances:
        return cast("Balances", self)

    def _system(self) -> System:
        return self._self().pallet(System)

    def data_of(self, who: bytes) -> AccountData:
        """The balances of an account, all zero when it does not exist."""
        return self._system().Account[who].data

    def free(self, who: bytes) -> int:
        """The free balance in rao."""
        return self.data_of(who).free

    def reducible(self, who: bytes, *, keep_alive: bool) -> int:
        """How much of the free balance can be taken, in rao."""
        info = self._system().Account[who]
        untouchable = max(info.data.frozen - info.data.reserved, 0)
        if keep_alive or (info.consumers and info.providers == 1):
            untouchable = max(untouchable, self._self().ExistentialDeposit.value)
        return max(info.data.free - untouchable, 0)

    def change_free(self, who: bytes, delta: int) -> None:
        """Add `delta` rao (checked by the caller) to the free balance."""
        data = self.data_of(who)
        self.set_account(who, data.free + delta, data.reserved, data.frozen)

    def set_account(self, who: bytes, free: int, reserved: int, frozen: int) -> None:
        """Set an account's balances, count its references, and create or reap it as they say."""
        pallet, system = self._self(), self._system()
        deposit = pallet.ExistentialDeposit.value
        info = system.Account[who]
        old = info.data
        provides, provided = free >= deposit, old.free >= deposit
        consumes, consumed = bool(reserved or frozen), bool(old.reserved or old.frozen)
        consumers = info.consumers - int(consumed) + int(consumes)
        providers = info.providers - int(provided) + int(provides)
        if consumers and not providers and not info.sufficients:
            raise DispatchFailure(
                DispatchError.ConsumerRemaining() if provided else DispatchError.NoProviders(), "references"
            )
        dust = free if free < deposit and not reserved else 0
        kept = AccountData(free - dust, reserved, frozen)
        born = provides and not info.providers and not info.sufficients
        dies = provided and not providers and not info.sufficients
        if dies or not (providers or info.sufficients):
            system.Account.pop(who)
        else:
            system.Account[who] = AccountInfo(info.nonce, consumers, providers, info.sufficients, kept)
        if born:
            system.deposit_event(system.Event.NewAccount(account=who))
        if provides and not provided:
            pallet.deposit_event(pallet.Event.Endowed(account=who, free_balance=free))
        if dies:
            system.deposit_event(system.Event.KilledAccount(account=who))
        if dust:
            pallet.TotalIssuance.value -= dust
            pallet.deposit_event(pallet.Event.DustLost(account=who, amount=dust))
