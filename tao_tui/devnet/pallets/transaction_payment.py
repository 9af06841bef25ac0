"""TransactionPayment: what an extrinsic costs, and who gets it."""

from __future__ import annotations

import enum

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import Constant, Events, event
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.pallet import Pallet
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
        if not any(pallet.cover_fee(who, call, fee_rao, commit=False) for pallet in self.runtime.fee_covers):
            raise InvalidTransaction.payment()

    def withdraw(self, who: bytes, call: Call, fee_rao: int) -> int:
        """Take the fee; answers how much was taken in TAO, 0 when it was covered some other way."""
        if not fee_rao:
            return 0
        try:
            with self.runtime.layer():
                self.pallet(Balances).withdraw(who, fee_rao, keep_alive=True)
                return fee_rao
        except DispatchFailure as failure:
            if any(pallet.cover_fee(who, call, fee_rao, commit=True) for pallet in self.runtime.fee_covers):
                return 0
            raise InvalidTransaction.payment() from failure

    def settle(self, who: bytes, taken_rao: int, fee_rao: int, tip_rao: int) -> None:
        """Give back what was taken beyond `fee_rao` (with an event even when nothing was), pay the author."""
        balances = self.pallet(Balances)
        paid = min(taken_rao, fee_rao)
        if taken_rao:
            balances.deposit(who, taken_rao - paid)
        if paid:
            self._reward(paid)
        if taken_rao or not fee_rao:
            self.deposit_event(self.Event.TransactionFeePaid(who=who, actual_fee=paid, tip=tip_rao))

    def _reward(self, amount: int) -> None:
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
