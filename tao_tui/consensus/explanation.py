"""Why a neuron scores what it scores: who supports it, who was clipped, and how much stake agreed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tao_tui.consensus.dividends import Bond, DividendsShift, bonds_of, dividends_shift
from tao_tui.consensus.fixed import Column, to_u16
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.yuma import epoch


@dataclass(frozen=True, slots=True)
class Vote:
    """One validator's weight on one neuron; every share is of 65535."""

    validator: int
    """Uid of the validator."""
    neuron: int
    """Uid of the neuron it scored."""
    stake_share: int
    """The validator's share of active stake."""
    given: int
    """Weight it gave."""
    counted: int
    """Weight that counted: the smaller of given and consensus."""

    @property
    def clipped(self) -> int:
        """Return what consensus cut off."""
        return self.given - self.counted


@dataclass(frozen=True, slots=True)
class ServerExplanation:
    """How a neuron's incentive came about."""

    consensus: int
    """The largest weight that a majority of stake gives, of 65535."""
    incentive: int
    majority: int
    """Share of active stake a weight needs, of 65535 (kappa)."""
    agreeing_stake: int
    """Share of active stake giving at least the consensus weight, of 65535."""
    supporters: tuple[Vote, ...]
    """Validators that gave it weight, by what they contributed, largest first."""
    clipped: tuple[Vote, ...]
    """Those whose weight was cut, largest cut first."""
    silent: tuple[int, ...]
    """Validators with active stake that gave it nothing."""


@dataclass(frozen=True, slots=True)
class ValidatorExplanation:
    """How a validator's trust and dividends came about."""

    stake_share: int
    """Share of active stake, of 65535; zero when inactive or without a permit."""
    trust: int
    """Sum of its weights that counted, of 65535."""
    dividends: int
    votes: tuple[Vote, ...]
    """Its weights, largest first."""
    clipped: tuple[Vote, ...]
    """Those that were cut, largest cut first: what its trust lost."""
    bonds: tuple[Bond, ...]
    """What its dividends came from, largest first."""
    shift: DividendsShift | None
    """Why its dividends differ from those before; None where the inputs do not say what those were."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A neuron's scores explained in both of its roles."""

    uid: int
    active: bool
    had_permit: bool
    has_permit: bool
    """Permit for the next epoch."""
    stake_weight: int
    emission_rao: int
    server: ServerExplanation
    validator: ValidatorExplanation | None
    """None when it held no permit in this epoch."""


def explain(inputs: EpochInputs, uid: int, result: EpochResult | None = None) -> Explanation:
    """Explain the scores an epoch over `inputs` gives one uid; `result` spares computing it again.

    Raises:
        IndexError: when no such neuron exists.
    """
    if not 0 <= uid < inputs.n:
        raise IndexError(f"no neuron {uid} among {inputs.n}")
    result = result or epoch(inputs)
    permitted = bool(result.previous_permit[uid])
    return Explanation(
        uid=uid,
        active=bool(result.active[uid]),
        had_permit=permitted,
        has_permit=bool(result.validator_permit[uid]),
        stake_weight=int(result.stake_weight[uid]),
        emission_rao=int(result.emission[uid]),
        server=_server(result, uid),
        validator=_validator(inputs, result, uid) if permitted else None,
    )


def _server(result: EpochResult, uid: int) -> ServerExplanation:
    evidence = result.evidence
    uids, given = evidence.weights.uids, evidence.weights.values[:, uid]
    stake = evidence.active_stake[uids]
    votes = _votes(result, np.flatnonzero((given > 0) & (stake > 0)), np.array([uid]))
    agreeing = int(stake[given >= evidence.consensus[uid]].sum()) if evidence.consensus[uid] else 0
    contribution = sorted(votes, key=lambda vote: (-vote.stake_share * vote.counted, vote.validator))
    return ServerExplanation(
        consensus=int(result.consensus[uid]),
        incentive=int(result.incentive[uid]),
        majority=_share(evidence.kappa),
        agreeing_stake=_share(agreeing),
        supporters=tuple(contribution),
        clipped=_cut(votes),
        silent=tuple(uids[(given == 0) & (stake > 0)].tolist()),
    )


def _validator(inputs: EpochInputs, result: EpochResult, uid: int) -> ValidatorExplanation:
    evidence = result.evidence
    row = int(np.searchsorted(evidence.weights.uids, uid))
    votes = _votes(result, np.array([row]), np.flatnonzero(evidence.weights.values[row]))
    return ValidatorExplanation(
        stake_share=_share(int(evidence.active_stake[uid])),
        trust=int(result.validator_trust[uid]),
        dividends=int(result.dividends[uid]),
        votes=tuple(sorted(votes, key=lambda vote: (-vote.given, vote.neuron))),
        clipped=_cut(votes),
        bonds=bonds_of(inputs, result, uid),
        shift=dividends_shift(inputs, result, uid),
    )


def _votes(result: EpochResult, rows: Column, neurons: Column) -> list[Vote]:
    """Read the weights at the given rows and columns of the evidence."""
    evidence = result.evidence
    given = to_u16(evidence.weights.values)
    counted = to_u16(evidence.clipped.values)
    stake = to_u16(evidence.active_stake)
    return [
        Vote(validator, neuron, int(stake[validator]), int(given[row, neuron]), int(counted[row, neuron]))
        for row, validator in zip(rows.tolist(), evidence.weights.uids[rows].tolist(), strict=True)
        for neuron in neurons.tolist()
    ]


def _cut(votes: list[Vote]) -> tuple[Vote, ...]:
    cut = [vote for vote in votes if vote.clipped]
    return tuple(sorted(cut, key=lambda vote: (-vote.clipped, vote.validator, vote.neuron)))


def _share(bits: int) -> int:
    return int(to_u16(np.array([bits]))[0])
