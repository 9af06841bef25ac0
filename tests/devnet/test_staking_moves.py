"""Moving stake: within a subnet by hand, between subnets by two trades and one fee."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tests.devnet.founding import ALICE, AUTHOR, BOB, HOT, TAO, World, key

OTHER = key("other-hot")


def two_subnets() -> World:
    """Two subnets, two hotkeys of Bob's, and Alice with 100 alpha on the first of each."""
    made = World()
    made.subnet()
    made.subnet(tao=500 * TAO, alpha=1_000 * TAO)
    made.neuron(1, BOB, HOT)
    made.neuron(1, BOB, OTHER)
    made.stake(HOT, ALICE, 1, 100 * TAO)
    made.stake(HOT, ALICE, ROOT, 100 * TAO)
    return made


@pytest.fixture
def world() -> World:
    """A fresh copy."""
    return two_subnets()


def move(**changes: Any) -> dict[str, Any]:
    """Arguments of `move_stake` from HOT to OTHER on subnet 1."""
    return {
        "origin_hotkey": HOT,
        "destination_hotkey": OTHER,
        "origin_netuid": 1,
        "destination_netuid": 1,
        "alpha_amount": 40 * TAO,
    } | changes


def test_move_within_a_subnet_costs_nothing(world: World) -> None:
    """Shares change hands, the pool does not notice. 40 alpha at 0.1 are 4 TAO, less binary truncation."""
    world.call(ALICE, "move_stake", **move())
    assert stake_of(world.chain, HOT, ALICE, 1) == 60 * TAO
    assert stake_of(world.chain, OTHER, ALICE, 1) == 40 * TAO
    assert world.chain.SubnetTAO[1] == 1_000 * TAO
    assert world.events("StakeMoved") == [(ALICE, HOT, 1, OTHER, 1, 4 * TAO - 1)]
    assert world.chain.Delegates[OTHER] == 11_796
    world.check_books()


def test_move_between_subnets_pays_one_fee(world: World) -> None:
    """The sale pays, the purchase does not."""
    world.call(ALICE, "move_stake", **move(destination_netuid=2))
    removed, added = world.events("StakeRemoved")[0], world.events("StakeAdded")[0]
    assert removed[5] == 20_141_908
    assert added[5] == 0
    assert added[2] == removed[2]
    assert stake_of(world.chain, OTHER, ALICE, 2) == 1_000 * TAO * added[2] // (500 * TAO + added[2])
    world.check_books()


def test_move_from_root_pays_its_fee_on_the_purchase(world: World) -> None:
    """Root has no fee to charge: floor(1e10 * 33 / 65535) on the way in, to the author."""
    world.call(
        ALICE, "swap_stake", hotkey=HOT, origin_netuid=ROOT, destination_netuid=2, alpha_amount=10 * TAO
    )
    assert world.events("StakeRemoved")[0][5] == 0
    assert world.events("StakeAdded")[0][5] == 5_035_477
    assert world.balances.free(AUTHOR) == 10_000 * TAO + 5_035_477
    assert world.events("StakeSwapped") == [(ALICE, HOT, ROOT, 2, 10 * TAO)]
    world.check_books()


def test_transfer_gives_stake_to_another_coldkey(world: World) -> None:
    """Bob's position appears, Alice's shrinks."""
    give = {"destination_coldkey": BOB, "hotkey": HOT, "alpha_amount": 25 * TAO}
    world.call(ALICE, "transfer_stake", **give, origin_netuid=1, destination_netuid=1)
    assert (stake_of(world.chain, HOT, ALICE, 1), stake_of(world.chain, HOT, BOB, 1)) == (75 * TAO, 25 * TAO)
    world.call(ALICE, "transfer_stake", **give, origin_netuid=1, destination_netuid=2)
    assert stake_of(world.chain, HOT, BOB, 2) > 0
    assert world.balances.free(BOB) == 10_000 * TAO
    world.check_books()


def test_a_subnet_may_forbid_transfers(world: World) -> None:
    """But not moves."""
    world.chain.TransferToggle[1] = False
    world.fails(
        "SubtensorModule.TransferDisallowed", ALICE, "transfer_stake",
        destination_coldkey=BOB, hotkey=HOT, alpha_amount=TAO, origin_netuid=1, destination_netuid=1,
    )  # fmt: skip
    world.call(ALICE, "move_stake", **move())


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        ("SameNetuid", {"destination_hotkey": HOT}),
        ("SubnetNotExists", {"destination_netuid": 7}),
        ("HotKeyAccountNotExists", {"destination_hotkey": key("nobody")}),
        ("AmountTooLow", {"alpha_amount": 10_000_000, "destination_netuid": 2}),
        ("AmountTooLow", {"alpha_amount": 999_999}),
    ],
)
def test_refused_moves(world: World, error: str, changes: dict[str, Any]) -> None:
    """The chain's own errors."""
    world.fails(f"SubtensorModule.{error}", ALICE, "move_stake", **move(**changes))


def test_swap_limit_is_a_ratio_of_prices(world: World) -> None:
    """Prices 0.1 and 0.5: the ratio is 0.2, and cannot be asked to be better."""
    order = {"hotkey": HOT, "origin_netuid": 1, "destination_netuid": 2, "alpha_amount": 50 * TAO}
    # Nothing can be moved at all at a limit above the ratio.
    world.fails(
        "SubtensorModule.SlippageTooHigh", ALICE, "swap_stake_limit",
        **order, limit_price=200_000_001, allow_partial=False,
    )  # fmt: skip
    # alpha2*t1/(t1+t2)/limit - alpha1*t2/(t1+t2) = 666.67/limit - 3333.33: nothing at 0.2, 16.75 at 0.199.
    world.call(ALICE, "swap_stake_limit", **order, limit_price=199_000_000, allow_partial=True)
    moved = 100 * TAO - stake_of(world.chain, HOT, ALICE, 1)
    assert moved == 16_750_418_760
    world.check_books()


LIMITED = ("add_stake_limit", "remove_stake_limit", "swap_stake_limit", "remove_stake_full_limit")

operations = st.lists(
    st.tuples(
        st.sampled_from(
            ["add_stake", "remove_stake", "swap_stake", "move_stake", "transfer_stake", *LIMITED]
        ),
        st.sampled_from([ALICE, BOB]),
        st.sampled_from([0, 1, 2]),
        st.sampled_from([0, 1, 2]),
        st.integers(1, 2_000 * TAO),
    ),
    max_size=14,
)


def trade(function: str, who: bytes, netuid: int, other: int, amount: int) -> dict[str, Any]:
    """Arguments of any trade; limits that cut it short or stop it come from the amount as well."""
    ends = {"origin_netuid": netuid, "destination_netuid": other, "alpha_amount": amount}
    limit = {"limit_price": 50_000_000 + amount % (2 * TAO), "allow_partial": bool(amount % 2)}
    place = {"hotkey": HOT, "netuid": netuid}
    full = {**place, "limit_price": limit["limit_price"]}
    found: dict[str, dict[str, Any]] = {
        "add_stake": {**place, "amount_staked": amount},
        "add_stake_limit": {**place, "amount_staked": amount, **limit},
        "remove_stake": {**place, "amount_unstaked": amount},
        "remove_stake_limit": {**place, "amount_unstaked": amount, **limit},
        "remove_stake_full_limit": full if amount % 3 else {**full, "limit_price": None},
        "swap_stake": {"hotkey": HOT, **ends},
        "swap_stake_limit": {"hotkey": HOT, **ends, **limit},
        "move_stake": move(**ends),
        "transfer_stake": {"hotkey": HOT, "destination_coldkey": BOB if who == ALICE else ALICE, **ends},
    }
    return found[function]


@settings(max_examples=60)
@given(operations)
def test_no_sequence_of_operations_loses_a_rao(steps: list[tuple[str, bytes, int, int, int]]) -> None:
    """Whatever people do, pots match pools, issuance matches accounts, and alpha out covers the positions.

    A purchase cut short by its limit leaves at most a rao of rounding in the pot.
    """
    world = two_subnets()
    cut = 0
    for function, who, netuid, other, amount in steps:
        try:
            world.call(who, function, **trade(function, who, netuid, other, amount))
        except DispatchFailure:
            continue
        cut += function == "add_stake_limit"
    left = sum(world.balances.free(subnet_account(n)) - world.chain.SubnetTAO[n] for n in (ROOT, 1, 2))
    assert 0 <= left <= cut
    world.check_books(unspent=left)
    for netuid in (1, 2):
        staked = sum(v for (_, n), v in world.chain.TotalHotkeyAlpha.items() if n == netuid)
        assert staked == world.chain.SubnetAlphaOut[netuid]
