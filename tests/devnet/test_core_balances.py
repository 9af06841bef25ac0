"""Accounts, transfers, reaping and issuance, by direct dispatch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.frame.call import MultiAddress
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.runtime import make_runtime

A, B, C = (letter * 32 for letter in (b"a", b"b", b"c"))
ED = 500


def world(**endowed: int) -> Runtime:
    runtime = make_runtime()
    with runtime.genesis():
        for name, amount in endowed.items():
            runtime.pallet(Balances).endow(name.encode() * 32, amount)
    return runtime


def do(runtime: Runtime, who: bytes | None, function: str, pallet: str = "Balances", /, **args: Any) -> None:
    origin = Origin.root() if who is None else Origin.signed(who)
    runtime.dispatch(runtime.call(pallet, function, **args), origin)


def names(runtime: Runtime) -> list[str]:
    return [f"{event.pallet.name}.{event.name}" for event in runtime.events]


def test_a_transfer_creates_the_receiver() -> None:
    runtime = world(a=10_000)
    do(runtime, A, "transfer_keep_alive", dest=B, value=ED)
    assert (runtime.pallet(Balances).free(A), runtime.pallet(Balances).free(B)) == (9_500, 500)
    assert names(runtime) == ["System.NewAccount", "Balances.Endowed", "Balances.Transfer"]
    info = runtime.pallet(System).Account[B]
    assert (info.providers, info.consumers, info.nonce) == (1, 0, 0)


@pytest.mark.parametrize(
    ("function", "amount", "dest", "error"),
    [
        ("transfer_keep_alive", 10_001, B, "Token.FundsUnavailable"),
        ("transfer_keep_alive", 9_501, B, "Token.NotExpendable"),
        ("transfer_keep_alive", ED - 1, C, "Token.BelowMinimum"),
        ("transfer_allow_death", 10_001, B, "Token.FundsUnavailable"),
    ],
)
def test_why_a_transfer_fails(function: str, amount: int, dest: bytes, error: str) -> None:
    runtime = world(a=10_000, b=10_000)
    with pytest.raises(DispatchFailure, match=error):
        do(runtime, A, function, dest=dest, value=amount)
    assert runtime.events == []
    assert runtime.pallet(Balances).free(A) == 10_000


def test_the_sender_is_reaped_and_its_dust_is_gone() -> None:
    runtime = world(a=10_000, b=10_000)
    do(runtime, A, "transfer_allow_death", dest=B, value=9_600)
    assert A not in runtime.pallet(System).Account
    assert runtime.pallet(Balances).TotalIssuance.value == 20_000 - 400
    assert names(runtime) == ["System.KilledAccount", "Balances.DustLost", "Balances.Transfer"]


def test_transfer_all_leaves_the_deposit_only_when_asked() -> None:
    runtime = world(a=10_000)
    do(runtime, A, "transfer_all", dest=B, keep_alive=True)
    assert runtime.pallet(Balances).free(A) == ED
    do(runtime, B, "transfer_all", dest=C, keep_alive=False)
    assert B not in runtime.pallet(System).Account
    assert runtime.pallet(Balances).free(C) == 9_500


def test_a_reserve_keeps_the_account_alive() -> None:
    runtime = world(a=10_000)
    balances = runtime.pallet(Balances)
    balances.reserve(A, 4_000)
    assert runtime.pallet(System).Account[A].consumers == 1
    assert balances.reducible(A, keep_alive=False) == 6_000 - ED
    with pytest.raises(DispatchFailure, match=r"Token\.Frozen"):
        do(runtime, A, "transfer_allow_death", dest=B, value=6_000)
    assert balances.unreserve(A, 5_000) == 1_000
    assert runtime.pallet(System).Account[A].consumers == 0
    assert balances.free(A) == 10_000
    with pytest.raises(DispatchFailure, match="InsufficientBalance"):
        balances.reserve(A, 9_501)


def test_force_set_balance_moves_the_issuance() -> None:
    runtime = world(a=10_000)
    do(runtime, None, "force_set_balance", who=A, new_free=70_000)
    assert runtime.pallet(Balances).TotalIssuance.value == 70_000
    do(runtime, None, "force_set_balance", who=A, new_free=ED - 1)
    assert A not in runtime.pallet(System).Account
    assert runtime.pallet(Balances).TotalIssuance.value == 0
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        do(runtime, A, "force_set_balance", who=A, new_free=1)


def test_burn_and_force_transfer() -> None:
    runtime = world(a=10_000, b=10_000)
    do(runtime, A, "burn", value=1_000, keep_alive=True)
    do(runtime, None, "force_transfer", source=B, dest=A, value=2_000)
    assert (runtime.pallet(Balances).free(A), runtime.pallet(Balances).free(B)) == (11_000, 8_000)
    assert runtime.pallet(Balances).TotalIssuance.value == 19_000


def test_an_address_that_is_no_account_cannot_be_looked_up() -> None:
    runtime = world(a=10_000)
    with pytest.raises(DispatchFailure, match="CannotLookup"):
        do(runtime, A, "transfer_keep_alive", dest=MultiAddress.Address20(bytes(20)), value=1_000)


def test_issuance_adjustment_saturates() -> None:
    from tao_tui.devnet.pallets.balances_types import AdjustmentDirection

    runtime = world(a=10_000)
    do(runtime, None, "force_adjust_total_issuance", direction=AdjustmentDirection.Decrease, delta=20_000)
    assert runtime.pallet(Balances).TotalIssuance.value == 0
    with pytest.raises(DispatchFailure, match="DeltaZero"):
        do(runtime, None, "force_adjust_total_issuance", direction=AdjustmentDirection.Increase, delta=0)


MOVE = st.tuples(
    st.sampled_from(
        ["transfer_allow_death", "transfer_keep_alive", "transfer_all", "burn", "reserve", "unreserve"]
    ),
    st.sampled_from([A, B, C]),
    st.sampled_from([A, B, C]),
    st.integers(0, 12_000) | st.sampled_from([0, 1, ED - 1, ED, ED + 1]),
    st.booleans(),
)


@given(st.lists(MOVE, max_size=25))
def test_what_exists_is_always_the_issuance(moves: list[tuple[str, bytes, bytes, int, bool]]) -> None:
    runtime = world(a=10_000, b=5_000)
    balances, accounts = runtime.pallet(Balances), runtime.pallet(System).Account
    for function, who, dest, amount, flag in moves:
        before = dict(accounts.items()), balances.TotalIssuance.value, len(runtime.events)
        try:
            if function in ("reserve", "unreserve"):
                with runtime.layer():
                    getattr(balances, function)(who, amount)
            elif function == "burn":
                do(runtime, who, "burn", value=amount, keep_alive=flag)
            elif function == "transfer_all":
                do(runtime, who, function, dest=dest, keep_alive=flag)
            else:
                do(runtime, who, function, dest=dest, value=amount)
        except DispatchFailure:
            assert before == (dict(accounts.items()), balances.TotalIssuance.value, len(runtime.events))
        infos = [info for _, info in accounts.items()]
        assert sum(info.data.free + info.data.reserved for info in infos) == balances.TotalIssuance.value
        assert all(info.data.free >= ED for info in infos)
        assert all(info.providers == 1 for info in infos)
        assert all(info.consumers == int(info.data.reserved > 0) for info in infos)


def test_a_transfer_to_oneself_is_checked_and_says_nothing() -> None:
    runtime = world(a=10_000)
    do(runtime, A, "transfer_keep_alive", dest=A, value=9_000)
    assert runtime.pallet(Balances).free(A) == 10_000
    assert runtime.events == []
    with pytest.raises(DispatchFailure, match="FundsUnavailable"):
        do(runtime, A, "transfer_keep_alive", dest=A, value=10_001)
