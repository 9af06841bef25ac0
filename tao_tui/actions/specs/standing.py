"""What stake is set to do by itself: auto-stake, root claims, child hotkeys and takes, for every face."""

from __future__ import annotations

import dataclasses
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import HOTKEY, NETUID

CLAIM_TYPE: Final = Argument(
    "type",
    Kind.CHOICE,
    "Claim type",
    "What alpha becomes: Swap sells it for root stake, Keep keeps it, KeepSubnets does on some.",
    required=True,
    choice_of=("SubtensorModule", "set_root_claim_type", "new_root_claim_type"),
)
_OWN_HOTKEY: Final = dataclasses.replace(HOTKEY, help="Your hotkey: its address or its name.")
_TAKE: Final = Argument("take", Kind.PPM, "Take", "The share kept, such as 0.09 or 9%.", required=True)

STANDING_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "stake.auto",
        "Auto-stake",
        "Have what your miners earn on a subnet staked to a hotkey of your choice.",
        Danger.CALM,
        "coldkey",
        "AUTO",
        "standing.auto_stake:StakeAuto",
        (
            NETUID,
            dataclasses.replace(HOTKEY, help="The hotkey they are staked to; it must be a neuron there."),
        ),
    ),
    ActionSpec(
        "stake.claim",
        "Claim root dividends",
        "Claim what your root stake earned on subnets.",
        Danger.MONEY,
        "coldkey",
        "CLAIM",
        "standing.claim:StakeClaim",
        (
            Argument(
                "netuids",
                Kind.NETUIDS,
                "Subnets",
                "Up to five, such as 1,5; all takes those worth most.",
                allows_all=True,
            ),
            Argument(
                "hotkey",
                Kind.HOTKEY,
                "Validator",
                "Where validators have baskets: claim from this one only, instead of from all.",
            ),
        ),
    ),
    ActionSpec(
        "stake.basket",
        "Stake into a basket",
        "Pay TAO into the basket of a root validator, where the runtime has baskets.",
        Danger.MONEY,
        "coldkey",
        "STAKE",
        "stake.basket:StakeBasket",
        (
            dataclasses.replace(HOTKEY, help="The validator of the root network whose basket it is."),
            Argument("amount", Kind.TAO, "Amount", "TAO to pay in.", required=True),
        ),
    ),
    ActionSpec(
        "stake.claim_type",
        "Set the claim type",
        "Choose what root dividends become when they are claimed.",
        Danger.CALM,
        "coldkey",
        "TYPE",
        "standing.claim:StakeClaimType",
        (
            CLAIM_TYPE,
            Argument(
                "netuids", Kind.NETUIDS, "Subnets", "For KeepSubnets: where alpha is kept, such as 1,5."
            ),
        ),
    ),
    ActionSpec(
        "stake.children",
        "Set child hotkeys",
        "Lend parts of a hotkey's stake on a subnet to other hotkeys.",
        Danger.RIGHTS,
        "coldkey",
        "CHILDREN",
        "standing.children:StakeChildren",
        (
            _OWN_HOTKEY,
            NETUID,
            Argument(
                "children",
                Kind.SHARES,
                "Children",
                "All it shall have: HOTKEY=50%, more of them with commas between; none for none.",
                required=True,
            ),
        ),
    ),
    ActionSpec(
        "stake.take",
        "Set take",
        "Set the share of its nominators' dividends one of your hotkeys keeps.",
        Danger.RIGHTS,
        "coldkey",
        "TAKE",
        "standing.take:Take",
        (_OWN_HOTKEY, _TAKE),
    ),
    ActionSpec(
        "stake.child_take",
        "Set child take",
        "Set the share one of your hotkeys, as a child on a subnet, keeps of what its parents' stake earns.",
        Danger.RIGHTS,
        "coldkey",
        "TAKE",
        "standing.take:ChildTake",
        (_OWN_HOTKEY, NETUID, _TAKE),
    ),
)
"""The verbs of `stake` that set rules instead of moving anything."""
