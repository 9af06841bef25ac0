"""What an epoch would make of a changed subnet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.what_if import Change, Drop, Kappa, Stake, Weight, changed
from tao_tui.consensus.yuma import epoch
from tests.consensus.test_properties import dissent
from tests.consensus.worlds import subnets


def test_a_weight_takes_its_share_of_the_row_and_leaves_the_proportions_of_the_rest() -> None:
    row = changed(dissent(0), [Weight(0, 2, 32_768)]).weights.row(0)
    assert row == [(2, 32_768), (3, 29_788), (4, 2_978)]
    alone = changed(dissent(0), [Weight(1, 3, 65_535)]).weights.row(1)
    assert alone == [(3, 65_535), (4, 0)]


def test_a_validator_without_weights_gets_a_row() -> None:
    inputs = changed(dissent(0), [Weight(4, 3, 100)])
    assert inputs.weights.row(4) == [(3, 100)]


def test_enough_stake_makes_the_dissenter_the_majority() -> None:
    before = epoch(dissent(65_535))
    after = epoch(changed(dissent(65_535), [Stake(2, 100)]))
    assert after.consensus[4] > before.consensus[4]
    assert after.validator_trust[2] >= 65_534 > before.validator_trust[2]


def test_a_lower_kappa_lets_the_minority_speak() -> None:
    before = epoch(dissent(65_535))
    after = epoch(changed(dissent(65_535), [Kappa(6_000)]))
    assert after.consensus[4] > before.consensus[4]


def test_without_the_dissenter_its_favourite_falls() -> None:
    before, after = epoch(dissent(0)), epoch(changed(dissent(0), [Drop(2)]))
    assert after.incentive[4] < before.incentive[4]
    assert after.dividends[2] == 0
    assert not after.validator_permit[2]


def test_a_dropped_owner_owns_no_longer() -> None:
    inputs = replace(dissent(0), owner_uid=2)
    assert not epoch(changed(inputs, [Drop(2)])).validator_permit[2]


@pytest.mark.parametrize("change", [Weight(0, 5, 1), Weight(5, 0, 1), Stake(5, 1), Drop(5), Drop(-1)])
def test_who_is_not_there_cannot_change(change: Change) -> None:
    with pytest.raises(IndexError, match="no neuron"):
        changed(dissent(0), [change])


@given(subnets(), st.data())
@settings(max_examples=40)
def test_the_inputs_given_stay_as_they_are(inputs: EpochInputs, data: st.DataObject) -> None:
    uids = st.integers(0, inputs.n - 1)
    shares = st.integers(0, 65_535)
    change = data.draw(
        st.builds(Weight, uids, uids, shares) | st.builds(Stake, uids, st.integers(0, 10**17))
        | st.builds(Kappa, shares) | st.builds(Drop, uids)
    )  # fmt: skip
    weights, bonds, stake = inputs.weights.values.copy(), inputs.bonds.values.copy(), list(inputs.alpha_stake)
    epoch(changed(inputs, [change]))
    assert np.array_equal(inputs.weights.values, weights)
    assert np.array_equal(inputs.bonds.values, bonds)
    assert list(inputs.alpha_stake) == stake
