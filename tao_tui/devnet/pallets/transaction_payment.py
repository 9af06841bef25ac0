"""TransactionPayment: what an extrinsic costs, and who gets it."""

from __future__ import annotations

import enum

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import Constant, Events, event
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.roles import Withdrawal
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.weight import BASE_EXTRINSIC_REF_TIME
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.scale.hints import AccountId, FixedU128, u8, u64
from tao_tui.devnet.scale.variants import unit_enum

FEE_PER_REF_TIME_BILLIONTHS = 500_000
BILLION = 1_000_000_000
ONE = 10**18


@unit_enum("pallet_transaction_payment::Releases")
class Releases(enum.Enum):
    """Storage versions."""

    V1Ancient = 0
    V2 = 1


def weight_to_fee(ref_time: int) -> int:
    """0.0005 rao per unit of ref_time, to the nearest rao, halves down."""
    return (ref_time * FEE_PER_REF_TIME_BILLIONTHS + BILLION // 2 - 1) // BILLION


def length_to_fee(length: int) -> int:
    """One rao per byte."""
    return length


class TransactionPayment(Pallet):
    """Fees: base, length and weight."""

    index = 6
    config_path = "pallet_transaction_payment"

    OperationalFeeMultiplier = Constant[u8](5)

    NextFeeMultiplier = StorageValue[FixedU128](ONE)
    StorageVersion = StorageValue[Releases](Releases.V1Ancient)

    class Event(Events):
        """Fees paid."""

        TransactionFeePaid = event(who=AccountId, actual_fee=u64, tip=u64)

    def parts(self, call: Call, length: int, ref_time: int | None = None) -> tuple[int, int, int]:
        """Base, length and weight fee in rao; all zero for a call that pays nothing."""
        if not call.pays:
            return 0, 0, 0
        spent = call.weight.ref_time if ref_time is None else ref_time
        return weight_to_fee(BASE_EXTRINSIC_REF_TIME), length_to_fee(length), weight_to_fee(spent)

    def fee(self, call: Call, length: int, tip: int, ref_time: int | None = None) -> int:
        """What an extrinsic of `length` bytes with this call costs, in rao."""
        return sum(self.parts(call, length, ref_time)) + tip

    def payer(self, who: bytes, call: Call) -> bytes:
        """The signer, unless an account it acts for agreed to be charged."""
        agreed = (pallet.fee_payer(who, call) for pallet in self.runtime.fee_payers)
        return next((payer for payer in agreed if payer is not None), who)

    def check(self, who: bytes, call: Call, fee_rao: int) -> None:
        """`InvalidTransaction` when `who` cannot pay."""
        if not fee_rao or self.pallet(Balances).reducible(who, keep_alive=True) >= fee_rao:
            return
        if not any(pallet.can_cover_fee(who, call, fee_rao) for pallet in self.runtime.fee_covers):
            raise InvalidTransaction.payment()

    def withdraw(self, who: bytes, call: Call, fee_rao: int) -> Withdrawal:
        """Take the fee, in TAO if there is enough that may be taken."""
        if not fee_rao:
            return Withdrawal()
        try:
            with self.runtime.layer():
                self.pallet(Balances).withdraw(who, fee_rao, keep_alive=True)
                return Withdrawal(fee_rao)
        except DispatchFailure as failure:
            covered = (pallet.cover_fee(who, call, fee_rao) for pallet in self.runtime.fee_covers)
            instead = next((event for event in covered if event is not None), None)
            if instead is None:
                raise InvalidTransaction.payment() from failure
            return Withdrawal(instead=instead)

    def settle(self, who: bytes, taken: Withdrawal, fee_rao: int, tip_rao: int) -> None:
        """Give back TAO taken beyond `fee_rao` (with an event even when nothing was), pay the author.

        An account that died meanwhile gets nothing back, and what was taken in another form stays taken.
        """
        if taken.rao:
            self._reward(taken.rao - self._refund(who, taken.rao - fee_rao))
        if taken.instead is not None:
            self.deposit_event(taken.instead)
        self.deposit_event(self.Event.TransactionFeePaid(who=who, actual_fee=fee_rao, tip=tip_rao))

    def _refund(self, who: bytes, amount: int) -> int:
        """Give back up to `amount` rao; answers how much could be."""
        balances = self.pallet(Balances)
        data = balances.data_of(who)
        if not data.free + data.reserved:
            return 0
        try:
            with self.runtime.layer():
                balances.deposit(who, amount)
                return amount
        except DispatchFailure:
            return 0

    def _reward(self, amount: int) -> None:
        if not amount:
            return
        balances = self.pallet(Balances)
        author = self.pallet(Aura).author if self.runtime.has(Aura) else None
        try:
            if author is not None:
                with self.runtime.layer():
                    balances.deposit(author, amount)
                return
        except DispatchFailure:
            pass
        balances.TotalIssuance.value -= amount
