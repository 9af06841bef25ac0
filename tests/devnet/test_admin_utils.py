"""Setting parameters: by whom, when, and within which bounds."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.admin import AdminUtils
from tao_tui.devnet.pallets.subtensor.epoch import activity_cutoff
from tao_tui.devnet.pallets.subtensor.types import RecycleOrBurn
from tests.devnet.founding import ALICE, OWNER, TAO, World

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


def test_owner_and_root_set_a_subnets_parameters(world: World) -> None:
    """Others do not."""
    act(world, BY_OWNER, "sudo_set_immunity_period", netuid=1, immunity_period=77)
    assert world.chain.ImmunityPeriod[1] == 77
    assert world.events("ImmunityPeriodSet")[-1] == (1, 77)
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


def test_root_sets_the_waits_of_coldkey_swaps_and_what_children_burn(world: World) -> None:
    for name, item in (
        ("Announcement", world.chain.ColdkeySwapAnnouncementDelay),
        ("Reannouncement", world.chain.ColdkeySwapReannouncementDelay),
    ):
        function = f"sudo_set_coldkey_swap_{name.lower()}_delay"
        refuse(world, "BadOrigin", BY_OWNER, function, duration=7)
        act(world, BY_ROOT, function, duration=7)
        assert item.value == 7
        assert world.events(f"ColdkeySwap{name}DelaySet") == [(7,)]
    refuse(world, "BadOrigin", BY_OWNER, "sudo_set_ck_burn", burn=9)
    act(world, BY_ROOT, "sudo_set_ck_burn", burn=9)
    assert world.chain.CKBurn.value == 9


def test_nothing_changes_just_before_an_epoch(world: World) -> None:
    """In the last ten blocks; the block of the epoch itself begins the next cycle."""
    frozen = "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    world.chain.Tempo[1] = 30
    world.runtime.run_to(20)
    act(world, BY_OWNER, "sudo_set_rho", netuid=1, rho=3)
    world.runtime.run_to(21)
    refuse(world, frozen, BY_OWNER, "sudo_set_immunity_period", netuid=1, immunity_period=4)
    refuse(world, frozen, BY_ROOT, "sudo_set_tempo", netuid=1, tempo=5)
    world.runtime.run_to(30)
    act(world, BY_OWNER, "sudo_set_immunity_period", netuid=1, immunity_period=5)


def test_an_owner_waits_two_tempos_between_changes_of_one_rule(world: World) -> None:
    """Root does not, and other rules may be changed."""
    world.chain.Tempo[1] = 30
    world.runtime.run_to(10)
    act(world, BY_OWNER, "sudo_set_rho", netuid=1, rho=3)
    act(world, BY_OWNER, "sudo_set_bonds_penalty", netuid=1, bonds_penalty=3)
    world.runtime.run_to(69)
    refuse(world, "SubtensorModule.TxRateLimitExceeded", BY_OWNER, "sudo_set_rho", netuid=1, rho=4)
    act(world, BY_ROOT, "sudo_set_rho", netuid=1, rho=5)
    world.runtime.run_to(70)
    act(world, BY_OWNER, "sudo_set_rho", netuid=1, rho=4)
    assert world.chain.Rho[1] == 4


def test_an_owner_sets_the_pace_of_its_subnet(world: World) -> None:
    """Within bounds, seldom, and never just before an epoch."""
    world.runtime.run_to(50)
    for tempo in (359, 50_401):
        world.fails("SubtensorModule.TempoOutOfBounds", OWNER, "set_tempo", netuid=1, tempo=tempo)
    world.fails("BadOrigin", ALICE, "set_tempo", netuid=1, tempo=400)
    world.call(OWNER, "set_tempo", netuid=1, tempo=400)
    assert (world.chain.Tempo[1], world.chain.LastEpochBlock[1]) == (400, 50)
    world.fails("SubtensorModule.TxRateLimitExceeded", OWNER, "set_tempo", netuid=1, tempo=500)
    factor = "SubtensorModule.ActivityCutoffFactorMilliOutOfBounds"
    world.fails(factor, OWNER, "set_activity_cutoff_factor", netuid=1, factor_milli=999)
    world.call(OWNER, "set_activity_cutoff_factor", netuid=1, factor_milli=2_000)
    assert activity_cutoff(world.chain, 1) == 800


def test_an_owner_triggers_an_epoch(world: World) -> None:
    """After the freeze window; nothing may be changed until then."""
    world.runtime.run_to(50)
    world.chain.CommitRevealWeightsEnabled[1] = True
    hidden = "SubtensorModule.DynamicTempoBlockedByCommitReveal"
    world.fails(hidden, OWNER, "trigger_epoch", netuid=1)
    world.chain.CommitRevealWeightsEnabled[1] = False
    world.call(OWNER, "trigger_epoch", netuid=1)
    assert world.events("EpochTriggered") == [(1, OWNER, 60)]
    world.fails("SubtensorModule.EpochTriggerAlreadyPending", OWNER, "trigger_epoch", netuid=1)
    frozen = "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    refuse(world, frozen, BY_OWNER, "sudo_set_rho", netuid=1, rho=4)
    world.runtime.run_to(60)
    assert (world.chain.SubnetEpochIndex[1], world.chain.LastEpochBlock[1]) == (1, 60)
    world.runtime.run_to(1_000)
    world.chain.Tempo[1] = 30
    world.chain.LastEpochBlock[1] = 975
    world.fails("SubtensorModule.AutoEpochAlreadyImminent", OWNER, "trigger_epoch", netuid=1)


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
        (
            "AdminUtils.MaxAllowedUidsLessThanMinAllowedUids",
            BY_OWNER,
            "max_allowed_uids",
            {"max_allowed_uids": 63},
        ),
        (
            "AdminUtils.MaxAllowedUidsGreaterThanDefaultMaxAllowedUids",
            BY_OWNER,
            "max_allowed_uids",
            {"max_allowed_uids": 257},
        ),
        ("AdminUtils.InvalidValue", BY_OWNER, "burn_half_life", {"burn_half_life": 36_101}),
        ("AdminUtils.InvalidValue", BY_OWNER, "burn_increase_mult", {"burn_increase_mult": (3 << 64) + 1}),
        (
            "SubtensorModule.RevealPeriodTooLarge",
            BY_OWNER,
            "commit_reveal_weights_interval",
            {"interval": 101},
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
    if error == "AdminUtils.MaxAllowedUIdsLessThanCurrentUIds":
        world.chain.MinAllowedUids[1] = 0
    refuse(world, error, origin, f"sudo_set_{function}", netuid=1, **args)


def test_bounds_of_the_liquid_bond_rate(world: World) -> None:
    """Each at least a fortieth, high not below low."""
    act(world, BY_OWNER, "sudo_set_liquid_alpha_enabled", netuid=1, enabled=True)
    values = {"netuid": 1, "alpha_low": 1_638, "alpha_high": 1_638}
    low, high = "SubtensorModule.AlphaLowOutOfRange", "SubtensorModule.AlphaHighTooLow"
    refuse(world, high, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_high": 1_637})
    refuse(world, low, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_low": 1_637})
    refuse(world, low, BY_OWNER, "sudo_set_alpha_values", **values | {"alpha_low": 1_639})
    act(world, BY_OWNER, "sudo_set_alpha_values", **values)
    assert world.chain.AlphaValues[1] == (1_638, 1_638)


FITTING = {
    "sudo_trim_to_max_allowed_uids": 100,
    "sudo_set_max_allowed_validators": 200,
    "sudo_set_max_allowed_uids": 200,
    "sudo_set_min_allowed_uids": 0,
    "sudo_set_min_burn": 200,
    "sudo_set_max_burn": 2 * TAO,
    "sudo_set_burn_half_life": 300,
    "sudo_set_burn_increase_mult": 2 << 64,
    "sudo_set_commit_reveal_weights_interval": 2,
    "sudo_set_owner_immune_neuron_limit": 2,
    "sudo_set_recycle_or_burn": RecycleOrBurn.Recycle,
    "sudo_set_mechanism_emission_split": [65_535],
}
"""What is within bounds, where not every number is."""
OF_MORE_THAN_ONE_ITEM = {
    "sudo_set_alpha_values",
    "sudo_set_tempo",
    "sudo_set_sn_owner_hotkey",
    "sudo_set_subnet_owner_hotkey",
    "sudo_set_mechanism_count",
}


def test_every_setter_stores_what_it_is_given(world: World) -> None:
    """Root may call them all; a value that fits changes exactly one storage item."""
    chain = world.chain
    for definition in AdminUtils.calls.values():
        if definition.name in OF_MORE_THAN_ONE_ITEM:
            continue
        values: dict[str, Any] = {
            name: 1 if name == "netuid" else codec.name == "bool" or 60_000 if codec.name != "u8" else 3
            for name, codec in definition.args
        }
        if definition.name in FITTING:
            values |= {name: FITTING[definition.name] for name in values if name != "netuid"}
        with world.runtime.layer(discard=True):
            before = {name: dict(item.data) for name, item in chain.storage.items()}
            act(world, BY_ROOT, definition.name, **values)
            changed = [name for name, item in chain.storage.items() if item.data != before[name]]
        assert len(changed) <= 1, definition.name
        if not any(codec.name == "bool" for _, codec in definition.args):
            assert len(changed) == 1, definition.name


def test_the_owner_hotkey_changes_seldom(world: World) -> None:
    """Once in 50,400 blocks, be it by root or the owner."""
    world.runtime.run_to(50)
    act(world, BY_OWNER, "sudo_set_sn_owner_hotkey", netuid=1, hotkey=ALICE)
    assert world.chain.SubnetOwnerHotkey[1] == ALICE
    too_soon = "SubtensorModule.TxRateLimitExceeded"
    refuse(world, too_soon, BY_ROOT, "sudo_set_subnet_owner_hotkey", netuid=1, hotkey=OWNER)
    refuse(world, "BadOrigin", Origin.signed(ALICE), "sudo_set_sn_owner_hotkey", netuid=1, hotkey=ALICE)
