"""Whatever people do with their stake, no rao of TAO or alpha appears or is lost but what the chain says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import locks
from tao_tui.devnet.pallets.subtensor.positions import alpha_on, stake_of
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tests.devnet.founding import ALICE, BOB, OWNER, OWNER_HOT, TAO, World, key

HOTKEYS = [key("hot"), key("warm"), key("spare"), OWNER_HOT]
PEOPLE = [ALICE, BOB, OWNER]
NETUIDS = [ROOT, 1, 2]
ROUNDING = len(PEOPLE)
"""Positions are shares rounded down: so many rao at most are with nobody on a hotkey."""

who, hotkey, other = (st.sampled_from(each) for each in (PEOPLE, HOTKEYS, HOTKEYS))
netuid, to_netuid = st.sampled_from(NETUIDS), st.sampled_from(NETUIDS)
amount = st.sampled_from([1, 99, TAO, 5 * TAO, 7 * TAO, 10**18]) | st.integers(TAO, 60 * TAO)
act = st.tuples(st.integers(0, 13), who, hotkey, other, netuid, to_netuid, amount, st.booleans())


def founded() -> World:
    """Three people with some stake everywhere, and a chain old enough for every kind of swap."""
    world = World()
    for _ in (1, 2):
        world.subnet()
    for hot in HOTKEYS[:2]:
        world.neuron(1, BOB, hot)
    for each in NETUIDS:
        for coldkey in PEOPLE:
            for hot in HOTKEYS[:2]:
                world.stake(hot, coldkey, each, 50 * TAO)
    for coldkey in PEOPLE:
        world.call(coldkey, "lock_stake", hotkey=HOTKEYS[0], netuid=1, amount=80 * TAO)
    world.runtime.number = 8_000
    world.chain.TxRateLimit.value = 0
    return world


def do(world: World, step: tuple[Any, ...]) -> None:
    """One person's act; what the chain refuses leaves no trace."""
    kind, who_, hot, new, here, there, many, flag = step
    coldkey = PEOPLE[(PEOPLE.index(who_) + 1) % 3]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("add_stake", {"hotkey": hot, "netuid": here, "amount_staked": many}),
        ("remove_stake", {"hotkey": hot, "netuid": here, "amount_unstaked": many}),
        ("unstake_all", {"hotkey": hot}),
        ("move_stake", {"origin_hotkey": hot, "destination_hotkey": new, "origin_netuid": here,
                        "destination_netuid": there, "alpha_amount": many}),
        ("transfer_stake", {"destination_coldkey": coldkey, "hotkey": hot, "origin_netuid": here,
                            "destination_netuid": there, "alpha_amount": many}),
        ("burn_alpha", {"hotkey": hot, "netuid": here, "amount": many}),
        ("recycle_alpha", {"hotkey": hot, "netuid": here, "amount": many}),
        ("lock_stake", {"hotkey": hot, "netuid": here, "amount": many}),
        ("move_lock", {"destination_hotkey": hot, "netuid": here}),
        ("set_perpetual_lock", {"netuid": here, "enabled": flag}),
        ("set_reject_locked_alpha", {"enabled": flag}),
        ("swap_hotkey", {"hotkey": hot, "new_hotkey": new, "netuid": None if flag else here}),
        ("swap_hotkey_v2", {"hotkey": hot, "new_hotkey": new, "netuid": None if flag else here,
                            "keep_stake": flag}),
    ]  # fmt: skip
    if kind == len(calls):
        world.runtime.number += 1 + many % 500_000
        return
    function, args = calls[kind]
    try:
        if function.startswith("swap_hotkey"):
            who_ = world.chain.Owner.get(hot) or who_
        world.call(who_, function, **args)
    except DispatchFailure:
        return


def check(world: World) -> None:
    """The books of TAO, of alpha, of shares and of locks."""
    world.check_books()
    chain = world.chain
    given_up: Counter[int] = Counter()
    for event in world.events("AlphaBurned"):
        given_up[event[3]] += event[2]
    for each in NETUIDS:
        pools = {hot: chain.TotalHotkeyAlpha[hot, each] for hot in HOTKEYS}
        assert sum(pools.values()) + given_up[each] == chain.SubnetAlphaOut[each]
        for hot, pool in pools.items():
            held = sum(stake_of(chain, hot, coldkey, each) for coldkey in PEOPLE)
            assert pool - ROUNDING <= held <= pool
    assert {(n, hot, cold) for cold, n, hot in chain.Lock.keys()} == set(chain.LockingColdkeys.keys())  # noqa: SIM118
    assert len({key_[:2] for key_ in chain.Lock.data}) == len(chain.Lock)
    for (coldkey, each, _), lock in chain.Lock.items():
        now = locks.locked_now(chain, coldkey, each)
        assert now is not None
        assert now.locked_mass <= lock.locked_mass
        assert now.locked_mass <= alpha_on(chain, coldkey, each) + ROUNDING * len(HOTKEYS)


@settings(max_examples=60)
@given(st.lists(act, min_size=1, max_size=14))
def test_no_sequence_of_acts_makes_or_loses_stake(steps: list[tuple[Any, ...]]) -> None:
    world = founded()
    check(world)
    for step in steps:
        do(world, step)
        check(world)
