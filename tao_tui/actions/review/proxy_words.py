"""What each type of proxy may do, in words, and how dangerous it is to give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tao_tui.actions.plan import Caution
from tao_tui.actions.review.wording import warning

_POWERS: Final[Mapping[str, str]] = {
    "Any": "do everything you can",
    "NonTransfer": "do everything but pay and give stake away: sell, move and lock stake, lend it, burn it",
    "NonFungible": "do everything that moves neither TAO nor stake",
    "NonCritical": "do everything but register on root, register hotkeys, dissolve subnets and use sudo",
    "Transfer": "pay TAO and give stake to anybody",
    "SmallTransfer": "pay TAO and give stake to anybody, less than half a TAO or alpha at a time",
    "Staking": "stake, unstake and move stake between hotkeys and subnets",
    "Registration": "register hotkeys on subnets and pay for it",
    "ChildKeys": "set child hotkeys and child takes",
    "Owner": "run your subnets: their parameters, identity and symbol",
    "SwapHotkey": "replace your hotkeys by others",
    "RootClaim": "claim root dividends for you",
    "SubnetLeaseBeneficiary": "run a leased subnet",
    "SudoUncheckedSetCode": "replace the chain's runtime, if you hold its sudo key",
}

MOSTLY_NOTHING: Final[Mapping[str, str]] = {
    "Senate": "change who is in the senate",
    "Triumvirate": "act as the triumvirate and change who is in it",
    "Governance": "act as the triumvirate, and change who is in it or in the senate",
    "RootWeights": "set weights of the root network",
}
"""Types that did something up to runtime 293 and are allowed nothing by those that followed."""

_GIVES_AWAY: Final = frozenset({"Any", "NonCritical"})
_COSTLY: Final = frozenset({"Transfer", "NonTransfer", "SwapHotkey", "SudoUncheckedSetCode"})


def powers_of(kind: str) -> str:
    """What a proxy of this type may do."""
    if kind in MOSTLY_NOTHING:
        return f"{MOSTLY_NOTHING[kind]}, on old runtimes; nothing on newer ones"
    return _POWERS.get(usual_type(kind), "do what this chain's newer type allows")


def type_caution(kind: str) -> Caution:
    """How much is given away with this type."""
    usual = usual_type(kind)
    if usual in MOSTLY_NOTHING:
        text = f"On runtimes since 2025 it may do nothing; before, it may {MOSTLY_NOTHING[usual]}."
        return warning("caution", "proxy_may_nothing", text)
    if usual in _GIVES_AWAY:
        text = (
            "This gives the account away: the delegate can send all its TAO and stake to itself, and nothing "
            "of that can be taken back. Give it only to a key of your own."
        )
        return warning("danger", "gives_account_away", text)
    if usual in _COSTLY or usual not in _POWERS:
        text = f"The delegate can cost you what this account owns: it may {powers_of(kind)}."
        return warning("danger", "gives_power", text)
    return warning("caution", "gives_power", f"The delegate may {powers_of(kind)}, without asking you.")


def usual_type(kind: str) -> str:
    """A type by the name newer runtimes give it; those up to 293 wrote NonFungible differently."""
    return "NonFungible" if kind == "NonFungibile" else kind
