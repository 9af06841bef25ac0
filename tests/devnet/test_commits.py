"""Hidden weights: committed by hash, shown an epoch later, and what they may not be."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import pytest

from tao_tui.devnet.pallets.subtensor.commits import commit_hash, earliest_commits
from tao_tui.devnet.pallets.subtensor.epoch import inputs_of
from tao_tui.devnet.pallets.subtensor.rows import pairs_of
from tests.devnet.founding import BOB, HOT, World, key

SALT = [7, 8]
TEMPO = 360


@pytest.fixture
def world() -> World:
    """Subnet 1 with commit-reveal, the owner (0), a permitted validator (1) and two miners, at block 400."""
    made = World()
    made.subnet()
    for name in (HOT, key("m2"), key("m3")):
        made.neuron(1, BOB, name)
    made.stake(HOT, BOB, 1, 10**12)
    made.runtime.run_to(400)
    made.chain.CommitRevealWeightsEnabled[1] = True
    made.chain.WeightsSetRateLimit[1] = 0
    made.chain.ValidatorPermit[1] = [False, True, False, False]
    return made


def row(**changes: Any) -> dict[str, Any]:
    """Arguments of a reveal."""
    return {"netuid": 1, "uids": [2, 3], "values": [1, 2], "salt": SALT, "version_key": 0} | changes


def commit(world: World, **changes: Any) -> bytes:
    """Commit to that row."""
    hidden = commit_hash(HOT, *row(**changes).values())
    world.call(HOT, "commit_weights", netuid=1, commit_hash=hidden)
    return hidden


def next_epoch(world: World) -> None:
    """Go to the block of the subnet's next epoch."""
    world.runtime.run_to(world.chain.LastEpochBlock[1] + TEMPO)


def test_the_hash_is_that_of_the_scale_of_what_is_hidden() -> None:
    """Account, netuid, two vectors of u16, the salt, the version key."""
    vectors = b"\x08\x02\x00\x03\x00" + b"\x08\x01\x00\x02\x00" + b"\x08\x07\x00\x08\x00"
    scale = HOT + b"\x01\x00" + vectors + bytes(8)
    assert commit_hash(HOT, *row().values()) == blake2b(scale, digest_size=32).digest()


def test_weights_are_shown_one_epoch_after_they_were_committed_to(world: World) -> None:
    """Not before; and once only."""
    hidden = commit(world)
    assert world.events("WeightsCommitted") == [(HOT, 1, hidden)]
    assert world.chain.LastUpdate[1][1] == 400
    assert [each[1:] for each in world.chain.WeightCommits[1, HOT]] == [(1, 400, 0)]
    world.fails("SubtensorModule.RevealTooEarly", HOT, "reveal_weights", **row())
    next_epoch(world)
    world.call(HOT, "reveal_weights", **row())
    assert pairs_of(world.chain.Weights[1, 1]) == [(2, 32_768), (3, 65_535)]
    assert world.events("WeightsRevealed") == [(HOT, 1, hidden)]
    assert world.chain.LastUpdate[1][1] == 400
    world.fails("SubtensorModule.NoWeightsCommitFound", HOT, "reveal_weights", **row())


def test_what_is_shown_late_or_otherwise_is_refused(world: World) -> None:
    """A living commitment beside the expired one."""
    commit(world)
    next_epoch(world)
    commit(world, salt=[9])
    next_epoch(world)
    world.fails("SubtensorModule.ExpiredWeightCommit", HOT, "reveal_weights", **row())
    world.fails("SubtensorModule.InvalidRevealCommitHashNotMatch", HOT, "reveal_weights", **row(salt=[1]))
    world.call(HOT, "reveal_weights", **row(salt=[9]))
    next_epoch(world)
    world.fails("SubtensorModule.NoWeightsCommitFound", HOT, "reveal_weights", **row())


def test_committing_has_its_rules(world: World) -> None:
    """Registered, at its pace, at most ten open, and only where weights are hidden."""
    args = {"netuid": 1, "commit_hash": bytes(32)}
    world.fails("SubtensorModule.HotKeyNotRegisteredInSubNet", key("x"), "commit_weights", **args)
    world.fails(
        "SubtensorModule.MechanismDoesNotExist", HOT, "commit_weights", netuid=9, commit_hash=bytes(32)
    )
    world.fails("SubtensorModule.MechanismDoesNotExist", HOT, "commit_mechanism_weights", mecid=1, **args)
    world.fails("SubtensorModule.CommitRevealEnabled", HOT, "set_weights", **openly())
    for number in range(10):
        commit(world, salt=[number])
    world.fails("SubtensorModule.TooManyUnrevealedCommits", HOT, "commit_weights", **args)
    world.chain.WeightsSetRateLimit[1] = 1
    world.fails("SubtensorModule.CommittingWeightsTooFast", HOT, "commit_weights", **args)
    world.chain.CommitRevealWeightsEnabled[1] = False
    world.fails("SubtensorModule.CommitRevealDisabled", HOT, "commit_weights", **args)
    world.fails("SubtensorModule.CommitRevealDisabled", HOT, "reveal_weights", **row())


def openly() -> dict[str, Any]:
    """Arguments of set_weights."""
    return {"netuid": 1, "dests": [2, 3], "weights": [1, 2], "version_key": 0}


def test_several_are_shown_at_once_or_none(world: World) -> None:
    """In the order given."""
    hashes = [commit(world, salt=[number]) for number in (1, 2)]
    lists = {
        "uids_list": [[2, 3]] * 2,
        "values_list": [[1, 2]] * 2,
        "salts_list": [[1], [2]],
        "version_keys": [0, 0],
    }
    next_epoch(world)
    short = lists | {"version_keys": [0]}
    world.fails("SubtensorModule.InputLengthsUnequal", HOT, "batch_reveal_weights", netuid=1, **short)
    wrong = lists | {"salts_list": [[1], [3]]}
    refused = "SubtensorModule.InvalidRevealCommitHashNotMatch"
    world.fails(refused, HOT, "batch_reveal_weights", netuid=1, **wrong)
    world.call(HOT, "batch_reveal_weights", netuid=1, **lists)
    assert world.events("WeightsBatchRevealed") == [(HOT, 1, hashes)]
    assert (1, HOT) not in world.chain.WeightCommits


def test_a_batch_goes_on_after_what_fails(world: World) -> None:
    """And tells of it."""
    world.call(HOT, "batch_commit_weights", netuids=[1, 9], commit_hashes=[bytes(32), bytes(32)])
    assert len(world.chain.WeightCommits[1, HOT]) == 1
    assert len(world.events("BatchCompletedWithErrors")) == len(world.events("BatchWeightItemFailed")) == 1
    assert world.events("BatchWeightsCompleted") == [([1, 9], HOT)]
    world.chain.CommitRevealWeightsEnabled[1] = False
    weights = [[(2, 5)], [(2, 5)]]
    world.call(HOT, "batch_set_weights", netuids=[1, 9], weights=weights, version_keys=[0, 0])
    assert pairs_of(world.chain.Weights[1, 1]) == [(2, 65_535)]
    unequal = {"netuids": [1], "weights": weights, "version_keys": [0]}
    world.fails("SubtensorModule.InputLengthsUnequal", HOT, "batch_set_weights", **unequal)


def test_a_mechanism_other_than_the_first_does_not_exist(world: World) -> None:
    """The first is the subnet itself."""
    world.chain.CommitRevealWeightsEnabled[1] = False
    world.call(HOT, "set_mechanism_weights", mecid=0, **openly())
    refused = "SubtensorModule.MechanismDoesNotExist"
    world.fails(refused, HOT, "set_mechanism_weights", mecid=1, **openly())


def test_an_epoch_sets_weights_aside_that_are_older_than_whom_they_name(world: World) -> None:
    """By the block of the earliest commitment that is still hidden."""
    commit(world)
    world.runtime.run_to(405)
    world.neuron(1, BOB, key("late"))
    blocks = earliest_commits(world.chain, 1, 1)
    assert blocks is not None
    assert blocks[1] == 400 < world.chain.BlockAtRegistration[1, 4]
    assert blocks[0] > 1 << 40
    assert inputs_of(world.chain, 1, 0).commit_blocks is not None
    world.chain.CommitRevealWeightsEnabled[1] = False
    assert inputs_of(world.chain, 1, 0).commit_blocks is None
