"""The errors of the subtensor pallet, numbered as runtime 393 numbers them; others follow."""

from __future__ import annotations

from tao_tui.devnet.frame.declare import Errors, error


class SubtensorErrors(Errors):
    """Everything a call of the pallet can fail with."""

    RootNetworkDoesNotExist = error("The root network does not exist.")
    InvalidIpType = error("The user is trying to serve an axon which is not of type 4 (IPv4) or 6 (IPv6).")
    InvalidIpAddress = error("An invalid IP address is passed to the serve function.")
    InvalidPort = error("An invalid port is passed to the serve function.")
    HotKeyNotRegisteredInSubNet = error("The hotkey is not registered in subnet")
    HotKeyAccountNotExists = error("The hotkey does not exists")
    HotKeyNotRegisteredInNetwork = error("The hotkey is not registered in any subnet.")
    NonAssociatedColdKey = error(
        "Request to stake, unstake or subscribe is made by a coldkey that is not associated with the "
        "hotkey account."
    )
    NotEnoughStake = error(
        "DEPRECATED: Stake amount to withdraw is zero. The caller does not have enought stake to perform "
        "this action."
    )
    NotEnoughStakeToWithdraw = error(
        "The caller is requesting removing more stake than there exists in the staking account. See: "
        "'[remove_stake()]'."
    )
    NotEnoughStakeToSetWeights = error(
        "The caller is requesting to set weights but the caller has less than minimum stake required to "
        "set weights (less than WeightsMinStake)."
    )
    NotEnoughStakeToSetChildkeys = error("The parent hotkey doesn't have enough own stake to set childkeys.")
    NotEnoughBalanceToStake = error(
        "The caller is requesting adding more stake than there exists in the coldkey account. See: "
        "'[add_stake()]'"
    )
    BalanceWithdrawalError = error(
        "The caller is trying to add stake, but for some reason the requested amount could not be "
        "withdrawn from the coldkey account."
    )
    ZeroBalanceAfterWithdrawn = error(
        "Unsuccessfully withdraw, balance could be zero (can not make account exist) after withdrawal."
    )
    NeuronNoValidatorPermit = error(
        "The caller is attempting to set non-self weights without being a permitted validator."
    )
    WeightVecNotEqualSize = error(
        "The caller is attempting to set the weight keys and values but these vectors have different size."
    )
    DuplicateUids = error("The caller is attempting to set weights with duplicate UIDs in the weight matrix.")
    UidVecContainInvalidOne = error(
        "The caller is attempting to set weight to at least one UID that does not exist in the metagraph."
    )
    WeightVecLengthIsLow = error(
        "The dispatch is attempting to set weights on chain with fewer elements than are allowed."
    )
    TooManyRegistrationsThisBlock = error(
        "Number of registrations in this block exceeds the allowed number (i.e., exceeds the subnet "
        "hyperparameter 'max_regs_per_block')."
    )
    HotKeyAlreadyRegisteredInSubNet = error(
        "The caller is requesting registering a neuron which already exists in the active set."
    )
    NewHotKeyIsSameWithOld = error("The new hotkey is the same as old one")
    InvalidWorkBlock = error("The supplied PoW hash block is in the future or negative.")
    InvalidDifficulty = error("The supplied PoW hash block does not meet the network difficulty.")
    InvalidSeal = error("The supplied PoW hash seal does not match the supplied work.")
    MaxWeightExceeded = error(
        "The dispatch is attempting to set weights on chain with weight value exceeding the "
        "MaxWeightLimit (max_weight_limit subnet hyperparameter)."
    )
    HotKeyAlreadyDelegate = error(
        "The hotkey is attempting to become a delegate when the hotkey is already a delegate."
    )
    SettingWeightsTooFast = error("A transactor exceeded the rate limit for setting weights.")
    IncorrectWeightVersionKey = error(
        "A validator is attempting to set weights from a validator with incorrect weight version."
    )
    ServingRateLimitExceeded = error(
        "An axon or prometheus serving exceeded the rate limit for a registered neuron."
    )
    UidsLengthExceedUidsInSubNet = error(
        "The caller is attempting to set weights with more UIDs than allowed."
    )
    NetworkTxRateLimitExceeded = error("A transactor exceeded the rate limit for add network transaction.")
    DelegateTxRateLimitExceeded = error("A transactor exceeded the rate limit for delegate transaction.")
    HotKeySetTxRateLimitExceeded = error(
        "A transactor exceeded the rate limit for setting or swapping hotkey."
    )
    StakingRateLimitExceeded = error("A transactor exceeded the rate limit for staking.")
    SubNetRegistrationDisabled = error("Registration is disabled.")
    TooManyRegistrationsThisInterval = error(
        "The number of registration attempts exceeded the allowed number in the interval."
    )
    TransactorAccountShouldBeHotKey = error("The hotkey is required to be the origin.")
    FaucetDisabled = error("Faucet is disabled.")
    NotSubnetOwner = error("Not a subnet owner.")
    RegistrationNotPermittedOnRootSubnet = error("Operation is not permitted on the root subnet.")
    StakeTooLowForRoot = error("A hotkey with too little stake is attempting to join the root subnet.")
    AllNetworksInImmunity = error("All subnets are in the immunity period.")
    NotEnoughBalanceToPaySwapHotKey = error("Not enough balance to pay swapping hotkey.")
    NotRootSubnet = error("Netuid does not match for setting root network weights.")
    CanNotSetRootNetworkWeights = error("Can not set weights for the root network.")
    NoNeuronIdAvailable = error("No neuron ID is available.")
    DelegateTakeTooLow = error("Delegate take is too low.")
    DelegateTakeTooHigh = error("Delegate take is too high.")
    NoWeightsCommitFound = error(
        "No commit found for the provided hotkey+netuid combination when attempting to reveal the weights."
    )
    InvalidRevealCommitHashNotMatch = error("Committed hash does not equal the hashed reveal data.")
    CommitRevealEnabled = error("Attempting to call set_weights when commit/reveal is enabled")
    CommitRevealDisabled = error("Attemtping to commit/reveal weights when disabled.")
    LiquidAlphaDisabled = error("Attempting to set alpha high/low while disabled")
    AlphaHighTooLow = error("Alpha high is too low: alpha_high > 0.8")
    AlphaLowOutOfRange = error("Alpha low is out of range: alpha_low > 0 && alpha_low < 0.8")
    ColdKeyAlreadyAssociated = error("The coldkey has already been swapped")
    NotEnoughBalanceToPaySwapColdKey = error("The coldkey balance is not enough to pay for the swap")
    InvalidChild = error("Attempting to set an invalid child for a hotkey on a network.")
    DuplicateChild = error("Duplicate child when setting children.")
    ProportionOverflow = error("Proportion overflow when setting children.")
    TooManyChildren = error("Too many children MAX 5.")
    TxRateLimitExceeded = error("Default transaction rate limit exceeded.")
    ColdkeySwapAnnouncementNotFound = error("The coldkey has announced no swap.")
    ColdkeySwapTooEarly = error("An announced swap of a coldkey cannot be carried out yet.")
    ColdkeySwapReannouncedTooEarly = error("The last swap of this coldkey was announced too recently.")
    AnnouncedColdkeyHashDoesNotMatch = error("The new coldkey is not the one that was announced.")
    ColdkeySwapAlreadyDisputed = error("The swap of this coldkey is disputed already.")
    NewColdKeyIsHotkey = error("New coldkey is hotkey")
    InvalidChildkeyTake = error("Childkey take is invalid.")
    TxChildkeyTakeRateLimitExceeded = error("Childkey take rate limit exceeded.")
    InvalidIdentity = error("Invalid identity.")
    MechanismDoesNotExist = error("Trying to register a subnet into a mechanism that does not exist.")
    CannotUnstakeLock = error("Trying to unstake your lock amount.")
    SubnetNotExists = error("Trying to perform action on non-existent subnet.")
    TooManyUnrevealedCommits = error("Maximum commit limit reached")
    ExpiredWeightCommit = error("Attempted to reveal weights that are expired.")
    RevealTooEarly = error("Attempted to reveal weights too early.")
    InputLengthsUnequal = error("Attempted to batch reveal weights with mismatched vector input lenghts.")
    CommittingWeightsTooFast = error("A transactor exceeded the rate limit for setting weights.")
    AmountTooLow = error("Stake amount is too low.")
    InsufficientLiquidity = error("Not enough liquidity.")
    SlippageTooHigh = error("Slippage is too high for the transaction.")
    TransferDisallowed = error("Subnet disallows transfer.")
    ActivityCutoffTooLow = error("Activity cutoff is being set too low.")
    CallDisabled = error("Call is disabled")
    FirstEmissionBlockNumberAlreadySet = error("FirstEmissionBlockNumber is already set.")
    NeedWaitingMoreBlocksToStarCall = error("need wait for more blocks to accept the start call extrinsic.")
    NotEnoughAlphaOutToRecycle = error("Not enough AlphaOut on the subnet to recycle")
    CannotBurnOrRecycleOnRootSubnet = error("Cannot burn or recycle TAO from root subnet")
    UnableToRecoverPublicKey = error("Public key cannot be recovered.")
    InvalidRecoveredPublicKey = error("Recovered public key is invalid.")
    SubtokenDisabled = error("SubToken disabled now")
    HotKeySwapOnSubnetIntervalNotPassed = error("Too frequent hotkey swap on subnet")
    ZeroMaxStakeAmount = error("Zero max stake amount")
    SameNetuid = error("Invalid netuid duplication")
    InsufficientBalance = error("The caller does not have enough balance for the operation.")
    StakingOperationRateLimitExceeded = error("Too frequent staking operations")
    InvalidLeaseBeneficiary = error("Invalid lease beneficiary to register the leased network.")
    LeaseCannotEndInThePast = error("Lease cannot end in the past.")
    LeaseNetuidNotFound = error("Couldn't find the lease netuid.")
    LeaseDoesNotExist = error("Lease does not exist.")
    LeaseHasNoEndBlock = error("Lease has no end block.")
    LeaseHasNotEnded = error("Lease has not ended.")
    Overflow = error("An overflow occurred.")
    BeneficiaryDoesNotOwnHotkey = error("Beneficiary does not own hotkey.")
    ExpectedBeneficiaryOrigin = error("Expected beneficiary origin.")
    AdminActionProhibitedDuringWeightsWindow = error(
        "Nothing may be changed in the blocks before an epoch, when weights are set."
    )
    SymbolDoesNotExist = error("Symbol does not exist.")
    SymbolAlreadyInUse = error("Symbol already in use.")
    IncorrectCommitRevealVersion = error(
        "The commit is for another version of commit-reveal than the chain's."
    )
    RevealPeriodTooLarge = error("The reveal period has too many epochs.")
    RevealPeriodTooSmall = error("The reveal period has too few epochs.")
    InvalidValue = error("The value is outside of what is allowed.")
    SubnetLimitReached = error("The maximum number of subnets is reached and none can be pruned.")
    CannotAffordLockCost = error("The coldkey cannot pay the cost of a new subnet.")
    EvmKeyAssociateRateLimitExceeded = error("An EVM key was associated too recently.")
    SameAutoStakeHotkeyAlreadySet = error("Rewards are staked to this hotkey already.")
    UidMapCouldNotBeCleared = error("The old neurons could not all be removed.")
    TrimmingWouldExceedMaxImmunePercentage = error("After trimming, too many of the neurons would be immune.")
    ChildParentInconsistency = error("A hotkey would be both child and parent of another.")
    InvalidNumRootClaim = error("The number of root claims per block is outside of what is allowed.")
    InvalidRootClaimThreshold = error("The threshold of root claims is outside of what is allowed.")
    InvalidSubnetNumber = error("A claim names no subnet or too many.")
    TooManyUIDsPerMechanism = error("All mechanisms together would have too many neurons.")
    VotingPowerTrackingNotEnabled = error("The subnet does not track voting power.")
    InvalidVotingPowerEmaAlpha = error("The smoothing of voting power must not be above one.")
    PrecisionLoss = error("The amount cannot be given exactly.")
    Deprecated = error("The call no longer does anything.")
    AddStakeBurnRateLimitExceeded = error("The subnet bought and burned alpha too recently.")
    ColdkeySwapAnnounced = error("The coldkey has announced its swap and may do little else until then.")
    ColdkeySwapDisputed = error("The swap of this coldkey is disputed, so it may do nothing.")
    ColdkeySwapClearTooEarly = error("The announcement cannot be withdrawn yet.")
    DisabledTemporarily = error("The call is switched off for now.")

    # Younger than that runtime.
    RegistrationPriceLimitExceeded = error("The registration price is above the limit the caller gave.")
    TempoOutOfBounds = error("The tempo is shorter or longer than owners may set.")
    ActivityCutoffFactorMilliOutOfBounds = error("The factor is outside of what is allowed.")
    EpochTriggerAlreadyPending = error("An epoch is on its way already.")
    AutoEpochAlreadyImminent = error("The next epoch comes sooner than one could be triggered.")
    DynamicTempoBlockedByCommitReveal = error("With hidden weights nobody triggers an epoch.")
    NewHotKeyNotCleanForRootSwap = error("The new hotkey has root stake or claims of its own.")
    StakeUnavailable = error("A lock holds more of the stake than this would leave.")
    LockHotkeyMismatch = error("The coldkey's lock on the subnet is for another hotkey.")
    InsufficientStakeForLock = error("The coldkey has less alpha on the subnet than would be locked.")
    NoExistingLock = error("The coldkey has no lock on the subnet.")
    ActiveLockExists = error("The coldkey has a lock already.")
    CannotUseSystemAccount = error("An account of the chain itself cannot be used for this.")
    AccountRejectsLockedAlpha = error("The receiving coldkey takes no alpha that is locked.")

    # Older: of the senate, whose numbers others have now.
    NotSenateMember = error("A hotkey is attempting to do something only senate members can do.").at(200)
    CouldNotJoinSenate = error("Not able to join the senate.")
