"""What can be done with a subnet, described for every face."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import NETUID

SUBNET_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "subnets.register",
        "Register a hotkey",
        "Register a hotkey as a neuron of a subnet, paying its burn.",
        Danger.MONEY,
        "coldkey",
        "REGISTER",
        "subnets.register:Register",
        (
            NETUID,
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
        "subnets.create",
        "Create a subnet",
        "Create a subnet of your own for its lock cost.",
        Danger.MONEY,
        "coldkey",
        "CREATE",
        "subnets.create:SubnetCreate",
        (
            Argument("hotkey", Kind.HOTKEY, "Hotkey", "The owner hotkey, uid 0; the wallet's by default."),
            Argument(
                "max_burn",
                Kind.TAO,
                "Highest cost",
                "The most you agree to pay; the price at the time of asking by default.",
            ),
        ),
    ),
    ActionSpec(
        "subnets.start",
        "Start a subnet",
        "Start your subnet's trading and emission.",
        Danger.RIGHTS,
        "coldkey",
        "START",
        "subnets.own:SubnetStart",
        (NETUID,),
    ),
    ActionSpec(
        "subnets.set",
        "Set a parameter",
        "Set one of your subnet's parameters.",
        Danger.RIGHTS,
        "coldkey",
        "SET",
        "subnets.own:SubnetSet",
        (
            NETUID,
            Argument(
                "name",
                Kind.TEXT,
                "Parameter",
                "Its name, such as immunity_period.",
                required=True,
                metavar="NAME",
            ),
            Argument(
                "value",
                Kind.TEXT,
                "Value",
                "A whole number in the chain's units, or yes or no.",
                required=True,
            ),
        ),
    ),
)
"""The verbs of `subnets`."""
