"""Locks of stake, described for every face."""

from __future__ import annotations

import dataclasses
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import ALPHA_AMOUNT, HOTKEY, NETUID

_PERPETUAL: Final = Argument(
    "perpetual",
    Kind.BOOL,
    "Perpetual",
    "Let it stay locked until you say otherwise, or let it melt, as locks do at first.",
    negative="decaying",
)

LOCK_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "stake.lock",
        "Lock stake",
        "Lock alpha for a hotkey, so that conviction for it grows; it cannot be unstaked meanwhile.",
        Danger.MONEY,
        "coldkey",
        "LOCK",
        "locks.lock:Lock",
        (
            NETUID,
            dataclasses.replace(HOTKEY, help="Whom it stands for: a hotkey, or the name of one of yours."),
            dataclasses.replace(ALPHA_AMOUNT, help="How much alpha; `all` locks what is not locked yet."),
            _PERPETUAL,
        ),
    ),
    ActionSpec(
        "stake.lock_move",
        "Move a lock",
        "Bind your lock on a subnet to another hotkey.",
        Danger.RIGHTS,
        "coldkey",
        "MOVE",
        "locks.changes:LockMove",
        (
            NETUID,
            Argument(
                "to_hotkey",
                Kind.HOTKEY,
                "To hotkey",
                "The hotkey it stands for then, or the name of one of yours.",
                required=True,
            ),
        ),
    ),
    ActionSpec(
        "stake.lock_mode",
        "Let a lock melt or stay",
        "Let your lock on a subnet melt, or stay as it is.",
        Danger.MONEY,
        "coldkey",
        "LOCK",
        "locks.changes:LockMode",
        (NETUID, dataclasses.replace(_PERPETUAL, required=True)),
    ),
    ActionSpec(
        "stake.lock_accept",
        "Accept locked alpha",
        "Let others give you stake that is locked, or refuse it, as every account does at first.",
        Danger.RIGHTS,
        "coldkey",
        "ACCEPT",
        "locks.changes:LockAccept",
        (
            Argument(
                "accept",
                Kind.BOOL,
                "Accept",
                "Take locked alpha, or refuse it.",
                required=True,
                negative="refuse",
            ),
        ),
    ),
)
"""The verbs of `stake` about locks."""
