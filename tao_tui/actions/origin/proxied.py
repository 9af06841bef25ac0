"""Acting for another account: the call goes through its proxy, and the review says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.review.limits import inner_calls
from tao_tui.actions.review.proxy_words import usual_type
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.proxies import require_proxies
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_STAKING: Final = (
    "add_stake add_stake_limit remove_stake remove_stake_limit remove_stake_full_limit unstake_all"
    " unstake_all_alpha swap_stake swap_stake_limit move_stake set_root_claim_type"
)
_COLDKEY_SWAPS: Final = (
    "schedule_swap_coldkey swap_coldkey announce_coldkey_swap swap_coldkey_announced"
    " clear_coldkey_swap_announcement dispute_coldkey_swap"
)
_MAY_ONLY: Final[Mapping[str, Mapping[str, str]]] = {
    "Staking": {"SubtensorModule": _STAKING},
    "Transfer": {"Balances": "*", "SubtensorModule": "transfer_stake"},
    "SmallTransfer": {"Balances": "*", "SubtensorModule": "transfer_stake"},
    "Registration": {"SubtensorModule": "burned_register register register_limit"},
    "ChildKeys": {"SubtensorModule": "set_children set_childkey_take"},
    "Owner": {"AdminUtils": "*", "SubtensorModule": "set_subnet_identity update_symbol"},
    "RootClaim": {"SubtensorModule": "claim_root"},
    "SwapHotkey": {"SubtensorModule": "swap_hotkey swap_hotkey_v2"},
    "Senate": {}, "Triumvirate": {}, "Governance": {}, "RootWeights": {},
}  # fmt: skip
"""The types that are lists of what is allowed, by pallet, as subtensor's runtime of June 2026 has them."""

_MAY_NOT: Final[Mapping[str, Mapping[str, str]]] = {
    "NonTransfer": {"Balances": "*", "SubtensorModule": f"{_COLDKEY_SWAPS} transfer_stake"},
    "NonFungible": {
        "Balances": "*",
        "SubtensorModule": f"{_STAKING} {_COLDKEY_SWAPS} transfer_stake burned_register root_register"
        " swap_hotkey swap_hotkey_v2",
    },
    "NonCritical": {
        "Sudo": "*",
        "SubtensorModule": f"{_COLDKEY_SWAPS} dissolve_network root_register burned_register",
    },
}
"""The types that are lists of what is forbidden."""


@dataclass(frozen=True, slots=True)
class Proxied:
    """Who acts for whom, what the proxy may do, and who pays the fee."""

    real: Address
    account: Account
    """The proxy's own, which signs."""
    types: tuple[str, ...]
    funds: Tao
    """What the proxy can spend."""
    real_pays: bool
    plan: Plan
    """What the action would do, checked for the real account."""

    @property
    def call(self) -> Call:
        """The call as the proxy has to make it."""
        from tao_tui.chain.calls.call import Call

        return Call("Proxy", "proxy", {"real": self.real, "force_proxy_type": None, "call": self.plan.call})

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        """Words for the inner call, for whom it is made, and who pays."""
        inner: Any = call.arguments["call"]
        if not self.real_pays:
            require_funds(fee, self.funds, "The network fee")
        told = self.plan.explain(inner, fee if self.real_pays else Tao(0))
        payer = self.real if self.real_pays else self.account.coldkey
        kinds = " or ".join(self.types)
        return Explanation(
            clean(f"For {self.real}: {told.title}", 1000),
            (
                effect("You act for", named(self.real, self.account.name_of(self.real))),
                effect("As its proxy", f"of type {kinds}"),
                *_without_fee(told.effects),
                effect("Network fee", f"{fee}, paid by {payer}"),
            ),
            (*self._warnings(inner), *told.warnings),
        )

    def _warnings(self, call: DecodedCall) -> tuple[Caution, ...]:
        found = [
            warning(
                "caution", "proxied", "What is moved here belongs to the account you act for, not to you."
            )
        ]
        if not any(may(kind, call) for kind in self.types):
            kinds = " or ".join(self.types)
            text = f"A proxy of type {kinds} may not make this call: it would fail and cost its fee."
            found.append(warning("danger", "proxy_may_not", text))
        return tuple(found)


def may(kind: str, call: DecodedCall) -> bool:
    """Whether a type of proxy may make a call and what is inside it; types not listed are believed to."""
    kind = usual_type(kind)
    allowed, forbidden = _MAY_ONLY.get(kind), _MAY_NOT.get(kind)
    if allowed is not None and not _lists(allowed, call):
        return False
    if forbidden is not None and _lists(forbidden, call):
        return False
    return all(may(kind, inner) for inner in inner_calls(call))


def _lists(table: Mapping[str, str], call: DecodedCall) -> bool:
    functions = table.get(call.pallet, "")
    return functions == "*" or call.function in functions.split()


def acting_for(account: Account, real: Address) -> Account:
    """The account an action is checked for: the real one, under the name the signer knows it by."""
    if real == account.coldkey:
        raise UsageError(
            "An account needs no proxy for itself.", hint="Leave --proxy-for out.", code="to_itself"
        )
    return replace(account, coldkey=real, wallet=account.name_of(real) or "proxied account")


async def read_proxied(client: Client, account: Account, real: Address, plan: Plan) -> Proxied:
    """What `account` may do for `real`; `Declined` when it is no proxy of it, or only a delayed one."""
    from tao_tui.chain.query import Storage

    runtime = client.runtime
    require_proxies(runtime)
    pays = _pays_item(runtime)
    items = [Storage("Proxy", "Proxies", (real,)), Storage("System", "Account", (account.coldkey,))]
    if pays:
        items.append(Storage("Proxy", pays, (real, account.coldkey)))
    proxies, funds, *paid = (await client.read(items, plan.block.hash)).data
    types = _types_in(proxies, account, real)
    return Proxied(real, account, types, spendable(funds, runtime), bool(paid) and paid[0] is not None, plan)


async def require_proxy(client: Client, account: Account, real: Address) -> None:
    """`Declined` where `account` may not act for `real` at once, whatever it is to do."""
    from tao_tui.chain.query import Storage

    require_proxies(client.runtime)
    (proxies,) = (await client.read([Storage("Proxy", "Proxies", (real,))])).data
    _types_in(proxies, account, real)


def _types_in(proxies: Any, account: Account, real: Address) -> tuple[str, ...]:
    """What types of proxy without delay `account` is, in the decoded `Proxies` of `real`."""
    mine = [each for each in proxies[0] if each["delegate"] == account.coldkey]
    types = tuple(str(each["proxy_type"]) for each in mine if int(each["delay"]) == 0)
    if not types:
        raise _no_proxy(account, real, [int(each["delay"]) for each in mine])
    return types


def _pays_item(runtime: ChainRuntime) -> str | None:
    """The storage item by which an account pays for its proxies, under its names so far."""
    names = ("RealPaysFeeConsentV1", "RealPaysFee")
    return next((name for name in names if runtime.has_storage("Proxy", name)), None)


def _no_proxy(account: Account, real: Address, delays: list[int]) -> Declined:
    if delays:
        return Declined(
            f"{account.coldkey} may act for {real} only {counted(min(delays), 'block')} after announcing it.",
            hint="Announced calls are not made here; use a proxy without delay.",
            code="proxy_delayed",
        )
    return Declined(
        f"{account.coldkey} (wallet {account.wallet}) is no proxy of {real}.",
        hint="The owner of that account adds it: tao-tui wallet proxy add",
        code="not_proxy",
    )


def _without_fee(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    return tuple(each for each in effects if each.label != "Network fee")
