"""Every action, described once: the command line, forms, palette, help and JSON schema follow it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind

__all__ = ["ACTIONS", "ActionSpec", "Argument", "Danger", "Kind"]

DEFAULT_TOLERANCE_PPM: Final = 50_000
"""5 %: how far the price may end from the quote before a trade does nothing."""

_NETUID = Argument("netuid", Kind.NETUID, "Subnet", "The subnet's number (0 is root).", required=True)
_HOTKEY = Argument(
    "hotkey", Kind.HOTKEY, "Hotkey", "The validator's hotkey, or the name of one of yours.", required=True
)
_TOLERANCE = Argument(
    "tolerance",
    Kind.PPM,
    "Tolerance",
    "How far the price may end from the one quoted, such as 0.05 or 5%; beyond it nothing happens.",
    default=DEFAULT_TOLERANCE_PPM,
)
_LIMIT_PRICE = Argument(
    "limit_price",
    Kind.PRICE,
    "Limit price",
    "The worst price in TAO per alpha; given, it replaces the tolerance.",
)
_PARTIAL = Argument(
    "partial",
    Kind.BOOL,
    "Partial",
    "Trade as much as the limit price allows instead of nothing.",
    default=False,
    negative="no-partial",
)
_PROPOSAL = Argument(
    "proposal", Kind.HASH, "Proposal", "The proposal's number or hash.", required=True, positional=True
)

_ALL: tuple[ActionSpec, ...] = (
    ActionSpec(
        "transfer",
        "Send TAO",
        "Send TAO to another coldkey.",
        Danger.MONEY,
        "coldkey",
        "SEND",
        "transfer:Transfer",
        (
            Argument(
                "dest", Kind.ADDRESS, "To", "The recipient's coldkey address.", required=True, positional=True
            ),
            Argument(
                "amount",
                Kind.TAO,
                "Amount",
                "TAO to send; `all` sends everything that may leave.",
                required=True,
                positional=True,
                allows_all=True,
            ),
            Argument(
                "keep_alive",
                Kind.BOOL,
                "Keep alive",
                "Refuse to let the account fall below the existential deposit.",
                default=True,
                negative="allow-death",
            ),
        ),
    ),
    ActionSpec(
        "stake.add",
        "Stake TAO",
        "Stake TAO to a hotkey on a subnet, with a limit price.",
        Danger.MONEY,
        "coldkey",
        "STAKE",
        "stake_add:StakeAdd",
        (
            _NETUID,
            _HOTKEY,
            Argument(
                "amount",
                Kind.TAO,
                "Amount",
                "TAO to stake; `all` leaves what the fee and the account need.",
                required=True,
                allows_all=True,
            ),
            _TOLERANCE,
            _LIMIT_PRICE,
            _PARTIAL,
        ),
    ),
    ActionSpec(
        "stake.remove",
        "Unstake",
        "Sell alpha staked to a hotkey back into TAO, with a limit price.",
        Danger.MONEY,
        "coldkey",
        "UNSTAKE",
        "stake_remove:StakeRemove",
        (
            _NETUID,
            _HOTKEY,
            Argument(
                "amount",
                Kind.ALPHA,
                "Amount",
                "Alpha to unstake; `all` takes the whole position.",
                required=True,
                allows_all=True,
            ),
            _TOLERANCE,
            _LIMIT_PRICE,
            _PARTIAL,
        ),
    ),
    ActionSpec(
        "subnets.register",
        "Register a hotkey",
        "Register a hotkey as a neuron of a subnet, paying its burn.",
        Danger.MONEY,
        "coldkey",
        "REGISTER",
        "register:Register",
        (
            _NETUID,
            Argument("hotkey", Kind.HOTKEY, "Hotkey", "The hotkey to register; the wallet's by default."),
            Argument(
                "max_burn",
                Kind.TAO,
                "Highest burn",
                "The most you agree to pay; the price at the time of asking by default.",
            ),
        ),
    ),
    ActionSpec(
        "gov.propose",
        "Propose",
        "Put a call before the voting body.",
        Danger.RIGHTS,
        "coldkey",
        "PROPOSE",
        "propose:Propose",
        (
            Argument("call", Kind.CALL, "Call", "`Pallet.function`, or a whole call as JSON."),
            Argument("arguments", Kind.JSON, "Arguments", "The call's arguments as a JSON object."),
            Argument("file", Kind.FILE, "File", "A JSON file holding pallet, function and arguments."),
            Argument(
                "duration",
                Kind.BLOCKS,
                "Duration",
                "How many blocks the vote stays open; the chain's shortest by default.",
            ),
            Argument(
                "as_root",
                Kind.BOOL,
                "As root",
                "Carry the call out as root once approved.",
                default=True,
                negative="as-members",
            ),
        ),
    ),
    ActionSpec(
        "gov.vote",
        "Vote",
        "Vote on a proposal with one of your senator hotkeys.",
        Danger.RIGHTS,
        "coldkey",
        "VOTE",
        "vote:Vote",
        (
            _PROPOSAL,
            Argument(
                "approve",
                Kind.BOOL,
                "Approve",
                "Vote for it, or against it.",
                required=True,
                negative="reject",
            ),
            Argument(
                "hotkey", Kind.HOTKEY, "Hotkey", "The senator hotkey; chosen for you when you have one."
            ),
        ),
    ),
    ActionSpec(
        "gov.close",
        "Close a vote",
        "Close a proposal whose vote is decided, and carry it out when approved.",
        Danger.RIGHTS,
        "coldkey",
        "CLOSE",
        "close:Close",
        (_PROPOSAL,),
    ),
)

ACTIONS: Final[Mapping[str, ActionSpec]] = MappingProxyType({spec.name: spec for spec in _ALL})
"""Every action by name, in the order faces list them."""
