"""Multisig: calls made by an account that several keys control together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tao_tui.devnet.frame.call import Call, RuntimeCall, call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.errors import DispatchFailure, DispatchResult, result_of
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import Blake2_128Concat, StorageMap, Twox64Concat
from tao_tui.devnet.frame.weight import Post, Weight
from tao_tui.devnet.pallets import multisig_weights as weights
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.multisig_types import Operation, Timepoint, multisig_account
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.scale.hints import AccountId, Bytes32, Vec, u16, u32, u64

MAX_SIGNATORIES = 100


class Multisig(Pallet):
    """Operations wait here, by account and hash of the call, until enough signatories approved."""

    index = 13

    DepositBase = Constant[u64](132_000_000)
    DepositFactor = Constant[u64](32_000_000)
    MaxSignatories = Constant[u32](MAX_SIGNATORIES)

    Multisigs = StorageMap[tuple[AccountId, Bytes32], Operation](Twox64Concat, Blake2_128Concat)

    class Event(Events):
        """The life of an operation."""

        NewMultisig = event(approving=AccountId, multisig=AccountId, call_hash=Bytes32)
        MultisigApproval = event(
            approving=AccountId, timepoint=Timepoint, multisig=AccountId, call_hash=Bytes32
        )
        MultisigExecuted = event(
            approving=AccountId,
            timepoint=Timepoint,
            multisig=AccountId,
            call_hash=Bytes32,
            result=DispatchResult,
        )
        MultisigCancelled = event(
            cancelling=AccountId, timepoint=Timepoint, multisig=AccountId, call_hash=Bytes32
        )
        DepositPoked = event(who=AccountId, call_hash=Bytes32, old_deposit=u64, new_deposit=u64)

    class Error(Errors):
        """Why an approval is refused."""

        MinimumThreshold = error("Threshold must be 2 or greater.")
        AlreadyApproved = error("Call is already approved by this signatory.")
        NoApprovalsNeeded = error("Call doesn't need any (more) approvals.")
        TooFewSignatories = error("There are too few signatories in the list.")
        TooManySignatories = error("There are too many signatories in the list.")
        SignatoriesOutOfOrder = error("The signatories were provided out of order; they should be ordered.")
        SenderInSignatories = error("The sender was contained in the other signatories; it shouldn't be.")
        NotFound = error("Multisig operation not found in storage.")
        NotOwner = error(
            "Only the account that originally created the multisig is able to cancel it or update "
            "its deposits."
        )
        NoTimepoint = error("No timepoint was given, yet the multisig operation is already underway.")
        WrongTimepoint = error("A different timepoint was given to the multisig operation that is underway.")
        UnexpectedTimepoint = error("A timepoint was given, yet no multisig operation is underway.")
        MaxWeightTooLow = error("The maximum weight information provided was too low.")
        AlreadyStored = error("The data to be stored is already stored.")

    @call(0, ref_time=weights.threshold_1_ref_time)
    def as_multi_threshold_1(
        self, origin: Origin, other_signatories: Vec[AccountId], call: RuntimeCall
    ) -> Post:
        """Immediately dispatch a multi-signature call using a single approval from the caller."""
        who = self._account(ensure_signed(origin), other_signatories, 1)
        try:
            return self._with_own(call, self.runtime.dispatch(call, Origin.signed(who)))
        except DispatchFailure as failure:
            failure.post = self._with_own(call, failure.post)
            raise

    @staticmethod
    def _with_own(call: Call, inner: Post) -> Post:
        own = weights.alone(len(call.encoded))
        return Post(None if inner.ref_time is None else own + inner.ref_time)

    @call(1, ref_time=weights.as_multi_ref_time)
    def as_multi(
        self,
        origin: Origin,
        threshold: u16,
        other_signatories: Vec[AccountId],
        maybe_timepoint: Timepoint | None,
        call: RuntimeCall,
        max_weight: Weight,
    ) -> Post | None:
        """Approve a call, and dispatch it from the composite account once enough signatories have."""
        who = ensure_signed(origin)
        multisig = self._shared_account(who, other_signatories, threshold)
        size = len(other_signatories), len(call.encoded)
        operation = self._underway(multisig, call.hash, maybe_timepoint)
        if operation is None:
            self._begin(multisig, who, call.hash, threshold)
            return Post(weights.create(*size))
        if len({*operation.approvals, who}) < threshold:
            self._add_approval(multisig, who, call.hash, operation, threshold)
            return Post(weights.approve(*size))
        spent = self._execute(multisig, who, call, operation, max_weight)
        return None if spent is None else Post(weights.complete(*size) + spent)

    @call(2, ref_time=weights.approve_ref_time)
    def approve_as_multi(
        self,
        origin: Origin,
        threshold: u16,
        other_signatories: Vec[AccountId],
        maybe_timepoint: Timepoint | None,
        call_hash: Bytes32,
        max_weight: Weight,
    ) -> Post:
        """Approve a call by its hash; the last approval has to bring the call itself."""
        who = ensure_signed(origin)
        multisig = self._shared_account(who, other_signatories, threshold)
        operation = self._underway(multisig, call_hash, maybe_timepoint)
        if operation is None:
            self._begin(multisig, who, call_hash, threshold)
            return Post(weights.create(len(other_signatories), 0))
        self._add_approval(multisig, who, call_hash, operation, threshold)
        return Post(weights.approve(len(other_signatories), 0))

    @call(3, ref_time=weights.cancel_ref_time)
    def cancel_as_multi(
        self,
        origin: Origin,
        threshold: u16,
        other_signatories: Vec[AccountId],
        timepoint: Timepoint,
        call_hash: Bytes32,
    ) -> None:
        """Cancel an on-going operation; only who began it may, and gets the deposit back."""
        who = ensure_signed(origin)
        multisig = self._shared_account(who, other_signatories, threshold)
        operation = self._stored(multisig, call_hash)
        if operation.when != timepoint:
            raise self.Error.WrongTimepoint()
        if operation.depositor != who:
            raise self.Error.NotOwner()
        self._end(multisig, call_hash, operation)
        self.deposit_event(
            self.Event.MultisigCancelled(
                cancelling=who, timepoint=timepoint, multisig=multisig, call_hash=call_hash
            )
        )

    @call(4, ref_time=weights.poke_ref_time)
    def poke_deposit(
        self, origin: Origin, threshold: u16, other_signatories: Vec[AccountId], call_hash: Bytes32
    ) -> Post:
        """Adjust an operation's deposit to today's price; free of charge when that changed it."""
        who = ensure_signed(origin)
        multisig = self._shared_account(who, other_signatories, threshold)
        operation = self._stored(multisig, call_hash)
        if operation.depositor != who:
            raise self.Error.NotOwner()
        due, old = self._deposit(threshold), operation.deposit
        if due == old:
            return Post(pays_fee=True)
        balances = self.pallet(Balances)
        if due > old:
            balances.reserve(who, due - old)
        else:
            balances.unreserve(who, old - due)
        self.Multisigs[multisig, call_hash] = replace(operation, deposit=due)
        self.deposit_event(
            self.Event.DepositPoked(who=who, call_hash=call_hash, old_deposit=old, new_deposit=due)
        )
        return Post(pays_fee=False)

    def _shared_account(self, who: bytes, others: Sequence[bytes], threshold: int) -> bytes:
        if threshold < 2:
            raise self.Error.MinimumThreshold()
        return self._account(who, others, threshold)

    def _account(self, who: bytes, others: Sequence[bytes], threshold: int) -> bytes:
        if not others:
            raise self.Error.TooFewSignatories()
        if len(others) >= MAX_SIGNATORIES:
            raise self.Error.TooManySignatories()
        for before, after in zip([None, *others], others, strict=False):
            if before is not None and before >= after:
                raise self.Error.SignatoriesOutOfOrder()
            if after == who:
                raise self.Error.SenderInSignatories()
        return multisig_account(sorted([*others, who]), threshold)

    def _stored(self, multisig: bytes, call_hash: bytes) -> Operation:
        operation = self.Multisigs.get((multisig, call_hash))
        if operation is None:
            raise self.Error.NotFound()
        return operation

    def _underway(self, multisig: bytes, call_hash: bytes, when: Timepoint | None) -> Operation | None:
        """The operation begun at `when`; None when none was begun and none is meant."""
        operation = self.Multisigs.get((multisig, call_hash))
        if operation is None:
            if when is not None:
                raise self.Error.UnexpectedTimepoint()
            return None
        if when is None:
            raise self.Error.NoTimepoint()
        if operation.when != when:
            raise self.Error.WrongTimepoint()
        return operation

    def _deposit(self, threshold: int) -> int:
        return self.DepositBase.value + self.DepositFactor.value * threshold

    def _begin(self, multisig: bytes, who: bytes, call_hash: bytes, threshold: int) -> None:
        deposit = self._deposit(threshold)
        self.pallet(Balances).reserve(who, deposit)
        when = Timepoint(self.block, self.pallet(System).extrinsic_index)
        self.Multisigs[multisig, call_hash] = Operation(when, deposit, who, [who])
        self.deposit_event(self.Event.NewMultisig(approving=who, multisig=multisig, call_hash=call_hash))

    def _add_approval(
        self, multisig: bytes, who: bytes, call_hash: bytes, operation: Operation, threshold: int
    ) -> None:
        if who in operation.approvals or len(operation.approvals) >= threshold:
            raise self.Error.AlreadyApproved()
        approvals = sorted([*operation.approvals, who])
        self.Multisigs[multisig, call_hash] = replace(operation, approvals=approvals)
        self.deposit_event(
            self.Event.MultisigApproval(
                approving=who, timepoint=operation.when, multisig=multisig, call_hash=call_hash
            )
        )

    def _execute(
        self, multisig: bytes, who: bytes, call: Call, operation: Operation, max_weight: Weight
    ) -> int | None:
        """Make the call; answers the ref_time it spent, None when that is what was declared."""
        weight = call.weight
        if weight.ref_time > max_weight.ref_time or weight.proof_size > max_weight.proof_size:
            raise self.Error.MaxWeightTooLow()
        self._end(multisig, call.hash, operation)
        failure, post = self.runtime.attempt(call, Origin.signed(multisig))
        self.deposit_event(
            self.Event.MultisigExecuted(
                approving=who,
                timepoint=operation.when,
                multisig=multisig,
                call_hash=call.hash,
                result=result_of(failure),
            )
        )
        return post.ref_time

    def _end(self, multisig: bytes, call_hash: bytes, operation: Operation) -> None:
        del self.Multisigs[multisig, call_hash]
        self.pallet(Balances).unreserve(operation.depositor, operation.deposit)
