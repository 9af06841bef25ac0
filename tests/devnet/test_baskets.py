"""Root baskets as newer clients ask for them: nobody has one, until somebody's storage says otherwise."""

from __future__ import annotations

import pytest

from tao_tui.devnet.pallets.subtensor import baskets
from tao_tui.devnet.pallets.subtensor.market import quote_sale
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, codec_of, u64
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, TAO, World


@pytest.fixture
def world() -> World:
    world = World()
    world.subnet()
    world.neuron(ROOT, OWNER, HOT)
    world.stake(HOT, ALICE, ROOT, 30 * TAO)
    world.stake(HOT, BOB, ROOT, 10 * TAO)
    return world


def ask(world: World, method: str, *accounts: bytes) -> bytes:
    return world.runtime.call_api(f"BetaBasketRuntimeApi_{method}", b"".join(accounts))


def number(data: bytes) -> int:
    return int.from_bytes(data, "little")


def test_without_a_basket_nobody_is_owed_anything(world: World) -> None:
    assert number(ask(world, "get_root_basket_owed", ALICE)) == 0
    assert ask(world, "get_root_basket_positions", ALICE) == b"\x00"
    assert ask(world, "get_validator_basket", HOT) == b"\x00"
    assert number(ask(world, "get_root_basket_total_nav")) == 0


def test_a_basket_is_owed_by_shares_and_worth_what_it_would_fetch(world: World) -> None:
    world.stake(HOT, baskets.ESCROW, 1, 100 * TAO)
    world.stake(HOT, baskets.ESCROW, ROOT, 5 * TAO)
    world.chain.BasketShares[HOT] = 16 * TAO
    world.chain.BasketRate[HOT] = (2 << 32) // 5
    world.chain.BasketClaimed[HOT, BOB] = TAO
    sold = quote_sale(world.chain, 1, 100 * TAO).paid_out
    held = codec_of(Vec[tuple[NetUid, u64, u64]]).decode(ask(world, "get_validator_basket", HOT))
    assert sorted(held) == [(ROOT, 5 * TAO, 5 * TAO), (1, 100 * TAO, sold)]
    worth = 5 * TAO + sold
    assert number(ask(world, "get_validator_basket_nav", HOT)) == worth
    assert number(ask(world, "get_root_basket_total_nav")) == worth
    for who, shares in ((ALICE, 12 * TAO), (BOB, 3 * TAO)):
        positions = ask(world, "get_root_basket_positions", who)
        [(hotkey, owed, payout)] = codec_of(Vec[tuple[AccountId, u64, u64]]).decode(positions)
        assert hotkey == HOT
        assert owed == pytest.approx(shares, abs=8)
        assert payout == worth * owed // (16 * TAO)
        assert number(ask(world, "get_basket_payout", HOT, who)) == payout
        assert number(ask(world, "get_root_basket_owed", who)) == payout
