"""Utility: several calls in one, and calls in someone else's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from tao_tui.devnet.frame.call import Call, RuntimeCall, call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.errors import BadOrigin, DispatchError, DispatchResult, result_of
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin, OriginCodec, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.weight import Weight
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.scale.hints import Vec, u16, u32

BATCHES = ("batch", "batch_all", "force_batch")
PalletsOrigin = Annotated[Origin, OriginCodec()]


def derivative_account(who: bytes, index: int) -> bytes:
    """The account `who` controls under a number."""
    return blake2_256(b"modlpy/utilisuba" + who + index.to_bytes(2, "little"))


def _sum(args: Mapping[str, Any]) -> int:
    return 10_000_000 + sum(int(inner.weight.ref_time) for inner in args["calls"])


def _one(args: Mapping[str, Any]) -> int:
    return 10_000_000 + int(args["call"].weight.ref_time)


class Utility(Pallet):
    """Batches; a batch may not directly hold another."""

    index = 11
    config_path = "pallet_subtensor_utility"

    batched_calls_limit = Constant[u32](10_922)

    class Event(Events):
        """How batches and their items ended."""

        BatchInterrupted = event(index=u32, error=DispatchError)
        BatchCompleted = event()
        BatchCompletedWithErrors = event()
        ItemCompleted = event()
        ItemFailed = event(error=DispatchError)
        DispatchedAs = event(result=DispatchResult)
        IfElseMainSuccess = event()
        IfElseFallbackCalled = event(main_error=DispatchError)

    class Error(Errors):
        """Why a batch fails before it starts."""

        TooManyCalls = error("Too many calls batched.")
        InvalidDerivedAccount = error("Invalid account derived.")

    def before_dispatch(self, origin: Origin, call: Call) -> None:
        """A batch directly inside a batch is filtered."""
        if call.is_("Utility", *BATCHES) and any(
            inner.is_("Utility", *BATCHES) for inner in call.args["calls"]
        ):
            raise self.pallet(System).filtered()

    def _check_count(self, calls: Vec[Call]) -> None:
        if len(calls) > self.batched_calls_limit.value:
            raise self.Error.TooManyCalls()

    @call(0, ref_time=_sum)
    def batch(self, origin: Origin, calls: Vec[RuntimeCall]) -> None:
        """Send a batch of dispatch calls; stops at the first that fails."""
        self._check_count(calls)
        for index, inner in enumerate(calls):
            error = self.runtime.try_dispatch(inner, origin)
            if error is not None:
                self.deposit_event(self.Event.BatchInterrupted(index=index, error=error))
                return
            self.deposit_event(self.Event.ItemCompleted())
        self.deposit_event(self.Event.BatchCompleted())

    @call(1, ref_time=_one)
    def as_derivative(self, origin: Origin, index: u16, call: RuntimeCall) -> None:
        """Send a call through an indexed pseudonym of the sender."""
        who = ensure_signed(origin)
        self.runtime.dispatch(call, Origin.signed(derivative_account(who, index)))

    @call(2, ref_time=_sum)
    def batch_all(self, origin: Origin, calls: Vec[RuntimeCall]) -> None:
        """Send a batch of dispatch calls and atomically execute them."""
        self._check_count(calls)
        for inner in calls:
            self.runtime.dispatch(inner, origin)
            self.deposit_event(self.Event.ItemCompleted())
        self.deposit_event(self.Event.BatchCompleted())

    @call(3, ref_time=_one)
    def dispatch_as(self, origin: Origin, as_origin: PalletsOrigin, call: RuntimeCall) -> None:
        """Dispatch a call with a provided origin."""
        ensure_root(origin)
        error = self.runtime.try_dispatch(call, as_origin)
        self.deposit_event(self.Event.DispatchedAs(result=result_of(error)))

    @call(4, ref_time=_sum)
    def force_batch(self, origin: Origin, calls: Vec[RuntimeCall]) -> None:
        """Send a batch of dispatch calls; unlike `batch` it allows errors and won't interrupt."""
        self._check_count(calls)
        failed = False
        for inner in calls:
            error = self.runtime.try_dispatch(inner, origin)
            failed = failed or error is not None
            self.deposit_event(
                self.Event.ItemCompleted() if error is None else self.Event.ItemFailed(error=error)
            )
        self.deposit_event(self.Event.BatchCompletedWithErrors() if failed else self.Event.BatchCompleted())

    @call(5, ref_time=lambda args: args["weight"].ref_time)
    def with_weight(self, origin: Origin, call: RuntimeCall, weight: Weight) -> None:
        """Dispatch a function call with a specified weight."""
        ensure_root(origin)
        self.runtime.dispatch(call, origin)

    @call(
        6, ref_time=lambda args: 10_000_000 + args["main"].weight.ref_time + args["fallback"].weight.ref_time
    )
    def if_else(self, origin: Origin, main: RuntimeCall, fallback: RuntimeCall) -> None:
        """Dispatch a fallback call in the event the main call fails to execute."""
        if origin.who is None and not origin.is_root:
            raise BadOrigin()
        error = self.runtime.try_dispatch(main, origin)
        if error is None:
            self.deposit_event(self.Event.IfElseMainSuccess())
            return
        self.runtime.dispatch(fallback, origin)
        self.deposit_event(self.Event.IfElseFallbackCalled(main_error=error))

    @call(7, ref_time=_one)
    def dispatch_as_fallible(self, origin: Origin, as_origin: PalletsOrigin, call: RuntimeCall) -> None:
        """Dispatch a call with a provided origin; fails when the call does."""
        ensure_root(origin)
        self.runtime.dispatch(call, as_origin)
        self.deposit_event(self.Event.DispatchedAs(result=result_of(None)))
