"""Balances: transfers, deposits and withdrawals of TAO, and the accounts that live on them."""

from __future__ import annotations

from tao_tui.devnet.frame.call import LookupSource, call
from tao_tui.devnet.frame.declare import Constant, Errors, error
from tao_tui.devnet.frame.errors import ArithmeticFailure, TokenFailure
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.storage import Blake2_128Concat, StorageMap, StorageValue
from tao_tui.devnet.frame.weight import Post, database
from tao_tui.devnet.pallets.accounts import Accounts
from tao_tui.devnet.pallets.balances_types import (
    AdjustmentDirection,
    BalanceLock,
    FrozenAmount,
    HeldAmount,
    ReserveData,
)
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.system_types import AccountData
from tao_tui.devnet.scale.hints import AccountId, BoundedVec, Compact, Vec, WeakBoundedVec, u32, u64

MAX_BALANCE = (1 << 64) - 1


class Balances(Accounts):
    """The chain's own token, in rao."""

    index = 5
    config_path = "pallet_balances"

    MaxLocks = Constant[u32](50)
    MaxReserves = Constant[u32](50)
    MaxFreezes = Constant[u32](50)

    InactiveIssuance = StorageValue[u64](0)
    Account = StorageMap[AccountId, AccountData](Blake2_128Concat, default=AccountData())
    Locks = StorageMap[AccountId, WeakBoundedVec[BalanceLock]](Blake2_128Concat, default=[])
    Reserves = StorageMap[AccountId, BoundedVec[ReserveData]](Blake2_128Concat, default=[])
    Holds = StorageMap[AccountId, BoundedVec[HeldAmount]](Blake2_128Concat, default=[])
    Freezes = StorageMap[AccountId, BoundedVec[FrozenAmount]](Blake2_128Concat, default=[])

    class Error(Errors):
        """Why a balance operation fails."""

        VestingBalance = error("Vesting balance too high to send value.")
        LiquidityRestrictions = error("Account liquidity restrictions prevent withdrawal.")
        InsufficientBalance = error("Balance too low to send value.")
        ExistentialDeposit = error("Value too low to create account due to existential deposit.")
        Expendability = error("Transfer/payment would kill account.")
        ExistingVestingSchedule = error("A vesting schedule already exists for this account.")
        DeadAccount = error("Beneficiary account must pre-exist.")
        TooManyReserves = error("Number of named reserves exceed `MaxReserves`.")
        TooManyHolds = error("Number of holds exceed `VariantCountOf<T::RuntimeHoldReason>`.")
        TooManyFreezes = error("Number of freezes exceed `MaxFreezes`.")
        IssuanceDeactivated = error("The issuance cannot be modified since it is already deactivated.")
        DeltaZero = error("The delta cannot be zero.")

    @call(0, ref_time=48_834_000 + database(1, 1))
    def transfer_allow_death(self, origin: Origin, dest: LookupSource, value: Compact[u64]) -> None:
        """Transfer some liquid free balance to another account; the sender may be reaped."""
        self.transfer(ensure_signed(origin), dest, value, keep_alive=False)

    @call(2, ref_time=49_519_000 + database(2, 2))
    def force_transfer(
        self, origin: Origin, source: LookupSource, dest: LookupSource, value: Compact[u64]
    ) -> None:
        """Exactly as `transfer_allow_death`, except the origin must be root and the source is named."""
        ensure_root(origin)
        self.transfer(source, dest, value, keep_alive=False)

    @call(3, ref_time=39_051_000 + database(1, 1))
    def transfer_keep_alive(self, origin: Origin, dest: LookupSource, value: Compact[u64]) -> None:
        """Same as `transfer_allow_death`, but the sender's account is kept alive."""
        self.transfer(ensure_signed(origin), dest, value, keep_alive=True)

    @call(4, ref_time=48_209_000 + database(1, 1))
    def transfer_all(self, origin: Origin, dest: LookupSource, keep_alive: bool) -> None:
        """Transfer the entire transferable balance from the caller account."""
        who = ensure_signed(origin)
        self.transfer(who, dest, self.reducible(who, keep_alive=keep_alive), keep_alive=keep_alive)

    @call(5, ref_time=15_515_000 + database(1, 1))
    def force_unreserve(self, origin: Origin, who: LookupSource, amount: u64) -> None:
        """Unreserve some balance from a user by force."""
        ensure_root(origin)
        self.unreserve(who, amount)

    @call(6, ref_time=lambda args: 14_674_000 + (14_648_188 + database(1, 1)) * len(args["who"]))
    def upgrade_accounts(self, origin: Origin, who: Vec[AccountId]) -> Post | None:
        """Upgrade accounts to the newest format; here they all have it, so the caller pays for nothing."""
        ensure_signed(origin)
        return Post(pays_fee=True)

    @call(8, ref_time=19_206_000 + database(1, 1))
    def force_set_balance(self, origin: Origin, who: LookupSource, new_free: Compact[u64]) -> None:
        """Set the regular balance of a given account; adjusts the total issuance."""
        ensure_root(origin)
        wanted = 0 if new_free < self.ExistentialDeposit.value else new_free
        data = self.data_of(who)
        self.TotalIssuance.value += wanted - data.free
        self.set_account(who, wanted, data.reserved, data.frozen)
        self.deposit_event(self.Event.BalanceSet(who=who, free=wanted))

    @call(9, ref_time=5_351_000)
    def force_adjust_total_issuance(
        self, origin: Origin, direction: AdjustmentDirection, delta: Compact[u64]
    ) -> None:
        """Adjust the total issuance in a saturating way."""
        ensure_root(origin)
        if not delta:
            raise self.Error.DeltaZero()
        old = self.TotalIssuance.value
        new = old + delta if direction is AdjustmentDirection.Increase else old - delta
        new = min(max(new, 0), MAX_BALANCE)
        if self.InactiveIssuance.value > new:
            raise self.Error.IssuanceDeactivated()
        self.TotalIssuance.value = new
        self.deposit_event(self.Event.TotalIssuanceForced(old=old, new=new))

    @call(10, ref_time=lambda args: 20_720_000 if args["keep_alive"] else 30_219_000)
    def burn(self, origin: Origin, value: Compact[u64], keep_alive: bool) -> None:
        """Burn the specified liquid free balance from the origin account."""
        self.burn_from(ensure_signed(origin), value, keep_alive=keep_alive)

    def transfer(self, source: bytes, dest: bytes, amount: int, *, keep_alive: bool) -> None:
        """Move `amount` rao; token errors say why it cannot be. To oneself nothing happens, silently."""
        self.check_withdraw(source, amount, keep_alive=keep_alive)
        self.check_deposit(dest, amount)
        if source != dest:
            self.change_free(source, -amount)
            self.change_free(dest, amount)
            self.deposit_event(self.Event.Transfer(from_=source, to=dest, amount=amount))

    def deposit(self, who: bytes, amount: int) -> None:
        """Credit `amount` rao taken from elsewhere (issuance unchanged), with the event `Deposit`."""
        self.check_deposit(who, amount)
        self.change_free(who, amount)
        self.deposit_event(self.Event.Deposit(who=who, amount=amount))

    def withdraw(self, who: bytes, amount: int, *, keep_alive: bool) -> None:
        """Take `amount` rao to be put elsewhere (issuance unchanged), with the event `Withdraw`."""
        self.check_withdraw(who, amount, keep_alive=keep_alive)
        self.change_free(who, -amount)
        self.deposit_event(self.Event.Withdraw(who=who, amount=amount))

    def burn_from(self, who: bytes, amount: int, *, keep_alive: bool) -> None:
        """Destroy `amount` rao, with the event `Burned`."""
        self.check_withdraw(who, amount, keep_alive=keep_alive)
        self.change_free(who, -amount)
        self.TotalIssuance.value -= amount
        self.deposit_event(self.Event.Burned(who=who, amount=amount))

    def endow(self, who: bytes, amount: int) -> None:
        """Give an account `amount` rao at genesis."""
        self.TotalIssuance.value += amount
        self.change_free(who, amount)

    def reserve(self, who: bytes, amount: int) -> None:
        """Set `amount` rao of the free balance aside, for a deposit."""
        data = self.data_of(who)
        if self.reducible(who, keep_alive=True) < amount:
            raise self.Error.InsufficientBalance()
        self.set_account(who, data.free - amount, data.reserved + amount, data.frozen)
        self.deposit_event(self.Event.Reserved(who=who, amount=amount))

    def unreserve(self, who: bytes, amount: int) -> int:
        """Give back up to `amount` rao set aside; answers how much was missing."""
        data = self.data_of(who)
        given = min(amount, data.reserved)
        if given:
            self.set_account(who, data.free + given, data.reserved - given, data.frozen)
            self.deposit_event(self.Event.Unreserved(who=who, amount=given))
        return amount - given

    def check_deposit(self, who: bytes, amount: int) -> None:
        """Token error when `who` cannot be credited `amount` rao."""
        free = self.data_of(who).free
        if free + amount > MAX_BALANCE:
            raise ArithmeticFailure("Overflow")
        if amount and free + amount < self.ExistentialDeposit.value:
            raise TokenFailure("BelowMinimum")

    def check_withdraw(self, who: bytes, amount: int, *, keep_alive: bool) -> None:
        """Token error when `amount` rao cannot be taken from `who`."""
        if not amount:
            return
        info = self.pallet(System).Account[who]
        left = info.data.free - amount
        if left < 0:
            raise TokenFailure("FundsUnavailable")
        if self.reducible(who, keep_alive=False) < amount:
            raise TokenFailure("Frozen")
        if left < self.ExistentialDeposit.value:
            if info.consumers and info.providers == 1:
                raise TokenFailure("OnlyProvider")
            if keep_alive:
                raise TokenFailure("NotExpendable")
