"""Registering a hotkey: the price agreed to is the price enforced."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.flow import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, UsageError
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import ALICE, BOB, HOTKEY, OTHER, FakeClient, account


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


async def test_a_full_subnet_and_a_runtime_without_limits_are_said() -> None:
    client = FakeClient(world(SubnetworkN=256), missing={"SubtensorModule.register_limit"})
    found = await reviewed(client)
    assert found.call.decoded.name == "SubtensorModule.burned_register"
    assert [warning.code for warning in found.warnings] == ["no_price_limit", "replaces_a_neuron"]


async def test_the_first_runtimes_had_no_switch_for_registrations() -> None:
    client = FakeClient(world(), missing={"SubtensorModule.NetworkRegistrationAllowed"}, spec_version=103)
    assert await reviewed(client)


async def test_root_takes_no_burn() -> None:
    found = await reviewed(FakeClient(world()), netuid=0)
    assert found.call.decoded.name == "SubtensorModule.root_register"
    assert found.effects[0].value == "0.000000000 τ"


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


async def test_usage() -> None:
    with pytest.raises(UsageError, match="no subnet 9"):
        await reviewed(FakeClient(world()), netuid=9)
    with pytest.raises(UsageError, match="no hotkey"):
        await reviewed(FakeClient(world()), Account(ALICE, "alice"))
