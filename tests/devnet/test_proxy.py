"""Proxies: who may act for whom, which calls they may make, what they deposit and who pays their fees."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.proxy import Proxy
from tao_tui.devnet.pallets.proxy_types import ProxyDefinition, ProxyType
from tao_tui.devnet.pallets.transaction_payment import TransactionPayment
from tests.devnet.signing import ALICE, BOB, CHARLIE, events, free, signed, small_node
from tests.devnet.test_core_balances import A, B, C, do, names, world

TAO = 10**9
FIRST, EACH = 60_000_000, 33_000_000


def proxied(*kinds: ProxyType, delay: int = 0) -> Runtime:
    """A world where B may act for A."""
    runtime = world(a=10 * TAO, b=10 * TAO, c=10 * TAO)
    for kind in kinds:
        proxy(runtime, A, "add_proxy", delegate=B, proxy_type=kind, delay=delay)
    return runtime


def proxy(runtime: Runtime, who: bytes, function: str, /, **args: Any) -> None:
    do(runtime, who, function, "Proxy", **args)


def pay(runtime: Runtime, value: int, dest: bytes = C) -> Call:
    return runtime.call("Balances", "transfer_keep_alive", dest=dest, value=value)


def act(runtime: Runtime, call: Call, *, real: bytes = A, kind: ProxyType | None = None) -> Any:
    """B makes a call for A; answers the result the chain reports."""
    proxy(runtime, B, "proxy", real=real, force_proxy_type=kind, call=call)
    return runtime.events[-1]["result"]


def books(runtime: Runtime) -> tuple[int, int]:
    data = runtime.pallet(Balances).data_of(A)
    return data.free, data.reserved


def test_a_proxy_acts_for_the_real_account_until_it_is_removed() -> None:
    runtime = proxied(ProxyType.Any)
    assert names(runtime)[-2:] == ["Balances.Reserved", "Proxy.ProxyAdded"]
    assert books(runtime) == (10 * TAO - FIRST - EACH, FIRST + EACH)
    assert act(runtime, pay(runtime, TAO)).name == "Ok"
    assert runtime.pallet(Balances).free(C) == 11 * TAO
    proxy(runtime, A, "remove_proxy", delegate=B, proxy_type=ProxyType.Any, delay=0)
    assert books(runtime) == (9 * TAO, 0)
    with pytest.raises(DispatchFailure, match=r"Proxy\.NotProxy"):
        act(runtime, pay(runtime, TAO))


def test_definitions_are_kept_in_order_and_cost_a_deposit_each() -> None:
    runtime = proxied(ProxyType.Transfer, ProxyType.Owner, ProxyType.Staking)
    kept, deposit = runtime.pallet(Proxy).Proxies[A]
    assert kept == [
        ProxyDefinition(B, kind, 0) for kind in (ProxyType.Owner, ProxyType.Staking, ProxyType.Transfer)
    ]
    assert deposit == FIRST + 3 * EACH == books(runtime)[1]
    for error, who, kind in (("Duplicate", B, ProxyType.Owner), ("NoSelfProxy", A, ProxyType.Any)):
        with pytest.raises(DispatchFailure, match=rf"Proxy\.{error}"):
            proxy(runtime, A, "add_proxy", delegate=who, proxy_type=kind, delay=0)
    with pytest.raises(DispatchFailure, match=r"Proxy\.NotFound"):
        proxy(runtime, A, "remove_proxy", delegate=B, proxy_type=ProxyType.Any, delay=0)
    proxy(runtime, A, "remove_proxies")
    assert books(runtime) == (10 * TAO, 0)


def test_no_more_than_twenty_proxies() -> None:
    runtime = proxied(*list(ProxyType))
    for delay in (1, 2):
        proxy(runtime, A, "add_proxy", delegate=B, proxy_type=ProxyType.Any, delay=delay)
    with pytest.raises(DispatchFailure, match=r"Proxy\.TooMany"):
        proxy(runtime, A, "add_proxy", delegate=B, proxy_type=ProxyType.Any, delay=3)


def test_the_filter_holds_inside_what_the_proxy_calls() -> None:
    runtime = proxied(ProxyType.NonTransfer)
    filtered = DispatchError.Module
    assert act(runtime, pay(runtime, TAO)).value.variant is filtered
    batch = runtime.call("Utility", "batch", calls=[pay(runtime, TAO)])
    assert act(runtime, batch).name == "Ok"
    assert names(runtime)[-2:] == ["Utility.BatchInterrupted", "Proxy.ProxyExecuted"]
    derivative = runtime.call("Utility", "as_derivative", index=0, call=pay(runtime, TAO))
    assert act(runtime, derivative).value.variant is filtered
    assert runtime.pallet(Balances).free(C) == 10 * TAO


SMALL, LARGE = 499_999_999, 500_000_000
STAKING = {"hotkey": B, "netuid": 1}
CASES: list[tuple[ProxyType, str, str, dict[str, Any], bool]] = [
    (ProxyType.Transfer, "Balances", "transfer_keep_alive", {"dest": C, "value": LARGE}, True),
    (ProxyType.SmallTransfer, "Balances", "transfer_keep_alive", {"dest": C, "value": SMALL}, True),
    (ProxyType.SmallTransfer, "Balances", "transfer_keep_alive", {"dest": C, "value": LARGE}, False),
    (ProxyType.SmallTransfer, "Balances", "transfer_all", {"dest": C, "keep_alive": True}, False),
    (ProxyType.NonFungible, "SubtensorModule", "add_stake", STAKING | {"amount_staked": TAO}, False),
    (ProxyType.NonFungible, "System", "remark", {"remark": b""}, True),
    (ProxyType.Staking, "SubtensorModule", "add_stake", STAKING | {"amount_staked": TAO}, True),
    (ProxyType.Staking, "SubtensorModule", "burned_register", {"netuid": 1, "hotkey": B}, False),
    (ProxyType.Registration, "SubtensorModule", "burned_register", {"netuid": 1, "hotkey": B}, True),
    (ProxyType.NonCritical, "SubtensorModule", "burned_register", {"netuid": 1, "hotkey": B}, False),
    (ProxyType.NonCritical, "Balances", "transfer_keep_alive", {"dest": C, "value": 1}, True),
    (ProxyType.Owner, "AdminUtils", "sudo_set_immunity_period", {"netuid": 1, "immunity_period": 1}, True),
    (ProxyType.Owner, "Sudo", "remove_key", {}, False),
    (ProxyType.Senate, "System", "remark", {"remark": b""}, False),
]


@pytest.mark.parametrize(("kind", "pallet", "function", "args", "allowed"), CASES)
def test_each_kind_of_proxy_may_make_its_calls(
    kind: ProxyType, pallet: str, function: str, args: dict[str, Any], allowed: bool
) -> None:
    assert kind.allows(world().call(pallet, function, **args)) is allowed


def test_a_proxy_cannot_gain_rights_it_does_not_have() -> None:
    runtime = proxied(ProxyType.NonTransfer)
    for kind, allowed in ((ProxyType.Staking, "Ok"), (ProxyType.Transfer, "Err"), (ProxyType.Any, "Err")):
        add = runtime.call("Proxy", "add_proxy", delegate=C, proxy_type=kind, delay=0)
        assert act(runtime, add).name == allowed, kind
    assert act(runtime, runtime.call("Proxy", "remove_proxies")).name == "Err"


def test_a_delayed_proxy_must_announce() -> None:
    runtime = proxied(ProxyType.Any, delay=5)
    call = pay(runtime, TAO)
    with pytest.raises(DispatchFailure, match=r"Proxy\.Unannounced"):
        act(runtime, call)
    proxy(runtime, B, "announce", real=A, call_hash=call.hash)
    assert runtime.pallet(Balances).data_of(B).reserved == 36_000_000 + 68_000_000
    announced = {"delegate": B, "real": A, "force_proxy_type": None, "call": call}
    runtime.run_to(4)
    with pytest.raises(DispatchFailure, match=r"Proxy\.Unannounced"):
        proxy(runtime, C, "proxy_announced", **announced)
    runtime.run_to(5)
    proxy(runtime, C, "proxy_announced", **announced)
    assert runtime.events[-1]["result"].name == "Ok"
    assert runtime.pallet(Balances).free(C) == 11 * TAO
    assert runtime.pallet(Balances).data_of(B).reserved == 0
    with pytest.raises(DispatchFailure, match=r"Proxy\.Unannounced"):
        proxy(runtime, C, "proxy_announced", **announced)


def test_announcements_are_withdrawn_by_either_side() -> None:
    runtime = proxied(ProxyType.Any, delay=5)
    with pytest.raises(DispatchFailure, match=r"Proxy\.NotProxy"):
        proxy(runtime, C, "announce", real=A, call_hash=bytes(32))
    for number in range(2):
        proxy(runtime, B, "announce", real=A, call_hash=bytes([number]) * 32)
    proxy(runtime, B, "remove_announcement", real=A, call_hash=bytes(32))
    proxy(runtime, A, "reject_announcement", delegate=B, call_hash=bytes([1]) * 32)
    assert B not in runtime.pallet(Proxy).Announcements
    with pytest.raises(DispatchFailure, match=r"Proxy\.NotFound"):
        proxy(runtime, A, "reject_announcement", delegate=B, call_hash=bytes(32))


def test_a_pure_account_lives_by_its_proxy_and_dies_by_its_own_hand() -> None:
    runtime = world(a=10 * TAO, b=10 * TAO, c=10 * TAO)
    proxy(runtime, B, "create_pure", proxy_type=ProxyType.Any, delay=0, index=7)
    pure: bytes = runtime.events[-1]["pure"]
    with pytest.raises(DispatchFailure, match=r"Proxy\.Duplicate"):
        proxy(runtime, B, "create_pure", proxy_type=ProxyType.Any, delay=0, index=7)
    do(runtime, A, "transfer_keep_alive", dest=pure, value=5 * TAO)
    assert act(runtime, pay(runtime, TAO), real=pure).name == "Ok"
    birth = {"spawner": B, "proxy_type": ProxyType.Any, "index": 7, "height": 0, "ext_index": 0}
    with pytest.raises(DispatchFailure, match=r"Proxy\.NoPermission"):
        proxy(runtime, A, "kill_pure", **birth)
    assert act(runtime, runtime.call("Proxy", "kill_pure", **birth), real=pure).name == "Ok"
    assert runtime.pallet(Balances).data_of(B).reserved == 0
    with pytest.raises(DispatchFailure, match=r"Proxy\.NotProxy"):
        act(runtime, pay(runtime, TAO), real=pure)


def test_poking_an_old_deposit_is_free() -> None:
    runtime = proxied(ProxyType.Any)
    pallet = runtime.pallet(Proxy)
    call = runtime.call("Proxy", "poke_deposit")
    assert runtime.dispatch(call, Origin.signed(A)).pays_fee is True
    kept, deposit = pallet.Proxies[A]
    pallet.Proxies[A] = (kept, deposit - 1)
    assert runtime.dispatch(call, Origin.signed(A)).pays_fee is False
    assert runtime.events[-1]["new_deposit"] == deposit
    assert pallet.Proxies[A][1] == deposit


def submit(node: Node, *extrinsics: bytes) -> list[tuple[str, str, dict[str, Any]]]:
    for extrinsic in extrinsics:
        node.submit(extrinsic)
    node.new_block()
    return events(node)


def fee_of(found: list[tuple[str, str, dict[str, Any]]]) -> tuple[str, int]:
    paid = [fields for _, name, fields in found if name == "TransactionFeePaid"]
    return paid[-1]["who"], paid[-1]["actual_fee"]


def test_the_real_account_pays_when_it_agreed_to() -> None:
    node = small_node()
    add = ("Proxy", "add_proxy", {"delegate": BOB.ss58_address, "proxy_type": "Any", "delay": 0})
    submit(node, signed(node, ALICE, add))
    inner = {"Balances": {"transfer_keep_alive": {"dest": CHARLIE.ss58_address, "value": TAO}}}
    as_alice = ("Proxy", "proxy", {"real": ALICE.ss58_address, "force_proxy_type": None, "call": inner})
    payer, fee = fee_of(submit(node, signed(node, BOB, as_alice)))
    assert payer == BOB.ss58_address
    agree = ("Proxy", "set_real_pays_fee", {"delegate": BOB.ss58_address, "pays_fee": True})
    submit(node, signed(node, ALICE, agree))
    before = free(node, BOB)
    assert fee_of(submit(node, signed(node, BOB, as_alice))) == (ALICE.ss58_address, fee)
    assert free(node, BOB) == before
    assert free(node, CHARLIE) == 2 * TAO


def test_the_fee_is_pushed_through_nested_proxies_and_batches() -> None:
    runtime = world(a=10 * TAO, b=10 * TAO, c=10 * TAO)
    pallet = runtime.pallet(Proxy)

    def as_(real: bytes, call: Call) -> Call:
        return runtime.call("Proxy", "proxy", real=real, force_proxy_type=None, call=call)

    def batch(*calls: Call) -> Call:
        return runtime.call("Utility", "batch_all", calls=list(calls))

    pallet.RealPaysFee[B, C] = ()
    pallet.RealPaysFee[A, B] = ()
    plain = pay(runtime, 1)
    for call, payer in (
        (plain, None),
        (as_(A, plain), None),
        (as_(B, plain), B),
        (as_(B, as_(A, plain)), A),
        (as_(B, as_(C, plain)), B),
        (as_(B, batch(as_(A, plain), as_(A, plain))), A),
        (as_(B, batch(as_(A, plain), plain)), B),
        (as_(B, batch()), B),
    ):
        assert pallet.fee_payer(C, call) == payer


def test_a_proxy_of_a_free_call_is_free() -> None:
    runtime = proxied(ProxyType.Any)
    free_call = runtime.call("SubtensorModule", "set_weights", netuid=1, dests=[], weights=[], version_key=0)
    call = runtime.call("Proxy", "proxy", real=A, force_proxy_type=None, call=free_call)
    assert not free_call.pays
    assert runtime.pallet(TransactionPayment).fee(call, 100, 0) == 0
