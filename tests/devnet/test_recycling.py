"""Giving alpha up: what leaves the position, what leaves issuance, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tests.devnet.founding import ALICE, AUTHOR, BOB, HOT, TAO, World, key


@pytest.fixture
def world() -> World:
    """Alice holds 10 alpha on Bob's hotkey."""
    made = World()
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.stake(HOT, ALICE, 1, 10 * TAO)
    return made


def test_recycled_alpha_leaves_issuance_and_burned_alpha_does_not(world: World) -> None:
    world.call(ALICE, "recycle_alpha", hotkey=HOT, amount=4 * TAO, netuid=1)
    assert world.chain.SubnetAlphaOut[1] == 6 * TAO
    assert world.events("AlphaRecycled") == [(ALICE, HOT, 4 * TAO, 1)]
    world.call(ALICE, "burn_alpha", hotkey=HOT, amount=100 * TAO, netuid=1)
    assert world.chain.SubnetAlphaOut[1] == 6 * TAO
    assert world.events("AlphaBurned") == [(ALICE, HOT, 6 * TAO, 1)]
    assert stake_of(world.chain, HOT, ALICE, 1) == 0


def test_stake_bought_to_be_burned(world: World) -> None:
    """The TAO lifts the price; the alpha it bought belongs to nobody."""
    world.call(ALICE, "add_stake_burn", hotkey=HOT, netuid=1, amount=TAO, limit=None)
    alpha = 10_000 * TAO * 999_496_453 // (1_000 * TAO + 999_496_453)
    assert world.events("AddStakeBurn") == [(1, HOT, TAO, alpha)]
    assert stake_of(world.chain, HOT, ALICE, 1) == 10 * TAO
    assert world.chain.SubnetAlphaOut[1] == 10 * TAO + alpha
    assert world.balances.free(AUTHOR) == 10_000 * TAO + 503_547
    order: dict[str, Any] = {"hotkey": HOT, "netuid": 1, "amount": 500 * TAO, "limit": 121_000_000}
    world.fails("SubtensorModule.SlippageTooHigh", ALICE, "add_stake_burn", **order)
    world.check_books()


@pytest.mark.parametrize("function", ["recycle_alpha", "burn_alpha"])
@pytest.mark.parametrize(
    ("error", "changed"),
    [
        ("SubnetNotExists", {"netuid": 9}),
        ("CannotBurnOrRecycleOnRootSubnet", {"netuid": 0}),
        ("HotKeyAccountNotExists", {"hotkey": key("nobody")}),
    ],
)
def test_refusals(world: World, function: str, error: str, changed: dict[str, Any]) -> None:
    args = {"hotkey": HOT, "amount": TAO, "netuid": 1} | changed
    world.fails(f"SubtensorModule.{error}", ALICE, function, **args)
