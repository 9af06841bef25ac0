"""Explanations agree with the scores they explain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tao_tui.consensus.explanation import explain
from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.yuma import epoch
from tests.consensus.test_properties import dissent
from tests.consensus.worlds import subnets


def test_the_favourite_of_one_validator_is_clipped() -> None:
    favourite = explain(dissent(65535), 4)
    assert [vote.validator for vote in favourite.server.clipped] == [2]
    cut = favourite.server.clipped[0]
    assert cut.counted == favourite.server.consensus
    assert cut.given > cut.counted
    assert favourite.server.agreeing_stake >= favourite.server.majority
    assert favourite.validator is None


def test_the_dissenter_sees_what_its_trust_lost() -> None:
    inputs = dissent(65535)
    dissenter, honest = explain(inputs, 2).validator, explain(inputs, 0).validator
    assert dissenter is not None
    assert honest is not None
    assert dissenter.trust < honest.trust
    assert dissenter.clipped[0].neuron == 4
    assert 65535 - dissenter.trust == pytest.approx(sum(vote.clipped for vote in dissenter.clipped), abs=4)


@given(subnets())
@settings(max_examples=60)
def test_every_neuron_can_be_explained(inputs: EpochInputs) -> None:
    result = epoch(inputs)
    voters = set(np.flatnonzero(result.evidence.active_stake).tolist())
    for uid in range(inputs.n):
        told = explain(inputs, uid, result)
        spoken = {vote.validator for vote in told.server.supporters}
        assert spoken | set(told.server.silent) == voters
        assert not spoken & set(told.server.silent)
        assert told.server.incentive == int(result.incentive[uid])
        assert (told.validator is None) == (not result.previous_permit[uid])


def test_a_uid_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IndexError, match="no neuron 5 among 5"):
        explain(dissent(0), 5)


def two_epochs(yuma3: bool) -> EpochInputs:
    """The second epoch of a subnet in which validator 2 turned to a favourite nobody else sees."""
    honest = [(3, 65535), (4, 6553)]
    rules = Rules(yuma3=yuma3, bonds_moving_average=500_000)
    first = replace(
        dissent(65535), rules=rules, weights=SparseRows.from_pairs(dict.fromkeys(range(3), honest), 5)
    )
    before = epoch(first)
    return replace(
        dissent(65535),
        rules=rules,
        block=110,
        bonds=SparseRows.from_scale(before.bonds_to_store(), 5),
        incentive_before=before.incentive,
        dividends_before=before.dividends,
    )


@pytest.mark.parametrize("yuma3", [False, True])
def test_falling_dividends_are_put_down_to_bonds(yuma3: bool) -> None:
    shift = explain(two_epochs(yuma3), 2).validator.shift  # type: ignore[union-attr]
    assert shift is not None
    assert shift.after < shift.before
    assert shift.by_bonds < 0
    assert abs(shift.by_bonds) > abs(shift.by_incentives)
    assert shift.before + shift.by_bonds + shift.by_incentives + shift.by_stake == shift.after


def test_dividends_come_from_bonds() -> None:
    inputs = two_epochs(yuma3=True)
    told = explain(inputs, 0).validator
    assert told is not None
    assert {bond.neuron for bond in told.bonds} == {3, 4}
    assert sum(bond.earned for bond in told.bonds) == pytest.approx(65535, abs=2)
    grown = explain(inputs, 2).validator
    assert grown is not None
    by_neuron = {bond.neuron: bond for bond in grown.bonds}
    assert by_neuron[3].after < by_neuron[3].before
    assert by_neuron[3].basis < 30_000


def test_without_the_scores_before_nothing_is_said_of_a_shift() -> None:
    assert explain(dissent(0), 0).validator.shift is None  # type: ignore[union-attr]
