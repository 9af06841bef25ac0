"""What can be done with a subnet, described for every face."""

from __future__ import annotations

import dataclasses
from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind
from tao_tui.actions.specs.arguments import NETUID


def _field(name: str, label: str, help_text: str) -> Argument:
    return Argument(name, Kind.TEXT, label, f"{help_text} `none` empties it.")


_NETUID_FIRST: Final = dataclasses.replace(NETUID, positional=True)
_SAID_BY_ALL: Final = (
    _field("discord", "Discord", "Its server, or a contact there."),
    _field("description", "Description", "What it is, up to 1,024 bytes."),
    _field("additional", "Additional", "Anything else, up to 1,024 bytes."),
)

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
                "A whole number in the chain's units, an amount such as 0.1tao, or yes or no.",
                required=True,
            ),
        ),
    ),
    ActionSpec(
        "subnets.trim",
        "Trim a subnet",
        "Let your subnet have fewer neurons; those who earn least lose their uid at once.",
        Danger.RIGHTS,
        "coldkey",
        "TRIM",
        "subnets.trim:SubnetTrim",
        (
            NETUID,
            Argument("max", Kind.INTEGER, "Neurons", "How many it may have at most.", required=True),
        ),
    ),
    ActionSpec(
        "subnets.symbol",
        "Subnet's symbol",
        "Give your subnet another symbol of the chain's catalogue.",
        Danger.CALM,
        "coldkey",
        "SYMBOL",
        "subnets.symbol:SubnetSymbol",
        (
            NETUID,
            Argument("symbol", Kind.TEXT, "Symbol", "One that no subnet has, such as ᚠ.", required=True),
        ),
    ),
    ActionSpec(
        "subnets.identity",
        "Subnet's identity",
        "Say what your subnet is: name, links, contact; what is not given stays.",
        Danger.CALM,
        "coldkey",
        "IDENTITY",
        "subnets.identity:SubnetIdentitySet",
        (
            _NETUID_FIRST,
            _field("subnet_name", "Name", "The subnet's name, up to 256 bytes."),
            _field("github_repo", "GitHub", "Where its code is."),
            _field("subnet_contact", "Contact", "How to reach its owner."),
            _field("subnet_url", "Website", "Its website."),
            _field("logo_url", "Logo", "Where its logo is."),
            *_SAID_BY_ALL,
        ),
    ),
    ActionSpec(
        "wallet.identity",
        "My identity",
        "Say on chain who the coldkey is, as validators and delegates do; what is not given stays.",
        Danger.CALM,
        "coldkey",
        "IDENTITY",
        "subnets.identity:ColdkeyIdentitySet",
        (
            _field("name", "Name", "The name others see, up to 256 bytes."),
            _field("url", "Website", "Your website."),
            _field("github_repo", "GitHub", "Where your code is."),
            _field("image", "Image", "Where your picture is."),
            *_SAID_BY_ALL,
        ),
    ),
)
"""The verbs of `subnets`."""
