"""Proposing and voting, described for every face."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind

_PROPOSAL = Argument(
    "proposal", Kind.HASH, "Proposal", "The proposal's number or hash.", required=True, positional=True
)

GOVERNANCE_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "gov.propose",
        "Propose",
        "Put a call before the voting body.",
        Danger.RIGHTS,
        "coldkey",
        "PROPOSE",
        "governance.propose:Propose",
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
        "governance.vote:Vote",
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
        "governance.close:Close",
        (_PROPOSAL,),
    ),
)
"""The verbs of `gov`."""
