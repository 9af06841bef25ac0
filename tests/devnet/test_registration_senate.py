"""The Senate's calls on the subtensor pallet: seats by stake, votes by coldkeys, and root by majority."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.errors import BadOrigin, DispatchFailure, DispatchResult
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.weight import Post
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tests.devnet.founding import ALICE, BOB, HOT, TAO, World, key


@pytest.fixture
def world() -> World:
    """Alice's hotkey is on root with 5 TAO, not yet a senator."""
    made = World()
    made.neuron(ROOT, ALICE, HOT)
    made.stake(HOT, ALICE, ROOT, 5 * TAO)
    return made


def fill_senate(world: World) -> list[bytes]:
    """Twelve senators with 1 to 12 TAO, but the first with 6."""
    names = [key(f"s{number}") for number in range(12)]
    for number, name in enumerate(names):
        world.neuron(ROOT, BOB, name)
        world.stake(name, BOB, ROOT, (6 if number == 0 else number + 1) * TAO)
        world.runtime.pallet(SenateMembers).insert(name)
    return names


def test_a_free_seat_is_taken(world: World) -> None:
    """Once."""
    world.call(ALICE, "adjust_senate", hotkey=HOT)
    assert world.runtime.pallet(SenateMembers).members() == [HOT]
    assert world.events("SenateAdjusted") == [(None, HOT)]
    world.fails("SubtensorModule.HotKeyAlreadyRegisteredInSubNet", ALICE, "adjust_senate", hotkey=HOT)


def test_a_full_senate_yields_its_poorest_seat(world: World) -> None:
    """2 TAO make way for 5; with nobody under 5 left there is no seat."""
    names = fill_senate(world)
    world.call(ALICE, "adjust_senate", hotkey=HOT)
    assert world.events("SenateAdjusted") == [(names[1], HOT)]
    late = key("late")
    world.neuron(ROOT, BOB, late)
    world.stake(late, BOB, ROOT, 3 * TAO)
    world.fails("SubtensorModule.StakeTooLowForRoot", BOB, "adjust_senate", hotkey=late)


def test_seats_are_asked_for_by_owners_of_root_hotkeys(world: World) -> None:
    """The chain's own errors."""
    world.fails("SubtensorModule.NonAssociatedColdKey", BOB, "adjust_senate", hotkey=HOT)
    world.subnet()
    world.neuron(1, BOB, key("elsewhere"))
    world.fails("SubtensorModule.HotKeyNotRegisteredInSubNet", BOB, "adjust_senate", hotkey=key("elsewhere"))


def proposed(world: World) -> Call:
    """A proposal of the Triumvirate to set a rate limit as root."""
    motion = world.runtime.call("System", "remark", remark=b"moved")
    call = world.runtime.call("SubtensorModule", "sudo", call=motion)
    triumvirate = world.runtime.pallet(Triumvirate)
    triumvirate.Members.value = [ALICE]
    make = world.runtime.call("Triumvirate", "propose", proposal=call, length_bound=1_000, duration=3_600)
    world.runtime.dispatch(make, Origin.signed(ALICE))
    return call


def test_senators_vote_with_their_coldkey_and_the_first_vote_is_free(world: World) -> None:
    """A change of mind costs."""
    world.call(ALICE, "adjust_senate", hotkey=HOT)
    proposal = proposed(world).hash
    vote: dict[str, Any] = {"hotkey": HOT, "proposal": proposal, "index": 0}
    world.fails("SubtensorModule.NonAssociatedColdKey", BOB, "vote", **vote, approve=True)
    first = world.runtime.call("SubtensorModule", "vote", **vote, approve=True)
    assert world.runtime.dispatch(first, Origin.signed(ALICE)) == Post(pays_fee=False)
    assert world.runtime.pallet(Triumvirate).Voting[proposal].ayes == [HOT]
    second = world.runtime.call("SubtensorModule", "vote", **vote, approve=False)
    assert world.runtime.dispatch(second, Origin.signed(ALICE)) == Post(pays_fee=True)
    assert world.runtime.pallet(Triumvirate).Voting[proposal].nays == [HOT]
    world.fails("Triumvirate.DuplicateVote", ALICE, "vote", **vote, approve=False)


def test_others_do_not_vote(world: World) -> None:
    """A root seat alone is not a senator's."""
    proposal = proposed(world).hash
    world.fails(
        "SubtensorModule.NotSenateMember", ALICE, "vote", hotkey=HOT, proposal=proposal, index=0, approve=True
    )


def test_sudo_needs_more_than_half_of_the_senate(world: World) -> None:
    """Two of four are not enough; three are, and a failing call is only reported."""
    triumvirate = world.runtime.pallet(Triumvirate)
    set_balance = world.runtime.call("Balances", "force_set_balance", who=BOB, new_free=7 * TAO)
    sudo = world.runtime.call("SubtensorModule", "sudo", call=set_balance)
    with pytest.raises(DispatchFailure, match=str(BadOrigin())):
        world.runtime.dispatch(sudo, Origin.of(triumvirate, triumvirate.PalletOrigin.Members(2, 4)))
    with pytest.raises(DispatchFailure, match=str(BadOrigin())):
        world.runtime.dispatch(sudo, Origin.signed(ALICE))
    post = world.runtime.dispatch(sudo, Origin.of(triumvirate, triumvirate.PalletOrigin.Members(3, 4)))
    assert post == Post(pays_fee=False)
    assert world.balances.free(BOB) == 7 * TAO
    assert world.events("Sudid") == [(DispatchResult.Ok(()),)]
    failing = world.runtime.call("Balances", "force_transfer", source=BOB, dest=ALICE, value=8 * TAO)
    again = world.runtime.call("SubtensorModule", "sudo", call=failing)
    world.runtime.dispatch(again, Origin.of(triumvirate, triumvirate.PalletOrigin.Members(4, 4)))
    assert world.events("Sudid")[1][0].name == "Err"
