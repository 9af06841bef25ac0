"""What errors advise as a command line, said as the way to it inside the app."""

from __future__ import annotations

import re
from typing import Final

WAYS: Final = {
    "activity resume": "f in Activity (7)",
    "activity scan": "e in Activity (7)",
    "activity export": "x in Activity (7)",
    "activity": "Activity (7)",
    "gov vote": "v in Governance (6)",
    "gov": "Governance (6)",
    "stake add": "s in Stake (3)",
    "stake move": "v in Stake (3)",
    "stake validators": "Stake (3)",
    "stake list": "Stake (3)",
    "stake lock": "l in Stake (3)",
    "stake lock-accept": "l in Stake (3)",
    "stake lock-mode": "l in Stake (3)",
    "stake lock-move": "l in Stake (3)",
    "stake": "e in Stake (3)",
    "subnets register": "g in Subnets (4)",
    "subnets prune-risk": "p or d in Subnets (4)",
    "subnets list": "Subnets (4)",
    "subnets show": "Subnets (4)",
    "subnets hparams": "h in Subnets (4)",
    "subnets set": "h in Subnets (4)",
    "subnets start": "“Start a subnet” in the palette (:)",
    "scores": "Scores (5)",
    "wallet coldkey status": "Home (1)",
    "wallet hotkey create": "h in Wallets (2)",
    "wallet proxy": "p in Wallets (2)",
    "wallet multisig": "Multisigs under m in Wallets (2)",
    "wallet book": "m in Wallets (2)",
    "wallet archive": "m in Wallets (2)",
    "wallet keyring": "m in Wallets (2)",
    "wallet repair": "Repair under m in Wallets (2)",
    "wallet rules": "Spending rules under m in Wallets (2)",
    "wallet create": "n in Wallets (2)",
    "wallet import": "n in Wallets (2)",
    "wallet list": "Wallets (2)",
    "wallet balance": "Wallets (2)",
}
"""The beginning of a command line, and the keys and the place that do the same."""

_VERBS: Final = "add|auto|cancel|children|claim|list|members|remove|save|set|show|status|take|waiting"
_WORDS: Final = "|".join(sorted(WAYS, key=len, reverse=True))
_COMMAND: Final = re.compile(
    rf"`?\btao-tui (?P<way>{_WORDS})\b"
    rf"(?: (?:(?:{_VERBS})\b|--[a-z][a-z-]*(?:[ =][^\s`]*[^\s`.,])?|0x[0-9a-f]+|[0-9]+\b|[A-Z][A-Z]+\b))*`?"
)


def in_app(text: str) -> str:
    """A text whose command lines name places and keys, where the app has the same; the rest is as it was."""
    return _COMMAND.sub(lambda found: WAYS[found["way"]], text)
