"""Utility: several calls in one, and calls in someone else's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from tao_tui.devnet.frame.call import Call, RuntimeCall, call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.errors import BadOrigin, DispatchError, DispatchFailure, DispatchResult, result_of
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin, OriginCodec, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.weight import Post, Weight, database
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.scale.hints import Vec, u16, u32

BATCHES = ("batch", "batch_all", "force_batch")
PalletsOrigin = Annotated[Origin, OriginCodec()]


def derivative_account(who: bytes, index: int) -> bytes:
    """The account `who` controls under a number."""
    return blake2_256(b"modlpy/utilisuba" + who + index.to_bytes(2, "little"))


@dataclass(frozen=True, slots=True)
class BatchWeight:
    """What a batch costs beside its items: a base and so much an item."""

    base: int
    item: int

    def of(self, items: int) -> int:
        """The ref_time of a batch that made so many calls."""
        return self.base + self.item * items + database(2, 0)

    def __call__(self, args: Mapping[str, Any]) -> int:
        """The ref_time to declare: all items included."""
        return self.of(len(args["calls"])) + sum(int(inner.weight.ref_time) for inner in args["calls"])


BATCH = BatchWeight(19_446_696, 5_450_264)
BATCH_ALL = BatchWeight(13_428_230, 5_663_250)
FORCE_BATCH = BatchWeight(12_134_867, 5_477_293)
AS_DERIVATIVE = 15_378_000 + database(2, 0) + database(1, 1)
IF_ELSE = 21_831_000 + database(2, 0)


def _with_inner(own: int) -> Callable[[Mapping[str, Any]], int]:
    return lambda args: own + int(args["call"].weight.ref_time)


def _pays(args: Mapping[str, Any]) -> bool:
    """A batch is free when all its items are."""
    return any(inner.pays for inner in args["calls"])


def _is_not_batch_all(call: Call) -> bool:
    return not call.is_("Utility", "batch_all")


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

    def _check_batch(self, origin: Origin, calls: Vec[Call]) -> None:
        _ensure_someone(origin)
        if len(calls) > self.batched_calls_limit.value:
            raise self.Error.TooManyCalls()

    @call(0, ref_time=BATCH, pays=_pays)
    def batch(self, origin: Origin, calls: Vec[RuntimeCall]) -> Post:
        """Send a batch of dispatch calls; stops at the first that fails."""
        self._check_batch(origin, calls)
        spent = 0
        for index, inner in enumerate(calls):
            error, post = self.runtime.attempt(inner, origin)
            spent += inner.spent(post)
            if error is not None:
                self.deposit_event(self.Event.BatchInterrupted(index=index, error=error))
                return Post(BATCH.of(index + 1) + spent)
            self.deposit_event(self.Event.ItemCompleted())
        self.deposit_event(self.Event.BatchCompleted())
        return Post(BATCH.of(len(calls)) + spent)

    @call(1, ref_time=_with_inner(AS_DERIVATIVE))
    def as_derivative(self, origin: Origin, index: u16, call: RuntimeCall) -> Post:
        """Send a call through an indexed pseudonym of the sender."""
        who = ensure_signed(origin)
        try:
            post = self.runtime.dispatch(call, origin.acting_as(derivative_account(who, index)))
        except DispatchFailure as failure:
            failure.post = Post(AS_DERIVATIVE + call.spent(failure.post))
            raise
        return Post(AS_DERIVATIVE + call.spent(post))

    @call(2, ref_time=BATCH_ALL, pays=_pays)
    def batch_all(self, origin: Origin, calls: Vec[RuntimeCall]) -> Post:
        """Send a batch of dispatch calls and atomically execute them."""
        self._check_batch(origin, calls)
        narrowed = origin if origin.is_root else origin.narrowed(_is_not_batch_all)
        spent = 0
        for index, inner in enumerate(calls):
            try:
                spent += inner.spent(self.runtime.dispatch(inner, narrowed))
            except DispatchFailure as failure:
                failure.post = Post(BATCH_ALL.of(index + 1) + spent + inner.spent(failure.post))
                raise
            self.deposit_event(self.Event.ItemCompleted())
        self.deposit_event(self.Event.BatchCompleted())
        return Post(BATCH_ALL.of(len(calls)) + spent)

    @call(3, ref_time=_with_inner(6_893_000))
    def dispatch_as(self, origin: Origin, as_origin: PalletsOrigin, call: RuntimeCall) -> None:
        """Dispatch a call with a provided origin."""
        ensure_root(origin)
        error = self.runtime.try_dispatch(call, as_origin)
        self.deposit_event(self.Event.DispatchedAs(result=result_of(error)))

    @call(4, ref_time=FORCE_BATCH, pays=_pays)
    def force_batch(self, origin: Origin, calls: Vec[RuntimeCall]) -> Post:
        """Send a batch of dispatch calls; unlike `batch` it allows errors and won't interrupt."""
        self._check_batch(origin, calls)
        failed, spent = False, 0
        for inner in calls:
            error, post = self.runtime.attempt(inner, origin)
            spent += inner.spent(post)
            failed = failed or error is not None
            self.deposit_event(
                self.Event.ItemCompleted() if error is None else self.Event.ItemFailed(error=error)
            )
        self.deposit_event(self.Event.BatchCompletedWithErrors() if failed else self.Event.BatchCompleted())
        return Post(FORCE_BATCH.of(len(calls)) + spent)

    @call(5, ref_time=lambda args: args["weight"].ref_time)
    def with_weight(self, origin: Origin, call: RuntimeCall, weight: Weight) -> None:
        """Dispatch a function call with a specified weight."""
        ensure_root(origin)
        self.runtime.dispatch(call, origin)

    @call(6, ref_time=lambda args: IF_ELSE + args["main"].weight.ref_time + args["fallback"].weight.ref_time)
    def if_else(self, origin: Origin, main: RuntimeCall, fallback: RuntimeCall) -> Post:
        """Dispatch a fallback call in the event the main call fails to execute."""
        _ensure_someone(origin)
        error, post = self.runtime.attempt(main, origin)
        spent = IF_ELSE + main.spent(post)
        if error is None:
            self.deposit_event(self.Event.IfElseMainSuccess())
            return Post(spent)
        try:
            post = self.runtime.dispatch(fallback, origin)
        except DispatchFailure as failure:
            failure.post = Post(spent + fallback.spent(failure.post))
            raise
        self.deposit_event(self.Event.IfElseFallbackCalled(main_error=error))
        return Post(spent + fallback.spent(post))

    @call(7, ref_time=_with_inner(7_113_000))
    def dispatch_as_fallible(self, origin: Origin, as_origin: PalletsOrigin, call: RuntimeCall) -> None:
        """Dispatch a call with a provided origin; fails when the call does."""
        ensure_root(origin)
        self.runtime.dispatch(call, as_origin)
        self.deposit_event(self.Event.DispatchedAs(result=result_of(None)))


def _ensure_someone(origin: Origin) -> None:
    if origin == Origin.none():
        raise BadOrigin()
