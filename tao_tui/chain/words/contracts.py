"""Plain words for the errors of contracts: the Contracts, EVM and Ethereum pallets."""

from __future__ import annotations

from typing import Final

CONTRACT_WORDS: Final = """
CannotAddSelfAsDelegateDependency | a contract cannot depend on its own code | Name other code
CodeInUse | a contract still uses the code | Remove the contract first
CodeInfoNotFound | nothing is known of that code | Upload the code first
CodeNotFound | there is no such code on chain | Upload the code first
CodeRejected | the code is not a valid contract | Build it again for this chain
CodeTooLarge | the code is too large | Make it smaller
ContractNotFound | there is no contract at that address | Check the address
ContractReverted | the contract refused and undid what it did | Read the contract's own error
ContractTrapped | the contract crashed | Tell whoever wrote the contract
DecodingFailed | the contract handed the chain something unreadable | Tell whoever wrote the contract
DelegateDependencyAlreadyExists | the contract depends on that code already | Nothing needs to be done
DelegateDependencyNotFound | the contract does not depend on that code | Check the code's hash
DuplicateContract | there is such a contract already | Use another salt
Indeterministic | the code is not deterministic | Use deterministic code
InputForwarded | the contract's input was passed on already | Tell whoever wrote the contract
InvalidCallFlags | the contract called with flags that exclude each other | Tell whoever wrote the contract
InvalidSchedule | the price list of contract operations is not valid | Report it to the chain's developers
MaxCallDepthReached | contracts called each other too deeply | Tell whoever wrote the contract
MaxDelegateDependenciesReached | the contract depends on too much code | Remove a dependency first
MigrationInProgress | the chain is migrating its contracts | Wait until the migration has ended
NoChainExtension | the chain has no such extension | The contract is for another chain
NoMigrationPerformed | there was nothing to migrate | Nothing needs to be done
OutOfBounds | the contract pointed outside of its memory | Tell whoever wrote the contract
OutOfGas | the contract needed more gas than allowed | Allow more gas
OutOfTransientStorage | the contract used up its transient storage | Tell whoever wrote the contract
OutputBufferTooSmall | the contract left too little room for an answer | Tell whoever wrote the contract
RandomSubjectTooLong | the contract's subject is too long | Tell whoever wrote the contract
ReentranceDenied | the contract does not let itself be called back | Call it directly
StateChangeDenied | the contract may only read here | Call it in a way that may write
StorageDepositLimitExhausted | storing it costs more than the limit | Raise the storage deposit limit
StorageDepositNotEnoughFunds | the account cannot pay for the storage | Add TAO first
TerminatedInConstructor | the contract ended itself while it was made | Tell whoever wrote the contract
TerminatedWhileReentrant | the contract ended itself while it was being called | Tell whoever wrote the contract
TooManyTopics | the contract's event has too many topics | Tell whoever wrote the contract
TransferFailed | the contract could not pay | Check the balances involved
ValueTooLarge | the contract wanted to store something too large | Tell whoever wrote the contract
XCMDecodeFailed | the message to another chain is unreadable | Check the message
BalanceLow | the account does not hold enough for it | Add TAO first
CreateOriginNotAllowed | this address may not deploy contracts | Ask for it to be allowed, or use another address
FeeOverflow | the fee is larger than a number can hold | Lower the gas price
GasLimitTooHigh | the gas limit is above a block's | Lower the gas limit
GasLimitTooLow | the gas limit does not cover the call | Raise the gas limit
GasPriceTooLow | the gas price is below the chain's | Raise the gas price
InvalidChainId | the transaction is for another chain | Set this chain's id
InvalidNonce | the number (nonce) is not the next one | Refresh it and sign again
InvalidSignature | the signature does not fit | Sign again with the right key
NotAllowed | this account may not do that | Sign with an account that may
PaymentOverflow | the payment is larger than a number can hold | Lower the value
Reentrancy | the call came back into itself | Tell whoever wrote the contract
TransactionMustComeFromEOA | a contract cannot send a transaction | Sign with an account of a person
Undefined | the virtual machine gave no reason | Check the arguments
WithdrawFailed | the fee could not be taken | Add TAO first
PreLogExists | the block already has its Ethereum log | Try again in the next block
"""
"""One error a line: its name, meaning, remedy."""
