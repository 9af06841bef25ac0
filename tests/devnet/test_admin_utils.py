"""Setting parameters: by whom, when, and within which bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.admin import AdminUtils
from tao_tui.devnet.runtime import make_runtime
from tests.devnet.founding import ALICE, OWNER, TAO, World
from tests.devnet.pallet_shape import pallet_shape

LIVE: dict[str, Any] = json.loads((Path(__file__).parent / "admin-calls.json").read_text())
"""Calls of the pallet in the live runtimes 293 and, where newer, 393."""
BY_OWNER = Origin.signed(OWNER)
BY_ROOT = Origin.root()


@pytest.fixture
def world() -> World:
    """One subnet of Owner's, its epoch far off."""
    made = World()
    made.subnet()
    return made


def act(world: World, origin: Origin, function: str, **args: Any) -> None:
    """Dispatch a call of the pallet."""
    world.runtime.dispatch(world.runtime.call("AdminUtils", function, **args), origin)


def refuse(world: World, error: str, origin: Origin, function: str, **args: Any) -> None:
    """The same, which must fail."""
    with pytest.raises(DispatchFailure, match=rf"^{error}$"):
        act(world, origin, function, **args)


def test_calls_are_the_live_runtimes() -> None:
    """Numbers and arguments."""
    ours = pallet_shape(bytes(metadata(make_runtime(), 15)), "AdminUtils", "pallet_admin_utils")
    for name, shape in LIVE.items():
        assert ours["call"].get(name) == shape, name


def test_owner_and_root_set_a_subnets_parameters(world: World) -> None:
    """Others do not."""
    act(world, BY_OWNER, "sudo_set_immunity_period", netuid=1, immunity_period=77)
    assert world.chain.ImmunityPeriod[1] == 77
    assert world.events("ImmunityPeriodSet") == [(1, 77)]
    act(world, BY_ROOT, "sudo_set_immunity_period", netuid=1, immunity_period=78)
    assert world.chain.ImmunityPeriod[1] == 78
    stranger = Origin.signed(ALICE)
    refuse(world, "BadOrigin", stranger, "sudo_set_immunity_period", netuid=1, immunity_period=1)
    unknown = "AdminUtils.SubnetDoesNotExist"
    refuse(world, unknown, BY_ROOT, "sudo_set_immunity_period", netuid=9, immunity_period=1)


def test_some_parameters_are_roots_alone(world: World) -> None:
    """Even of the owner's own subnet."""
    refuse(world, "BadOrigin", BY_OWNER, "sudo_set_kappa", netuid=1, kappa=1)
    refuse(world, "BadOrigin", BY_OWNER, "sudo_set_stake_threshold", min_stake=1)
    act(world, BY_ROOT, "sudo_set_kappa", netuid=1, kappa=1)
    act(world, BY_ROOT, "sudo_set_stake_threshold", min_stake=5)
    assert (world.chain.Kappa[1], world.chain.StakeThreshold.value) == (1, 5)
    assert world.events("StakeThresholdSet") == [(5,)]


def test_nothing_changes_just_before_an_epoch(world: World) -> None:
    """In the last ten blocks; the block of the epoch itself begins the next cycle."""
    frozen = "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    world.chain.Tempo[1] = 30
    world.runtime.run_to(20)
    act(world, BY_OWNER, "sudo_set_rho", netuid=1, rho=3)
    world.runtime.run_to(21)
    refuse(world, frozen, BY_OWNER, "sudo_set_rho", netuid=1, rho=4)
    refuse(world, frozen, BY_ROOT, "sudo_set_tempo", netuid=1, tempo=5)
    world.runtime.run_to(30)
    act(world, BY_OWNER, "sudo_set_rho", netuid=1, rho=5)


def test_a_new_tempo_starts_a_new_cycle(world: World) -> None:
    """The epoch comes a tempo from now."""
    world.runtime.run_to(50)
    act(world, BY_ROOT, "sudo_set_tempo", netuid=1, tempo=20)
    world.runtime.run_to(69)
    assert world.chain.SubnetEpochIndex[1] == 0
    world.runtime.run_to(70)
    assert world.chain.SubnetEpochIndex[1] == 1


@pytest.mark.parametrize(
    ("error", "origin", "function", "args"),
    [
        (
            "AdminUtils.MaxAllowedUIdsLessThanCurrentUIds",
            BY_OWNER,
            "max_allowed_uids",
            {"max_allowed_uids": 0},
        ),
        (
            "AdminUtils.MaxValidatorsLargerThanMaxUIds",
            BY_ROOT,
            "max_allowed_validators",
            {"max_allowed_validators": 257},
        ),
        ("AdminUtils.ValueNotInBounds", BY_OWNER, "min_burn", {"min_burn": TAO}),
        ("AdminUtils.ValueNotInBounds", BY_OWNER, "max_burn", {"max_burn": 100_000_000}),
        (
            "AdminUtils.BondsMovingAverageMaxReached",
            BY_OWNER,
            "bonds_moving_average",
            {"bonds_moving_average": 975_001},
        ),
        ("AdminUtils.NegativeSigmoidSteepness", BY_OWNER, "alpha_sigmoid_steepness", {"steepness": -1}),
        (
            "SubtensorModule.LiquidAlphaDisabled",
            BY_OWNER,
            "alpha_values",
            {"alpha_low": 1, "alpha_high": 60_000},
        ),
    ],
)
def test_values_out_of_bounds(
    world: World, error: str, origin: Origin, function: str, args: dict[str, Any]
) -> None:
    """Each bound by its own error."""
    refuse(world, error, origin, f"sudo_set_{function}", netuid=1, **args)


def test_bounds_of_the_liquid_bond_rate(world: World) -> None:
    """High at least four fifths, low between nothing and that."""
    act(world, BY_OWNER, "sudo_set_liquid_alpha_enabled", netuid=1, enabled=True)
    values = {"netuid": 1, "alpha_low": 1, "alpha_high": 52_428}
    low, high = "SubtensorModule.AlphaLowOutOfRange", "SubtensorModule.AlphaHighTooLow"
    refuse(world, high, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_high": 52_427})
    refuse(world, low, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_low": 0})
    refuse(world, low, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_low": 52_428})
    act(world, BY_OWNER, "sudo_set_alpha_values", **values)
    assert world.chain.AlphaValues[1] == (1, 52_428)


def test_every_setter_stores_what_it_is_given(world: World) -> None:
    """Root may call them all; a value that fits everywhere changes exactly one storage item."""
    for definition in AdminUtils.calls.values():
        values = {
            name: 1 if name == "netuid" else codec.name == "bool" or 60_000 if codec.name != "u8" else 3
            for name, codec in definition.args
        }
        if definition.name in ("sudo_set_max_allowed_validators", "sudo_set_min_burn"):
            values |= {name: 200 for name in values if name != "netuid"}
        if definition.name in ("sudo_set_max_burn",):
            values["max_burn"] = 2 * TAO
        if definition.name in ("sudo_set_alpha_values", "sudo_set_admin_freeze_window", "sudo_set_tempo"):
            continue
        chain = world.chain
        with world.runtime.layer(discard=True):
            before = {name: dict(item.data) for name, item in chain.storage.items()}
            act(world, BY_ROOT, definition.name, **values)
            changed = [name for name, item in chain.storage.items() if item.data != before[name]]
        assert len(changed) <= 1, definition.name
        if not any(codec.name == "bool" for _, codec in definition.args):
            assert len(changed) == 1, definition.name
