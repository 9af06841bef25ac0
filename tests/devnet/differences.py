"""Where the embedded node deliberately says something else than the real runtimes, and why.

One line names a pallet or API, a kind, and names: `Pallet kind name name ...`; a type is `type name ...`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Reasons = Mapping[str, str]

LEFT_OUT: Reasons = {
    "Without a beacon of randomness nothing opens timelocked commitments.": """
        SubtensorModule call commit_timelocked_weights commit_timelocked_mechanism_weights
        SubtensorModule call commit_crv3_mechanism_weights
        SubtensorModule storage TimelockedWeightCommits CRV3WeightCommits CRV3WeightCommitsV2
        SubtensorModule storage CommitRevealWeightsVersion
        AdminUtils call sudo_set_commit_reveal_version
    """,
    "Leases are made by crowdloans, which the node has not.": """
        SubtensorModule call register_leased_network terminate_lease
        SubtensorModule storage SubnetLeases SubnetLeaseShares SubnetUidToLeaseId NextSubnetLeaseId
        SubtensorModule storage AccumulatedLeaseDividends
        SubtensorModule constant LeaseDividendsDistributionInterval
        type SubnetLease
    """,
    "The node has no EVM.": """
        SubtensorModule call associate_evm_key
        SubtensorModule storage AssociatedEvmAddress
        AdminUtils call sudo_set_evm_chain_id sudo_toggle_evm_precompile
        AdminUtils storage PrecompileEnable
    """,
    "Proof of work and the adjustment of difficulty ended before this node's runtime.": """
        SubtensorModule call register
        SubtensorModule storage UsedWork RegistrationsThisInterval POWRegistrationsThisInterval
        SubtensorModule storage BurnRegistrationsThisInterval LastAdjustmentBlock
        AdminUtils call sudo_set_network_pow_registration_allowed
    """,
    "The runtime itself no longer reads it, or it only counts migrations and unfinished jobs.": """
        SubtensorModule storage Rank Trust PruningScores ValidatorPruneLen ScalingLawPower LoadedEmission
        SubtensorModule storage LargestLocked NextStakeJobId LastTxBlock LastTxBlockDelegateTake
        SubtensorModule storage LastTxBlockChildKeyTake
        SubtensorModule storage StakingOperationRateLimiter HasMigrationRun AlphaMapLastKey
        SubtensorModule storage NetworkRegistrationStartBlock DissolveNetworkScheduleDuration
        SubtensorModule storage LastHotkeyEmissionOnNetuid SubnetTaoProvided SubnetAlphaInProvided
        SubtensorModule storage ActivityCutoff MinActivityCutoff
        SubtensorModule constant InitialValidatorPruneLen InitialScalingLawPower InitialPruningScore
        SubtensorModule constant LiquidAlphaOn Yuma3On InitialDissolveNetworkScheduleDuration
        AdminUtils call sudo_set_dissolve_network_schedule_duration sudo_set_activity_cutoff
    """,
    "Emission by flow of TAO is in the runtime's source and never called.": """
        SubtensorModule storage TaoFlowCutoff FlowNormExponent FlowEmaSmoothingFactor
        AdminUtils call sudo_set_tao_flow_cutoff sudo_set_tao_flow_normalization_exponent
        AdminUtils call sudo_set_tao_flow_smoothing_factor
    """,
    "Shares of stake are SafeFloats since spec 400, in AlphaV2 and TotalHotkeySharesV2.": """
        SubtensorModule storage Alpha TotalHotkeyShares
    """,
    "Nobody here is to change them: authorities and issuance.": """
        AdminUtils call swap_authorities schedule_grandpa_change sudo_set_total_issuance
    """,
    "Pools are balancers since spec 400: no ticks, positions or scraps, no liquidity of users.": """
        Swap call toggle_user_liquidity add_liquidity remove_liquidity modify_position disable_lp
        Swap event UserLiquidityToggled LiquidityAdded LiquidityRemoved LiquidityModified
        Swap storage FeeGlobalTao FeeGlobalAlpha Ticks SwapV3Initialized AlphaSqrtPrice CurrentTick
        Swap storage CurrentLiquidity EnabledUserLiquidity Positions LastPositionId TickIndexBitmapWords
        Swap storage ScrapReservoirTao ScrapReservoirAlpha
        Swap constant ProtocolId MaxPositions MinimumLiquidity
        type Tick Position LayerLevel
    """,
    "There is one author and nobody to report it.": """
        Grandpa call report_equivocation report_equivocation_unsigned
        type EquivocationProof Equivocation Void
    """,
    "Blocks are made by the node itself, not asked for over the API.": """
        Core api execute_block initialize_block
        type Block Header ExtrinsicInclusionMode
    """,
}

OTHERWISE: Reasons = {
    "It names the runtime: this one is spec 425 with fewer APIs.": "System constant Version",
    "Renamed between spec 393 and 425.": "SubnetInfoRuntimeApi api get_selective_mechagraph",
    "The rewritten V15 of spec 393 wraps the opaque extrinsic twice.": """
        TransactionPaymentApi api query_info query_fee_details
        ShieldApi api try_decode_shielded_tx try_unshield_tx
    """,
    "Spec 425 has no Registry pallet, so its reason to hold is gone.": "type RuntimeHoldReason",
    "Spec 425 has more rules that owners change.": "type Hyperparameter",
}

ONLY_HERE: Reasons = {
    "The Senate sits in this node beside newer rules; its numbers are those of spec 293, or free ones.": """
        SubtensorModule call sudo sudo_unchecked_weight vote adjust_senate
        SubtensorModule error NotSenateMember CouldNotJoinSenate
        SubtensorModule event SenateAdjusted
    """,
    "Between spec 393 and 425: registration with a limit, dynamic tempo, decaying prices, fees in alpha.": """
        SubtensorModule call set_auto_parent_delegation_enabled
        SubtensorModule event AutoParentDelegationEnabledSet
        SubtensorModule call register_limit set_tempo set_activity_cutoff_factor trigger_epoch
        SubtensorModule error RegistrationPriceLimitExceeded TempoOutOfBounds EpochTriggerAlreadyPending
        SubtensorModule error ActivityCutoffFactorMilliOutOfBounds AutoEpochAlreadyImminent
        SubtensorModule error DynamicTempoBlockedByCommitReveal
        SubtensorModule event BurnHalfLifeSet BurnIncreaseMultSet ActivityCutoffFactorMilliSet
        SubtensorModule event MaxEpochsPerBlockSet EpochTriggered EpochDeferred EpochSkipped
        SubtensorModule event TransactionFeePaidWithAlpha
        SubtensorModule storage ActivityCutoffFactorMilli BurnHalfLife BurnIncreaseMult LastEpochBlock
        SubtensorModule storage PendingEpochAt SubnetEpochIndex MaxEpochsPerBlock
        SubtensorModule constant InitialMinStake MinTempo MaxTempo InitialMaxEpochsPerBlock
        AdminUtils call sudo_set_burn_half_life sudo_set_burn_increase_mult sudo_set_max_epochs_per_block
        SubnetInfoRuntimeApi api get_subnet_hyperparams_v3 get_next_epoch_start_block get_block_emission
        SubnetInfoRuntimeApi api get_subnet_account_id
        type HyperparamEntry HyperparamValue
    """,
    "Between spec 393 and 425: how emission is minted and divided, and balancer pools.": """
        SubtensorModule storage SubnetEmissionEnabled OwnerCutEnabled SubnetProtocolAlpha SubnetExcessTao
        SubtensorModule storage MinerBurned AutoParentDelegationEnabled TotalHotkeySharesV2 AlphaV2
        AdminUtils call sudo_set_owner_cut_enabled sudo_set_subnet_emission_enabled
        Swap error SwapInputTooLarge
        Swap storage SwapBalancer PalSwapInitialized
        type SafeFloat Balancer
    """,
    "Between spec 393 and 425: locks and conviction, and what a hotkey swap asks for.": """
        SubtensorModule call lock_stake move_lock set_perpetual_lock set_reject_locked_alpha
        SubtensorModule error NewHotKeyNotCleanForRootSwap StakeUnavailable LockHotkeyMismatch
        SubtensorModule error InsufficientStakeForLock NoExistingLock ActiveLockExists CannotUseSystemAccount
        SubtensorModule error AccountRejectsLockedAlpha
        SubtensorModule event StakeLocked LockMoved SubnetOwnerChanged PerpetualLockUpdated
        SubtensorModule event RejectLockedAlphaUpdated
        SubtensorModule storage Lock LockingColdkeys HotkeyLock DecayingHotkeyLock OwnerLock DecayingOwnerLock
        SubtensorModule storage DecayingLock MaturityRate UnlockRate AccountFlags OwnerCutAutoLockEnabled
        SubtensorModule storage MinChildkeyTakePerSubnet
        AdminUtils call sudo_set_owner_cut_auto_lock_enabled
        AdminUtils error NotPermittedOnRootSubnet
        StakeInfoRuntimeApi api get_stake_availability_for_coldkeys get_coldkey_lock get_hotkey_conviction
        StakeInfoRuntimeApi api get_most_convicted_hotkey_on_subnet
        type LockState
    """,
    "Of releases after 425, empty, for their clients to read: baskets, collateral.": """
        SubtensorModule storage BasketShares BasketRate BasketClaimed CollateralLockShare CollateralDrainRatio
        SubtensorModule storage MinerCollateral
        BetaBasketRuntimeApi api get_root_basket_owed get_basket_payout get_validator_basket_nav
        BetaBasketRuntimeApi api get_validator_basket get_root_basket_total_nav get_root_basket_positions
        type MinerCollateralState
    """,
    "The MevShield of spec 425 also stores encrypted calls.": """
        MevShield call store_encrypted set_max_pending_extrinsics_number set_on_initialize_weight
        MevShield call set_stored_extrinsic_lifetime set_max_extrinsic_weight
        MevShield error TooManyPendingExtrinsics WeightExceedsAbsoluteMax
        MevShield event ExtrinsicStored ExtrinsicDecodeFailed ExtrinsicDispatchFailed ExtrinsicDispatched
        MevShield event ExtrinsicExpired ExtrinsicPostponed MaxPendingExtrinsicsNumberSet
        MevShield event OnInitializeWeightSet ExtrinsicLifetimeSet MaxExtrinsicWeightSet
        MevShield event ExtrinsicWeightExceeded
        MevShield storage MaxPendingExtrinsicsLimit ExtrinsicLifetime OnInitializeWeight MaxExtrinsicWeight
        MevShield storage CounterForPendingExtrinsics PendingExtrinsics NextPendingExtrinsicIndex
        type PendingExtrinsic
    """,
}


def names(reasons: Reasons) -> Iterator[str]:
    """Every line named, as `described` names it."""
    for block in reasons.values():
        for line in block.strip().splitlines():
            first, *rest = line.split()
            owner = first if first == "type" else f"{first} {rest.pop(0)}"
            yield from (f"{owner} {name}" for name in rest)
