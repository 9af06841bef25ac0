"""How accounts come to life and are reaped: reference counts behind every change of a balance."""

from __future__ import annotations

from tao_tui.devnet.frame.declare import Constant, Events, event
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.pallets.balances_types import BalanceStatus
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.system_types import AccountData, AccountInfo
from tao_tui.devnet.scale.hints import AccountId, u64


class Accounts(Pallet):
    """The part of Balances that keeps `System.Account`."""

    ExistentialDeposit = Constant[u64](500)

    TotalIssuance = StorageValue[u64](0)

    class Event(Events):
        """What happens to balances."""

        Endowed = event(account=AccountId, free_balance=u64)
        DustLost = event(account=AccountId, amount=u64)
        Transfer = event(from_=AccountId, to=AccountId, amount=u64)
        BalanceSet = event(who=AccountId, free=u64)
        Reserved = event(who=AccountId, amount=u64)
        Unreserved = event(who=AccountId, amount=u64)
        ReserveRepatriated = event(
            from_=AccountId, to=AccountId, amount=u64, destination_status=BalanceStatus
        )
        Deposit = event(who=AccountId, amount=u64)
        Withdraw = event(who=AccountId, amount=u64)
        Slashed = event(who=AccountId, amount=u64)
        Minted = event(who=AccountId, amount=u64)
        Burned = event(who=AccountId, amount=u64)
        Suspended = event(who=AccountId, amount=u64)
        Restored = event(who=AccountId, amount=u64)
        Upgraded = event(who=AccountId)
        Issued = event(amount=u64)
        Rescinded = event(amount=u64)
        Locked = event(who=AccountId, amount=u64)
        Unlocked = event(who=AccountId, amount=u64)
        Frozen = event(who=AccountId, amount=u64)
        Thawed = event(who=AccountId, amount=u64)
        TotalIssuanceForced = event(old=u64, new=u64)

    def _system(self) -> System:
        return self.pallet(System)

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
            untouchable = max(untouchable, self.ExistentialDeposit.value)
        return max(info.data.free - untouchable, 0)

    def change_free(self, who: bytes, delta: int) -> None:
        """Add `delta` rao (checked by the caller) to the free balance."""
        data = self.data_of(who)
        self.set_account(who, data.free + delta, data.reserved, data.frozen)

    def set_account(self, who: bytes, free: int, reserved: int, frozen: int) -> None:
        """Set an account's balances, count its references, and create or reap it as they say."""
        system = self._system()
        deposit = self.ExistentialDeposit.value
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
            self.deposit_event(self.Event.Endowed(account=who, free_balance=free))
        if dies:
            system.deposit_event(system.Event.KilledAccount(account=who))
        if dust:
            self.TotalIssuance.value -= dust
            self.deposit_event(self.Event.DustLost(account=who, amount=dust))
