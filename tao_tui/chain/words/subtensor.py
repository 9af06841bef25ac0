"""Plain words for the errors of the subtensor and swap pallets: what each means, and what to do."""

from __future__ import annotations

from typing import Final

SUBTENSOR_WORDS: Final[dict[str, tuple[str, str]]] = {
    # --- stake and pools
    "NotEnoughBalanceToStake": (
        "the coldkey does not hold that much free TAO.",
        "Stake less; keep a little for fees.",
    ),
    "NotEnoughStakeToWithdraw": ("there is less stake than that.", "See what there is: tao-tui stake list"),
    "NotEnoughStake": ("there is less stake than that.", "See what there is: tao-tui stake list"),
    "AmountTooLow": ("the amount is below the chain's minimum.", "Use a larger amount, or take all of it."),
    "StakeAmountTooLow": (
        "the amount is below the chain's minimum.",
        "Use a larger amount, or take all of it.",
    ),
    "BalanceTooLow": (
        "the coldkey does not hold that much free TAO.",
        "Lower the amount; keep a little for fees.",
    ),
    "BalanceWithdrawalError": (
        "the amount could not be taken from the coldkey.",
        "Keep the existential deposit and fees free.",
    ),
    "ZeroBalanceAfterWithdrawn": (
        "the coldkey would be left empty.",
        "Stake less; keep the existential deposit and fees.",
    ),
    "SlippageTooHigh": (
        "the trade would go past your limit price.",
        "Nothing was traded. Ask for a new quote, or allow more slippage (--tolerance).",
    ),
    "PriceLimitExceeded": (
        "the trade would go past your limit price.",
        "Nothing was traded. Ask for a new quote, or allow more slippage (--tolerance).",
    ),
    "ZeroMaxStakeAmount": (
        "at your limit price nothing at all could be traded.",
        "Ask for a new quote, or allow more slippage.",
    ),
    "ZeroMaxAmount": (
        "at your limit price nothing at all could be traded.",
        "Ask for a new quote, or allow more slippage.",
    ),
    "InsufficientLiquidity": ("the subnet's pool is too small for that.", "Trade less, or in several steps."),
    "ReservesTooLow": ("the subnet's pool is too small for that.", "Trade less, or in several steps."),
    "SubtokenDisabled": (
        "the subnet has not been started, so its alpha cannot be traded.",
        "Wait until its owner starts it.",
    ),
    "TransferDisallowed": (
        "this subnet does not allow stake to change its owner.",
        "Unstake and transfer TAO instead.",
    ),
    "StakingRateLimitExceeded": ("staking again so soon is not allowed.", "Try again in a few blocks."),
    "StakingOperationRateLimitExceeded": (
        "this hotkey's stake was already changed in this block.",
        "Try again in the next block.",
    ),
    "SameNetuid": ("source and destination are the same subnet.", "Choose two different subnets."),
    "CannotUnstakeLock": (
        "this stake is locked.",
        "Wait for the lock to decay, or take only what is unlocked.",
    ),
    "HotKeyAccountNotExists": (
        "the hotkey is not known on chain.",
        "Check the address; it must be registered somewhere first.",
    ),
    "HotkeyAccountDoesntExist": (
        "the hotkey is not known on chain.",
        "Check the address; it must be registered somewhere first.",
    ),
    "NonAssociatedColdKey": (
        "the hotkey belongs to another coldkey.",
        "Sign with the coldkey that owns the hotkey.",
    ),
    "TxRateLimitExceeded": ("this was done too recently.", "Wait some blocks and try again."),
    "RateLimitExceeded": ("this was done too recently.", "Wait some blocks and try again."),
    # --- subnets and registration
    "SubnetNotExists": ("there is no subnet with that number.", "See which there are: tao-tui subnets list"),
    "SubNetworkDoesNotExist": (
        "there is no subnet with that number.",
        "See which there are: tao-tui subnets list",
    ),
    "MechanismDoesNotExist": ("the subnet has no such mechanism.", "Check the subnet's number."),
    "RootNetworkDoesNotExist": ("the chain has no root network.", "Check that this is a Bittensor chain."),
    "HotKeyAlreadyRegisteredInSubNet": (
        "the hotkey is registered in this subnet already.",
        "Nothing needs to be done.",
    ),
    "HotKeyNotRegisteredInSubNet": (
        "the hotkey is not registered in this subnet.",
        "Register it: tao-tui subnets register",
    ),
    "HotKeyNotRegisteredInNetwork": (
        "the hotkey is registered in no subnet.",
        "Register it: tao-tui subnets register",
    ),
    "SubNetRegistrationDisabled": (
        "the subnet takes no registrations now.",
        "Wait until its owner opens it.",
    ),
    "RegistrationNotPermittedOnRootSubnet": (
        "the root network is joined in another way.",
        "Use netuid 1 or higher.",
    ),
    "TooManyRegistrationsThisBlock": (
        "this block has all the registrations it may have.",
        "Try again in the next block.",
    ),
    "TooManyRegistrationsThisInterval": (
        "the subnet has had all the registrations of this interval.",
        "Try again in the next interval; asked again, a registration says from which block on.",
    ),
    "RegistrationPriceLimitExceeded": (
        "the price of registering is above the highest you would pay.",
        "Nothing was paid. Look at the price and set --max-burn.",
    ),
    "NoNeuronIdAvailable": (
        "every place in the subnet is taken and protected.",
        "Try again when a neuron leaves its immunity.",
    ),
    "StakeTooLowForRoot": (
        "the hotkey has too little stake for the root network.",
        "It must exceed the smallest member's.",
    ),
    "NetworkTxRateLimitExceeded": (
        "a subnet was created too recently.",
        "Wait for the network rate limit to pass.",
    ),
    "SubnetLimitReached": ("there is no room for another subnet.", "Wait until one can be pruned."),
    "CannotAffordLockCost": (
        "the coldkey cannot pay for creating a subnet.",
        "Add TAO first, or wait: the price falls with time until the next one is created.",
    ),
    "AllNetworksInImmunity": ("every subnet is still protected.", "Wait until one leaves its immunity."),
    "NotSubnetOwner": ("this coldkey does not own the subnet.", "Sign with the owner's coldkey."),
    "AdminActionProhibitedDuringWeightsWindow": (
        "settings cannot change shortly before an epoch.",
        "Try again after the subnet's epoch.",
    ),
    "FirstEmissionBlockNumberAlreadySet": ("the subnet was started already.", "Nothing needs to be done."),
    "NeedWaitingMoreBlocksToStarCall": (
        "it is too early to start this subnet.",
        "Wait some blocks; starting has a delay.",
    ),
    "SymbolAlreadyInUse": ("another subnet has this symbol.", "Choose another symbol."),
    "SymbolDoesNotExist": ("the chain does not know this symbol.", "Choose one of the chain's symbols."),
    "InvalidIdentity": ("a field of the identity is too long or missing.", "Shorten the texts."),
    # --- weights, keys, delegation
    "SettingWeightsTooFast": ("weights were set too recently.", "Wait for the subnet's weights rate limit."),
    "CommittingWeightsTooFast": (
        "weights were committed too recently.",
        "Wait for the subnet's weights rate limit.",
    ),
    "CommitRevealEnabled": (
        "this subnet wants weights committed first and revealed later.",
        "Commit them instead.",
    ),
    "NeuronNoValidatorPermit": ("the hotkey has no validator permit.", "It needs more stake in this subnet."),
    "NotEnoughStakeToSetWeights": (
        "the hotkey has too little stake to set weights.",
        "It needs more stake in this subnet.",
    ),
    "NotEnoughStakeToSetChildkeys": ("the hotkey has too little stake for child keys.", "Add stake first."),
    "DelegateTakeTooLow": ("the take is below the chain's minimum.", "Choose a higher take."),
    "DelegateTakeTooHigh": ("the take is above the chain's maximum.", "Choose a lower take."),
    "DelegateTxRateLimitExceeded": (
        "the take was changed too recently.",
        "See when it may be raised: tao-tui stake take. It may be lowered at any time.",
    ),
    "InvalidChild": ("a child key cannot be the parent itself.", "Choose other child hotkeys."),
    "TooManyChildren": ("at most five child keys are allowed.", "Name five or fewer."),
    "ProportionOverflow": ("the child keys' shares are more than the whole.", "Lower the shares."),
    "InvalidChildkeyTake": (
        "the child key take is out of range.",
        "Choose a take within the chain's limits.",
    ),
    "ColdkeyInSwapSchedule": (
        "this coldkey is about to be replaced and may do nothing else.",
        "Finish or clear the swap first.",
    ),
    "ColdkeySwapAnnounced": (
        "this coldkey is about to be replaced and may do nothing else.",
        "Finish or clear the swap first.",
    ),
    "ColdkeySwapDisputed": (
        "the replacement of this coldkey is disputed; the account is frozen.",
        "Only the chain's governance can settle it.",
    ),
    "SameAutoStakeHotkeyAlreadySet": ("that hotkey is set already.", "Nothing needs to be done."),
    "CallDisabled": ("the chain has this call switched off.", "Use its successor, or wait."),
    "Deprecated": ("the chain no longer offers this call.", "Update tao-tui."),
    "DisabledTemporarily": ("the chain has this switched off for now.", "Try again later."),
}
