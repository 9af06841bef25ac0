"""What holds for every epoch whatever the subnet looks like."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.consensus.fixed import ONE, Column, normalise
from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.median import consensus_weights
from tao_tui.consensus.sparse import SparseRows
from tao_tui.consensus.stake import stake_shares
from tao_tui.consensus.yuma import epoch
from tests.consensus.worlds import full_subnet, subnets


@given(subnets())
@settings(max_examples=150)
def test_shares_stay_within_bounds(inputs: EpochInputs) -> None:
    result = epoch(inputs)
    evidence = result.evidence
    for column in (evidence.incentive, evidence.dividends, evidence.active_stake):
        assert column.min() >= 0
        assert int(column.sum()) <= ONE
    assert evidence.consensus.min() >= 0
    assert evidence.consensus.max() <= ONE
    assert np.all(evidence.clipped.values <= evidence.weights.values)
    assert np.all(evidence.clipped.values <= evidence.consensus)
    assert np.all(result.bonds.values <= 65535)
    paid = sum(result.server_emission.tolist()) + sum(result.validator_emission.tolist())
    assert paid <= inputs.emission
    assert sum(result.emission.tolist()) <= inputs.emission


@given(subnets(owner=False))
@settings(max_examples=100)
def test_permits_go_to_the_largest_stakes(inputs: EpochInputs) -> None:
    permits = epoch(inputs).validator_permit
    stake = stake_shares(inputs)
    limit = inputs.rules.max_allowed_validators
    assert int(permits.sum()) == min(limit, int(np.count_nonzero(stake)))
    if permits.any() and not permits.all():
        assert stake[permits].min() >= stake[~permits].max()


@given(subnets(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_renumbering_neurons_renumbers_scores(inputs: EpochInputs, shuffler: object) -> None:
    order = np.array(sorted(range(inputs.n), key=lambda _: shuffler.random()))  # type: ignore[attr-defined]
    # Of equal stakes the lower uids lose first, and liquid rates miss what is out of order: set both aside.
    everyone = replace(
        inputs,
        rules=replace(inputs.rules, max_allowed_validators=inputs.n),
        weights=replace(inputs.weights, orders={}),
        bonds=replace(inputs.bonds, orders={}),
    )
    first, second = epoch(everyone), epoch(renumbered(everyone, order))
    for column in ("consensus", "incentive", "dividends", "validator_trust", "emission", "validator_permit"):
        assert getattr(first, column)[order].tolist() == getattr(second, column).tolist(), column


def renumbered(inputs: EpochInputs, order: Column) -> EpochInputs:
    """Give uid order[i] the number i."""
    place = np.argsort(order)

    def moved(rows: SparseRows) -> SparseRows:
        return SparseRows.from_pairs(
            {
                int(place[uid]): sorted((int(place[j]), w) for j, w in rows.row(uid))
                for uid in rows.uids.tolist()
            },
            inputs.n,
        )

    return replace(
        inputs,
        alpha_stake=[inputs.alpha_stake[uid] for uid in order.tolist()],
        root_stake=[inputs.root_stake[uid] for uid in order.tolist()],
        last_update=inputs.last_update[order],
        block_at_registration=inputs.block_at_registration[order],
        validator_permit=inputs.validator_permit[order],
        weights=moved(inputs.weights),
        bonds=moved(inputs.bonds),
        owner_uid=None if inputs.owner_uid is None else int(place[inputs.owner_uid]),
    )


def quick_select(votes: list[int], scores: list[int], minority: int) -> int:
    """Walk the runtime's iterative quick-select."""
    part, low, high = list(range(len(votes))), 0, sum(votes)
    while len(part) > 1:
        pivot = scores[part[len(part) // 2]]
        lower = [i for i in part if scores[i] < pivot]
        upper = [i for i in part if scores[i] > pivot]
        below, above = sum(votes[i] for i in lower), sum(votes[i] for i in upper)
        if minority < low + below and lower:
            part, high = lower, low + below
        elif high - above <= minority and upper:
            part, low = upper, high - above
        else:
            return pivot
    return scores[part[0]] if part else 0


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5)), min_size=1, max_size=40),
    st.one_of(st.just(0), st.just(ONE), st.integers(0, ONE)),
)
def test_consensus_is_what_the_quick_select_finds(rows: list[tuple[int, int]], kappa: int) -> None:
    stake = np.array([share for share, _ in rows])
    scores = np.array([[score] for _, score in rows])
    votes = normalise(stake[stake > 0])
    voted = [score for share, score in rows if share]
    expected = quick_select(votes.tolist(), voted, int(votes.sum()) - kappa)
    assert consensus_weights(stake, scores, kappa).tolist() == [expected]


@pytest.mark.parametrize(("stakes", "kappa", "expected"), [([1, 1], ONE // 2, 5), ([3, 1], ONE // 2, 0)])
def test_exactly_the_share_of_kappa_is_enough(stakes: list[int], kappa: int, expected: int) -> None:
    weights = np.array([[0], [5]])
    votes = normalise(np.array(stakes)).tolist()
    assert quick_select(votes, [0, 5], sum(votes) - kappa) == expected
    assert consensus_weights(np.array(stakes), weights, kappa).tolist() == [expected]


@given(subnets())
@settings(max_examples=50)
def test_bond_rows_survive_their_encoding(inputs: EpochInputs) -> None:
    result = epoch(inputs)
    stored = SparseRows.from_scale(result.bonds_to_store(), inputs.n)
    for uid in range(inputs.n):
        expected = result.bonds.row(uid) if result.validator_permit[uid] else []
        assert stored.row(uid) == expected


def test_a_harder_penalty_leaves_a_dissenter_less() -> None:
    free, half, full = (epoch(dissent(penalty)).evidence.dividends[2] for penalty in (0, 32767, 65535))
    assert free > half > full


def dissent(penalty: int) -> EpochInputs:
    """Two honest validators and a third that mostly pays a favourite nobody else sees."""
    honest = [(3, 65535), (4, 6553)]
    return EpochInputs(
        block=100,
        tempo=10,
        emission=10**9,
        alpha_stake=[4, 4, 2, 0, 0],
        root_stake=[0] * 5,
        last_update=np.full(5, 99),
        block_at_registration=np.zeros(5, np.int64),
        validator_permit=np.array([True, True, True, False, False]),
        weights=SparseRows.from_pairs({0: honest, 1: honest, 2: [(3, 30000), (4, 65535)]}, 5),
        bonds=SparseRows.from_pairs({}, 5),
        rules=Rules(bonds_penalty=penalty, yuma3=True),
    )


@pytest.mark.parametrize("yuma3", [False, True])
def test_a_full_subnet_runs_within_budget(yuma3: bool) -> None:
    inputs = full_subnet(yuma3)
    epoch(inputs)
    started = time.process_time()
    for _ in range(5):
        epoch(inputs)
    # The budget is 5 ms; the suite runs beside other work, so it only guards against a lost vectorisation.
    assert (time.process_time() - started) / 5 < 0.02
