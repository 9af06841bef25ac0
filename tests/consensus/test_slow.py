"""The vectorised epoch equals a plain one on random subnets, integer for integer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.consensus.fixed import to_u16
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.yuma import epoch
from tests.consensus.slow import SlowEpoch
from tests.consensus.worlds import subnets


@given(subnets(old=True), st.data())
@settings(max_examples=300)
def test_every_integer_is_the_same(inputs: EpochInputs, data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    inputs = replace(
        inputs,
        rules=replace(inputs.rules, stake_threshold=data.draw(st.sampled_from([0, 500, 10**11]))),
        last_step_block=data.draw(st.sampled_from([0, 10, 30])),
        commit_blocks=data.draw(st.sampled_from([None, rng.integers(0, 60, inputs.n)])),
    )
    fast, slow = epoch(inputs), SlowEpoch(inputs)
    assert to_u16(np.array(slow.stake)).tolist() == fast.stake_weight.tolist()
    assert slow.consensus == fast.evidence.consensus.tolist()
    assert slow.incentive == fast.evidence.incentive.tolist()
    assert to_u16(np.array(slow.trust)).tolist() == fast.validator_trust.tolist()
    assert slow.dividends == fast.evidence.dividends.tolist()
    assert slow.emission == fast.emission.tolist()
    assert slow.next_permits() == fast.validator_permit.tolist()
    assert {i: list(row.items()) for i, row in slow.bonds.items() if row} == {
        uid: row for uid in range(inputs.n) if (row := fast.bonds.row(uid))
    }
