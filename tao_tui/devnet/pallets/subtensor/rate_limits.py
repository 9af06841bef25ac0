"""What is done with a rate limit of its own: the keys under which the chain notes when it last was."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from tao_tui.devnet.scale.hints import AccountId, NetUid
from tao_tui.devnet.scale.variants import ScaleEnum, Variant, unit_enum

if TYPE_CHECKING:
    pass


@unit_enum("pallet_subtensor::utils::rate_limiting::Hyperparameter")
class Hyperparameter(enum.Enum):
    """A rule of a subnet that its owner may change."""

    Unknown = 0
    ServingRateLimit = 1
    MaxDifficulty = 2
    AdjustmentAlpha = 3
    MaxWeightLimit = 4
    ImmunityPeriod = 5
    MinAllowedWeights = 6
    Kappa = 7
    Rho = 8
    ActivityCutoff = 9
    PowRegistrationAllowed = 10
    MinBurn = 11
    MaxBurn = 12
    BondsMovingAverage = 13
    BondsPenalty = 14
    CommitRevealEnabled = 15
    LiquidAlphaEnabled = 16
    AlphaValues = 17
    WeightCommitInterval = 18
    TransferEnabled = 19
    AlphaSigmoidSteepness = 20
    Yuma3Enabled = 21
    BondsResetEnabled = 22
    ImmuneNeuronLimit = 23
    RecycleOrBurn = 24
    MaxAllowedUids = 25
    BurnHalfLife = 26
    BurnIncreaseMult = 27
    SubnetEmissionEnabled = 28
    MinChildkeyTake = 29
    ActivityCutoffFactorMilli = 30
    TriggerEpoch = 31


class RateLimitKey(ScaleEnum, path="pallet_subtensor::RateLimitKey"):
    """What was done, and to whom."""

    SetSNOwnerHotkey = Variant(0, NetUid)
    OwnerHyperparamUpdate = Variant(1, NetUid, Hyperparameter)
    NetworkLastRegistered = Variant(2)
    LastTxBlock = Variant(3, AccountId)
    LastTxBlockChildKeyTake = Variant(4, AccountId)
    LastTxBlockDelegateTake = Variant(5, AccountId)
    AddStakeBurn = Variant(6, NetUid)


LAST_SUBNET: Any = RateLimitKey.NetworkLastRegistered()
"""The registration of a subnet, by anybody."""
