"""Storage of a subnet's hyperparameters: what its owner and root may set.

Some no longer do anything on the chain either (Rho, difficulties, adjustment, targets, MaxWeightsLimit); they
are here because clients show them.
"""

from __future__ import annotations

from typing import Final

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue, Twox64Concat
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.scale.hints import U64F64, AccountId, NetUid, i16, u16, u32, u64

BURN_INCREASE: Final = int(1.26 * 2**52) << 12
"""1.26 as U64F64, exactly as the double it is converted from."""


class RuleStorage:
    """One entry per netuid, then how often owners may change them; the defaults are the chain's."""

    Rho = StorageMap[NetUid, u16](Identity, default=10)
    Kappa = StorageMap[NetUid, u16](Identity, default=32_767)
    AlphaSigmoidSteepness = StorageMap[NetUid, i16](Identity, default=1_000)
    LiquidAlphaOn = StorageMap[NetUid, bool](Blake2_128Concat, default=False)
    AlphaValues = StorageMap[NetUid, tuple[u16, u16]](Identity, default=(45_875, 58_982))
    Yuma3On = StorageMap[NetUid, bool](Blake2_128Concat, default=False)
    BondsMovingAverage = StorageMap[NetUid, u64](Identity, default=900_000)
    BondsPenalty = StorageMap[NetUid, u16](Identity, default=65_535)
    BondsResetOn = StorageMap[NetUid, bool](Identity, default=False)
    ActivityCutoffFactorMilli = StorageMap[NetUid, u32](Identity, default=13_889)
    MaxAllowedValidators = StorageMap[NetUid, u16](Identity, default=128)

    MinAllowedWeights = StorageMap[NetUid, u16](Identity, default=1_024)
    MaxWeightsLimit = StorageMap[NetUid, u16](Identity, default=65_535)
    WeightsVersionKey = StorageMap[NetUid, u64](Identity, default=0)
    WeightsSetRateLimit = StorageMap[NetUid, u64](Identity, default=100)
    CommitRevealWeightsEnabled = StorageMap[NetUid, bool](Identity, default=True)
    RevealPeriodEpochs = StorageMap[NetUid, u64](Twox64Concat, default=1)
    ServingRateLimit = StorageMap[NetUid, u64](Identity, default=50)

    MinAllowedUids = StorageMap[NetUid, u16](Identity, default=64)
    MaxAllowedUids = StorageMap[NetUid, u16](Identity, default=256)
    ImmunityPeriod = StorageMap[NetUid, u16](Identity, default=4_096)
    ImmuneOwnerUidsLimit = StorageMap[NetUid, u16](Identity, default=1)
    MinNonImmuneUids = StorageMap[NetUid, u16](Identity, default=10)

    NetworkRegistrationAllowed = StorageMap[NetUid, bool](Identity, default=True)
    NetworkPowRegistrationAllowed = StorageMap[NetUid, bool](Identity, default=True)
    Burn = StorageMap[NetUid, u64](Identity, default=100_000_000)
    MinBurn = StorageMap[NetUid, u64](Identity, default=500_000)
    MaxBurn = StorageMap[NetUid, u64](Identity, default=100_000_000_000)
    BurnHalfLife = StorageMap[NetUid, u16](Identity, default=360)
    BurnIncreaseMult = StorageMap[NetUid, U64F64](Identity, default=BURN_INCREASE)
    RAORecycledForRegistration = StorageMap[NetUid, u64](Identity, default=0)
    RegistrationsThisBlock = StorageMap[NetUid, u16](Identity, default=0)
    MaxRegistrationsPerBlock = StorageMap[NetUid, u16](Identity, default=1)
    TargetRegistrationsPerInterval = StorageMap[NetUid, u16](Identity, default=2)
    AdjustmentInterval = StorageMap[NetUid, u16](Identity, default=100)
    AdjustmentAlpha = StorageMap[NetUid, u64](Identity, default=0)
    Difficulty = StorageMap[NetUid, u64](Identity, default=10_000_000)
    MinDifficulty = StorageMap[NetUid, u64](Identity, default=10_000_000)
    MaxDifficulty = StorageMap[NetUid, u64](Identity, default=4_611_686_018_427_387_903)

    OwnerHyperparamRateLimit = StorageValue[u16](2)
    WeightsVersionKeyRateLimit = StorageValue[u64](5)
    LastRateLimitedBlock = StorageMap[RateLimitKey, u64](Identity, default=0)
    TransactionKeyLastBlock = StorageMap[tuple[AccountId, NetUid, u16], u64](
        Blake2_128Concat, Identity, Identity, default=0
    )
