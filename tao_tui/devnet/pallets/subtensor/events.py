"""The events of the subtensor pallet, numbered as runtime 393 numbers them; others follow."""

from __future__ import annotations

from tao_tui.devnet.frame.declare import Events, event
from tao_tui.devnet.frame.errors import DispatchError, DispatchResult
from tao_tui.devnet.pallets.subtensor.types import RootClaimType
from tao_tui.devnet.scale.hints import (
    H160,
    H256,
    U64F64,
    AccountId,
    Bytes,
    Compact,
    NetUid,
    Vec,
    i16,
    u8,
    u16,
    u32,
    u64,
)


class SubtensorEvents(Events):
    """Everything the pallet reports."""

    NetworkAdded = event(NetUid, u16)
    NetworkRemoved = event(NetUid)
    StakeAdded = event(AccountId, AccountId, u64, u64, NetUid, u64)
    StakeRemoved = event(AccountId, AccountId, u64, u64, NetUid, u64)
    StakeMoved = event(AccountId, AccountId, NetUid, AccountId, NetUid, u64)
    WeightsSet = event(NetUid, u16)
    NeuronRegistered = event(NetUid, u16, AccountId)
    BulkNeuronsRegistered = event(u16, u16)
    BulkBalancesSet = event(u16, u16)
    MaxAllowedUidsSet = event(NetUid, u16)
    MaxWeightLimitSet = event(NetUid, u16)
    DifficultySet = event(NetUid, u64)
    AdjustmentIntervalSet = event(NetUid, u16)
    RegistrationPerIntervalSet = event(NetUid, u16)
    MaxRegistrationsPerBlockSet = event(NetUid, u16)
    ActivityCutoffSet = event(NetUid, u16)
    RhoSet = event(NetUid, u16)
    AlphaSigmoidSteepnessSet = event(NetUid, i16)
    KappaSet = event(NetUid, u16)
    MinAllowedWeightSet = event(NetUid, u16)
    ValidatorPruneLenSet = event(NetUid, u64)
    ScalingLawPowerSet = event(NetUid, u16)
    WeightsSetRateLimitSet = event(NetUid, u64)
    ImmunityPeriodSet = event(NetUid, u16)
    BondsMovingAverageSet = event(NetUid, u64)
    BondsPenaltySet = event(NetUid, u16)
    BondsResetOnSet = event(NetUid, bool)
    MaxAllowedValidatorsSet = event(NetUid, u16)
    AxonServed = event(NetUid, AccountId)
    PrometheusServed = event(NetUid, AccountId)
    DelegateAdded = event(AccountId, AccountId, u16)
    DefaultTakeSet = event(u16)
    WeightsVersionKeySet = event(NetUid, u64)
    MinDifficultySet = event(NetUid, u64)
    MaxDifficultySet = event(NetUid, u64)
    ServingRateLimitSet = event(NetUid, u64)
    BurnSet = event(NetUid, u64)
    MaxBurnSet = event(NetUid, u64)
    MinBurnSet = event(NetUid, u64)
    TxRateLimitSet = event(u64)
    TxDelegateTakeRateLimitSet = event(u64)
    TxChildKeyTakeRateLimitSet = event(u64)
    AdminFreezeWindowSet = event(u16)
    OwnerHyperparamRateLimitSet = event(u16)
    MinChildKeyTakeSet = event(u16)
    MaxChildKeyTakeSet = event(u16)
    ChildKeyTakeSet = event(AccountId, u16)
    Sudid = event(DispatchResult)
    RegistrationAllowed = event(NetUid, bool)
    PowRegistrationAllowed = event(NetUid, bool)
    TempoSet = event(NetUid, u16)
    RAORecycledForRegistrationSet = event(NetUid, u64)
    StakeThresholdSet = event(u64)
    AdjustmentAlphaSet = event(NetUid, u64)
    Faucet = event(AccountId, u64)
    SubnetOwnerCutSet = event(u16)
    NetworkRateLimitSet = event(u64)
    NetworkImmunityPeriodSet = event(u64)
    StartCallDelaySet = event(u64)
    NetworkMinLockCostSet = event(u64)
    SubnetLimitSet = event(u16)
    NetworkLockCostReductionIntervalSet = event(u64)
    TakeDecreased = event(AccountId, AccountId, u16)
    TakeIncreased = event(AccountId, AccountId, u16)
    HotkeySwapped = event(coldkey=AccountId, old_hotkey=AccountId, new_hotkey=AccountId)
    MaxDelegateTakeSet = event(u16)
    MinDelegateTakeSet = event(u16)
    ColdkeySwapAnnounced = event(who=AccountId, new_coldkey_hash=H256)
    ColdkeySwapReset = event(who=AccountId)
    ColdkeySwapped = event(old_coldkey=AccountId, new_coldkey=AccountId)
    ColdkeySwapDisputed = event(coldkey=AccountId)
    AllBalanceUnstakedAndTransferredToNewColdkey = event(
        current_coldkey=AccountId, new_coldkey=AccountId, total_balance=u64
    )
    ArbitrationPeriodExtended = event(coldkey=AccountId)
    SetChildrenScheduled = event(AccountId, NetUid, u64, Vec[tuple[u64, AccountId]])
    SetChildren = event(AccountId, NetUid, Vec[tuple[u64, AccountId]])
    ChainIdentitySet = event(AccountId)
    SubnetIdentitySet = event(NetUid)
    SubnetIdentityRemoved = event(NetUid)
    DissolveNetworkScheduled = event(account=AccountId, netuid=NetUid, execution_block=u32)
    ColdkeySwapAnnouncementDelaySet = event(u32)
    ColdkeySwapReannouncementDelaySet = event(u32)
    DissolveNetworkScheduleDurationSet = event(u32)
    CRV3WeightsCommitted = event(AccountId, NetUid, H256)
    WeightsCommitted = event(AccountId, NetUid, H256)
    WeightsRevealed = event(AccountId, NetUid, H256)
    WeightsBatchRevealed = event(AccountId, NetUid, Vec[H256])
    BatchWeightsCompleted = event(Vec[Compact[u16]], AccountId)
    BatchCompletedWithErrors = event()
    BatchWeightItemFailed = event(DispatchError)
    StakeTransferred = event(AccountId, AccountId, AccountId, NetUid, NetUid, u64)
    StakeSwapped = event(AccountId, AccountId, NetUid, NetUid, u64)
    TransferToggle = event(NetUid, bool)
    SubnetOwnerHotkeySet = event(NetUid, AccountId)
    FirstEmissionBlockNumberSet = event(NetUid, u64)
    AlphaRecycled = event(AccountId, AccountId, u64, NetUid)
    AlphaBurned = event(AccountId, AccountId, u64, NetUid)
    EvmKeyAssociated = event(netuid=NetUid, hotkey=AccountId, evm_key=H160, block_associated=u64)
    CRV3WeightsRevealed = event(NetUid, AccountId)
    CommitRevealPeriodsSet = event(NetUid, u64)
    CommitRevealEnabled = event(NetUid, bool)
    HotkeySwappedOnSubnet = event(
        coldkey=AccountId, old_hotkey=AccountId, new_hotkey=AccountId, netuid=NetUid
    )
    SubnetLeaseCreated = event(beneficiary=AccountId, lease_id=u32, netuid=NetUid, end_block=u32 | None)
    SubnetLeaseTerminated = event(beneficiary=AccountId, netuid=NetUid)
    SymbolUpdated = event(netuid=NetUid, symbol=Bytes)
    CommitRevealVersionSet = event(u16)
    TimelockedWeightsCommitted = event(AccountId, NetUid, H256, u64)
    TimelockedWeightsRevealed = event(NetUid, AccountId)
    AutoStakeAdded = event(
        netuid=NetUid, destination=AccountId, hotkey=AccountId, owner=AccountId, incentive=u64
    )
    IncentiveAlphaEmittedToMiners = event(netuid=NetUid, emissions=Vec[u64])
    MinAllowedUidsSet = event(NetUid, u16)
    AutoStakeDestinationSet = event(coldkey=AccountId, netuid=NetUid, hotkey=AccountId)
    MinNonImmuneUidsSet = event(NetUid, u16)
    RootClaimed = event(coldkey=AccountId)
    RootClaimTypeSet = event(coldkey=AccountId, root_claim_type=RootClaimType)
    VotingPowerTrackingEnabled = event(netuid=NetUid)
    VotingPowerTrackingDisableScheduled = event(netuid=NetUid, disable_at_block=u64)
    VotingPowerTrackingDisabled = event(netuid=NetUid)
    VotingPowerEmaAlphaSet = event(netuid=NetUid, alpha=u64)
    SubnetLeaseDividendsDistributed = event(lease_id=u32, contributor=AccountId, alpha=u64)
    AddStakeBurn = event(netuid=NetUid, hotkey=AccountId, amount=u64, alpha=u64)
    ColdkeySwapCleared = event(who=AccountId)

    # Younger than that runtime.
    BurnHalfLifeSet = event(netuid=NetUid, burn_half_life=u16)
    BurnIncreaseMultSet = event(netuid=NetUid, burn_increase_mult=U64F64)
    ActivityCutoffFactorMilliSet = event(netuid=NetUid, factor_milli=u32)
    MaxEpochsPerBlockSet = event(u8)
    EpochTriggered = event(netuid=NetUid, by=AccountId, fires_at=u64)
    EpochDeferred = event(netuid=NetUid, from_block=u64, to_block=u64)
    EpochSkipped = event(netuid=NetUid, block=u64)
    AutoParentDelegationEnabledSet = event(hotkey=AccountId, enabled=bool)
    TransactionFeePaidWithAlpha = event(who=AccountId, netuid=NetUid, alpha_fee=u64, tao_amount=u64)
    StakeLocked = event(coldkey=AccountId, hotkey=AccountId, netuid=NetUid, amount=u64)
    LockMoved = event(coldkey=AccountId, origin_hotkey=AccountId, destination_hotkey=AccountId, netuid=NetUid)
    SubnetOwnerChanged = event(netuid=NetUid, old_coldkey=AccountId, new_coldkey=AccountId)
    PerpetualLockUpdated = event(coldkey=AccountId, netuid=NetUid, enabled=bool)
    RejectLockedAlphaUpdated = event(coldkey=AccountId, enabled=bool)

    # Older: of the senate, whose numbers others have now.
    SenateAdjusted = event(old_member=AccountId | None, new_member=AccountId).at(200)
