"""What an epoch reads: one frozen picture of a subnet's storage at the block it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.edition import Edition
from tao_tui.consensus.sparse import SparseRows

U64_MAX = (1 << 64) - 1
FAR = 1 << 62
"""A block number no chain reaches, with room to add to it."""
PICTURED_SPEC = 293
"""The runtime pictures are of when nothing else is said: the last that ran every rule they name."""


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

    @classmethod
    def from_chain(cls, hyperparameters: Mapping[str, Any], threshold: int = 0) -> Rules:
        """Build from storage items by name; one that a runtime lacks has its default.

        `AlphaValues` is the pair (low, high); `threshold` is the chain-wide StakeThreshold in rao.
        """
        given = {field: hyperparameters[item] for item, field in RULE_OF.items() if item in hyperparameters}
        low, high = hyperparameters.get("AlphaValues", (cls().alpha_low, cls().alpha_high))
        return cls(**given, alpha_low=low, alpha_high=high, stake_threshold=threshold)


RULE_OF: Final = {
    "Kappa": "kappa",
    "BondsMovingAverage": "bonds_moving_average",
    "BondsPenalty": "bonds_penalty",
    "MaxAllowedValidators": "max_allowed_validators",
    "ActivityCutoff": "activity_cutoff",
    "Yuma3On": "yuma3",
    "LiquidAlphaOn": "liquid_alpha",
    "AlphaSigmoidSteepness": "alpha_sigmoid_steepness",
}
"""Storage item of pallet SubtensorModule to the field of `Rules` it sets."""


@dataclass(frozen=True, slots=True, eq=False)
class EpochInputs:
    """One subnet mechanism just before its epoch.

    Vectors have the shape (n,) and are indexed by uid, matrices (n, n) with a row for each uid that gives.
    Sources are storage items of pallet SubtensorModule by netuid, or by netuid + 4096 x mechanism.
    """

    block: int
    """The block the epoch runs in; the state is that of the block before."""
    tempo: int
    """Blocks; `Tempo`."""
    emission: int
    """Alpha to distribute, rao; the subnet's `PendingServerEmission` and `PendingValidatorEmission`."""
    alpha_stake: Sequence[int]
    """(n,), rao: the alpha of each hotkey, what it inherits from parents and not what it left to children."""
    root_stake: Sequence[int]
    """(n,), rao: the root stake of each hotkey, inherited likewise."""
    last_update: NDArray[np.int64]
    """(n,): block at which each neuron last set weights; `LastUpdate`."""
    block_at_registration: NDArray[np.int64]
    """(n,): block; `BlockAtRegistration`."""
    validator_permit: NDArray[np.bool_]
    """(n,): as stored by the previous epoch, the ones in force during this one; `ValidatorPermit`."""
    weights: SparseRows
    """(n, n), u16, rows of any sum; `Weights`."""
    bonds: SparseRows
    """(n, n), u16; `Bonds`."""
    tao_weight: int = 0
    """What a root TAO counts in stake weight, of u64::MAX; `TaoWeight`."""
    rules: Rules = field(default_factory=Rules)
    last_step_block: int = 0
    """Block; `LastMechansimStepBlock`, 0 when the subnet never stepped."""
    owner_uid: int | None = None
    """Uid of `SubnetOwnerHotkey`, which keeps its permit and its self-weight."""
    commit_blocks: NDArray[np.int64] | None = None
    """(n,): block of each neuron's earliest live commit, a huge number for none; the commits' maps."""
    incentive_before: NDArray[np.uint16] | None = None
    """(n,), of 65535: `Incentive` of the epoch before; only explanations read it."""
    dividends_before: NDArray[np.uint16] | None = None
    """(n,), of 65535: `Dividends` of the epoch before; only explanations read it."""
    edition: Edition = field(default_factory=Edition)

    @classmethod
    def from_chain(cls, picture: Mapping[str, Any], spec_version: int = PICTURED_SPEC) -> EpochInputs:
        """Build from plain lists by uid, as JSON holds them.

        Keys: `epoch_block`, `tempo`, `pending_emission` (alpha rao), `alpha_stake` and `root_stake` (rao; or
        `stake` alone, on runtimes before subnets had tokens), `last_update`, `block_at_registration`,
        `validator_permit`, `weights` and `bonds` (rows of [uid, u16] pairs), `hyperparameters` and `globals`
        (storage items by name), `owner_uid`; and where they matter `last_step_block`, `commit_blocks`.
        The rules are those of runtime `spec_version`.

        Raises:
            KeyError: a key is missing.
            ValueError: columns of different lengths.
        """
        alpha = picture["alpha_stake"] if "alpha_stake" in picture else picture["stake"]
        n, world = len(alpha), picture.get("globals", {})
        root = picture.get("root_stake", [0] * n)
        commits = picture.get("commit_blocks")
        columns = {
            name: picture[name] for name in ("last_update", "block_at_registration", "validator_permit")
        }
        for name, column in {**columns, "root_stake": root}.items():
            if len(column) != n:
                raise ValueError(f"{name} has {len(column)} entries for {n} neurons")
        return cls(
            block=picture["epoch_block"],
            tempo=picture["tempo"],
            emission=picture["pending_emission"],
            alpha_stake=alpha,
            root_stake=root,
            last_update=_blocks(columns["last_update"]),
            block_at_registration=_blocks(columns["block_at_registration"]),
            validator_permit=np.array(columns["validator_permit"], np.bool_),
            weights=SparseRows.from_pairs(dict(enumerate(picture["weights"])), n),
            bonds=SparseRows.from_pairs(dict(enumerate(picture["bonds"])), n),
            tao_weight=world.get("TaoWeight", 0),
            rules=Rules.from_chain(picture.get("hyperparameters", {}), world.get("StakeThreshold", 0)),
            last_step_block=picture.get("last_step_block", 0),
            owner_uid=picture.get("owner_uid"),
            commit_blocks=None if commits is None else _blocks(commits),
            edition=Edition.of(spec_version),
        )

    @property
    def n(self) -> int:
        """Number of neurons."""
        return len(self.alpha_stake)

    @property
    def bonds_since(self) -> int:
        """Bonds to neurons registered at or after this block are void."""
        if self.edition.dates_bonds_by_step and self.last_step_block:
            return self.last_step_block + 1
        return max(0, self.block - self.tempo)


def _blocks(numbers: Sequence[int]) -> NDArray[np.int64]:
    """Hold block numbers; u64::MAX and the like stand for never, which any far block does too."""
    return np.array([min(number, FAR) for number in numbers], np.int64)
