"""Where a validator's dividends come from, and why they rose or fell since the epoch before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tao_tui.consensus.bonds import live_bonds
from tao_tui.consensus.fixed import (
    ONE,
    U16_MAX,
    Column,
    multiply,
    normalise,
    normalise_columns,
    to_u16,
)
from tao_tui.consensus.inputs import EpochInputs
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.sparse import SparseRows


@dataclass(frozen=True, slots=True)
class Bond:
    """A validator's bond to one neuron; every share is of 65535."""

    neuron: int
    before: int
    """Its share of all bonds to the neuron before the epoch."""
    after: int
    """Its share after it."""
    basis: int
    """The weight the bond grows towards: what it gave, less what the bonds penalty took off."""
    earned: int
    """The part of its dividends that came from this neuron."""


@dataclass(frozen=True, slots=True)
class DividendsShift:
    """A validator's dividends before and after, and what moved them; of 65535, negative where they fell."""

    before: int
    after: int
    by_bonds: int
    """What they would have moved by had only bonds changed."""
    by_incentives: int
    """What the incentives of the neurons it is bonded to moved them by, on top of that."""

    @property
    def by_stake(self) -> int:
        """The rest: its own stake, and what other validators have."""
        return self.after - self.before - self.by_bonds - self.by_incentives


def bonds_of(inputs: EpochInputs, result: EpochResult, uid: int) -> tuple[Bond, ...]:
    """Return the bonds of a validator, those that earned most first.

    Shares come from bonds as stored, in u16, so they may be off by a few parts of 65535.
    """
    before, after = _shares_before(inputs), _shares(result.bonds)
    basis = _row(result.evidence.bond_basis, uid)
    earnings = multiply(_row(after, uid), result.evidence.incentive)
    earned = to_u16(normalise(earnings))
    held, holds = to_u16(_row(before, uid)), to_u16(_row(after, uid))
    bonds = [
        Bond(neuron, int(held[neuron]), int(holds[neuron]), int(to_u16(basis)[neuron]), int(earned[neuron]))
        for neuron in np.flatnonzero(held.astype(np.int64) + holds).tolist()
    ]
    return tuple(sorted(bonds, key=lambda bond: (-bond.earned, -bond.after, bond.neuron)))


def dividends_shift(inputs: EpochInputs, result: EpochResult, uid: int) -> DividendsShift | None:
    """Return why the dividends of a validator moved, one cause after the other.

    Bonds are exchanged first, then incentives; what is left is stake. None without the scores before.
    """
    if inputs.incentive_before is None or inputs.dividends_before is None:
        return None
    before, after = _shares_before(inputs), _shares(result.bonds)
    stake = result.evidence.active_stake if inputs.rules.yuma3 else None
    incentive_before = inputs.incentive_before.astype(np.int64) * ONE // U16_MAX
    old = _dividends(before, incentive_before, stake, uid)
    bonded = _dividends(after, incentive_before, stake, uid)
    new = _dividends(after, result.evidence.incentive, stake, uid)
    return DividendsShift(
        int(inputs.dividends_before[uid]), int(result.dividends[uid]), bonded - old, new - bonded
    )


def _dividends(shares: SparseRows, incentive: Column, stake: Column | None, uid: int) -> int:
    """Return what one validator's bonds earn of all that bonds earn, of 65535."""
    earnings = multiply(shares.values, incentive).sum(axis=1)
    if stake is not None:
        earnings = multiply(earnings, stake[shares.uids])
    mine = normalise(earnings)[shares.uids == uid]
    return int(to_u16(mine)[0]) if len(mine) else 0


def _shares_before(inputs: EpochInputs) -> SparseRows:
    return _shares(live_bonds(inputs, inputs.bonds))


def _shares(bonds: SparseRows) -> SparseRows:
    values = normalise_columns(bonds.values << 16)
    return SparseRows(bonds.uids, values, bonds.present)


def _row(rows: SparseRows, uid: int) -> Column:
    """Return the dense row of a uid; zeros when it has none."""
    return np.asarray(rows.values[rows.uids == uid].sum(axis=0))
