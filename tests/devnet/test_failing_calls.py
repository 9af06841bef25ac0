"""Whatever fails leaves nothing behind: random calls on the demo world, undone to the last key."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.devnet.cast.accounts import ALICE, DEMO, DEMO_HOTKEY
from tao_tui.devnet.cast.people import operators
from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.system import System
from tests.devnet.signing import BOB, events, runtime_of, signed, small_node, transfer
from tests.devnet.worldly import world

ACCOUNTS = st.sampled_from(
    [ALICE.public_key, DEMO.public_key, DEMO_HOTKEY.public_key, operators()[0].hot.public_key, bytes(32)]
)
NETUIDS = st.integers(0, 9)
AMOUNTS = st.one_of(st.integers(0, 10**13), st.just((1 << 64) - 1))
ORIGINS = st.one_of(st.just(Origin.root()), st.just(Origin.none()), ACCOUNTS.map(Origin.signed))
STAKING: dict[str, Any] = {"hotkey": ACCOUNTS, "netuid": NETUIDS}
LIMITED: dict[str, Any] = {"limit_price": AMOUNTS, "allow_partial": st.booleans()}
U16S = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 65_535)), max_size=9)
MECHANISM: dict[str, Any] = {"netuid": NETUIDS, "mecid": st.one_of(st.integers(0, 2), st.integers(0, 255))}
REPLACED: dict[str, Any] = {"hotkey": ACCOUNTS, "new_hotkey": ACCOUNTS, "netuid": st.none() | NETUIDS}
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("Balances", "transfer_keep_alive", {"dest": ACCOUNTS, "value": AMOUNTS}),
    ("Balances", "transfer_allow_death", {"dest": ACCOUNTS, "value": AMOUNTS}),
    ("Balances", "transfer_all", {"dest": ACCOUNTS, "keep_alive": st.booleans()}),
    ("SubtensorModule", "add_stake", {**STAKING, "amount_staked": AMOUNTS}),
    ("SubtensorModule", "add_stake_limit", {**STAKING, "amount_staked": AMOUNTS, **LIMITED}),
    ("SubtensorModule", "remove_stake", {**STAKING, "amount_unstaked": AMOUNTS}),
    ("SubtensorModule", "remove_stake_limit", {**STAKING, "amount_unstaked": AMOUNTS, **LIMITED}),
    ("SubtensorModule", "unstake_all_alpha", {"hotkey": ACCOUNTS}),
    ("SubtensorModule", "burned_register", STAKING),
    ("SubtensorModule", "register_limit", {**STAKING, "limit_price": AMOUNTS}),
    ("SubtensorModule", "root_register", {"hotkey": ACCOUNTS}),
    ("SubtensorModule", "register_network", {"hotkey": ACCOUNTS}),
    ("SubtensorModule", "lock_stake", {**STAKING, "amount": AMOUNTS}),
    ("SubtensorModule", "move_lock", {"destination_hotkey": ACCOUNTS, "netuid": NETUIDS}),
    ("SubtensorModule", "set_perpetual_lock", {"netuid": NETUIDS, "enabled": st.booleans()}),
    ("SubtensorModule", "recycle_alpha", {**STAKING, "amount": AMOUNTS}),
    ("SubtensorModule", "burn_alpha", {**STAKING, "amount": AMOUNTS}),
    ("SubtensorModule", "add_stake_burn", {**STAKING, "amount": AMOUNTS, "limit": st.none() | AMOUNTS}),
    ("SubtensorModule", "swap_hotkey", REPLACED),
    ("SubtensorModule", "swap_hotkey_v2", {**REPLACED, "keep_stake": st.booleans()}),
    (
        "SubtensorModule",
        "set_mechanism_weights",
        {**MECHANISM, "dests": U16S, "weights": U16S, "version_key": AMOUNTS},
    ),
    ("SubtensorModule", "commit_mechanism_weights", {**MECHANISM, "commit_hash": ACCOUNTS}),
    (
        "SubtensorModule",
        "reveal_mechanism_weights",
        {**MECHANISM, "uids": U16S, "values": U16S, "salt": U16S, "version_key": AMOUNTS},
    ),
    ("AdminUtils", "sudo_set_mechanism_count", {"netuid": NETUIDS, "mechanism_count": st.integers(0, 255)}),
    ("AdminUtils", "sudo_set_mechanism_emission_split", {"netuid": NETUIDS, "maybe_split": st.none() | U16S}),
    ("Sudo", "set_key", {"new": ACCOUNTS}),
]


@cache
def demo() -> Runtime:
    return world("small").runtime


@st.composite
def simple_calls(draw: st.DrawFn) -> Call:
    pallet, function, strategies = draw(st.sampled_from(CALLS))
    return demo().call(pallet, function, **{name: draw(strategy) for name, strategy in strategies.items()})


def batched(calls: list[Call]) -> Call:
    return demo().call("Utility", "batch_all", calls=calls)


ANY_CALL = st.one_of(simple_calls(), st.lists(simple_calls(), min_size=1, max_size=4).map(batched))


def everything(runtime: Runtime) -> dict[bytes, dict[Any, Any]]:
    """All of the state."""
    return {prefix: dict(item.data) for prefix, item in runtime.state.items.items()}


@given(ANY_CALL, ORIGINS)
@settings(max_examples=150)
def test_a_failed_call_changes_no_key_and_deposits_no_event(call: Call, origin: Origin) -> None:
    runtime = demo()
    before, told = everything(runtime), len(runtime.state.events)
    with runtime.layer(discard=True):
        failed = runtime.try_dispatch(call, origin) is not None
        if failed:
            assert everything(runtime) == before
            assert len(runtime.state.events) == told
    assert everything(runtime) == before
    assert not runtime.state.journal


@pytest.mark.parametrize("batch", [False, True])
def test_in_a_block_it_costs_its_fee_and_a_nonce_and_says_so(batch: bool) -> None:
    node: Node = small_node()
    call: Any = transfer(BOB, 10**18)
    if batch:
        good = ("System", "remark_with_event", {"remark": "0x01"})
        compose = runtime_of(node).compose_call
        calls = [bytes(compose(*each)) for each in (good, call)]
        call = bytes(compose("Utility", "batch_all", {"calls": calls}))
    twin = small_node()
    node.submit(signed(node, BOB, call))
    for each in (node, twin):
        each.new_block(1_700_000_000_000)
    who = bytes(BOB.public_key)
    paid = twin.runtime.pallet(Balances).free(who) - node.runtime.pallet(Balances).free(who)
    (fee,) = [fields for pallet, name, fields in events(node) if name == "TransactionFeePaid"]
    assert 0 < paid == fee["actual_fee"]
    assert node.runtime.pallet(System).nonce(who) == 1
    assert [name for _, name, _ in events(node)][-1] == "ExtrinsicFailed"
    assert not [name for _, name, _ in events(node) if name in ("Transfer", "Remarked", "ItemCompleted")]
    ours, theirs = everything(node.runtime), everything(twin.runtime)
    differing = {node.runtime.state.items[prefix].name for prefix in ours if ours[prefix] != theirs[prefix]}
    assert differing <= {"Account", "Events", "EventCount"}
