"""Both epoch schedules, against the blocks at which a real runtime stepped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.consensus.epoch_schedule import (
    MAX_BLOCKS_WITHOUT_STEP,
    blocks_to_epoch,
    blocks_to_fixed_epoch,
    epoch_is_due,
)
from tests.consensus.golden import runtime_cases


def test_the_older_rule_names_the_blocks_of_a_real_runtime() -> None:
    for case in runtime_cases():
        subnet = case["input"]
        assert epoch_is_due(subnet["epoch_block"], netuid=subnet["netuid"], tempo=subnet["tempo"])


@given(st.integers(0, 10**7), st.integers(0, 128), st.integers(1, 400))
def test_the_older_rule_counts_down_to_its_epoch(block: int, netuid: int, tempo: int) -> None:
    left = blocks_to_fixed_epoch(block, netuid=netuid, tempo=tempo)
    assert left is not None
    assert 0 <= left <= tempo
    assert epoch_is_due(block + left, netuid=netuid, tempo=tempo)
    assert epoch_is_due(block + left + tempo + 1, netuid=netuid, tempo=tempo)
    assert not any(epoch_is_due(block + step, netuid=netuid, tempo=tempo) for step in range(left))


@pytest.mark.parametrize(
    ("block", "pending", "since", "expected"),
    [
        (100, 0, 0, 360),
        (460, 0, 360, 0),
        (500, 0, 400, 0),
        (100, 110, 0, 10),
        (100, 900, 0, 360),
        (100, 0, MAX_BLOCKS_WITHOUT_STEP, 1),
        (100, 0, MAX_BLOCKS_WITHOUT_STEP + 1, 0),
    ],
)
def test_the_newer_rule(block: int, pending: int, since: int, expected: int) -> None:
    assert (
        blocks_to_epoch(
            block, tempo=360, last_epoch_block=100, pending_epoch_at=pending, blocks_since_last_step=since
        )
        == expected
    )


def test_a_tempo_of_zero_never_steps() -> None:
    assert blocks_to_epoch(10, tempo=0, last_epoch_block=0) is None
    assert blocks_to_fixed_epoch(10, netuid=1, tempo=0) is None
    assert not epoch_is_due(10, netuid=1, tempo=0)
