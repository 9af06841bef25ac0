"""Root dividends: what they come to, how they are claimed, and who claims in turn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.devnet.pallets.subtensor import claims
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.subnets import dissolve
from tao_tui.devnet.pallets.subtensor.types import RootClaimType
from tests.devnet.founding import ALICE, BOB, HOT, TAO, World

KEEP = RootClaimType.Keep()


@pytest.fixture
def world() -> World:
    """Alice has 300 and Bob 100 root TAO on Bob's hotkey, which has earned 40 alpha: a tenth a TAO."""
    return earned(World())


def earned(made: World) -> World:
    made.subnet()
    made.neuron(1, BOB, HOT)
    made.stake(HOT, ALICE, ROOT, 300 * TAO)
    made.stake(HOT, BOB, ROOT, 100 * TAO)
    claims.credit(made.chain, HOT, 1, 40 * TAO)
    made.chain.SubnetAlphaOut[1] += 40 * TAO
    return made


def due(world: World, who: bytes) -> int:
    return claims.owed(world.chain, HOT, who, 1) >> 32


def claim(world: World, who: bytes) -> None:
    world.call(who, "claim_root", subnets=frozenset({1}))


def near(amount: int, wanted: int) -> bool:
    """Rates have 32 binary digits: less than 100 rao in 400 TAO are lost."""
    return wanted - 100 <= amount <= wanted


def test_everybody_is_owed_in_proportion(world: World) -> None:
    assert near(due(world, ALICE), 30 * TAO)
    assert near(due(world, BOB), 10 * TAO)


def test_a_claim_is_sold_for_root_stake_unless_the_alpha_is_wanted(world: World) -> None:
    owed = due(world, ALICE)
    tao = 1_000 * TAO * owed // (10_000 * TAO + owed)
    claim(world, ALICE)
    assert abs(stake_of(world.chain, HOT, ALICE, ROOT) - 300 * TAO - tao) <= 1
    assert world.events("RootClaimed") == [(ALICE,)]
    assert due(world, ALICE) == 0
    world.call(BOB, "set_root_claim_type", new_root_claim_type=KEEP)
    assert world.events("RootClaimTypeSet") == [(BOB, KEEP)]
    owed = due(world, BOB)
    claim(world, BOB)
    assert stake_of(world.chain, HOT, BOB, 1) == owed
    assert stake_of(world.chain, HOT, BOB, ROOT) == 100 * TAO
    world.check_books()


def test_alpha_is_kept_on_chosen_subnets(world: World) -> None:
    kind = RootClaimType.KeepSubnets(frozenset({2}))
    world.call(ALICE, "set_root_claim_type", new_root_claim_type=kind)
    claim(world, ALICE)
    assert stake_of(world.chain, HOT, ALICE, 1) == 0
    world.call(BOB, "set_root_claim_type", new_root_claim_type=RootClaimType.KeepSubnets(frozenset({1})))
    claim(world, BOB)
    assert near(stake_of(world.chain, HOT, BOB, 1), 10 * TAO)


def test_new_root_stake_has_no_part_in_the_past_and_leaving_keeps_it(world: World) -> None:
    before = due(world, ALICE), due(world, BOB)
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=ROOT, amount_staked=500 * TAO)
    assert before[0] - 100 <= due(world, ALICE) <= before[0] + 100
    assert due(world, BOB) == before[1]
    world.call(BOB, "remove_stake", hotkey=HOT, netuid=ROOT, amount_unstaked=40 * TAO)
    assert near(due(world, BOB), 6 * TAO)


def test_small_claims_wait(world: World) -> None:
    world.chain.RootClaimableThreshold[1] = 31 * TAO << 32
    claim(world, ALICE)
    assert near(due(world, ALICE), 30 * TAO)


def test_more_alpha_than_root_stake_goes_to_the_hotkeys_owner(world: World) -> None:
    claims.credit(world.chain, HOT, 1, 400 * TAO + 1)
    assert stake_of(world.chain, HOT, BOB, 1) == 400 * TAO + 1
    assert near(due(world, ALICE), 30 * TAO)


def test_coldkeys_take_turns(world: World) -> None:
    chain = world.chain
    assert chain.StakingColdkeysByIndex.items() == [(0, ALICE), (1, BOB)]
    chain.NumRootClaim.value = 2
    claims.claim_in_turn(chain, bytes(32))
    assert due(world, ALICE) == 0 < due(world, BOB)
    claims.claim_in_turn(chain, bytes(15) + b"\x01" + bytes(16))
    assert due(world, BOB) == 0
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=ROOT, amount_unstaked=400 * TAO)
    assert chain.StakingColdkeysByIndex.items() == [(0, BOB)]
    assert chain.StakingColdkeys.items() == [(BOB, 0)]
    assert chain.NumStakingColdkeys.value == 1


def test_a_dissolved_subnet_owes_nothing(world: World) -> None:
    claim(world, ALICE)
    dissolve(world.chain, 1)
    assert world.chain.RootClaimable[HOT] == {}
    assert not world.chain.RootClaimed.items()


@pytest.mark.parametrize(
    ("error", "function", "args"),
    [
        ("InvalidSubnetNumber", "claim_root", {"subnets": frozenset()}),
        ("InvalidSubnetNumber", "claim_root", {"subnets": frozenset(range(6))}),
        (
            "InvalidSubnetNumber",
            "set_root_claim_type",
            {"new_root_claim_type": RootClaimType.KeepSubnets(frozenset())},
        ),
    ],
)
def test_refusals(world: World, error: str, function: str, args: dict[str, Any]) -> None:
    world.fails(f"SubtensorModule.{error}", ALICE, function, **args)


steps = st.lists(
    st.tuples(
        st.sampled_from(["earn", "claim", "add", "remove"]),
        st.sampled_from([ALICE, BOB]),
        st.integers(1, 200 * TAO),
    ),
    max_size=15,
)


@settings(max_examples=40)
@given(steps)
def test_nobody_can_claim_more_than_was_earned(what: list[tuple[str, bytes, int]]) -> None:
    """Whatever stakers do, claimed and owed alpha stays within what root stake was given, and books hold."""
    world = earned(World())
    chain = world.chain
    given_out, claimed = 40 * TAO, 0
    for who in (ALICE, BOB):
        world.call(who, "set_root_claim_type", new_root_claim_type=KEEP)
    for step, who, amount in what:
        if step == "earn":
            alpha = min(amount, chain.TotalHotkeyAlpha[HOT, ROOT])
            claims.credit(chain, HOT, 1, alpha)
            chain.SubnetAlphaOut[1] += alpha
            given_out += alpha
        elif step == "claim":
            before = stake_of(chain, HOT, who, 1)
            claim(world, who)
            claimed += stake_of(chain, HOT, who, 1) - before
        elif step == "add" and amount > TAO:
            world.call(who, "add_stake", hotkey=HOT, netuid=ROOT, amount_staked=amount)
        elif step == "remove" and (held := stake_of(chain, HOT, who, ROOT)) > TAO:
            taken = min(amount, held - TAO) + TAO
            world.call(who, "remove_stake", hotkey=HOT, netuid=ROOT, amount_unstaked=taken)
    still_owed = sum(max(0, due(world, who)) for who in (ALICE, BOB))
    assert claimed + still_owed <= given_out + 2 * len(what)
    world.check_books()
