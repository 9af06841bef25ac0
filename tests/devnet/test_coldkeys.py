"""Coldkey swaps: announced, disputed, cleared and made, and what an account may do meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.pallets.subtensor import claims
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import ChainIdentityV2
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key

NEW = key("new")
DELAY, AGAIN = 10, 5


@pytest.fixture
def world() -> World:
    """Waits of 10 and 5 blocks instead of days."""
    made = World()
    made.subnet()
    made.chain.ColdkeySwapAnnouncementDelay.value = DELAY
    made.chain.ColdkeySwapReannouncementDelay.value = AGAIN
    return made


def announce(world: World, who: bytes = ALICE, new: bytes = NEW) -> None:
    world.call(who, "announce_coldkey_swap", new_coldkey_hash=blake2_256(new))


def as_root(world: World, function: str, **args: Any) -> None:
    world.runtime.dispatch(world.runtime.call("SubtensorModule", function, **args), Origin.root())


def test_everything_goes_to_the_new_coldkey(world: World) -> None:
    chain = world.chain
    world.neuron(1, OWNER, HOT)
    world.stake(HOT, OWNER, 1, 7 * TAO)
    world.stake(HOT, OWNER, ROOT, 5 * TAO)
    claims.credit(chain, HOT, 1, TAO)
    chain.IdentitiesV2[OWNER] = ChainIdentityV2(b"owner")
    world.call(OWNER, "set_coldkey_auto_stake_hotkey", netuid=1, hotkey=HOT)
    owed = claims.owed(chain, HOT, OWNER, 1)
    issuance = world.balances.TotalIssuance.value
    announce(world, OWNER)
    assert world.balances.TotalIssuance.value == issuance - TAO // 10
    assert world.events("ColdkeySwapAnnounced") == [(OWNER, blake2_256(NEW))]
    world.runtime.number += DELAY
    world.call(OWNER, "swap_coldkey_announced", new_coldkey=NEW)
    assert world.events("ColdkeySwapped") == [(OWNER, NEW)]
    assert chain.SubnetOwner[1] == chain.Owner[HOT] == chain.Owner[OWNER_HOT] == NEW
    assert (stake_of(chain, HOT, NEW, 1), stake_of(chain, HOT, NEW, ROOT)) == (7 * TAO, 5 * TAO)
    assert claims.owed(chain, HOT, NEW, 1) == owed
    assert chain.StakingColdkeys.items() == [(NEW, 0)]
    assert chain.IdentitiesV2[NEW].name == b"owner"
    assert chain.AutoStakeDestinationColdkeys[HOT, 1] == [NEW]
    assert world.balances.free(OWNER) == 0
    assert world.balances.free(NEW) == 10_000 * TAO - TAO // 10
    assert OWNER not in chain.StakingHotkeys
    assert OWNER not in chain.ColdkeySwapAnnouncements
    world.check_books()


def test_an_announced_account_may_do_nothing_else(world: World) -> None:
    announce(world)
    pay = world.runtime.call("Balances", "transfer_keep_alive", dest=BOB, value=1)
    with pytest.raises(InvalidTransaction, match=r"Custom error: 0$"):
        world.chain.validate(ALICE, pay)
    with pytest.raises(DispatchFailure, match="ColdkeySwapAnnounced"):
        world.runtime.dispatch(pay, Origin.signed(ALICE))
    proxied = world.runtime.call("Sudo", "sudo_as", who=ALICE, call=pay)
    world.runtime.dispatch(proxied, Origin.root())
    assert world.runtime.events[-1]["sudo_result"].name == "Err"
    world.call(ALICE, "dispute_coldkey_swap")
    with pytest.raises(InvalidTransaction, match=r"Custom error: 21$"):
        world.chain.validate(ALICE, pay)
    world.fails("SubtensorModule.ColdkeySwapDisputed", ALICE, "swap_coldkey_announced", new_coldkey=NEW)
    as_root(world, "reset_coldkey_swap", coldkey=ALICE)
    world.chain.validate(ALICE, pay)


def test_waits(world: World) -> None:
    announce(world)
    swap: dict[str, Any] = {"new_coldkey": NEW}
    world.fails("SubtensorModule.ColdkeySwapTooEarly", ALICE, "swap_coldkey_announced", **swap)
    wrong = {"new_coldkey": BOB}
    world.fails("SubtensorModule.AnnouncedColdkeyHashDoesNotMatch", ALICE, "swap_coldkey_announced", **wrong)
    world.runtime.number += DELAY + AGAIN - 1
    clear = "clear_coldkey_swap_announcement"
    again = {"new_coldkey_hash": bytes(32)}
    world.fails("SubtensorModule.ColdkeySwapReannouncedTooEarly", ALICE, "announce_coldkey_swap", **again)
    world.fails("SubtensorModule.ColdkeySwapClearTooEarly", ALICE, clear)
    world.runtime.number += 1
    before = world.balances.free(ALICE)
    announce(world)
    assert world.balances.free(ALICE) == before
    world.runtime.number += DELAY + AGAIN
    world.call(ALICE, clear)
    assert ALICE not in world.chain.ColdkeySwapAnnouncements
    for function, args in (("swap_coldkey_announced", swap), ("dispute_coldkey_swap", {}), (clear, {})):
        world.fails("SubtensorModule.ColdkeySwapAnnouncementNotFound", ALICE, function, **args)


@pytest.mark.parametrize(("error", "new"), [("ColdKeyAlreadyAssociated", BOB), ("NewColdKeyIsHotkey", HOT)])
def test_who_cannot_be_the_new_coldkey(world: World, error: str, new: bytes) -> None:
    world.neuron(1, BOB, HOT)
    with pytest.raises(DispatchFailure, match=error):
        as_root(world, "swap_coldkey", old_coldkey=ALICE, new_coldkey=new, swap_cost=0)


def test_a_swap_must_be_paid_for(world: World) -> None:
    world.balances.burn_from(ALICE, 10_000 * TAO - TAO // 10, keep_alive=True)
    args = {"new_coldkey_hash": bytes(32)}
    call = "announce_coldkey_swap"
    world.fails("SubtensorModule.NotEnoughBalanceToPaySwapColdKey", ALICE, call, **args)
