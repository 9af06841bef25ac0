"""Why a transaction pool turned an extrinsic away, named as the chain names it."""

from __future__ import annotations

import re
from typing import Final

from tao_tui.chain.connection.rpc import RpcError
from tao_tui.chain.words.errors import explain
from tao_tui.errors import ChainRejected
from tao_tui.text import clean

CUSTOM_ERRORS: Final = {
    0: "ColdkeyInSwapSchedule", 1: "StakeAmountTooLow", 2: "BalanceTooLow", 3: "SubnetNotExists",
    4: "HotkeyAccountDoesntExist", 5: "NotEnoughStakeToWithdraw", 6: "RateLimitExceeded",
    7: "InsufficientLiquidity", 8: "SlippageTooHigh", 9: "TransferDisallowed",
    10: "HotKeyNotRegisteredInNetwork", 11: "InvalidIpAddress", 12: "ServingRateLimitExceeded",
    13: "InvalidPort", 14: "ZeroMaxAmount", 15: "InvalidRevealRound", 16: "CommitNotFound",
    17: "CommitBlockNotInRevealRange", 18: "InputLengthsUnequal", 19: "UidNotFound",
    20: "EvmKeyAssociateRateLimitExceeded", 21: "ColdkeySwapDisputed", 22: "InvalidRealAccount",
    23: "FailedShieldedTxParsing", 24: "InvalidShieldedTxPubKeyHash", 25: "NonAssociatedColdKey",
    26: "DelegateTakeTooLow", 27: "DelegateTakeTooHigh", 255: "BadRequest",
}  # fmt: skip
"""subtensor's `CustomTransactionError`, the N of `Custom error: N`."""
NUMBERED_SINCE: Final = 233
"""The first runtime with these numbers (opentensor/subtensor v2.0.0)."""
EARLIER_CUSTOM_ERRORS: Final = {
    0: "ColdkeyInSwapSchedule", 5: "TooManyRegistrationsThisInterval",
    **dict.fromkeys((1, 2, 3, 4, 6, 7), "NotEnoughStakeToSetWeights"),
}  # fmt: skip
"""What the numbers were before: one for each call that was checked (opentensor/subtensor v1.2.2)."""

_TEXTS: Final = {
    "bad signature": "BadProof",
    "is outdated": "Stale",
    "valid in the future": "Future",
    "inability to pay": "Payment",
    "call is not expected": "Call",
    "ancient birth block": "AncientBirthBlock",
    "exhaust the block limits": "ExhaustsResources",
    "labelled as mandatory": "BadMandatory",
    "dispatch is mandatory": "MandatoryValidation",
    "invalid signing address": "BadSigner",
    "could not lookup information": "CannotLookup",
    "could not find an unsigned validator": "NoUnsignedValidator",
    "temporarily banned": "TemporarilyBanned",
    "already imported": "AlreadyImported",
    "priority is too low": "PriorityTooLow",
    "too low priority": "PriorityTooLow",
    "immediately dropped": "ImmediatelyDropped",
    "invalid format": "BadFormat",
}
_NUMBERS: Final = {
    1001: "BadFormat", 1002: "VerificationError", 1010: "Invalid", 1011: "CannotLookup",
    1012: "TemporarilyBanned", 1013: "AlreadyImported", 1014: "PriorityTooLow", 1015: "CycleDetected",
    1016: "ImmediatelyDropped", 1018: "NoTagsProvided", 1019: "InvalidBlockId",
}  # fmt: skip
_CAMEL: Final = {
    "badproof": "BadProof", "stale": "Stale", "future": "Future", "payment": "Payment", "call": "Call",
    "ancientbirthblock": "AncientBirthBlock", "exhaustsresources": "ExhaustsResources",
    "badmandatory": "BadMandatory", "mandatoryvalidation": "MandatoryValidation", "badsigner": "BadSigner",
    "cannotlookup": "CannotLookup", "nounsignedvalidator": "NoUnsignedValidator",
}  # fmt: skip
_CUSTOM: Final = re.compile(r"""custom(?: error)?["']?\s*:?\s*\(?\s*(\d{1,3})""", re.IGNORECASE)


def pool_error_name(error: RpcError, spec_version: int = NUMBERED_SINCE) -> str:
    """The chain's name for a refusal, from the texts of real nodes or the values that Chopsticks sends.

    `spec_version` is of the runtime that refused it: older ones had other numbers.
    """
    said = f"{error.text} {error.data or ''}"
    custom = _CUSTOM.search(said)
    if custom is not None:
        names = CUSTOM_ERRORS if spec_version >= NUMBERED_SINCE else EARLIER_CUSTOM_ERRORS
        return names.get(int(custom[1]), f"Custom{int(custom[1])}")
    lowered = said.lower()
    for words, name in _TEXTS.items():
        if words in lowered:
            return name
    shape = re.search(r'"(?:invalid|unknown)"\s*:\s*(?:"(\w+)"|\{\s*"(\w+)")', said, re.IGNORECASE)
    if shape is not None:
        word = shape[1] or shape[2]
        return _CAMEL.get(word.lower(), word[:1].upper() + word[1:40])
    return _NUMBERS.get(error.number, "Rejected")


def pool_rejection(error: RpcError, spec_version: int = NUMBERED_SINCE) -> ChainRejected:
    """The refusal as people see it; `code` is the chain's name."""
    name = pool_error_name(error, spec_version)
    words, remedy = explain(name, clean(f"{error.text} {error.data or ''}", 200))
    return ChainRejected(f"The chain refused the transaction. {name}: {words}", hint=remedy, code=name)
