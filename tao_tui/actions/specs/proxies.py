"""Letting others act for an account, described for every face."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import ActionSpec, Argument, Danger, Kind

PROXY_TYPE: Final = Argument(
    "type",
    Kind.CHOICE,
    "Type",
    "What it may do, such as Staking; Any may do everything you can.",
    required=True,
    choice_of=("Proxy", "add_proxy", "proxy_type"),
)
_DELEGATE: Final = Argument(
    "delegate",
    Kind.ADDRESS,
    "Delegate",
    "The account that acts for yours: its address or its name.",
    required=True,
    positional=True,
)

PROXY_SPECS: Final[tuple[ActionSpec, ...]] = (
    ActionSpec(
        "wallet.proxy.add",
        "Add a proxy",
        "Let another account act for yours, in everything or within a type.",
        Danger.RIGHTS,
        "coldkey",
        "PROXY",
        "keys.proxies:ProxyAdd",
        (
            _DELEGATE,
            PROXY_TYPE,
            Argument(
                "delay",
                Kind.BLOCKS,
                "Delay",
                "Blocks in which you can stop what it has announced; 0 lets it act at once.",
                default=0,
            ),
        ),
    ),
    ActionSpec(
        "wallet.proxy.remove",
        "Remove a proxy",
        "End that another account may act for yours, and get its deposit back.",
        Danger.CALM,
        "coldkey",
        "REMOVE",
        "keys.proxies:ProxyRemove",
        (
            _DELEGATE,
            Argument(
                "type",
                Kind.CHOICE,
                "Type",
                "Which one, where it has several.",
                choice_of=PROXY_TYPE.choice_of,
            ),
            Argument("delay", Kind.BLOCKS, "Delay", "Which one, where it has several of a type."),
        ),
    ),
)
"""The verbs of `wallet proxy` that sign."""
