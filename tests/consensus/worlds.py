"""Random subnets for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from tao_tui.consensus.edition import Edition
from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.sparse import SparseRows

SPECS = (103, 200, 250, 293, 320, 370, 393, 425)
"""One runtime of every edition of the epoch."""


@st.composite
def subnets(draw: st.DrawFn, *, owner: bool = True, old: bool = False) -> EpochInputs:
    """Draw a subnet of up to 24 neurons, every input within what the chain can store; `old`: any runtime."""
    n = draw(st.integers(1, 24))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    sparse = draw(st.floats(0, 1))

    shuffled = draw(st.booleans())

    def order(columns: NDArray[np.int64]) -> NDArray[np.int64]:
        return rng.permutation(columns) if shuffled else columns

    def matrix() -> SparseRows:
        rows = rng.random(n) < 0.6
        values = rng.integers(0, 65536, (n, n)) * (rng.random((n, n)) < 0.8)
        picked = rng.random((n, n)) < sparse
        return SparseRows.from_pairs(
            {
                uid: [(j, int(values[uid, j])) for j in order(np.flatnonzero(picked[uid])).tolist()]
                for uid in np.flatnonzero(rows).tolist()
            },
            n,
        )

    rules = Rules(
        kappa=draw(st.integers(0, 65535)),
        bonds_moving_average=draw(st.integers(0, 1_000_000) | st.just(1_100_000)),
        activity_cutoff=draw(st.sampled_from([20, 5_000])),
        bonds_penalty=draw(st.sampled_from([0, 65535, 30_000])),
        max_allowed_validators=draw(st.integers(1, 24)),
        yuma3=draw(st.booleans()),
        liquid_alpha=draw(st.booleans()),
        alpha_low=draw(st.just(45875) | st.integers(0, 65535)),
        alpha_high=draw(st.just(58982) | st.integers(0, 65535)),
        alpha_sigmoid_steepness=draw(st.integers(-32768, 32767)),
    )
    stakes = draw(st.sampled_from([10**3, 10**12, 21 * 10**15]))
    return EpochInputs(
        block=60,
        tempo=20,
        emission=draw(st.sampled_from([0, 10**9, 2**64 - 1])),
        alpha_stake=(rng.integers(0, stakes, n) * (rng.random(n) < 0.7)).tolist(),
        root_stake=rng.integers(0, stakes, n).tolist(),
        last_update=rng.integers(0, 60, n),
        block_at_registration=rng.integers(0, 40, n) * (rng.random(n) < 0.4),
        validator_permit=rng.random(n) < 0.7,
        weights=matrix(),
        bonds=matrix(),
        tao_weight=draw(st.integers(0, 2**64 - 1)),
        rules=rules,
        owner_uid=draw(st.none() | st.integers(0, n - 1)) if owner else None,
        edition=Edition.of(draw(st.sampled_from(SPECS)) if old else SPECS[-1]),
    )


def full_subnet(yuma3: bool) -> EpochInputs:
    """The largest subnet: 256 neurons of which 64 validators have weighted and bonded all."""
    rng = np.random.default_rng(1)
    n, validators = 256, 64
    rows = {uid: list(enumerate(rng.integers(0, 65536, n).tolist())) for uid in range(validators)}
    return EpochInputs(
        block=60,
        tempo=20,
        emission=10**11,
        alpha_stake=rng.integers(1, 10**15, n).tolist(),
        root_stake=rng.integers(1, 10**15, n).tolist(),
        last_update=np.full(n, 990),
        block_at_registration=np.zeros(n, np.int64),
        validator_permit=np.arange(n) < validators,
        weights=SparseRows.from_pairs(rows, n),
        bonds=SparseRows.from_pairs(rows, n),
        rules=Rules(yuma3=yuma3),
    )
