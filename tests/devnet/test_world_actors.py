"""How inhabitants judge, trade their favours and change their minds: pure functions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.actors.crowd import revised
from tao_tui.devnet.actors.quality import (
    BEHAVES,
    CYCLE,
    FULL,
    devoted,
    is_faking,
    is_found_out,
    judged,
    quality,
    wave,
    weights_of,
)
from tao_tui.devnet.cast.people import ACCOMPLICE_NETUID, CHEAT, MINERS

blocks = st.integers(0, 100_000)


@given(st.integers(0, 2**32), st.integers(1, 128), st.integers(0, MINERS), blocks)
def test_quality_is_a_share_that_drifts_slowly(seed: int, netuid: int, miner: int, block: int) -> None:
    now, later = quality(seed, netuid, miner, block), quality(seed, netuid, miner, block + 1)
    assert 0 < now <= 1
    assert abs(now - later) < 0.01
    assert now == quality(seed, netuid, miner, block)


@given(blocks, st.integers(1, 1000))
def test_the_wave_stays_within_one_and_repeats(block: int, period: int) -> None:
    assert -1 <= wave(block, period) <= 1
    assert wave(block, period) == wave(block + period, period)


@pytest.mark.parametrize("judge", range(5))
def test_the_cheat_is_found_out_by_one_after_the_other_and_comes_back(judge: int) -> None:
    found = next(block for block in range(CYCLE) if is_found_out(block, judge))
    assert found == BEHAVES + 4 * judge
    assert is_faking(found)
    assert judged(1, ACCOMPLICE_NETUID, judge, CHEAT, found) == 0
    assert judged(1, ACCOMPLICE_NETUID, judge, CHEAT, found - 1) > 0.5
    assert judged(1, ACCOMPLICE_NETUID, judge, CHEAT, CYCLE) > 0.5


@given(st.dictionaries(st.integers(0, 255), st.floats(0, 1), max_size=30))
def test_weights_keep_every_miner_and_give_the_best_the_most(scores: dict[int, float]) -> None:
    weights = weights_of(scores)
    assert [uid for uid, _ in weights] == sorted(scores)
    assert all(0 <= weight <= FULL for _, weight in weights)
    assert not scores or max(weight for _, weight in weights) == FULL


def test_devotion_leaves_the_others_a_fifth() -> None:
    weights = dict(devoted([(1, 65_535), (2, 30_000), (3, 100)], favourite=3))
    assert weights[3] == FULL
    assert sum(weights.values()) - FULL == pytest.approx(FULL / 4, rel=0.01)
    assert weights[1] > weights[2] > 0


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, FULL)), max_size=60), st.integers(0, 1000))
def test_a_revision_changes_some_weights_a_little(row: list[tuple[int, int]], block: int) -> None:
    again = revised(row, 1, block)
    assert again == revised(row, 1, block)
    assert [uid for uid, _ in again] == [uid for uid, _ in row]
    for (_, before), (_, after) in zip(row, again, strict=True):
        assert before * 4 // 5 <= after <= min(FULL, before * 6 // 5)
