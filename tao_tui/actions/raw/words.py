"""What can be said of a call no action makes: what it takes, pays and gives away, and the runtime's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tao_tui.actions.plan import Caution, Effect
from tao_tui.actions.review.wording import effect, named, warning
from tao_tui.amounts import Tao
from tao_tui.chain.calls.call import every_call
from tao_tui.reads.runtime.docs import summary
from tao_tui.wallet.rules.spending import UNNAMED, spending_of

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.runtime import ChainRuntime

_SHOWN: Final = 10
_AT_ANY_PRICE: Final = frozenset(
    {"add_stake", "remove_stake", "swap_stake", "unstake_all", "unstake_all_alpha"}
)
_ACROSS: Final = frozenset({"move_stake", "transfer_stake"})
"""Trades only where they change the subnet."""


def effects_of(
    call: DecodedCall, judged: Mapping[str, object], runtime: ChainRuntime, account: Account
) -> tuple[Effect, ...]:
    """What it takes and whom it pays, as the wallet's rules see it, and what the runtime says of it."""
    spending = spending_of(judged)
    found: list[Effect] = []
    if spending.rao:
        found.append(effect("Takes", f"{Tao(spending.rao)} at most"))
    for address in dict.fromkeys(spending.destinations[:_SHOWN]):
        to = (
            "an account the call does not name"
            if address == UNNAMED
            else named(address, account.name_of(address))
        )
        found.append(effect("Pays", to))
    for name, docs in _documented(call, runtime):
        found.append(effect("Runtime says", f"{name}: {docs}"))
    return tuple(found)


def cautions_of(call: DecodedCall, judged: Mapping[str, object]) -> tuple[Caution, ...]:
    """What to know before agreeing to a call that nothing here has checked."""
    spending = spending_of(judged)
    found = [
        warning(
            "danger",
            "raw_call",
            "This call is made as it is: only the types of its arguments were checked, not whether it will "
            "succeed, nor all that it does.",
        )
    ]
    if spending.powers:
        names = ", ".join(dict.fromkeys(spending.powers[:_SHOWN]))
        found.append(
            warning("danger", "gives_control", f"It lets somebody else act, or hides what it does: {names}.")
        )
    if spending.unmeasured:
        names = ", ".join(dict.fromkeys(spending.unmeasured[:_SHOWN]))
        found.append(warning("caution", "unmeasured", f"What it takes is not said in the call: {names}."))
    if spending.unpriced:
        names = ", ".join(dict.fromkeys(spending.unpriced[:_SHOWN]))
        found.append(
            warning("caution", "alpha", f"It sells, moves, gives away, destroys or locks alpha: {names}.")
        )
    if spending.lent:
        names = ", ".join(dict.fromkeys(spending.lent[:_SHOWN]))
        found.append(warning("caution", "lends", f"It lends stake and a part of what it earns: {names}."))
    if spending.unknown:
        names = ", ".join(dict.fromkeys(spending.unknown[:_SHOWN]))
        found.append(warning("caution", "unknown_call", f"Nothing is known here of what this does: {names}."))
    unlimited = list(dict.fromkeys(each.name for each in every_call(call) if _without_limit(each)))
    if unlimited:
        names = ", ".join(unlimited[:_SHOWN])
        found.append(
            warning("danger", "no_limit_price", f"It trades at ANY price: {names} carries no limit price.")
        )
    return tuple(found)


def _without_limit(call: DecodedCall) -> bool:
    if call.pallet != "SubtensorModule":
        return False
    said = call.arguments
    if call.function in _ACROSS:
        return said.get("origin_netuid") != said.get("destination_netuid")
    if call.function == "remove_stake_full_limit":
        return said.get("limit_price") is None
    return call.function in _AT_ANY_PRICE and said.get("netuid") != 0


def _documented(call: DecodedCall, runtime: ChainRuntime) -> Iterator[tuple[str, str]]:
    """The runtime's own words of each kind of call in it."""
    names = list(dict.fromkeys((each.pallet, each.function) for each in every_call(call)))
    for pallet, function in names[:_SHOWN]:
        docs = summary(runtime.call_docs(pallet, function))
        if docs:
            yield f"{pallet}.{function}", docs
