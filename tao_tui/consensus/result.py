"""What an epoch yields: the score columns to store, bonds and permits, and the evidence behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.edition import Edition
from tao_tui.consensus.fixed import Column
from tao_tui.consensus.sparse import SparseRows

Scores = NDArray[np.uint16]
"""One u16 proportion per uid, 65535 meaning one."""
Rao = NDArray[np.uint64]
"""One amount of alpha per uid, in rao."""

STORED: Final = {
    "Active": "active",
    "Rank": "rank",
    "Trust": "trust",
    "ValidatorTrust": "validator_trust",
    "Consensus": "consensus",
    "Incentive": "incentive",
    "Dividends": "dividends",
    "Emission": "emission",
    "PruningScores": "pruning_scores",
    "ValidatorPermit": "validator_permit",
    "StakeWeight": "stake_weight",
}
"""Storage item of pallet SubtensorModule to the column of `EpochResult` it is written from."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What lies between inputs and scores, kept to explain them: raw I32F32 bits, 1 << 32 meaning one.

    Matrices have a row for each of their `uids` (v) and the shape (v, n); vectors have the shape (n,).
    """

    weights: SparseRows
    """Normalised weights that counted."""
    clipped: SparseRows
    """The same, cut down to consensus."""
    bond_basis: SparseRows
    """What bonds grow on: the given weights at no bonds penalty, the clipped ones at full, else between."""
    active_stake: Column
    """Share of active stake by uid."""
    consensus: Column
    """Consensus weight by uid."""
    incentive: Column
    dividends: Column
    kappa: int
    """Majority share as bits."""


@dataclass(frozen=True, slots=True, eq=False)
class EpochResult:
    """The outcome of an epoch in the chain's own integers: vectors (n,) by uid, bonds (n, n).

    Each but the split of the emission and what was there before is written to the storage item in `STORED`.
    """

    active: NDArray[np.bool_]
    stake_weight: Scores
    consensus: Scores
    incentive: Scores
    dividends: Scores
    validator_trust: Scores
    rank: Scores
    """Stored only by older runtimes; equals incentive since clipping replaced trust."""
    trust: Scores
    """Stored only by older runtimes: rank after clipping over rank before."""
    pruning_scores: Scores
    """Stored only by older runtimes."""
    emission: Rao
    """Server and validator parts together, as stored."""
    server_emission: Rao
    validator_emission: Rao
    validator_permit: NDArray[np.bool_]
    """Permits for the next epoch."""
    previous_permit: NDArray[np.bool_]
    """Permits this epoch honoured."""
    bonds: SparseRows
    """Averaged bonds of every row that had any, u16."""
    previous_bonds: SparseRows
    """Bonds as stored before the epoch, u16."""
    edition: Edition
    evidence: Evidence

    def bonds_to_store(self) -> dict[int, bytes]:
        """Return the bond rows to write, as SCALE: those of permitted uids, empty ones for the others."""
        rows = self.bonds.scale_rows()
        touched = self.validator_permit | self.previous_permit | self.edition.rewrites_all_bonds
        written = np.flatnonzero(touched).tolist()
        return {uid: rows.get(uid, b"\0") if self.validator_permit[uid] else b"\0" for uid in written}

    def as_chain(self) -> dict[str, Any]:
        """Return what storage holds after the epoch, by storage item: lists by uid of the chain's integers.

        `Bonds` are rows of [uid, u16] pairs: new ones for permitted uids, none where a permit was lost,
        and those of anybody else as they were. Nothing of the emission stays pending.
        """
        written = self.bonds_to_store()
        fresh = SparseRows.from_scale(written, len(self.active))
        rows = [
            (fresh if uid in written else self.previous_bonds).row(uid) for uid in range(len(self.active))
        ]
        columns: dict[str, Any] = {item: getattr(self, name).tolist() for item, name in STORED.items()}
        bonds = [[list(pair) for pair in row] for row in rows]
        return columns | {"Bonds": bonds, "PendingEmission_after": 0}
