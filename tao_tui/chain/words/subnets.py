"""Plain words for the rarer errors of subtensor's pallets, past and present."""

from __future__ import annotations

from typing import Final

SUBNET_WORDS: Final = """
BondsMovingAverageMaxReached | the bonds moving average is too high | Choose a lower value
InvalidValue | the value is outside what the chain takes | See the present values: tao-tui subnets hparams
MaxAllowedUIdsLessThanCurrentUIds | the subnet has more neurons than that | Choose a number above its neurons
MaxAllowedUIdsNotAllowed | the chain does not take that many neurons | Choose a smaller number
MaxAllowedUidsExceeded | the subnet cannot have that many neurons | Choose a smaller number
MaxAllowedUidsGreaterThanDefaultMaxAllowedUids | the chain does not take that many neurons | Choose a smaller number
MaxAllowedUidsLessThanMinAllowedUids | the most neurons would be fewer than the fewest | Choose a larger number
MaxValidatorsLargerThanMaxUIds | there would be more validators than neurons | Choose a smaller number
MinAllowedUidsGreaterThanCurrentUids | the subnet has fewer neurons than that | Choose a smaller number
MinAllowedUidsGreaterThanMaxAllowedUids | the fewest neurons would be more than the most | Choose a smaller number
NegativeSigmoidSteepness | only root may make the steepness negative | Choose a positive value
NetworkDoesNotExist | there is no subnet with that number | See which there are: tao-tui subnets list
SubnetDoesNotExist | there is no subnet with that number | See which there are: tao-tui subnets list
NetworkExist | the subnet exists already | Choose another number
StorageValueOutOfRange | the value is outside what the chain takes | Choose another value
ValueNotInBounds | the value is outside what the chain takes | Choose another value
AccountNotAllowedCommit | this account may not publish commitments on the subnet | Register its hotkey there first
CannotCommit | this account may not publish commitments | Register its hotkey on the subnet first
CommitmentSetRateLimitExceeded | commitments were published too recently | Wait some blocks and try again
SpaceLimitExceeded | this interval's room for commitments is used up | Wait for the next interval
TooManyFields | there are too many fields | Give fewer
TooManyFieldsInCommitmentInfo | the commitment has too many fields | Give fewer
TooManyFieldsInIdentityInfo | the identity has too many fields | Give fewer
UnexpectedUnreserveLeftover | a deposit could not be given back whole | Report it to the chain's developers
AlreadyFinalized | the crowdloan is over | Nothing needs to be done
BlockDurationTooLong | the crowdloan would last too long | Choose an earlier end
BlockDurationTooShort | the crowdloan would be too short | Choose a later end
CallUnavailable | the call the crowdloan is for is not on chain | Ask its creator
CannotEndInPast | the end is past | Choose a later block
CapNotRaised | the crowdloan has not raised its cap | Wait for more contributions
CapRaised | the crowdloan has all it needs | Nothing needs to be done
CapTooLow | the cap is too low | Choose a higher one
ContributionPeriodEnded | the crowdloan takes no more contributions | Nothing can be added
ContributionPeriodNotEnded | the crowdloan is still open | Wait until it ends
ContributionTooLow | the contribution is below the crowdloan's minimum | Give more
DepositCannotBeWithdrawn | the creator's deposit stays until the crowdloan is dissolved | Dissolve it first
DepositTooLow | the first deposit is too low | Give more
InvalidCrowdloanId | there is no such crowdloan | Check its number
InvalidOrigin | this account may not do that | Sign with the crowdloan's creator
MaxContributorsReached | the crowdloan has as many contributors as it may have | Nothing can be added
MinimumContributionTooLow | the least contribution is too low | Choose a higher one
NoContribution | this account contributed nothing | Check the account
NotReadyToDissolve | the crowdloan still holds contributions | Refund them first
DrandConnectionFailure | the node could not fetch its randomness | Try again later
InvalidRoundNumber | the randomness is not of the next round | Try again later
NoneValue | there is no value yet | Try again later
PulseVerificationError | the randomness could not be checked | Try again later
StorageOverflow | a counter is full | Report it to the chain's developers
UnverifiedPulse | the randomness does not hold | Try again later
BadEncKeyLen | the block author's encryption key has the wrong length | Send it without encryption (--no-shield)
BadPublicKeyLen | the block author's encryption key has the wrong length | Send it without encryption (--no-shield)
CommitmentMismatch | the encrypted transaction is not the one announced | Sign it again
KeyExpired | the encryption key is of an earlier block | Sign it again
KeyHashMismatch | the encryption key is of an earlier block | Sign it again
MissingSubmission | there is no such encrypted transaction | It was carried out, or ran out of time
SignatureInvalid | the signature inside the encryption does not fit | Sign it again
SubmissionAlreadyExists | that encrypted transaction is on chain already | Nothing needs to be done
TooManyPendingExtrinsics | too many encrypted transactions are waiting | Wait some blocks, or send it without encryption (--no-shield)
Unreachable | the runtime came to where it should not | Report it to the chain's developers
WeightExceedsAbsoluteMax | the weight is above half a block | Choose a smaller one
FailedShieldedTxParsing | the encrypted transaction is malformed | Send it without encryption (--no-shield)
InvalidShieldedTxPubKeyHash | the encryption key is of an earlier block | Sign it again
CannotRegister | this account does not meet what an identity asks for | Check the account's balance and role
NotRegistered | this account is not registered | Register it first
AlreadyRegistered | it is registered already | Nothing needs to be done
TempoOutOfBounds | the tempo is shorter or longer than owners may set | Choose one from 360 to 50,400 blocks
ActivityCutoffFactorMilliOutOfBounds | the activity factor is out of its range | Choose one from 1,000 to 50,000
EpochTriggerAlreadyPending | an epoch is on its way already | Wait until it has run
AutoEpochAlreadyImminent | the next epoch comes sooner than one could be triggered | Wait until it has run
DynamicTempoBlockedByCommitReveal | epochs are not triggered while weights are hidden | Turn commit-reveal off first
ActivityCutoffTooLow | the activity cutoff is too low | Choose a higher one
AddStakeBurnRateLimitExceeded | staking to burn was done too recently | Wait some blocks and try again
AlphaHighTooLow | the upper alpha value is too low | Choose a higher one
AlphaLowOutOfRange | the lower alpha value is out of its range | Choose one between 0 and the upper one
AlreadyDelegate | the hotkey is a delegate already | Nothing needs to be done
HotKeyAlreadyDelegate | the hotkey is a delegate already | Nothing needs to be done
AlreadySenateMember | the hotkey is a senator already | Nothing needs to be done
SenateMember | a senator may not do that | Leave the senate first
NotSenateMember | the hotkey is no senator | Vote with a senator's hotkey: tao-tui gov members
CouldNotJoinSenate | the hotkey could not join the senate | It needs more stake than the smallest senator
AnnouncedColdkeyHashDoesNotMatch | this is not the coldkey that was announced | Name the announced coldkey
ColdkeySwapAlreadyDisputed | the coldkey swap is disputed already | Wait until the dispute is settled
ColdkeySwapAnnouncementNotFound | no coldkey swap was announced | Announce it first
ColdkeySwapClearTooEarly | the announcement cannot be cleared yet | Wait some blocks
ColdkeySwapError | the coldkey could not be swapped | Check both coldkeys
ColdkeySwapReannouncedTooEarly | another swap was announced too recently | Wait some blocks
ColdkeySwapTooEarly | the announced swap has to wait | Wait until its delay is over
ColdKeySwapTxRateLimitExceeded | coldkeys were swapped too recently | Wait some blocks and try again
ColdkeyIsInArbitration | several swaps of this coldkey compete | Wait until they are settled
NewColdkeyIsInArbitration | several swaps to that coldkey compete | Wait until they are settled
ColdKeyAlreadyAssociated | the new coldkey is in use already | Choose a fresh coldkey
DuplicateColdkey | the swap to that coldkey is scheduled already | Nothing needs to be done
SwapAlreadyScheduled | a swap is scheduled already | Wait until it happens
SwapColdkeyOnlyCallableByRoot | only root may swap coldkeys at once | Announce the swap instead
SameColdkey | both coldkeys are the same | Name another one
NewColdKeyIsSameWithOld | both coldkeys are the same | Name another one
NewColdKeyIsHotkey | the new coldkey is a hotkey | Name another one
NewHotKeyIsSameWithOld | both hotkeys are the same | Name another one
NotExistColdkey | there is no such coldkey | Check the address
MaxColdkeyDestinationsReached | the coldkey has too many swaps scheduled | Wait until one is settled
InsufficientBalanceToPerformColdkeySwap | the coldkey cannot pay for the swap | Add TAO first
NotEnoughBalanceToPaySwapColdKey | the coldkey cannot pay for the swap | Add TAO first
NotEnoughBalanceToPaySwapHotKey | the coldkey cannot pay for swapping its hotkey | Add TAO first
NotEnoughBalance | the balance is too low | Lower the amount, or add TAO first
NoBalanceToTransfer | there is nothing to transfer | Check the account
BalanceSetError | the balance could not be changed | Check the amount
CouldNotConvertToBalance | the amount is no balance | Choose another amount
CouldNotConvertToU64 | the amount is too large | Choose a smaller one
BelowStakeThreshold | the hotkey's stake is below what this asks for | Add stake first
NomStakeBelowMinimumThreshold | the stake left would be below the least a nominator may have | Leave more, or take all of it
NotEnoughStaketoWithdraw | there is less stake than that | See what there is: tao-tui stake list
StakeAlreadyAdded | the stake was added in this block already | Try again in the next block
StakeToWithdrawIsZero | the amount is zero | Give an amount
StakeRateLimitExceeded | staking again so soon is not allowed | Try again in a few blocks
UnstakeRateLimitExceeded | unstaking again so soon is not allowed | Try again in a few blocks
PrecisionLoss | the amount is too small for the chain's arithmetic | Use a larger amount, or take all of it
NotEnoughAlphaOutToRecycle | the subnet has less alpha out than that | Choose a smaller amount
CannotBurnOrRecycleOnRootSubnet | root's TAO cannot be burned or recycled | Choose a subnet above 0
BenchmarkingOnly | the call exists for measurements only | It cannot be used
BeneficiaryDoesNotOwnHotkey | the beneficiary does not own the hotkey | Name a hotkey of the beneficiary
ExpectedBeneficiaryOrigin | only the lease's beneficiary may do this | Sign with the beneficiary
InvalidLeaseBeneficiary | that account cannot be the lease's beneficiary | Use the crowdloan's creator
LeaseCannotEndInThePast | the lease would end in the past | Choose a later block
LeaseDoesNotExist | there is no such lease | Check its number
LeaseHasNoEndBlock | the lease never ends | It cannot be ended
LeaseHasNotEnded | the lease has not ended | Wait until its end
LeaseNetuidNotFound | the lease has no subnet | Check the lease's number
CanNotSetRootNetworkWeights | weights of the root network cannot be set | Choose another subnet
NotRootSubnet | this is for the root network only | Use netuid 0
ChildParentInconsistency | a hotkey cannot be its own child's child | Choose other children
DuplicateChild | a child is named twice | Name each child once
TxChildkeyTakeRateLimitExceeded | the childkey take was changed too recently | Wait until it may be raised again; it may be lowered at any time
CommitRevealDisabled | the subnet takes weights openly | Set the weights without committing
ExpiredWeightCommit | the committed weights have expired | Commit them again
IncorrectCommitRevealVersion | the subnet uses another version of commit-reveal | Update the validator's software
InvalidRevealCommitHashNotMatch | these are not the weights that were committed | Reveal exactly what was committed
InvalidRevealRound | the reveal round is past | Commit again with a later round
CommitNotFound | no such commitment is open | Commit first
CommitBlockNotInRevealRange | the weights cannot be revealed in this block | Reveal in the epoch the subnet asks for
NoWeightsCommitFound | no weights were committed | Commit them first
RevealTooEarly | it is too early to reveal the weights | Wait for the reveal epoch
RevealPeriodTooLarge | the reveal period is too long | Choose a shorter one
RevealPeriodTooSmall | the reveal period is too short | Choose a longer one
TooManyUnrevealedCommits | too many committed weights are not revealed | Reveal some first
DidNotPassConnectedNetworkRequirement | the hotkey is not high enough on the subnet this one asks for | Earn a better place there first
InvalidConnectionRequirement | the connection between subnets is not valid | Check both subnets
DuplicateUids | a neuron is named twice | Name each uid once
UidVecContainInvalidOne | a neuron is named that is not there | Look at the neurons: tao-tui scores
UidsLengthExceedUidsInSubNet | more neurons are named than there are | Look at the neurons: tao-tui scores
InvalidUid | there is no such neuron | Look at the neurons: tao-tui scores
UidNotFound | there is no such neuron | Look at the neurons: tao-tui scores
UidMapCouldNotBeCleared | the subnet's neurons could not be removed at once | Try again
TooManyUids | more neurons are named than allowed | Name fewer
TooManyUIDsPerMechanism | there would be too many neurons over all mechanisms | Choose fewer neurons or mechanisms
InvalidSubnetNumber | a claim takes one to five subnets, and KeepSubnets at least one | Name one to five: --netuids 1,5
EmissionValuesDoesNotMatchNetworks | there is not one emission for every subnet | Give one for each
InvalidEmissionValues | the emissions do not add up | Check the numbers
EvmKeyAssociateRateLimitExceeded | an EVM key was associated too recently | Wait some blocks and try again
InvalidRecoveredPublicKey | the signature is of another key | Sign with the EVM key to be associated
UnableToRecoverPublicKey | the signature is malformed | Sign again
FaucetDisabled | the faucet is off | Only development chains have one
HotKeyNotDelegateAndSignerNotOwnHotKey | the hotkey takes no stake from others | Choose a delegate: tao-tui stake validators
HotKeySetTxRateLimitExceeded | hotkeys were swapped too recently | Wait some blocks and try again
HotKeySwapOnSubnetIntervalNotPassed | hotkeys were swapped on this subnet too recently | Wait some blocks and try again
HotkeyNotManaged | this coldkey does not manage the hotkey | Sign with its owner
HotkeyOriginMismatch | this coldkey does not own the hotkey | Sign with its owner
TransactorAccountShouldBeHotKey | the hotkey itself has to sign | Sign with the hotkey
IncorrectNetuidsLength | there is not one entry for every subnet | Give one for each
IncorrectNetworkVersionKey | the weights are of another version | Update the validator's software
IncorrectWeightVersionKey | the weights are of another version than the subnet asks for | Update the validator's software
InputLengthsUnequal | the lists do not have the same length | Give one value for each
WeightVecNotEqualSize | there is not one weight for every neuron | Give one for each
WeightVecLengthIsLow | too few weights are set | Set at least as many as the subnet asks for
NotSettingEnoughWeights | too few weights are set | Set at least as many as the subnet asks for
MaxWeightExceeded | a weight is above the subnet's limit | Spread the weights more
NoValidatorPermit | the hotkey has no validator permit | It needs more stake on the subnet
InvalidDifficulty | the work is too easy | Solve it for the present difficulty
InvalidSeal | the work does not hold | Solve it again
InvalidWorkBlock | the work is for another block | Solve it for a recent block
WorkRepeated | the work was used already | Solve it again
RegistrationDisabled | the subnet takes no registrations now | Wait until its owner opens it
InvalidIpAddress | the address is none a neuron can serve at | Give a public IP address
InvalidIpType | the kind of address is unknown | Use 4 or 6
InvalidPort | the port is none a neuron can serve at | Give one from 1 to 65535
ServingRateLimitExceeded | the neuron announced itself too recently | Wait some blocks and try again
InvalidModality | the kind of subnet is unknown | Check the value
InvalidNumRootClaim | the number of root claims is not possible | Choose another number
InvalidRootClaimThreshold | the threshold is too high | Choose a lower one
InvalidTake | the take is not possible | Choose one within the chain's limits
InvalidTempo | the tempo is not possible | Choose another number of blocks
TempoHasNotSet | the subnet has no tempo | Ask its owner
InvalidVotingPowerEmaAlpha | the factor is above one | Choose a smaller one
VotingPowerTrackingNotEnabled | the subnet does not keep voting power | Its owner has to switch it on
LiquidAlphaDisabled | the subnet does not use liquid alpha | Its owner has to switch it on first
NotDelegate | the hotkey is no delegate | Choose a delegate: tao-tui stake validators
OperationNotPermittedOnRootSubnet | the root network does not do that | Choose a subnet above 0
OperationNotPermittedonRootSubnet | the root network does not do that | Choose a subnet above 0
SubnetAlreadyConverted | the subnet was converted already | Nothing needs to be done
StakeUnavailable | more of the stake is locked than this would leave | Take only what is unlocked: tao-tui stake lock
LockHotkeyMismatch | the lock on this subnet is for another hotkey | Lock for that one, or move the lock: tao-tui stake lock-move
InsufficientStakeForLock | there is less alpha on the subnet than would be locked | Lock less, or stake more first
NoExistingLock | there is no lock on this subnet | See the locks there are: tao-tui stake lock
ActiveLockExists | the new coldkey has a lock of its own | Choose a fresh coldkey
UnlockAmountTooHigh | less than that is locked | See the locks there are: tao-tui stake lock
AccountRejectsLockedAlpha | the receiving coldkey takes no locked alpha | Give only what is unlocked, or let its owner accept it: tao-tui stake lock-accept
CannotUseSystemAccount | that is an account of the chain itself | Name a hotkey of your own
NewHotKeyNotCleanForRootSwap | the new hotkey has root stake or claims of its own | Choose a fresh hotkey
NotPermittedOnRootSubnet | the root network does not do that | Choose a subnet above 0
SubnetCreatorLock | the subnet's creator cannot take that stake out yet | Wait until the lock ends
TrimmingWouldExceedMaxImmunePercentage | too many of the neurons left would be immune | Keep more neurons, or wait
FeeRateTooHigh | the fee rate is too high | Choose a lower one
InsufficientInputAmount | the amount is too small to trade | Use a larger amount
SwapInputTooLarge | the trade is too large for the pool | Trade less, or in several steps
InvalidLiquidityValue | the liquidity is too small | Use more
InvalidTickRange | the price range is not possible | Choose another range
LiquidityNotFound | there is no such liquidity | Check the position
MaxPositionsExceeded | the account has as many positions as it may have | Close one first
TooManySwapSteps | the trade goes through too many price steps | Trade less, or in several steps
UserLiquidityDisabled | the subnet takes no liquidity from users | Its owner has to switch it on
InvalidRealAccount | the proxied account may not do that | Check whom the proxy acts for
"""
"""One error a line: its name, meaning, remedy."""
