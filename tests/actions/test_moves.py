"""Moving, swapping, giving and leaving; one's own subnets."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import refresh, review
from tao_tui.actions.plan import Review
from tao_tui.actions.review.limits import apart_from_limits
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tests.actions.worlds import ME, TAO, stake, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient
from tests.reads.test_subnets import pool

NOTHING: dict[str, Any] = {"get_stake_info_for_coldkeys": [(ALICE, [])]}
TWO_POOLS: dict[str, Any] = {
    f"Owner({OTHER})": ALICE,
    "NetworksAdded(2)": True,
    "SubnetMechanism(2)": 1,
    "SubnetTAO(2)": 2_000 * TAO,
    "SubnetAlphaIn(2)": 4_000 * TAO,
    "current_alpha_price(2)": 500_000_000,
    "TransferToggle": True,
    "get_all_dynamic_info": [],
    "current_alpha_price_all": [{"netuid": 1, "price": 250_000_000}, {"netuid": 2, "price": 500_000_000}],
}


async def reviewed(name: str, changes: dict[str, Any] | None = None, **arguments: Any) -> Review:
    client = FakeClient(world(**{**TWO_POOLS, **(changes or {})}))
    return await review(name, arguments, client, ME)  # type: ignore[arg-type]


def shown(found: Review) -> dict[str, str]:
    return {effect.label: effect.value for effect in found.effects}


def codes(found: Review) -> list[str]:
    return [warning.code for warning in found.warnings]


async def test_moving_to_another_hotkey_costs_no_price() -> None:
    found = await reviewed("stake.move", netuid=1, hotkey="h1", to_hotkey="h2", amount="20")
    assert found.call.decoded.name == "SubtensorModule.move_stake"
    assert found.call.decoded.arguments["destination_hotkey"] == OTHER
    assert found.call.decoded.arguments["alpha_amount"] == 20 * TAO
    assert codes(found) == []
    across = await reviewed("stake.move", netuid=1, hotkey="h1", to_hotkey="h2", to_netuid=2, amount="20")
    assert across.call.decoded.name == "SubtensorModule.move_stake_limit"
    # One alpha of subnet 1 is worth half of one of subnet 2, less 5 %.
    assert across.call.decoded.arguments["limit_price"] == 475_000_000
    assert codes(across) == []


async def test_a_ratio_that_holds_nobody_off_is_warned_of() -> None:
    ways: dict[str, Any] = {"netuid": 1, "hotkey": "h1", "to_netuid": 2, "amount": "20"}
    assert "loose_limit" not in codes(await reviewed("stake.swap", **ways, tolerance="0.2"))
    assert "loose_limit" in codes(await reviewed("stake.swap", **ways, tolerance="0.3"))
    stays = await reviewed("stake.move", netuid=1, hotkey="h1", to_hotkey="h2", amount="20", tolerance="0.9")
    assert codes(stays) == []


async def test_swapping_holds_the_ratio_of_prices() -> None:
    found = await reviewed("stake.swap", netuid=1, hotkey="h1", to_netuid=2, amount="all", tolerance="0.1")
    assert found.call.decoded.name == "SubtensorModule.swap_stake_limit"
    # One alpha of subnet 1 is worth half of one of subnet 2, less 10 %.
    assert found.call.decoded.arguments["limit_price"] == 450_000_000
    with pytest.raises(Declined) as refused:
        await reviewed("stake.swap", netuid=1, hotkey="h1", to_netuid=2, amount="all", tolerance="0.01")
    assert refused.value.code == "slippage_too_high"
    to_root = await reviewed("stake.swap", netuid=1, hotkey="h1", to_netuid=0, amount="10")
    assert to_root.call.decoded.arguments["limit_price"] == 237_500_000


async def test_a_swap_that_the_limit_cuts_promises_no_more_than_a_part() -> None:
    route: dict[str, Any] = {"netuid": 1, "hotkey": "h1", "to_netuid": 2, "amount": "all", "partial": True}
    cut = shown(await reviewed("stake.swap", tolerance="0.01", **route))
    assert cut["Leaves"] == "up to 50.000000000 α of subnet 1; the rest stays there"
    assert cut["Arrives"].startswith("less than ")
    assert cut["Ratio"] == "0.500000000 α for 1 α now"
    assert cut["Worth"].startswith("up to ")
    whole = shown(await reviewed("stake.swap", tolerance="0.1", **route))
    assert whole["Leaves"].endswith("all of it")
    assert whole["Arrives"].startswith("about ")


ONE_STEP = "SubtensorModule.StakingOperationRateLimiter"
NO_LIMITED_MOVE = "SubtensorModule.move_stake_limit"


def inner(found: Review) -> list[tuple[str, dict[str, Any]]]:
    assert found.call.decoded.name == "Utility.batch_all"
    calls: Any = found.call.decoded.arguments["calls"]
    return [(each.function, dict(each.arguments)) for each in calls]


async def without(missing: set[str], name: str, **arguments: Any) -> Review:
    client = FakeClient(world(**TWO_POOLS), missing=missing)
    return await review(name, arguments, client, ME)  # type: ignore[arg-type]


async def test_a_move_to_another_subnet_is_limited_by_whatever_the_runtime_has() -> None:
    route: dict[str, Any] = {"netuid": 1, "hotkey": "h1", "to_hotkey": "h2", "to_netuid": 2, "amount": "20"}
    steps = inner(await without({NO_LIMITED_MOVE, ONE_STEP}, "stake.move", **route))
    assert [name for name, _ in steps] == ["move_stake", "swap_stake_limit"]
    assert (steps[0][1]["origin_netuid"], steps[0][1]["destination_netuid"]) == (1, 1)
    assert (steps[1][1]["hotkey"], steps[1][1]["limit_price"]) == (OTHER, 475_000_000)
    # Where stake may be touched once a block, no call is left that limits both.
    loud = await without({NO_LIMITED_MOVE}, "stake.move", **route)
    assert loud.call.decoded.name == "SubtensorModule.move_stake"
    assert codes(loud) == ["no_limit_price"]


async def test_stake_given_on_another_subnet_is_swapped_under_a_limit_first() -> None:
    client = FakeClient(world(**TWO_POOLS), missing={ONE_STEP})
    route: dict[str, Any] = {"netuid": 1, "hotkey": "h1", "to_coldkey": CAROL, "to_netuid": 2, "amount": "10"}
    found = await review("stake.transfer", route, client, ME)  # type: ignore[arg-type]
    (swap, swapped), (give, given) = inner(found)
    assert (swap, give) == ("swap_stake_limit", "transfer_stake")
    least = 10 * TAO * swapped["limit_price"] // TAO
    assert given["alpha_amount"] == least == 4_750_000_000
    assert (given["origin_netuid"], given["destination_netuid"]) == (2, 2)
    assert "no_limit_price" not in codes(found)
    client.answers["current_alpha_price(1)"] = 255_000_000
    client.answers["SubnetTAO(1)"] = 1_020 * TAO
    again = await refresh(found, client)  # type: ignore[arg-type]
    assert apart_from_limits(again.call.decoded) == apart_from_limits(found.call.decoded)


async def test_several_positions_move_at_once() -> None:
    three = {"get_stake_info_for_coldkeys": [(ALICE, [stake(1, 30 * TAO), stake(2, 20 * TAO)])]}
    found = await reviewed("stake.move", three, netuid=("1", "2"), hotkey="h1", to_hotkey="h2", amount="all")
    assert [(name, said["origin_netuid"], said["alpha_amount"]) for name, said in inner(found)] == [
        ("move_stake", 1, 30 * TAO), ("move_stake", 2, 20 * TAO)
    ]  # fmt: skip
    assert found.title == f"Move 2 positions at once to {OTHER}"
    assert "--netuid 1 --netuid 2" in found.command_line
    with pytest.raises(TaoTuiError) as refused:
        await reviewed("stake.move", three, netuid=("1", "2"), hotkey="h1", to_hotkey="h2", amount="25")
    assert refused.value.message.startswith("Trade 2, subnet 2: ")


async def test_a_later_swap_is_limited_by_what_the_earlier_ones_left() -> None:
    both = {"get_stake_info_for_coldkeys": [(ALICE, [stake(1, 30 * TAO), stake(1, 30 * TAO, OTHER)])]}
    swap: dict[str, Any] = {"netuid": 1, "hotkey": ("h1", "h2"), "to_netuid": 2, "amount": "30"}
    found = await reviewed("stake.swap", both, **swap)
    assert {said["limit_price"] for _, said in inner(found)} == {475_000_000}
    with pytest.raises(TaoTuiError) as refused:
        await reviewed("stake.swap", both, **swap, tolerance="0.015")
    assert refused.value.code == "slippage_too_high"
    assert refused.value.message.startswith("Trade 2, subnet 1: ")


async def test_giving_stake_away_is_said() -> None:
    found = await reviewed("stake.transfer", netuid=1, hotkey="h1", to_coldkey=CAROL, amount="10")
    assert found.call.decoded.name == "SubtensorModule.transfer_stake"
    assert codes(found) == ["given_away"]
    assert f"--to-coldkey {CAROL}" in found.command_line


@pytest.mark.parametrize(
    ("name", "changes", "arguments", "error", "code"),
    [
        ("move", {}, {"to_hotkey": "h1", "amount": "1"}, UsageError, "usage"),
        ("move", {f"Owner({OTHER})": None}, {"to_hotkey": "h2", "amount": "1"}, Declined,
         "hotkey_not_on_chain"),
        ("move", {}, {"to_hotkey": "h2", "amount": "51"}, Declined, "not_enough_stake"),
        ("move", {}, {"to_hotkey": "h2", "amount": "0.001"}, Declined, "below_minimum_stake"),
        ("move", NOTHING, {"to_hotkey": "h2", "amount": "1"}, Declined, "no_stake"),
        ("swap", {}, {"to_netuid": 1, "amount": "1"}, UsageError, "same_netuid"),
        ("swap", {}, {"to_netuid": 77, "amount": "1"}, UsageError, "unknown_subnet"),
        ("swap", {}, {"to_netuid": 2, "amount": "0"}, UsageError, "zero_amount"),
        ("transfer", {}, {"to_coldkey": ALICE, "amount": "1"}, UsageError, "usage"),
        ("transfer", {"TransferToggle": False}, {"to_coldkey": CAROL, "amount": "1"}, Declined,
         "transfer_disallowed"),
    ],
)  # fmt: skip
async def test_moves_that_would_fail(
    name: str, changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str
) -> None:
    with pytest.raises(error) as refused:
        await reviewed(f"stake.{name}", changes, netuid=1, hotkey="h1", **arguments)
    assert refused.value.code == code


THREE = {
    "get_stake_info_for_coldkeys": [
        (ALICE, [stake(1, 30 * TAO), stake(1, 20 * TAO, OTHER), stake(0, 9 * TAO)])
    ]
}


async def test_leaving_is_one_batch_of_limited_trades() -> None:
    found = await reviewed("stake.exit", THREE)
    assert found.call.decoded.name == "Utility.batch_all"
    calls: Any = found.call.decoded.arguments["calls"]
    assert all(isinstance(each, DecodedCall) and each.function == "remove_stake_full_limit" for each in calls)
    limits = [(each.arguments["netuid"], each.arguments["limit_price"]) for each in calls]
    assert sorted(limits) == [(0, TAO), (1, 237_500_000), (1, 237_500_000)]
    assert found.title == "Unstake 3 positions at once"
    some = await reviewed("stake.exit", THREE, netuid=1, hotkey="h2")
    assert [each.arguments["hotkey"] for each in some.call.decoded.arguments["calls"]] == [OTHER]  # type: ignore[attr-defined]


async def test_dust_is_left_behind_because_it_would_undo_the_whole_batch() -> None:
    dust = stake(1, 3, OTHER)
    known = {"get_stake_info_for_coldkeys": [(ALICE, [stake(1, 30 * TAO), dust])]}
    found = await reviewed("stake.exit", known)
    assert [each.arguments["hotkey"] for each in found.call.decoded.arguments["calls"]] == [HOTKEY]  # type: ignore[attr-defined]
    assert [str(each.text) for each in found.warnings if each.code == "left_behind"] == [
        "0.000000003 α on subnet 1 stay: the pool gives nothing for so little."
    ]
    with pytest.raises(Declined, match="for so little"):
        await reviewed("stake.exit", {"get_stake_info_for_coldkeys": [(ALICE, [dust])]})


async def test_positions_on_one_subnet_share_what_its_pool_can_bear() -> None:
    # Each alone would move the price by less than 2 %, both together by more.
    with pytest.raises(Declined) as refused:
        await reviewed("stake.exit", THREE, netuid=1, tolerance="0.02")
    assert refused.value.code == "slippage_too_high"


async def test_subnets_that_stopped_are_sold_too_and_nothing_is_nothing() -> None:
    stopped = await reviewed("stake.exit", {**THREE, "SubtokenEnabled": False})
    assert "left_behind" not in codes(stopped)
    assert stopped.title == "Unstake 3 positions at once"
    with pytest.raises(Declined, match="Nothing is staked"):
        await reviewed("stake.exit", THREE, netuid=9)
    client = FakeClient(world(), missing={"SubtensorModule.remove_stake_limit"})
    with pytest.raises(Unsupported):
        await review("stake.exit", {}, client, ME)  # type: ignore[arg-type]


COST: dict[str, Any] = {"get_network_registration_cost": 60 * TAO, "SubnetLimit": 128}


CROWD: dict[str, Any] = {"get_all_dynamic_info": [pool(1), pool(2, moving_price={"bits": 1})]}


async def test_creating_a_subnet_says_which_one_makes_room_for_it() -> None:
    found = await reviewed("subnets.create", {**COST, "SubnetLimit": 2, **CROWD})
    assert codes(found) == ["no_price_limit", "dissolves_a_subnet"]
    assert "dissolves subnet 2 apex" in found.warnings[1].text
    assert codes(await reviewed("subnets.create", {**COST, **CROWD})) == ["no_price_limit"]


async def test_creating_a_subnet_says_that_its_cost_cannot_be_limited() -> None:
    found = await reviewed("subnets.create", COST)
    assert found.call.decoded.name == "SubtensorModule.register_network"
    assert codes(found) == ["no_price_limit"]
    refusals: list[tuple[dict[str, Any], dict[str, str], str]] = [
        (COST, {"max_burn": "59"}, "burn_above_max"),
        ({**COST, "get_network_registration_cost": 101 * TAO}, {}, "not_enough_balance"),
        ({**COST, f"Owner({HOTKEY})": BOB}, {}, "hotkey_of_another"),
        ({**COST, "NetworkRateLimit": 7_200, "LastRateLimitedBlock": 990}, {}, "too_early"),
        ({**COST, "SubnetLimit": 2, **CROWD, "NetworkImmunityPeriod": 5_000}, {}, "limit_reached"),
    ]
    for changes, more, code in refusals:
        with pytest.raises(Declined) as refused:
            await reviewed("subnets.create", changes, **more)
        assert refused.value.code == code


MINE = {"SubnetOwner(1)": ALICE}


class AdminRuntime:
    """Which parameters can be set."""

    def call_names(self, pallet: str) -> tuple[str, ...]:
        return ("sudo_set_immunity_period", "sudo_set_alpha_values", "sudo_set_bonds_reset_enabled")

    def call_arguments(self, pallet: str, function: str) -> tuple[tuple[str, str], ...]:
        if function == "sudo_set_alpha_values":
            return (("netuid", "u16"), ("alpha_low", "u16"), ("alpha_high", "u16"))
        return (("netuid", "u16"), (function.removeprefix("sudo_set_"), "u16"))


async def parameter(name: str, value: str, **changes: Any) -> Review:
    known = {"AdminUtils.sudo_set_tempo", "SubtensorModule.set_tempo"}
    listed = {"immunity_period": 5_000, "bonds_reset_enabled": False}
    client = FakeClient(
        world(**{**MINE, "get_subnet_hyperparams_v2": listed, **changes}),
        missing={*known, "SubnetInfoRuntimeApi.get_subnet_hyperparams_v3"},
    )
    runtime, admin = client.runtime, AdminRuntime()
    runtime.call_names, runtime.call_arguments = admin.call_names, admin.call_arguments  # type: ignore[method-assign]
    return await review("subnets.set", {"netuid": 1, "name": name, "value": value}, client, ME)  # type: ignore[arg-type]


async def test_parameters() -> None:
    found = await parameter("immunity_period", "4000")
    assert found.call.decoded.name == "AdminUtils.sudo_set_immunity_period"
    assert found.call.decoded.arguments == {"netuid": 1, "immunity_period": 4000}
    assert found.title == "Set immunity period of subnet 1 to 4000"
    assert {str(each.label): each.value for each in found.effects}["Now"] == "5,000"
    assert found.undo == ("subnets.set", {"netuid": 1, "name": "immunity_period", "value": "5000"})
    flag = await parameter("bonds_reset_enabled", "yes")
    assert flag.call.decoded.arguments["bonds_reset_enabled"] is True
    assert flag.undo == ("subnets.set", {"netuid": 1, "name": "bonds_reset_enabled", "value": "no"})
    assert flag.command_line.startswith(
        "tao-tui subnets set --netuid 1 --name bonds_reset_enabled --value yes"
    )


@pytest.mark.parametrize(
    ("name", "value", "changes", "code"),
    [
        ("tempo", "1", {}, "unknown_parameter"),
        ("alpha_values", "1", {}, "unknown_parameter"),
        ("immunity_period", "-1", {}, "bad_argument"),
        ("immunity_period", "1", {"SubnetOwner(1)": BOB}, "not_owner"),
        ("immunity_period", "1", {"NetworksAdded(1)": False}, "unknown_subnet"),
    ],
)
async def test_parameters_that_would_fail(name: str, value: str, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(TaoTuiError) as refused:
        await parameter(name, value, **changes)
    assert refused.value.code == code


async def test_starting_ones_own_subnet_once() -> None:
    found = await reviewed("subnets.start", MINE, netuid=1)
    assert found.call.decoded.name == "SubtensorModule.start_call"
    assert found.title == "Start subnet 1"
    early = {**MINE, "NetworkRegisteredAt(1)": 995, "StartCallDelay": 10}
    with pytest.raises(Declined, match="from block 1,005 on; this is 1,000"):
        await reviewed("subnets.start", early, netuid=1)
    with pytest.raises(Declined, match="started already"):
        await reviewed("subnets.start", {**MINE, "FirstEmissionBlockNumber(1)": 5}, netuid=1)
