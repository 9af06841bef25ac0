"""Approving and cancelling what waits in a multisig, described for every face."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind

_HASH: Final = Argument(
    "call_hash",
    Kind.TEXT,
    "Call hash",
    "The hash of the call that waits, as `wallet multisig waiting` shows it.",
    required=True,
    positional=True,
)
_NAME: Final = Argument(
    "name", Kind.TEXT, "Multisig", "What the multisig is called here.", required=True, metavar="NAME"
)

MULTISIG_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "wallet.multisig.approve",
        "Approve in a multisig",
        "Approve a call that waits in a multisig; the last approval carries it out.",
        Danger.RIGHTS,
        "coldkey",
        "APPROVE",
        "keys.multisig:Approve",
        (
            _HASH,
            _NAME,
            Argument(
                "call_data",
                Kind.TEXT,
                "Call in hex",
                "All of the call, where the chain does not tell it: whoever began it has it.",
                metavar="HEX",
            ),
        ),
    ),
    ActionSpec(
        "wallet.multisig.cancel",
        "Cancel in a multisig",
        "Take back a call you began in a multisig, and get its deposit back.",
        Danger.CALM,
        "coldkey",
        "CANCEL",
        "keys.multisig:Cancel",
        (_HASH, _NAME),
    ),
)
"""The actions of `wallet multisig`."""
