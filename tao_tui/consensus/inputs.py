"""What an epoch reads: one frozen picture of a subnet's storage at the block it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.sparse import SparseRows

U64_MAX = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The hyperparameters an epoch depends on, in the chain's own integers (defaults are the chain's)."""

    kappa: int = 32767
    """Majority share of active stake, of 65535."""
    bonds_moving_average: int = 900_000
    """Weight of the old bonds, in millionths."""
    bonds_penalty: int = 65535
    """How far clipped weights replace given ones in bonds, of 65535."""
    max_allowed_validators: int = 64
    stake_threshold: int = 0
    """Stake weight in rao below which a neuron counts as having none."""
    activity_cutoff: int = 5000
    """Blocks without weights after which a validator is inactive."""
    yuma3: bool = False
    liquid_alpha: bool = False
    alpha_low: int = 45875
    alpha_high: int = 58982
    """Bounds of the liquid bond rate, of 65535."""
    alpha_sigmoid_steepness: int = 1000
    """Hundredths; may be negative (i16)."""


@dataclass(frozen=True, slots=True, eq=False)
class EpochInputs:
    """One subnet mechanism just before its epoch; vectors are indexed by uid."""

    block: int
    tempo: int
    emission: int
    """Alpha to distribute, rao."""
    alpha_stake: Sequence[int]
    """Inherited alpha of each hotkey on this subnet, rao."""
    root_stake: Sequence[int]
    """Inherited root stake of each hotkey, rao."""
    last_update: NDArray[np.int64]
    """Block at which each neuron last set weights."""
    block_at_registration: NDArray[np.int64]
    validator_permit: NDArray[np.bool_]
    """Permits as stored by the previous epoch; the ones in force during this one."""
    weights: SparseRows
    bonds: SparseRows
    tao_weight: int = 0
    """What a root TAO counts in stake weight, of u64::MAX."""
    rules: Rules = field(default_factory=Rules)
    last_step_block: int = 0
    """`LastMechansimStepBlock`; 0 when the subnet never stepped, or on runtimes that ignore it."""
    owner_uid: int | None = None
    """Uid of the subnet owner's hotkey, which keeps its permit and its self-weight."""
    commit_blocks: NDArray[np.int64] | None = None
    """With commit-reveal: block of each neuron's earliest live commit, a huge number for none."""

    @property
    def n(self) -> int:
        """Number of neurons."""
        return len(self.alpha_stake)

    @property
    def bonds_since(self) -> int:
        """Bonds to neurons registered at or after this block are void."""
        return self.last_step_block + 1 if self.last_step_block else max(0, self.block - self.tempo)
