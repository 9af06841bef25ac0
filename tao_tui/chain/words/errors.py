"""What the chain's error names mean, and what to do about them."""

from __future__ import annotations

from functools import cache
from typing import Final

from tao_tui.chain.words.subtensor import SUBTENSOR_WORDS

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # --- the pool
    "BadProof": (
        "the signature does not fit this chain as it is now.",
        "Review the action again: the runtime may just have been upgraded. "
        "If it persists, the node shows another runtime than it runs.",
    ),
    "Stale": (
        "another transaction of this account was included first, so its number (nonce) is used up.",
        "Review the action again; a fresh number is taken.",
    ),
    "Future": (
        "an earlier transaction of this account is still missing.",
        "Wait for the account's pending transactions, then try again.",
    ),
    "Payment": (
        "the account cannot pay the transaction fee.",
        "Keep a little TAO on the account for fees.",
    ),
    "AncientBirthBlock": (
        "the transaction was signed too long ago and has expired.",
        "Review and sign the action again.",
    ),
    "ExhaustsResources": (
        "it does not fit into a block.",
        "Split the action into smaller ones, or try again in a few blocks.",
    ),
    "Call": ("calls of this kind are not accepted.", "The chain has switched this call off for now."),
    "BadSigner": (
        "this account may not make that call.",
        "Only the chain's administrator key may; sign with another account.",
    ),
    "CannotLookup": (
        "the node could not look up what it needs to check the transaction.",
        "Try another node; on a chain of your own, its runtime may be built without metadata hash.",
    ),
    "TemporarilyBanned": (
        "the node put this transaction aside for a while.",
        "Wait a few minutes, or send through another node.",
    ),
    "AlreadyImported": (
        "the node has this very transaction already.",
        "It is pending; see: tao-tui activity list",
    ),
    "PriorityTooLow": (
        "another transaction with the same number (nonce) is already waiting.",
        "Wait until it is included, then try again.",
    ),
    "ImmediatelyDropped": (
        "the node's queue is full.",
        "Wait a few blocks, or send through another node.",
    ),
    "Invalid": (
        "the transaction became invalid.",
        "Review the action again; the state of the chain changed.",
    ),
    "Usurped": (
        "another transaction with the same number (nonce) took its place.",
        "See what else was sent from this account.",
    ),
    "Expired": (
        "it was not included before its time ran out, and never will be.",
        "Nothing happened on chain. Review the action again.",
    ),
    "BadFormat": (
        "the node could not read the transaction.",
        "Review the action again; if it persists, use another node.",
    ),
    "VerificationError": (
        "the node failed while it checked the transaction.",
        "Try another node; its runtime may not fit its metadata.",
    ),
    "CycleDetected": ("the transaction depends on itself.", "Review the action again."),
    "NoTagsProvided": ("the runtime gave the transaction no place in the queue.", "Try another node."),
    "InvalidBlockId": ("the node does not know the block it checks against.", "Try another node."),
    "BadMandatory": ("only a block's author may make that call.", "It cannot be sent."),
    "MandatoryValidation": ("only a block's author may make that call.", "It cannot be sent."),
    "NoUnsignedValidator": ("the call has to be signed.", "Sign it."),
    "Rejected": (
        "the node did not take it, in words this program does not know.",
        "Try another node, or try again later.",
    ),
    "NotSent": ("no node could be reached, so it was never sent.", "Nothing happened. Try again."),
    "BadRequest": ("the call is not acceptable now.", "Check its arguments against the state of the chain."),
    # --- dispatch errors of every pallet
    "BadOrigin": (
        "this account may not make that call.",
        "Use the account with the right to do it: the subnet owner, a member, or the administrator.",
    ),
    "CallFiltered": ("the chain has this call switched off.", "A batch may also not contain another batch."),
    "FundsUnavailable": ("the account does not hold that much.", "Lower the amount, or add TAO first."),
    "OnlyProvider": (
        "the account would be closed while something still depends on it.",
        "Leave at least the existential deposit on it.",
    ),
    "BelowMinimum": (
        "the amount is below the existential deposit of the account that would receive it.",
        "Send more; an account needs at least the existential deposit to exist.",
    ),
    "CannotCreate": ("the receiving account cannot be created.", "Send at least the existential deposit."),
    "Frozen": ("part of the balance is frozen.", "Lower the amount to what is free."),
    "NotExpendable": (
        "the account would fall below what keeps it alive.",
        "Leave the existential deposit, or allow the account to be closed (--allow-death).",
    ),
    "Underflow": ("a number would fall below zero.", "Check the amount."),
    "Overflow": ("a number would grow too large.", "Check the amount."),
    "DivisionByZero": ("the chain divided by zero.", "The subnet's pool may be empty."),
    "ConsumerRemaining": ("the account is still in use.", "Release what depends on it first."),
    "NoProviders": (
        "the account does not exist on chain.",
        "Send it at least the existential deposit first.",
    ),
    "TooManyConsumers": ("too much depends on this account.", "Release something first."),
    "CannotFindAccount": ("there is no such account.", "Check the address."),
    "Exhausted": ("a resource of the chain is used up.", "Try again in a later block."),
    # --- balances
    "InsufficientBalance": (
        "the balance is too low.",
        "Lower the amount, or add TAO first. Fees come on top.",
    ),
    "ExistentialDeposit": (
        "the receiving account would hold less than the existential deposit.",
        "Send at least the existential deposit (500 rao).",
    ),
    "Expendability": (
        "the sending account would be closed.",
        "Send less, or allow the account to be closed (--allow-death).",
    ),
    "LiquidityRestrictions": ("part of the balance is locked.", "Lower the amount to what is free."),
    "DeadAccount": ("the receiving account must exist first.", "Send it TAO first."),
    # --- governance and proxies
    "NotMember": (
        "this account is not a member of the body.",
        "Vote with the account that is: tao-tui gov members",
    ),
    "DuplicateProposal": ("the same proposal is open already.", "Vote on it instead: tao-tui gov list"),
    "ProposalNotExists": ("there is no such proposal any more.", "See what is open: tao-tui gov list"),
    "ProposalMissing": ("there is no such proposal any more.", "See what is open: tao-tui gov list"),
    "IndexMismatchProposalHash": (
        "the proposal's number and hash do not belong together.",
        "Refresh and try again.",
    ),
    "WrongIndex": ("the proposal's number and hash do not belong together.", "Refresh and try again."),
    "DuplicateVote": ("this member has voted that way already.", "Nothing needs to be done."),
    "TooEarlyToCloseProposal": (
        "the vote is still going on.",
        "Close it after its end, or when enough members agree.",
    ),
    "TooEarly": ("the vote is still going on.", "Close it after its end, or when enough members agree."),
    "TooManyActiveProposals": ("too many proposals are open.", "Wait until one is closed."),
    "TooManyProposals": ("too many proposals are open.", "Wait until one is closed."),
    "ProposalWeightLessThanDispatchCallWeight": (
        "the weight allowed for the proposal is too small.",
        "Allow more weight.",
    ),
    "ProposalLengthBoundLessThanProposalLength": (
        "the proposal is longer than was said.",
        "Refresh and try again.",
    ),
    "DurationLowerThanConfiguredMotionDuration": ("the vote must last longer.", "Choose a longer duration."),
    "RequireSudo": ("only the administrator key may do this.", "Sign with the administrator key."),
    "NotProxy": (
        "this account is no proxy of the other.",
        "Ask its owner to add it: tao-tui wallet proxy add",
    ),
    "Unproxyable": ("this kind of proxy may not make that call.", "Use a proxy of another type."),
    "NoPermission": ("a proxy may not do this.", "Sign with the account itself."),
}


def explain(name: str, docs: str = "", pallet: str = "") -> tuple[str, str]:
    """What an error means, and what to do; for errors not listed, the chain's own words in `docs`.

    The `pallet` tells apart errors that several pallets call the same.
    """
    known = known_words(f"{pallet}.{name}") or known_words(name)
    if known is not None:
        return known
    words = docs.strip().rstrip(".")
    return (
        f"{words}." if words else f"the chain says {name}.",
        "The chain gives no more than this; check the arguments and the state of the accounts involved.",
    )


def known_words(name: str) -> tuple[str, str] | None:
    """Meaning and remedy of an error by name, or by pallet and name; None for one not listed."""
    return _WORDS.get(name) or SUBTENSOR_WORDS.get(name) or _listed().get(name)


def every_name() -> tuple[str, ...]:
    """The name of every error there are words for, in alphabetical order."""
    return tuple(sorted({*_WORDS, *SUBTENSOR_WORDS, *_listed()}))


@cache
def _listed() -> dict[str, tuple[str, str]]:
    """The rarer errors, read from their tables once one of them is met."""
    from tao_tui.chain.words.contracts import CONTRACT_WORDS
    from tao_tui.chain.words.frame import FRAME_WORDS
    from tao_tui.chain.words.subnets import SUBNET_WORDS

    found: dict[str, tuple[str, str]] = {}
    for table in (FRAME_WORDS, CONTRACT_WORDS, SUBNET_WORDS):
        for line in table.strip().splitlines():
            name, words, remedy = line.split(" | ")
            found[name] = f"{words}.", f"{remedy}."
    return found
