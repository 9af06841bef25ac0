"""Multisig: operations from the first approval to the call, with their deposits and refusals."""

from __future__ import annotations

from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.weight import Weight
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.multisig import Multisig
from tao_tui.devnet.pallets.multisig_types import Timepoint, multisig_account
from tests.devnet.test_core_balances import A, B, C, do, names, world

TAO = 10**9
DEPOSIT = 132_000_000 + 2 * 32_000_000
ENOUGH = Weight(10**12, 10**6)
SHARED = multisig_account([A, B, C], 2)
D = b"d" * 32


def shared(amount: int = 5 * TAO) -> Runtime:
    """A world where any two of A, B and C control funds."""
    runtime = world(a=10 * TAO, b=10 * TAO, c=10 * TAO)
    do(runtime, A, "transfer_keep_alive", dest=SHARED, value=amount)
    return runtime


def others(who: bytes) -> list[bytes]:
    return [one for one in (A, B, C) if one != who]


def pay(runtime: Runtime, value: int = TAO) -> Call:
    return runtime.call("Balances", "transfer_keep_alive", dest=D, value=value)


def approve(
    runtime: Runtime, who: bytes, call: Call | bytes, when: Timepoint | None = None, **changed: Any
) -> None:
    """`as_multi` with a call, `approve_as_multi` with a hash."""
    args = {
        "threshold": 2,
        "other_signatories": others(who),
        "maybe_timepoint": when,
        "max_weight": ENOUGH,
    } | changed
    if isinstance(call, bytes):
        do(runtime, who, "approve_as_multi", "Multisig", call_hash=call, **args)
    else:
        do(runtime, who, "as_multi", "Multisig", call=call, **args)


def reserved(runtime: Runtime, who: bytes) -> int:
    return runtime.pallet(Balances).data_of(who).reserved


BEGUN = Timepoint(0, 0)


def test_the_account_is_the_one_clients_derive() -> None:
    assert bytes(bc.multisig_account_id([C, A, B], 2)[0]) == SHARED


@pytest.mark.parametrize("by_hash", [False, True])
def test_two_of_three_pay(by_hash: bool) -> None:
    runtime = shared()
    call = pay(runtime)
    approve(runtime, B, call.hash if by_hash else call)
    assert names(runtime)[-2:] == ["Balances.Reserved", "Multisig.NewMultisig"]
    assert reserved(runtime, B) == DEPOSIT
    assert runtime.pallet(Balances).free(D) == 0
    approve(runtime, A, call, BEGUN)
    executed = runtime.events[-1]
    assert (executed["approving"], executed["timepoint"], executed["multisig"]) == (A, BEGUN, SHARED)
    assert executed["result"].name == "Ok"
    assert runtime.pallet(Balances).free(D) == TAO
    assert reserved(runtime, B) == 0
    assert not runtime.pallet(Multisig).Multisigs.items()


def test_a_call_that_fails_ends_the_operation() -> None:
    runtime = shared()
    call = pay(runtime, 6 * TAO)
    approve(runtime, B, call)
    approve(runtime, A, call, BEGUN)
    assert runtime.events[-1]["result"].name == "Err"
    assert reserved(runtime, B) == 0


def test_approvals_by_hash_pile_up_until_the_call_is_brought() -> None:
    runtime = shared()
    call = pay(runtime)
    approve(runtime, B, call.hash)
    approve(runtime, A, call.hash, BEGUN)
    assert names(runtime)[-1] == "Multisig.MultisigApproval"
    with pytest.raises(DispatchFailure, match=r"Multisig\.AlreadyApproved"):
        approve(runtime, C, call.hash, BEGUN)
    approve(runtime, C, call, BEGUN)
    assert runtime.pallet(Balances).free(D) == TAO


@pytest.mark.parametrize(
    ("error", "who", "when", "changed"),
    [
        ("NoTimepoint", A, None, {}),
        ("WrongTimepoint", A, Timepoint(3, 0), {}),
        ("AlreadyApproved", B, BEGUN, {}),
        ("MaxWeightTooLow", A, BEGUN, {"max_weight": Weight(1, 0)}),
        ("MinimumThreshold", A, None, {"threshold": 1}),
        ("TooFewSignatories", A, None, {"other_signatories": []}),
        ("TooManySignatories", A, None, {"other_signatories": [B] * 100}),
        ("SignatoriesOutOfOrder", A, None, {"other_signatories": [C, B]}),
        ("SenderInSignatories", A, None, {"other_signatories": [A, B]}),
        ("UnexpectedTimepoint", A, BEGUN, {"threshold": 3}),
    ],
)
def test_why_an_approval_is_refused(
    error: str, who: bytes, when: Timepoint | None, changed: dict[str, Any]
) -> None:
    runtime = shared()
    call = pay(runtime)
    approve(runtime, B, call)
    with pytest.raises(DispatchFailure, match=rf"^Multisig\.{error}$"):
        approve(runtime, who, call, when, **changed)
    assert reserved(runtime, B) == DEPOSIT


def test_only_the_depositor_cancels() -> None:
    runtime = shared()
    key = pay(runtime).hash
    approve(runtime, B, key)
    for error, who, when in (("NotOwner", A, BEGUN), ("WrongTimepoint", B, Timepoint(1, 1))):
        with pytest.raises(DispatchFailure, match=rf"Multisig\.{error}"):
            cancel(runtime, who, key, when)
    cancel(runtime, B, key, BEGUN)
    assert names(runtime)[-1] == "Multisig.MultisigCancelled"
    assert reserved(runtime, B) == 0
    with pytest.raises(DispatchFailure, match=r"Multisig\.NotFound"):
        cancel(runtime, B, key, BEGUN)


def cancel(runtime: Runtime, who: bytes, key: bytes, when: Timepoint) -> None:
    named = {"threshold": 2, "other_signatories": others(who), "timepoint": when, "call_hash": key}
    do(runtime, who, "cancel_as_multi", "Multisig", **named)


def test_one_signatory_of_a_threshold_of_one_acts_at_once() -> None:
    runtime = world(a=10 * TAO, b=10 * TAO)
    one = multisig_account([A, B], 1)
    do(runtime, A, "transfer_keep_alive", dest=one, value=5 * TAO)
    do(runtime, B, "as_multi_threshold_1", "Multisig", other_signatories=[A], call=pay(runtime))
    assert runtime.pallet(Balances).free(D) == TAO
    call = pay(runtime, 9 * TAO)
    with pytest.raises(DispatchFailure, match="FundsUnavailable"):
        do(runtime, B, "as_multi_threshold_1", "Multisig", other_signatories=[A], call=call)


def test_the_weight_refunded_is_that_of_the_step_taken() -> None:
    runtime = shared()
    call = pay(runtime)
    step = {
        "threshold": 2,
        "other_signatories": [A, C],
        "maybe_timepoint": None,
        "call": call,
        "max_weight": ENOUGH,
    }
    made = runtime.call("Multisig", "as_multi", **step)
    post = runtime.dispatch(made, Origin.signed(B))
    assert post.ref_time == 29_976_762 + 144_320 * 2 + 1_819 * len(call.encoded) + 125_000_000
    assert made.weight.ref_time > ENOUGH.ref_time
    assert made.spent(post) == post.ref_time


def test_poking_an_old_deposit_is_free() -> None:
    runtime = shared()
    key = pay(runtime).hash
    approve(runtime, B, key)
    poke = runtime.call("Multisig", "poke_deposit", threshold=2, other_signatories=[A, C], call_hash=key)
    assert runtime.dispatch(poke, Origin.signed(B)).pays_fee is True
    runtime.pallet(Multisig).DepositBase.value = 1_000
    assert runtime.dispatch(poke, Origin.signed(B)).pays_fee is False
    assert reserved(runtime, B) == 1_000 + 2 * 32_000_000
