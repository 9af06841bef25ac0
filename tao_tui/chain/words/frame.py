"""Plain words for the errors of the frame's pallets: balances, proxies, multisigs, batches, schedules."""

from __future__ import annotations

from typing import Final

FRAME_WORDS: Final = """
DeltaZero | the change is zero | Give an amount
ExistingVestingSchedule | the account has a vesting schedule already | Use another account
IssuanceDeactivated | the issuance cannot be changed any more | Nothing can be done; leave the issuance as it is
KeepAlive | the payment would close the sending account | Send less, or allow the account to be closed (--allow-death)
TooManyFreezes | too much of the account is frozen for different reasons | Wait until one of them ends
TooManyHolds | too much of the account is held for different reasons | Release one of them first
TooManyReserves | the account has too many reserves | Release one of them first
VestingBalance | too much of the balance is still vesting | Send less, or wait until more has vested
FailedToExtractRuntimeVersion | the new runtime does not say its version | Build the runtime again
InvalidSpecName | the new runtime is for another chain | Use the runtime of this chain
MultiBlockMigrationsOngoing | the chain is still migrating its state | Wait until the migration has ended
NonDefaultComposite | the account still holds data | Remove what it holds first
NonZeroRefCount | something still depends on the account | Release what depends on it first
NothingAuthorized | no runtime upgrade was authorized | Authorize one first
SpecVersionNeedsToIncrease | the new runtime is not newer than the present one | Use a runtime with a higher version
Unauthorized | this is not the code that was authorized | Submit the code whose hash was authorized
Duplicate | it is there already | Nothing needs to be done
Proxy.Duplicate | the account is a proxy already | Nothing needs to be done
NotFound | there is no such thing | Check the arguments; it may have ended already
Proxy.NotFound | there is no such proxy | Check delegate, type and delay
Multisig.NotFound | no such multisig operation is open | It was carried out or cancelled; look at its history
Scheduler.NotFound | there is no such scheduled call | It was carried out or cancelled already
TooMany | there are too many of them | Remove one first
Proxy.TooMany | the account has as many proxies or announcements as it may have | Remove one first
Preimage.TooMany | too many hashes were given at once | Give fewer
TooFew | none was given | Give at least one
NoSelfProxy | an account cannot be its own proxy | Name another account as the delegate
Unannounced | the call was not announced, or too recently | Announce it, and wait for the proxy's delay
InvalidDerivedAccountId | no account can be derived from that | Use another index
InvalidDerivedAccount | no account can be derived from that | Use another index
AnnouncementDepositInvariantViolated | the chain's own bookkeeping of announcements failed | Try again; if it persists, report it to the chain's developers
TooManyCalls | the batch has too many calls | Split it into smaller batches
AlreadyApproved | this signatory approved the call already | Wait for the other signatories
AlreadyStored | the call is stored already | Nothing needs to be done
MaxWeightTooLow | the weight allowed for the call is too small | Allow more weight
MinimumThreshold | a multisig needs at least two signatures | Use a threshold of 2 or more
NoApprovalsNeeded | the call has all the approvals it needs | Give the whole call to carry it out
NoTimepoint | the operation is open already and needs its timepoint | Name the block and index it was begun at
NotOwner | only the account that began the operation may cancel it | Sign with that account
SenderInSignatories | the sender is among the other signatories | Leave the sender out of the list
SignatoriesOutOfOrder | the signatories are not in order | Sort them by their public keys
TooFewSignatories | there are too few signatories | Name at least one other
TooManySignatories | there are too many signatories | Name fewer
UnexpectedTimepoint | a timepoint was given, but no operation is open | Leave the timepoint out
WrongTimepoint | the timepoint is not that of the open operation | Name the block and index it was begun at
AlreadyNoted | the preimage is on chain already | Nothing needs to be done
NotAuthorized | this account may not do that | Sign with the account that noted the preimage
NotNoted | the preimage is not on chain | Note it first
NotRequested | nobody requested the preimage | Nothing needs to be done
Requested | the preimage is still requested | Wait until it is used
TooBig | the preimage is too large | Make the call smaller
FailedToSchedule | the call could not be scheduled | Choose another block
Named | a named task needs the call for named tasks | Use the call that takes the task's name
RescheduleNoChange | the task is at that block already | Choose another block
TargetBlockNumberInPast | that block is past | Choose a later block
AlreadyDeposited | the account has a deposit for the safe mode already | Wait until it is released
CannotReleaseYet | the deposit cannot be released yet | Wait some blocks
CurrencyError | the deposit could not be taken | Check the account's balance
Entered | the safe mode is on | Wait until it ends
Exited | the safe mode is off | Nothing needs to be done
NoDeposit | there is no deposit | Nothing can be released
NotConfigured | the chain has this switched off | Another way has to be used
AlreadyMember | the account is a member already | Nothing needs to be done
TooManyMembers | the body has as many members as it may have | Remove a member first
AlreadyInitialized | the members were set already | Nothing needs to be done
WrongDuration | the vote must last longer | Choose a longer duration
WrongProposalLength | the proposal is longer than was said | Refresh and try again
WrongProposalWeight | the weight allowed for the proposal is too small | Allow more weight
ChangePending | a change of the validators' authorities is pending already | Wait until it is done
DuplicateOffenceReport | the offence was reported already | Nothing needs to be done
InvalidEquivocationProof | the proof of the offence does not hold | Check the proof
InvalidKeyOwnershipProof | the proof does not show whose key it is | Check the proof
PauseFailed | finality cannot be paused now | Try again when the authorities are live
ResumeFailed | finality cannot be resumed now | Try again when it is paused
TooSoon | this was done too recently | Wait some blocks and try again
Corruption | the chain's state is damaged | Report it to the chain's developers
Unavailable | a resource of the chain is not there now | Try again in a later block
RootNotAllowed | the root origin may not make that call | Sign with an ordinary account
UnknownAsset | there is no such asset | Check the asset's number
Unsupported | this runtime does not do that | Another way has to be used
CannotCreateHold | the amount cannot be held for the receiver | Choose another account, or a larger amount
Blocked | the account takes no payments | Choose another account
Module | a pallet refused | Check the arguments and the state of the accounts involved
Token | a balance did not allow it | Check the balances involved
Arithmetic | a number went out of its range | Check the amounts
Transactional | too many storage layers were opened | Split the batch into smaller ones
LimitReached | too many storage layers were opened | Split the batch into smaller ones
NoLayer | the runtime closed a storage layer it had not opened | Report it to the chain's developers
Trie | the state could not be read | Report it to the node's operator
Other | the runtime refused without naming a reason | Check the arguments and the state of the accounts involved
Unknown | the runtime gave no reason that this program can read | Update tao-tui; the chain may be newer
"""
"""One error a line: its name, or pallet and name where others are called the same; meaning; remedy."""
