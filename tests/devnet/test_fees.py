"""What calls cost, who is paid, and what happens when TAO is short and stake is not."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.roles import Withdrawal
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.transaction_payment import TransactionPayment, weight_to_fee
from tests.devnet.founding import ALICE, AUTHOR, BOB, HOT, TAO, World

FEE = 2_000_000
BASE = 54_078
"""The base weight of an extrinsic, 108,157,000, as a fee."""


@pytest.fixture
def world() -> World:
    """Alice has next to no TAO and 10 alpha, worth a tenth of a TAO each, on Bob's hotkey."""
    made = World()
    made.subnet()
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.stake(HOT, ALICE, 1, 10 * TAO)
    made.balances.burn_from(ALICE, 10_000 * TAO - 1_000, keep_alive=True)
    made.runtime.state.events.clear()
    return made


def unstake(world: World, **changed: Any) -> Call:
    args = {"hotkey": HOT, "netuid": 1, "amount_unstaked": TAO} | changed
    return world.runtime.call("SubtensorModule", "remove_stake", **args)


def payment(world: World) -> TransactionPayment:
    return world.runtime.pallet(TransactionPayment)


@pytest.mark.parametrize(
    ("pallet", "function", "args", "ref_time"),
    [
        ("Balances", "transfer_keep_alive", {"dest": BOB, "value": 1}, 39_051_000 + 125_000_000),
        ("Balances", "transfer_all", {"dest": BOB, "keep_alive": True}, 48_209_000 + 125_000_000),
        ("SubtensorModule", "add_stake", {"hotkey": HOT, "netuid": 1, "amount_staked": 1}, 3_064_064_000),
        (
            "SubtensorModule", "unstake_all", {"hotkey": HOT}, 26_830_000 + 6 * 25_000_000,
        ),
        ("System", "remark", {"remark": b""}, None),
    ],
)  # fmt: skip
def test_a_fee_is_base_length_and_weight(
    world: World, pallet: str, function: str, args: dict[str, Any], ref_time: int | None
) -> None:
    call = world.runtime.call(pallet, function, **args)
    weight = weight_to_fee(ref_time or call.weight.ref_time)
    assert payment(world).fee(call, 145, 7) == BASE + 145 + weight + 7


def test_alpha_pays_when_tao_is_short(world: World) -> None:
    """0.002 TAO at a tenth of a TAO an alpha are 0.02 alpha, sold for the author without a swap fee."""
    call = unstake(world)
    payment(world).check(ALICE, call, FEE)
    taken = payment(world).withdraw(ALICE, call, FEE)
    assert taken.rao == 0
    assert stake_of(world.chain, HOT, ALICE, 1) == 10 * TAO - 20_000_000
    tao = world.balances.free(AUTHOR) - 10_000 * TAO
    assert 0 < FEE - tao < 10
    assert world.events("StakeRemoved") == [(ALICE, HOT, tao, 20_000_000, 1, 0)]
    payment(world).settle(ALICE, taken, FEE, 0)
    assert world.events("TransactionFeePaidWithAlpha") == [(ALICE, 1, 20_000_000, tao)]
    assert world.runtime.events[-1].fields == (ALICE, FEE, 0)
    world.check_books()


def test_a_position_worth_less_than_the_fee_keeps_the_call_out_of_the_pool(world: World) -> None:
    """If it came in before its alpha fell in price, all of the position is taken."""
    call = unstake(world)
    worth = TAO
    with pytest.raises(InvalidTransaction, match="Inability to pay"):
        payment(world).check(ALICE, call, worth + 1)
    payment(world).withdraw(ALICE, call, worth + 1)
    assert stake_of(world.chain, HOT, ALICE, 1) == 0


def test_several_subnets_cannot_share_a_fee(world: World) -> None:
    everything = world.runtime.call("SubtensorModule", "unstake_all", hotkey=HOT)
    payment(world).check(ALICE, everything, FEE)
    world.stake(HOT, ALICE, 2, 10 * TAO)
    with pytest.raises(InvalidTransaction, match="Inability to pay"):
        payment(world).check(ALICE, everything, FEE)


def test_other_calls_pay_in_tao_alone(world: World) -> None:
    call = world.runtime.call("Balances", "transfer_keep_alive", dest=BOB, value=1)
    with pytest.raises(InvalidTransaction, match="Inability to pay"):
        payment(world).check(ALICE, call, FEE)
    with pytest.raises(InvalidTransaction, match="Inability to pay"):
        payment(world).withdraw(ALICE, call, FEE)


def test_without_an_author_alpha_pays_nothing(world: World) -> None:
    world.runtime.pallet(Aura).Authorities.value = []
    taken = payment(world).withdraw(ALICE, unstake(world), FEE)
    assert taken.instead is not None
    assert taken.instead.fields == (ALICE, 0, 0, 0)
    assert stake_of(world.chain, HOT, ALICE, 1) == 10 * TAO


def test_an_account_that_died_gets_nothing_back(world: World) -> None:
    """The author has it all, and nobody comes to life for change."""
    dead = b"dead" * 8
    before = world.balances.free(AUTHOR)
    payment(world).settle(dead, Withdrawal(5_000), 3_000, 0)
    assert world.balances.free(AUTHOR) == before + 5_000
    assert world.balances.free(dead) == 0
    assert world.runtime.events[-1].fields == (dead, 3_000, 0)
