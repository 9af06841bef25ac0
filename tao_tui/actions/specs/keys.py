"""Swapping hotkeys and coldkeys, and giving alpha up, described for every face."""

from __future__ import annotations

import dataclasses
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import ALPHA_AMOUNT, HOTKEY, NETUID

_NEW_COLDKEY: Final = Argument(
    "new_coldkey",
    Kind.ADDRESS,
    "New coldkey",
    "The coldkey that owns everything then, one that never staked: its address or its name.",
    required=True,
)
_GIVEN_UP: Final = (NETUID, HOTKEY, ALPHA_AMOUNT)

KEY_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "stake.burn",
        "Burn alpha",
        "Destroy alpha you have staked; you get nothing for it.",
        Danger.MONEY,
        "coldkey",
        "BURN",
        "stake.give_up:Burn",
        _GIVEN_UP,
    ),
    ActionSpec(
        "stake.recycle",
        "Recycle alpha",
        "Give alpha you have staked back to the subnet, which can issue it again; you get nothing for it.",
        Danger.MONEY,
        "coldkey",
        "RECYCLE",
        "stake.give_up:Recycle",
        _GIVEN_UP,
    ),
    ActionSpec(
        "wallet.hotkey.swap",
        "Swap a hotkey",
        "Put another hotkey in the place of one of yours: registration, stake, children, all it is.",
        Danger.RIGHTS,
        "coldkey",
        "SWAP",
        "keys.hotkey_swap:HotkeySwap",
        (
            dataclasses.replace(HOTKEY, help="Your hotkey: its address or its name."),
            Argument(
                "new_hotkey",
                Kind.HOTKEY,
                "New hotkey",
                "The hotkey that takes its place, registered nowhere: its address or its name.",
                required=True,
            ),
            Argument("netuid", Kind.NETUID, "Subnet", "Only on this subnet; every one when left out."),
            Argument(
                "keep_stake",
                Kind.BOOL,
                "Keep stake",
                "Leave the stake with the old hotkey.",
                default=False,
                negative="move-stake",
            ),
        ),
    ),
    ActionSpec(
        "wallet.coldkey.announce",
        "Announce a coldkey swap",
        "Announce that another coldkey replaces this one; it can do nothing else until then.",
        Danger.RIGHTS,
        "coldkey",
        "ANNOUNCE",
        "keys.coldkey_swap:ColdkeyAnnounce",
        (_NEW_COLDKEY,),
    ),
    ActionSpec(
        "wallet.coldkey.swap",
        "Swap the coldkey",
        "Give everything this coldkey owns to the coldkey that was announced.",
        Danger.RIGHTS,
        "coldkey",
        "SWAP",
        "keys.coldkey_swap:ColdkeySwapNow",
        (_NEW_COLDKEY,),
    ),
    ActionSpec(
        "wallet.coldkey.withdraw",
        "Take a coldkey swap back",
        "Take back the announcement that another coldkey replaces this one.",
        Danger.RIGHTS,
        "coldkey",
        "WITHDRAW",
        "keys.coldkey_swap:ColdkeyWithdraw",
    ),
    ActionSpec(
        "wallet.coldkey.dispute",
        "Dispute a coldkey swap",
        "Freeze this account, whose swap somebody else announced, until the chain's governance settles it.",
        Danger.RIGHTS,
        "coldkey",
        "DISPUTE",
        "keys.coldkey_swap:ColdkeyDispute",
    ),
)
"""What is done with keys on chain, and what destroys alpha."""
