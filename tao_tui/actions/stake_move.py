"""Move stake to another hotkey, swap it to another subnet, or give it to another coldkey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.limits import TradeTerms
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.recipient import recipient_warnings
from tao_tui.actions.refusals import refused
from tao_tui.actions.relocation import Relocation, Route, amount_of, price_warnings, read_relocation
from tao_tui.actions.trade_terms import quoted_trades, terms_of
from tao_tui.actions.wording import effect, named, require_funds, warning
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Alpha, Tao
from tao_tui.errors import UsageError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls import Call, DecodedCall
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class StakeMove:
    """Move stake along `route` to another hotkey of the same coldkey's choice."""

    route: Route

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        route = _route(values, Address(str(values["to_hotkey"])))
        if route.to_hotkey == route.hotkey:
            raise UsageError("It is with that hotkey already.", hint="To change the subnet, use: stake swap.")
        return cls(route)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends and price the move."""
        found = await read_relocation(client, account, self.route)
        call = _call("move_stake", found.amount, self.route, _both(self.route))
        title = f"Move {found.amount} to {self.route.to_hotkey} on subnet {self.route.to_netuid}"
        arguments = {"to_hotkey": self.route.to_hotkey}
        return _plan(self.route, found, call, title, account, (), arguments)


@dataclass(frozen=True, slots=True)
class StakeSwap:
    """Take stake along `route` to another subnet with the same hotkey, within `terms`."""

    route: Route
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        route = _route(values, Address(str(values["hotkey"])))
        if route.to_netuid == route.netuid:
            raise UsageError(f"It is on subnet {route.netuid} already.", code="same_netuid")
        return cls(route, terms_of(values))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends, price the swap and fix the least ratio of prices."""
        found = await read_relocation(client, account, self.route)
        limit = found.limit_ratio(self.terms)
        where = {"hotkey": self.route.hotkey, "limit_price": limit, "allow_partial": self.terms.partial}
        call = _call("swap_stake_limit", found.amount, self.route, where)
        title = f"Swap {found.amount} of subnet {self.route.netuid} to subnet {self.route.to_netuid}"
        arguments = {"tolerance": self.terms.tolerance_ppm, "partial": self.terms.partial}
        return _plan(self.route, found, call, title, account, (), arguments)


@dataclass(frozen=True, slots=True)
class StakeTransfer:
    """Give stake along `route` to `to_coldkey`."""

    route: Route
    to_coldkey: Address

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        to_coldkey = Address(str(values["to_coldkey"]))
        if to_coldkey == account.coldkey:
            raise UsageError("It is yours already.", hint="To change the hotkey, use: stake move.")
        return cls(_route(values, Address(str(values["hotkey"]))), to_coldkey)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends, whether the subnets allow transfers, and who receives it."""
        from tao_tui.chain.query import Storage

        found = await read_relocation(client, account, self.route)
        items = [
            Storage("System", "Account", (self.to_coldkey,)),
            Storage(_MODULE, "Owner", (self.to_coldkey,)),
        ]
        both = sorted({self.route.netuid, self.route.to_netuid})
        items += [Storage(_MODULE, "TransferToggle", (netuid,)) for netuid in both]
        theirs, owner, *allowed = (await client.read(items)).data
        if not all(allowed):
            raise refused(
                "The owner of the subnet does not allow stake to be given away.",
                "TransferDisallowed",
                "transfer_disallowed",
            )
        where = {"destination_coldkey": self.to_coldkey, "hotkey": self.route.hotkey}
        call = _call("transfer_stake", found.amount, self.route, where)
        title = f"Give {found.amount} of subnet {self.route.netuid} to {self.to_coldkey}"
        away = warning(
            "caution", "given_away", "This gives the stake away: it will belong to the other coldkey."
        )
        cautions = (away, *recipient_warnings(self.to_coldkey, account, theirs, owner))
        return _plan(self.route, found, call, title, account, cautions, {"to_coldkey": self.to_coldkey})


def _route(values: Mapping[str, Any], to_hotkey: Address) -> Route:
    netuid, there = int(values["netuid"]), values.get("to_netuid")
    amount = amount_of(values["amount"])
    if amount is not None and not amount:
        raise UsageError("The amount is zero.", code="zero_amount")
    return Route(
        netuid, Address(str(values["hotkey"])), amount, netuid if there is None else int(there), to_hotkey
    )


def _both(route: Route) -> dict[str, object]:
    return {"origin_hotkey": route.hotkey, "destination_hotkey": route.to_hotkey}


def _call(function: str, amount: Alpha, route: Route, where: Mapping[str, object]) -> Call:
    from tao_tui.chain.calls import Call

    ends = {"origin_netuid": route.netuid, "destination_netuid": route.to_netuid}
    return Call(_MODULE, function, {**where, **ends, "alpha_amount": amount.rao})


def _plan(
    route: Route,
    found: Relocation,
    call: Call,
    title: str,
    account: Account,
    cautions: tuple[Caution, ...],
    arguments: Mapping[str, object],
) -> Plan:
    limited = call.function == "swap_stake_limit"

    def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, found.situation.free, "The network fee")
        warnings = (*price_warnings(found, limited=limited), *cautions)
        return Explanation(clean(title), _effects(decoded, fee, found, account), warnings)

    said = {
        "netuid": route.netuid,
        "hotkey": route.hotkey,
        "amount": route.amount or ALL,
        "to_netuid": route.to_netuid if route.to_netuid != route.netuid else None,
        **arguments,
    }
    trades = quoted_trades(found.sold, found.bought) if found.bought else ()
    return Plan(call, found.block, explain, said, quoted=trades)


def _effects(decoded: DecodedCall, fee: Tao, found: Relocation, account: Account) -> tuple[Effect, ...]:
    said: Mapping[str, Any] = decoded.arguments
    here, there = int(said["origin_netuid"]), int(said["destination_netuid"])
    source = str(said.get("origin_hotkey", said.get("hotkey")))
    lines = [
        effect("Leaves", f"{Alpha(int(said['alpha_amount']))} of subnet {here}"),
        effect("From", named(source, account.name_of(source))),
    ]
    for label, name in (("To hotkey", "destination_hotkey"), ("To coldkey", "destination_coldkey")):
        if name in said:
            lines.append(effect(label, named(str(said[name]), account.name_of(str(said[name])))))
    about = "" if here == there else "about "
    lines.append(effect("Arrives", f"{about}{found.arriving} of subnet {there}"))
    if "limit_price" in said:
        least = Alpha(int(said["alpha_amount"]) * int(said["limit_price"]) // 10**9)
        lines.append(effect("Limit", f"not below {least.short(9)} α for it before fees, or nothing happens"))
    lines.append(effect("Worth", Tao(found.sold.amount_out_rao)))
    return (*lines, effect("Network fee", fee))
