"""The constants of the subtensor pallet: the hyperparameters a chain starts with."""

from __future__ import annotations

from tao_tui.devnet.frame.declare import Constant
from tao_tui.devnet.scale.hints import i16, u8, u16, u32, u64


class SubtensorConstants:
    """Initial values, mainnet's."""

    InitialIssuance = Constant[u64](0)
    InitialMinAllowedWeights = Constant[u16](1024)
    InitialEmissionValue = Constant[u16](0)
    InitialTempo = Constant[u16](360)
    InitialDifficulty = Constant[u64](10_000_000)
    InitialMaxDifficulty = Constant[u64](4_611_686_018_427_387_903)
    InitialMinDifficulty = Constant[u64](10_000_000)
    InitialRAORecycledForRegistration = Constant[u64](0)
    InitialBurn = Constant[u64](100_000_000)
    InitialMaxBurn = Constant[u64](100_000_000_000)
    InitialMinBurn = Constant[u64](500_000)
    InitialMinStake = Constant[u64](2_000_000, "Least TAO a stake may be worth, rao.")
    MinTempo = Constant[u16](360, "Least tempo an owner may set.")
    MaxTempo = Constant[u16](50_400, "Greatest tempo an owner may set.")
    InitialAdjustmentInterval = Constant[u16](100)
    InitialBondsMovingAverage = Constant[u64](900_000)
    InitialBondsPenalty = Constant[u16](65_535)
    InitialBondsResetOn = Constant[bool](False)
    InitialTargetRegistrationsPerInterval = Constant[u16](2)
    InitialRho = Constant[u16](10)
    InitialAlphaSigmoidSteepness = Constant[i16](1_000)
    InitialKappa = Constant[u16](32_767)
    InitialMinAllowedUids = Constant[u16](64)
    InitialMaxAllowedUids = Constant[u16](256)
    InitialImmunityPeriod = Constant[u16](4_096)
    InitialActivityCutoff = Constant[u16](5_000)
    InitialMaxRegistrationsPerBlock = Constant[u16](1)
    InitialMaxAllowedValidators = Constant[u16](128)
    InitialDefaultDelegateTake = Constant[u16](11_796)
    InitialMinDelegateTake = Constant[u16](0)
    InitialWeightsVersionKey = Constant[u64](0)
    InitialServingRateLimit = Constant[u64](50)
    InitialTxRateLimit = Constant[u64](1_000)
    InitialTxDelegateTakeRateLimit = Constant[u64](216_000)
    InitialAdjustmentAlpha = Constant[u64](0)
    InitialNetworkImmunityPeriod = Constant[u64](1_296_000)
    InitialNetworkMinLockCost = Constant[u64](1_000_000_000_000)
    InitialSubnetOwnerCut = Constant[u16](11_796)
    InitialNetworkLockReductionInterval = Constant[u64](100_800)
    InitialNetworkRateLimit = Constant[u64](7_200)
    AlphaHigh = Constant[u16](58_982)
    AlphaLow = Constant[u16](45_875)
    InitialTaoWeight = Constant[u64](971_718_665_099_567_868)
    InitialEmaPriceHalvingPeriod = Constant[u64](201_600)
    InitialStartCallDelay = Constant[u64](0)
    InitialMaxEpochsPerBlock = Constant[u8](2)
    KeySwapCost = Constant[u64](
        100_000_000, "What the first announcement of a coldkey swap costs, and a hotkey swap everywhere, rao."
    )
    KeySwapOnSubnetCost = Constant[u64](1_000_000, "What a hotkey swap on one subnet costs, rao.")
    HotkeySwapOnSubnetInterval = Constant[u64](7_200, "Blocks between two hotkey swaps on a subnet.")
    InitialColdkeySwapAnnouncementDelay = Constant[u32](36_000)
    InitialColdkeySwapReannouncementDelay = Constant[u32](7_200)
