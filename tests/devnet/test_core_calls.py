"""Utility, Sudo and System calls, nested dispatch and its layers."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.sudo import Sudo
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.pallets.utility import derivative_account
from tests.devnet.test_core_balances import A, B, do, names, world


def pay(runtime: Runtime, dest: bytes, value: int) -> Call:
    return runtime.call("Balances", "transfer_keep_alive", dest=dest, value=value)


def utility(runtime: Runtime, function: str, **args: Any) -> None:
    do(runtime, A, function, "Utility", **args)


def test_batch_stops_at_the_first_failure_and_keeps_the_rest() -> None:
    runtime = world(a=10_000)
    utility(runtime, "batch", calls=[pay(runtime, B, 600), pay(runtime, B, 99_999), pay(runtime, B, 700)])
    assert runtime.pallet(Balances).free(B) == 600
    interrupted = runtime.events[-1]
    assert names(runtime)[-2:] == ["Utility.ItemCompleted", "Utility.BatchInterrupted"]
    assert interrupted["index"] == 1
    assert interrupted["error"].variant is DispatchError.Token


def test_batch_all_is_atomic() -> None:
    runtime = world(a=10_000)
    with pytest.raises(DispatchFailure, match="FundsUnavailable"):
        utility(runtime, "batch_all", calls=[pay(runtime, B, 600), pay(runtime, B, 99_999)])
    assert runtime.pallet(Balances).free(B) == 0
    assert runtime.events == []


def test_force_batch_goes_on() -> None:
    runtime = world(a=10_000)
    utility(runtime, "force_batch", calls=[pay(runtime, B, 99_999), pay(runtime, B, 700)])
    assert runtime.pallet(Balances).free(B) == 700
    assert names(runtime)[0] == "Utility.ItemFailed"
    assert names(runtime)[-1] == "Utility.BatchCompletedWithErrors"


@pytest.mark.parametrize("outer", ["batch", "batch_all", "force_batch"])
def test_a_batch_in_a_batch_is_filtered(outer: str) -> None:
    runtime = world(a=10_000)
    inner = runtime.call("Utility", "batch", calls=[pay(runtime, B, 600)])
    with pytest.raises(DispatchFailure, match=r"System\.CallFiltered"):
        utility(runtime, outer, calls=[inner])
    assert runtime.pallet(Balances).free(B) == 0


def test_too_many_calls() -> None:
    runtime = world(a=10_000)
    remark = runtime.call("System", "remark", remark=b"")
    with pytest.raises(DispatchFailure, match="TooManyCalls"):
        utility(runtime, "batch", calls=[remark] * 10_923)


def test_a_derivative_account_pays() -> None:
    runtime = world(a=10_000)
    derived = derivative_account(A, 3)
    do(runtime, A, "transfer_keep_alive", dest=derived, value=5_000)
    utility(runtime, "as_derivative", index=3, call=pay(runtime, B, 1_000))
    assert runtime.pallet(Balances).free(derived) == 4_000


def test_if_else_falls_back() -> None:
    runtime = world(a=10_000)
    utility(runtime, "if_else", main=pay(runtime, B, 99_999), fallback=pay(runtime, B, 600))
    assert runtime.pallet(Balances).free(B) == 600
    assert names(runtime)[-1] == "Utility.IfElseFallbackCalled"


def test_dispatch_as_needs_root() -> None:
    runtime = world(a=10_000)
    call = runtime.call("Utility", "dispatch_as", as_origin=Origin.signed(A), call=pay(runtime, B, 600))
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        runtime.dispatch(call, Origin.signed(A))
    runtime.dispatch(call, Origin.root())
    assert runtime.pallet(Balances).free(B) == 600


def test_sudo_dispatches_as_root_and_reports() -> None:
    runtime = world(a=10_000)
    runtime.pallet(Sudo).Key.value = A
    inner = runtime.call("Balances", "force_set_balance", who=B, new_free=9_000)
    post = runtime.dispatch(runtime.call("Sudo", "sudo", call=inner), Origin.signed(A))
    assert post.pays_fee is False
    assert runtime.pallet(Balances).free(B) == 9_000
    assert runtime.events[-1]["sudo_result"].name == "Ok"
    failing = runtime.call("Balances", "force_transfer", source=B, dest=A, value=99_999)
    runtime.dispatch(runtime.call("Sudo", "sudo", call=failing), Origin.signed(A))
    assert runtime.events[-1]["sudo_result"].name == "Err"
    with pytest.raises(DispatchFailure, match=r"Sudo\.RequireSudo"):
        runtime.dispatch(runtime.call("Sudo", "sudo", call=inner), Origin.signed(B))


def test_sudo_as_set_key_and_remove_key() -> None:
    runtime = world(a=10_000, b=10_000)
    runtime.pallet(Sudo).Key.value = A
    do(runtime, A, "sudo_as", "Sudo", who=B, call=pay(runtime, A, 1_000))
    assert runtime.pallet(Balances).free(B) == 9_000
    do(runtime, A, "set_key", "Sudo", new=B)
    assert runtime.pallet(Sudo).Key.get() == B
    do(runtime, B, "remove_key", "Sudo")
    assert runtime.pallet(Sudo).Key.get() is None


def test_raw_storage_by_root() -> None:
    runtime = world(a=10_000)
    issuance = runtime.pallet(Balances).TotalIssuance
    do(runtime, None, "set_storage", "System", items=[(issuance.raw_key(()), (77).to_bytes(8, "little"))])
    assert issuance.value == 77
    do(runtime, None, "kill_storage", "System", keys=[issuance.raw_key(())])
    assert issuance.value == 0
    with pytest.raises(DispatchFailure):
        do(runtime, None, "set_storage", "System", items=[(bytes(32), b"")])
    do(runtime, None, "kill_prefix", "System", prefix=runtime.pallet(System).Account.prefix, subkeys=10)
    assert len(runtime.pallet(System).Account) == 0


def test_remark_with_event_carries_the_hash() -> None:
    runtime = world(a=10_000)
    do(runtime, A, "remark_with_event", "System", remark=b"hello")
    event = runtime.events[-1]
    assert event["hash"].hex() == "324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf"
