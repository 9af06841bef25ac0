"""Setting weights: what is stored and what is refused, in the chain's order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.pallets.subtensor.calls.weight import upscaled
from tao_tui.devnet.pallets.subtensor.rows import EMPTY_ROW, RowCodec, pairs_of, row_of, without_weight_on
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tests.devnet.founding import BOB, HOT, OWNER_HOT, TAO, World, key

pairs = st.lists(st.tuples(st.integers(0, 65_535), st.integers(0, 65_535)), max_size=300)


@pytest.fixture
def world() -> World:
    """Subnet 1 at block 200 with the owner (0), a permitted validator (1) and two miners (2, 3)."""
    made = World()
    made.subnet()
    for name in (HOT, key("m2"), key("m3")):
        made.neuron(1, BOB, name)
    made.chain.ValidatorPermit[1] = [False, True, False, False]
    made.runtime.run_to(200)
    return made


def weights(**changes: Any) -> dict[str, Any]:
    """Arguments of a good call."""
    return {"netuid": 1, "dests": [2, 3], "weights": [100, 300], "version_key": 0} | changes


def test_weights_are_stored_upscaled(world: World) -> None:
    """300 becomes 65,535 and 100 a third of it; the block is noted."""
    world.call(HOT, "set_weights", **weights())
    assert pairs_of(world.chain.Weights[1, 1]) == [(2, 21_845), (3, 65_535)]
    assert world.chain.LastUpdate[1] == [0, 200, 0, 0]
    assert world.events("WeightsSet") == [(1, 1)]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ([1, 2], [32_768, 65_535]),
        ([40_000, 65_535], [40_000, 65_535]),
        ([40_000, 50_000], [52_428, 65_535]),
        ([32_768, 16_384], [65_535, 32_768]),
        ([0, 0], [0, 0]),
        ([], []),
    ],
)
def test_upscaling_rounds_to_nearest(given: list[int], stored: list[int]) -> None:
    """65535/2 = 32767.5 rounds up; above 32768 the factor is computed first."""
    assert upscaled(given) == stored


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        ("CanNotSetRootNetworkWeights", {"netuid": ROOT}),
        ("WeightVecNotEqualSize", {"weights": [1]}),
        ("MechanismDoesNotExist", {"netuid": 4}),
        ("UidsLengthExceedUidsInSubNet", {"dests": [0, 1, 2, 3, 4], "weights": [1] * 5}),
        ("DuplicateUids", {"dests": [2, 2]}),
        ("UidVecContainInvalidOne", {"dests": [2, 4]}),
    ],
)
def test_refused_weights(world: World, error: str, changes: dict[str, Any]) -> None:
    """The chain's own errors."""
    world.chain.CommitRevealWeightsEnabled[ROOT] = world.chain.CommitRevealWeightsEnabled[4] = False
    world.fails(f"SubtensorModule.{error}", HOT, "set_weights", **weights(**changes))


def test_weights_need_a_place_a_version_and_enough_entries(world: World) -> None:
    """Each rule of the subnet on its own."""
    chain = world.chain
    world.fails("SubtensorModule.HotKeyNotRegisteredInSubNet", key("x"), "set_weights", **weights())
    chain.WeightsVersionKey[1] = 7
    world.fails("SubtensorModule.IncorrectWeightVersionKey", HOT, "set_weights", **weights(version_key=6))
    chain.MinAllowedWeights[1] = 3
    world.fails("SubtensorModule.WeightVecLengthIsLow", HOT, "set_weights", **weights(version_key=7))
    chain.MinAllowedWeights[1] = 2
    world.call(HOT, "set_weights", **weights(version_key=7))


def test_weights_need_a_permit_unless_on_oneself_or_the_owners(world: World) -> None:
    """The owner's neuron validates whatever its stake."""
    world.fails("SubtensorModule.NeuronNoValidatorPermit", key("m2"), "set_weights", **weights())
    world.chain.MinAllowedWeights[1] = 4
    world.call(key("m2"), "set_weights", **weights(dests=[2], weights=[9]))
    assert pairs_of(world.chain.Weights[1, 2]) == [(2, 65_535)]
    world.chain.MinAllowedWeights[1] = 1
    world.call(OWNER_HOT, "set_weights", **weights())


def test_weights_need_stake_above_the_threshold(world: World) -> None:
    """Alpha and weighted root stake count: 10 root TAO at half weight and 5 alpha make 10."""
    world.chain.StakeThreshold.value = 10 * TAO
    world.chain.TaoWeight.value = 2**63
    world.stake(HOT, BOB, 1, 5 * TAO)
    world.stake(HOT, BOB, ROOT, 9 * TAO)
    world.fails("SubtensorModule.NotEnoughStakeToSetWeights", HOT, "set_weights", **weights())
    refused = world.runtime.call("SubtensorModule", "set_weights", **weights())
    with pytest.raises(InvalidTransaction, match=r"^Custom error: 1$"):
        world.chain.validate(HOT, refused)
    world.stake(HOT, BOB, ROOT, TAO)
    world.call(HOT, "set_weights", **weights())


def test_weights_are_rate_limited(world: World) -> None:
    """100 blocks since the last ones; the pool knows too."""
    made = world.runtime.call("SubtensorModule", "set_weights", **weights())
    world.chain.validate(HOT, made)
    world.call(HOT, "set_weights", **weights())
    world.runtime.run_to(299)
    world.fails("SubtensorModule.SettingWeightsTooFast", HOT, "set_weights", **weights())
    with pytest.raises(InvalidTransaction, match=r"^Custom error: 6$"):
        world.chain.validate(HOT, made)
    world.runtime.run_to(300)
    world.chain.validate(HOT, made)
    world.call(HOT, "set_weights", **weights())


def test_weights_in_the_open_are_refused_under_commit_reveal(world: World) -> None:
    """Before any other check."""
    world.chain.CommitRevealWeightsEnabled[1] = True
    world.fails("SubtensorModule.CommitRevealEnabled", HOT, "set_weights", **weights(weights=[1]))


@pytest.mark.parametrize(("who", "changes", "number"), [(HOT, {"weights": [1]}, 18), (key("x"), {}, 10)])
def test_the_pool_refuses_weights_that_must_fail(
    world: World, who: bytes, changes: dict[str, Any], number: int
) -> None:
    """By the chain's custom error numbers."""
    made = world.runtime.call("SubtensorModule", "set_weights", **weights(**changes))
    with pytest.raises(InvalidTransaction, match=f"^Custom error: {number}$"):
        world.chain.validate(who, made)


@given(pairs)
def test_rows_survive_their_encoding(row: list[tuple[int, int]]) -> None:
    """A row is its own SCALE bytes."""
    data = row_of(row)
    assert pairs_of(data) == row
    assert RowCodec().decode(data) == data


@given(pairs, st.integers(0, 65_535))
def test_forgetting_a_neuron_zeroes_weights_on_it(row: list[tuple[int, int]], uid: int) -> None:
    """Entries stay, their values on the uid do not."""
    assert pairs_of(without_weight_on(row_of(row), uid)) == [(to, 0 if to == uid else w) for to, w in row]
    assert without_weight_on(EMPTY_ROW, uid) == EMPTY_ROW
