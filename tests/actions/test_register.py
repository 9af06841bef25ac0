"""Registering a hotkey: the price agreed to is the price enforced."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, UsageError
from tests.actions.worlds import ME, TAO, crowded, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient, account


async def reviewed(client: FakeClient, me: Account = ME, **arguments: Any) -> Review:
    return await review("subnets.register", {"netuid": 1, **arguments}, client, me)  # type: ignore[arg-type]


async def test_the_price_of_the_moment_is_the_limit() -> None:
    found = await reviewed(FakeClient(world()))
    assert found.call.decoded.name == "SubtensorModule.register_limit"
    assert found.call.decoded.arguments == {"netuid": 1, "hotkey": HOTKEY, "limit_price": 2 * TAO}
    assert "--max-burn 2 " in found.command_line


async def test_a_higher_limit_and_another_hotkey() -> None:
    found = await reviewed(FakeClient(world()), max_burn="3", hotkey="h2")
    assert found.call.decoded.arguments == {"netuid": 1, "hotkey": OTHER, "limit_price": 3 * TAO}
    assert found.effects[0].value == "2.000000000 τ, at most 3.000000000 τ"


NEURONS = {"SubnetInfoRuntimeApi.get_selective_metagraph", "SubnetInfoRuntimeApi.get_metagraph"}


async def test_a_full_subnet_and_a_runtime_without_limits_are_said() -> None:
    unlisted = {"SubtensorModule.register_limit", "SubnetInfoRuntimeApi.get_subnet_state", *NEURONS}
    found = await reviewed(FakeClient(world(SubnetworkN=256), missing=unlisted))
    assert found.call.decoded.name == "SubtensorModule.burned_register"
    assert [warning.code for warning in found.warnings] == ["no_price_limit", "replaces_a_neuron"]
    assert "the lowest neuron outside its immunity" in found.warnings[1].text


def full(*earned: int, **more: Any) -> dict[str, Any]:
    """A subnet full of three neurons out of immunity: Carol's, Alice's second, Bob's."""
    people = zip((CAROL, OTHER, BOB), (CAROL, ALICE, BOB), earned, strict=False)
    return world(**{**crowded(tuple(people)), "MaxAllowedUids": len(earned), **more})


async def test_it_is_said_whom_a_registration_replaces() -> None:
    found = await reviewed(FakeClient(full(5, 3, 0)))
    assert ("Replaces", f"uid 2, {BOB}") in [(line.label, line.value) for line in found.effects]
    (note,) = found.warnings
    assert (note.level, note.code) == ("note", "replaces_a_neuron")
    mine = await reviewed(FakeClient(full(5, 3, 4)))
    assert ("Replaces", f"uid 1, {OTHER} (h2)") in [(line.label, line.value) for line in mine.effects]
    assert (mine.warnings[0].level, "is yours" in mine.warnings[0].text) == ("caution", True)


async def test_a_subnet_full_of_its_owners_neurons_takes_nobody() -> None:
    owned = {"SubnetOwnerHotkey(1)": CAROL, "SubnetOwner(1)": CAROL, "ImmuneOwnerUidsLimit(1)": 1}
    with pytest.raises(Declined, match="NoNeuronIdAvailable"):
        await reviewed(FakeClient(full(0, **owned)))


@pytest.mark.parametrize(
    ("changes", "arguments", "code"),
    [
        ({}, {"max_burn": "1.9"}, "burn_above_max"),
        ({f"Uids(1, {HOTKEY})": 0}, {}, "already_registered"),
        ({f"Owner({HOTKEY})": BOB}, {}, "hotkey_of_another"),
        ({"NetworkRegistrationAllowed": False}, {}, "registration_closed"),
        ({f"Account({ALICE})": account(2 * TAO)}, {}, "not_enough_balance"),
        ({f"Account({ALICE})": account(2 * TAO + 600)}, {}, "not_enough_balance"),
    ],
)
async def test_registrations_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], code: str
) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world(**changes)), **arguments)
    assert refused.value.code == code


async def test_who_cannot_pay_is_not_told_to_stake_less() -> None:
    with pytest.raises(Declined, match="NotEnoughBalanceToStake") as refused:
        await reviewed(FakeClient(world(**{f"Account({ALICE})": account(TAO)})))
    assert refused.value.hint.startswith("Add TAO to this coldkey first, or wait")


SWITCH, RENAMED = "SubtensorModule.NetworkRegistrationAllowed", "SubtensorModule.SubNetRegistrationDisabled"
EARLY = {SWITCH, RENAMED, "SubtensorModule.register_limit", "SubtensorModule.RegistrationsThisInterval"}


async def test_the_first_runtimes_that_could_refuse_everybody_did() -> None:
    closed = FakeClient(world(), missing=EARLY, spec_version=103)
    with pytest.raises(Declined, match=r"on no subnet\. RegistrationDisabled: ") as refused:
        await reviewed(closed)
    assert refused.value.code == "registration_closed"
    assert "newer runtime" in (refused.value.hint or "")
    opened = (
        FakeClient(world(), missing=EARLY, spec_version=111),
        FakeClient(world(), missing={*EARLY, "SubtensorModule.RegistrationDisabled"}, spec_version=103),
    )
    for each in opened:
        assert (await reviewed(each)).call.decoded.function == "burned_register"


async def test_a_closed_subnet_is_refused_by_the_name_of_its_runtime() -> None:
    closed = world(NetworkRegistrationAllowed=False)
    with pytest.raises(Declined, match=r"off\. RegistrationDisabled: "):
        await reviewed(FakeClient(closed, missing={RENAMED}, spec_version=181))


async def test_usage() -> None:
    with pytest.raises(UsageError, match="no subnet 9"):
        await reviewed(FakeClient(world()), netuid=9)
    with pytest.raises(UsageError, match="no hotkey"):
        await reviewed(FakeClient(world()), Account(ALICE, "alice"))
