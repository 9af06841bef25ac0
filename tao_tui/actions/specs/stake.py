"""Sending and staking, described for every face."""

from __future__ import annotations

import dataclasses
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import (
    ALPHA_AMOUNT,
    HOTKEY,
    LIMIT_PRICE,
    NETUID,
    PARTIAL,
    TO_NETUID,
    TOLERANCE,
)

_AT_ONCE: Final = "Given several times, all of it happens at once or not at all."
NETUIDS: Final = dataclasses.replace(NETUID, several=True, help=f"{NETUID.help} {_AT_ONCE}")
ALPHA_AMOUNTS: Final = dataclasses.replace(ALPHA_AMOUNT, several=True)
HOTKEYS: Final = dataclasses.replace(HOTKEY, several=True, help=f"{HOTKEY.help} One for each, or for all.")

STAKE_SPECS: Final[tuple[ActionSpec, ...]] = (
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
                "dest",
                Kind.ADDRESS,
                "To",
                "The recipient's coldkey: its address or its name.",
                required=True,
                positional=True,
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
        "stake.add:StakeAdd",
        (
            NETUIDS,
            HOTKEYS,
            Argument(
                "amount",
                Kind.TAO,
                "Amount",
                "TAO to stake; `all` leaves what the fee and the account need.",
                required=True,
                allows_all=True,
                several=True,
            ),
            TOLERANCE,
            LIMIT_PRICE,
            PARTIAL,
        ),
    ),
    ActionSpec(
        "stake.remove",
        "Unstake",
        "Sell alpha staked to a hotkey back into TAO, with a limit price.",
        Danger.MONEY,
        "coldkey",
        "UNSTAKE",
        "stake.remove:StakeRemove",
        (
            NETUIDS,
            HOTKEYS,
            Argument(
                "amount",
                Kind.ALPHA,
                "Amount",
                "Alpha to unstake; `all` takes the whole position.",
                required=True,
                allows_all=True,
                several=True,
            ),
            TOLERANCE,
            LIMIT_PRICE,
            PARTIAL,
        ),
    ),
    ActionSpec(
        "stake.exit",
        "Unstake everything",
        "Sell every position back into TAO in one batch that happens whole or not at all.",
        Danger.MONEY,
        "coldkey",
        "UNSTAKE",
        "stake.exit:StakeExit",
        (
            Argument("netuid", Kind.NETUID, "Subnet", "Only positions on this subnet."),
            Argument("hotkey", Kind.HOTKEY, "Hotkey", "Only positions with this hotkey."),
            TOLERANCE,
            PARTIAL,
        ),
    ),
    ActionSpec(
        "stake.move",
        "Move stake",
        "Move stake to another hotkey; it stays yours.",
        Danger.MONEY,
        "coldkey",
        "MOVE",
        "stake.move:StakeMove",
        (
            NETUIDS,
            HOTKEYS,
            ALPHA_AMOUNTS,
            Argument(
                "to_hotkey",
                Kind.HOTKEY,
                "To hotkey",
                "The hotkey it goes to, or the name of one of yours.",
                required=True,
            ),
            TO_NETUID,
            TOLERANCE,
        ),
    ),
    ActionSpec(
        "stake.swap",
        "Swap stake",
        "Take stake from one subnet to another with the same hotkey, with a limit on the ratio of prices.",
        Danger.MONEY,
        "coldkey",
        "SWAP",
        "stake.move:StakeSwap",
        (
            NETUIDS,
            HOTKEYS,
            ALPHA_AMOUNTS,
            dataclasses.replace(TO_NETUID, required=True, help="The subnet it goes to."),
            TOLERANCE,
            PARTIAL,
        ),
    ),
    ActionSpec(
        "stake.transfer",
        "Give stake away",
        "Give stake to another coldkey; it is no longer yours.",
        Danger.MONEY,
        "coldkey",
        "GIVE",
        "stake.move:StakeTransfer",
        (
            NETUIDS,
            HOTKEYS,
            ALPHA_AMOUNTS,
            Argument(
                "to_coldkey",
                Kind.ADDRESS,
                "To coldkey",
                "The coldkey that will own it: its address or its name.",
                required=True,
            ),
            TO_NETUID,
            TOLERANCE,
        ),
    ),
)
"""Transfer, and the verbs of `stake` that move it."""
