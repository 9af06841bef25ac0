"""Several incentive mechanisms on a subnet: what is kept apart, what is mixed, and who may change them."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.consensus.mechanisms import split_emission
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.admin import mechanism_calls
from tao_tui.devnet.pallets.subtensor.commits import commit_hash
from tao_tui.devnet.pallets.subtensor.epoch import step
from tao_tui.devnet.pallets.subtensor.mechanisms import index_of
from tao_tui.devnet.pallets.subtensor.neurons import replace
from tao_tui.devnet.pallets.subtensor.rows import pairs_of
from tao_tui.devnet.pallets.subtensor.subnets import dissolve
from tests.devnet.founding import ALICE, BOB, HOT, OWNER, TAO, World, key

SECOND = index_of(1, 1)
BY_OWNER, BY_ROOT = Origin.signed(OWNER), Origin.root()
MINERS = key("m2"), key("m3")


@pytest.fixture
def world() -> World:
    """Subnet 1 with two mechanisms: the owner (0), a staked validator (1) and two miners (2, 3)."""
    made = World()
    made.subnet()
    for name in (HOT, *MINERS):
        made.neuron(1, BOB, name)
    made.stake(HOT, BOB, 1, 1_000 * TAO)
    made.chain.MaxAllowedUids[1] = 128
    made.chain.ValidatorPermit[1] = [False, True, False, False]
    set_count(made, BY_ROOT, 2)
    made.runtime.run_to(200)
    return made


def admin(world: World, origin: Origin, function: str, **args: Any) -> None:
    world.runtime.dispatch(world.runtime.call("AdminUtils", function, netuid=1, **args), origin)


def set_count(world: World, origin: Origin, count: int) -> None:
    admin(world, origin, "sudo_set_mechanism_count", mechanism_count=count)


def set_split(world: World, origin: Origin, split: list[int] | None) -> None:
    admin(world, origin, "sudo_set_mechanism_emission_split", maybe_split=split)


def weights(mecid: int, values: list[int]) -> dict[str, Any]:
    return {"netuid": 1, "mecid": mecid, "dests": [2, 3], "weights": values, "version_key": 0}


def judge(world: World) -> None:
    """The first mechanism pays uid 2, the second uid 3."""
    world.call(HOT, "set_mechanism_weights", **weights(0, [1, 0]))
    world.call(HOT, "set_mechanism_weights", **weights(1, [0, 1]))


def test_each_mechanism_has_weights_updates_and_a_pace_of_its_own(world: World) -> None:
    chain = world.chain
    chain.WeightsSetRateLimit[1] = 100
    judge(world)
    assert pairs_of(chain.Weights[1, 1])[0] == (2, 65_535)
    assert pairs_of(chain.Weights[SECOND, 1])[1] == (3, 65_535)
    assert chain.LastUpdate[SECOND] == [0, 200, 0, 0]
    assert world.events("WeightsSet") == [(1, 1), (SECOND, 1)]
    world.fails("SubtensorModule.SettingWeightsTooFast", HOT, "set_mechanism_weights", **weights(1, [1, 1]))
    world.fails("SubtensorModule.MechanismDoesNotExist", HOT, "set_mechanism_weights", **weights(2, [1, 1]))


def test_an_epoch_pays_each_mechanism_its_part(world: World) -> None:
    """A quarter of the emission through the second; incentives are kept apart, the rest is mixed."""
    chain = world.chain
    judge(world)
    set_split(world, BY_ROOT, [49_152, 16_383])
    result = step(chain, 1, 8 * TAO)
    parts = split_emission(8 * TAO, 2, [49_152, 16_383])
    assert chain.Incentive[1] == [0, 0, 65_535, 0]
    assert chain.Incentive[SECOND] == [0, 0, 0, 65_535]
    assert chain.Consensus[1][2] + chain.Consensus[1][3] in (65_534, 65_535)
    assert chain.Consensus[1][3] == 65_535 * ((parts[1] << 64) // (8 * TAO)) >> 64
    assert result.server_emission.tolist()[2:] == [part // 2 for part in parts]
    assert 8 * TAO - 2 <= int(result.server_emission.sum() + result.validator_emission.sum()) <= 8 * TAO
    assert [netuid for netuid, _ in world.events("IncentiveAlphaEmittedToMiners")] == [1, SECOND]


def test_an_epoch_without_emission_counts_the_first_mechanism(world: World) -> None:
    judge(world)
    step(world.chain, 1, 0)
    assert world.chain.Consensus[1] == [0, 0, 65_535, 0]


@pytest.mark.parametrize(
    ("emission", "split", "parts"),
    [
        (101, None, [51, 50]),
        (100, [65_535], [100, 0]),
        (100, [0, 65_535], [0, 100]),
        (1_000, [32_768, 32_767], [501, 499]),
    ],
)
def test_what_rounding_loses_is_the_first_mechanisms(
    emission: int, split: list[int] | None, parts: list[int]
) -> None:
    assert split_emission(emission, 2, split) == parts


def test_neurons_come_and_go_on_every_mechanism(world: World) -> None:
    chain = world.chain
    judge(world)
    step(chain, 1, TAO)
    replace(chain, 1, 3, key("new"))
    assert (chain.Incentive[SECOND], chain.LastUpdate[SECOND]) == ([0, 0, 0, 0], [0, 200, 0, 200])
    assert pairs_of(chain.Weights[SECOND, 1]) == [(2, 0), (3, 0)]
    world.neuron(1, BOB, key("more"))
    assert (len(chain.Incentive[SECOND]), chain.LastUpdate[SECOND][4]) == (5, 200)


def test_commitments_are_of_one_mechanism(world: World) -> None:
    chain = world.chain
    chain.CommitRevealWeightsEnabled[1] = True
    shown = ([2, 3], [7, 9], [4], 0)
    hidden = commit_hash(HOT, SECOND, *shown)
    world.call(HOT, "commit_mechanism_weights", netuid=1, mecid=1, commit_hash=hidden)
    assert [commit[0] for commit in chain.WeightCommits[SECOND, HOT]] == [hidden]
    assert (1, HOT) not in chain.WeightCommits
    chain.SubnetEpochIndex[1] += chain.RevealPeriodEpochs[1]
    uids, values, salt, version_key = shown
    world.call(
        HOT, "reveal_mechanism_weights", netuid=1, mecid=1, uids=uids, values=values, salt=salt,
        version_key=version_key,
    )  # fmt: skip
    assert (SECOND, 1) in chain.Weights
    assert world.events("WeightsRevealed") == [(HOT, SECOND, hidden)]


@pytest.mark.parametrize("end", ["fewer", "dissolved"])
def test_nothing_is_left_of_a_mechanism_that_is_gone(world: World, end: str) -> None:
    chain = world.chain
    judge(world)
    set_split(world, BY_ROOT, [1, 65_534])
    step(chain, 1, TAO)
    if end == "fewer":
        set_count(world, BY_ROOT, 1)
    else:
        dissolve(chain, 1)
    left = [name for name, item in chain.storage.items() for known in item.data if of_second(known)]
    assert left == []
    assert chain.MechanismCountCurrent[1] == 1
    assert 1 not in chain.MechanismEmissionSplit


def of_second(known: object) -> bool:
    return known == SECOND or (isinstance(known, tuple) and known[:1] == (SECOND,))


def test_who_may_change_them_and_how_often(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        set_count(world, Origin.signed(ALICE), 1)
    set_count(world, BY_OWNER, 1)
    with pytest.raises(DispatchFailure, match="TxRateLimitExceeded"):
        set_count(world, BY_OWNER, 2)
    set_split(world, BY_OWNER, None)
    monkeypatch.setattr(mechanism_calls, "CHANGE_BLOCKS", 5)
    world.runtime.run_to(205)
    set_count(world, BY_OWNER, 2)
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        world.runtime.dispatch(
            world.runtime.call("AdminUtils", "sudo_set_max_mechanism_count", max_mechanism_count=3), BY_OWNER
        )


@pytest.mark.parametrize("count", [0, 3])
def test_as_many_as_root_allows(world: World, count: int) -> None:
    with pytest.raises(DispatchFailure, match="InvalidValue"):
        set_count(world, BY_ROOT, count)


def test_all_mechanisms_together_have_no_more_neurons_than_a_subnet(world: World) -> None:
    with pytest.raises(DispatchFailure, match="TooManyUIDsPerMechanism"):
        admin(world, BY_ROOT, "sudo_set_max_allowed_uids", max_allowed_uids=129)
    set_count(world, BY_ROOT, 1)
    admin(world, BY_ROOT, "sudo_set_max_allowed_uids", max_allowed_uids=129)
    with pytest.raises(DispatchFailure, match="TooManyUIDsPerMechanism"):
        set_count(world, BY_ROOT, 2)


@pytest.mark.parametrize("split", [[], [1, 1, 65_533], [1, 2]])
def test_a_split_is_of_the_mechanisms_there_are_and_of_the_whole(world: World, split: list[int]) -> None:
    with pytest.raises(DispatchFailure, match="InvalidValue"):
        set_split(world, BY_ROOT, split)
