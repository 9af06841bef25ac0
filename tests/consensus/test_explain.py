"""Explanations agree with the scores they explain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from tao_tui.consensus.epoch import run_epoch
from tao_tui.consensus.explain import explain
from tao_tui.consensus.inputs import EpochInputs
from tests.consensus.test_properties import dissent
from tests.consensus.worlds import subnets


def test_the_favourite_of_one_validator_is_clipped() -> None:
    result = run_epoch(dissent(65535))
    favourite = explain(result, 4)
    assert [vote.validator for vote in favourite.server.clipped] == [2]
    cut = favourite.server.clipped[0]
    assert cut.counted == favourite.server.consensus
    assert cut.given > cut.counted
    assert favourite.server.agreeing_stake >= favourite.server.majority
    assert favourite.validator is None


def test_the_dissenter_sees_what_its_trust_lost() -> None:
    result = run_epoch(dissent(65535))
    dissenter = explain(result, 2).validator
    honest = explain(result, 0).validator
    assert dissenter is not None
    assert honest is not None
    assert dissenter.trust < honest.trust
    assert dissenter.clipped[0].neuron == 4
    assert 65535 - dissenter.trust == pytest.approx(sum(vote.clipped for vote in dissenter.clipped), abs=4)


@given(subnets())
@settings(max_examples=60, deadline=None)
def test_every_neuron_can_be_explained(inputs: EpochInputs) -> None:
    result = run_epoch(inputs)
    voters = set(np.flatnonzero(result.evidence.active_stake).tolist())
    for uid in range(inputs.n):
        told = explain(result, uid)
        spoken = {vote.validator for vote in told.server.supporters}
        assert spoken | set(told.server.silent) == voters
        assert not spoken & set(told.server.silent)
        assert told.server.incentive == int(result.incentive[uid])
        assert (told.validator is None) == (not result.previous_permit[uid])


def test_a_uid_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IndexError, match="no neuron 5 among 5"):
        explain(run_epoch(dissent(0)), 5)
