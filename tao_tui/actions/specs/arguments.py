"""Arguments several actions share: described once, so that they mean the same everywhere."""

from __future__ import annotations

from typing import Final

from tao_tui.actions.spec import Argument, Kind

DEFAULT_TOLERANCE_PPM: Final = 50_000
"""5 %: how far the price may end from the quote before a trade does nothing."""

NETUID: Final = Argument("netuid", Kind.NETUID, "Subnet", "The subnet's number (0 is root).", required=True)
HOTKEY: Final = Argument(
    "hotkey", Kind.HOTKEY, "Hotkey", "The validator's hotkey, or the name of one of yours.", required=True
)
TOLERANCE: Final = Argument(
    "tolerance",
    Kind.PPM,
    "Tolerance",
    "How far the price may end from the one quoted, such as 0.05 or 5%; beyond it nothing happens.",
    default=DEFAULT_TOLERANCE_PPM,
    setting="tolerance",
)
LIMIT_PRICE: Final = Argument(
    "limit_price",
    Kind.PRICE,
    "Limit price",
    "The worst price in TAO per alpha; given, it replaces the tolerance.",
)
PARTIAL: Final = Argument(
    "partial",
    Kind.BOOL,
    "Partial",
    "Trade as much as the limit price allows instead of nothing.",
    default=False,
    negative="no-partial",
)
ALPHA_AMOUNT: Final = Argument(
    "amount",
    Kind.ALPHA,
    "Amount",
    "How much alpha; `all` takes the whole position.",
    required=True,
    allows_all=True,
)
PROXY_FOR: Final = Argument(
    "proxy_for",
    Kind.ADDRESS,
    "Act for",
    "Another account, whose proxy this wallet's coldkey is: what is done is done for it.",
)
"""Taken by every action."""

MULTISIG: Final = Argument(
    "multisig",
    Kind.TEXT,
    "Multisig",
    "The name of a multisig (tao-tui wallet multisig list); this wallet approves as one of its signatories.",
    metavar="NAME",
)
"""Taken by every action."""

SHIELD: Final = Argument(
    "shield",
    Kind.BOOL,
    "Shield",
    "Send the trade encrypted, so that nobody can trade ahead of it; signed twice, valid for 8 blocks.",
    default=False,
    negative="no-shield",
)
"""Taken by every trade with a pool."""

TO_NETUID: Final = Argument(
    "to_netuid", Kind.NETUID, "To subnet", "The subnet it goes to; the one it is on by default."
)
