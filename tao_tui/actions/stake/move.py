"""Move stake to another hotkey, swap it to another subnet, or give it to another coldkey."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.keys.frozen_coldkey import receiving_warnings, swap_items, swap_state
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan, PricedTrade
from tao_tui.actions.review.limits import TradeTerms, inner_calls
from tao_tui.actions.review.recipient import recipient_warnings
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, require_funds, warning
from tao_tui.actions.stake.batch_legs import leg_arguments, legs_of
from tao_tui.actions.stake.checks import minimum_stake, too_little
from tao_tui.actions.stake.lock_gifts import lock_gifts
from tao_tui.actions.stake.move_calls import in_steps, move_calls, swap_calls, transfer_calls
from tao_tui.actions.stake.move_words import move_effects, move_warnings, total_effects
from tao_tui.actions.stake.relocation import Relocation, Route, read_relocations
from tao_tui.actions.stake.trade_terms import priced_trade, terms_of
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.errors import UsageError
from tao_tui.reads.trades.prices import value_of
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

Calls = Callable[[Relocation], tuple["Call", ...]]


@dataclass(frozen=True, slots=True)
class StakeMove:
    """Move stake along `routes` to another hotkey of the same coldkey's choice, within `terms`."""

    routes: tuple[Route, ...]
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        routes = _routes(values, Address(str(values["to_hotkey"])))
        if any(route.to_hotkey == route.hotkey for route in routes):
            raise UsageError("It is with that hotkey already.", hint="To change the subnet, use: stake swap.")
        return cls(routes, terms_of(values))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends, price the moves and limit what trades with a pool."""
        at, found = await read_relocations(client, account, self.routes, self.terms)
        runtime, partial = client.runtime, self.terms.partial
        return _plan(
            at,
            found,
            lambda each: move_calls(runtime, each, partial=partial),
            account,
            ("Move", f"to {self.routes[0].to_hotkey}"),
            {"to_hotkey": self.routes[0].to_hotkey, **_limits(self.terms)},
        )


@dataclass(frozen=True, slots=True)
class StakeSwap:
    """Take stake along `routes` to another subnet with the same hotkey, within `terms`."""

    routes: tuple[Route, ...]
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        routes = _routes(values, None)
        for route in routes:
            if not route.crosses:
                raise UsageError(
                    f"It is on subnet {route.netuid} already (SameNetuid).",
                    hint="Name another one with --to-netuid; to change the hotkey, use: stake move.",
                    code="same_netuid",
                )
        return cls(routes, terms_of(values))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends, price the swaps and fix the least ratio of prices."""
        at, found = await read_relocations(client, account, self.routes, self.terms)
        runtime, partial = client.runtime, self.terms.partial
        return _plan(
            at,
            found,
            lambda each: swap_calls(runtime, each, partial=partial),
            account,
            ("Swap", f"to subnet {self.routes[0].to_netuid}"),
            _limits(self.terms),
        )


@dataclass(frozen=True, slots=True)
class StakeTransfer:
    """Give stake along `routes` to `to_coldkey`, within `terms`."""

    routes: tuple[Route, ...]
    to_coldkey: Address
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        to_coldkey = Address(str(values["to_coldkey"]))
        if to_coldkey == account.coldkey:
            raise UsageError("It is yours already.", hint="To change the hotkey, use: stake move.")
        return cls(_routes(values, None), to_coldkey, terms_of(values))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test both ends, whether the subnets allow transfers, and who receives it."""
        # What is given follows from the limit, so a better price must not change what was agreed to.
        at, found = await read_relocations(client, account, self.routes, self.terms, pinned=True)
        cautions = await self._recipient(client, account)
        cautions += await lock_gifts(client, account.coldkey, found, self.to_coldkey)
        runtime = client.runtime
        if in_steps(runtime):
            _check_given(found, minimum_stake(runtime))
        return _plan(
            at,
            found,
            lambda each: transfer_calls(runtime, each, self.to_coldkey),
            account,
            ("Give", f"to {self.to_coldkey}"),
            {"to_coldkey": self.to_coldkey, **_limits(self.terms)},
            cautions,
        )

    async def _recipient(self, client: Client, account: Account) -> tuple[Caution, ...]:
        """What to know about the recipient; `Declined` where a subnet keeps stake from being given."""
        from tao_tui.chain.query import Storage

        module = "SubtensorModule"
        netuids = sorted({netuid for route in self.routes for netuid in (route.netuid, route.to_netuid)})
        items = [
            Storage("System", "Account", (self.to_coldkey,)),
            Storage(module, "Owner", (self.to_coldkey,)),
        ]
        toggles = client.runtime.has_storage(module, "TransferToggle")
        items += [Storage(module, "TransferToggle", (netuid,)) for netuid in netuids if toggles]
        asked = swap_items(client.runtime, self.to_coldkey)
        theirs, owner, *rest = (await client.read([*items, *asked])).data
        allowed, swap = rest[: len(items) - 2], rest[len(items) - 2 :]
        for netuid, allows in zip(netuids, allowed, strict=False):
            if not allows:
                raise refused(
                    f"The owner of subnet {netuid} does not allow stake to be given away.",
                    "TransferDisallowed",
                    "transfer_disallowed",
                )
        away = warning(
            "caution", "given_away", "This gives the stake away: it will belong to the other coldkey."
        )
        return (
            away,
            *receiving_warnings(swap_state(client.runtime, swap)),
            *recipient_warnings(
                self.to_coldkey, account, theirs, owner, on_dev=client.network.is_dev, stake=True
            ),
        )


def _check_given(found: Sequence[Relocation], least: Tao) -> None:
    """Refuse to give so little on another subnet that the chain would not move it."""
    for each in found:
        if each.priced.bought is None or not each.route.crosses:
            continue
        worth = Tao(value_of(each.least_arriving.rao, each.priced.bought.price_rao))
        if worth < least:
            raise too_little(
                f"At the limit {each.least_arriving} would be given, worth {worth}; the least that may be "
                f"moved is {least}.",
                "Give more, or allow less with --tolerance.",
            )


def _routes(values: Mapping[str, Any], to_hotkey: Address | None) -> tuple[Route, ...]:
    there = values.get("to_netuid")
    return tuple(
        Route(
            leg.netuid,
            leg.hotkey,
            leg.amount if isinstance(leg.amount, Alpha) else None,
            leg.netuid if there is None else int(there),
            to_hotkey or leg.hotkey,
        )
        for leg in legs_of(values)
    )


def _limits(terms: TradeTerms) -> dict[str, object]:
    return {"tolerance": terms.tolerance_ppm, "partial": terms.partial}


def _plan(
    at: BlockRef,
    found: Sequence[Relocation],
    calls_for: Calls,
    account: Account,
    title: tuple[str, str],
    arguments: Mapping[str, object],
    cautions: tuple[Caution, ...] = (),
) -> Plan:
    from tao_tui.chain.calls.call import Call

    made = [calls_for(each) for each in found]
    calls = [call for each in made for call in each]
    whole = calls[0] if len(calls) == 1 else Call("Utility", "batch_all", {"calls": calls})

    def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
        require_funds(fee, found[0].situation.free, "The network fee")
        inner = inner_calls(decoded) or (decoded,)
        partial = any(each.arguments.get("allow_partial") for each in inner)
        lines = total_effects(found, partial=partial)
        lines += _lines(found, inner, [len(each) for each in made], account)
        warnings = (*move_warnings(found, inner, partial=partial), *cautions)
        return Explanation(clean(_title(found, *title)), (*lines, effect("Network fee", fee)), warnings)

    first = found[0].route
    said = {
        **leg_arguments([each.route for each in found]),
        "to_netuid": first.to_netuid if any(each.route.crosses for each in found) else None,
        **arguments,
    }
    held = not arguments.get("partial") and any("limit_price" in call.arguments for call in calls)
    trades = tuple(trade for each in found if each.route.crosses for trade in _trades(each, held=held))
    return Plan(whole, at, explain, said, quoted=trades)


def _trades(each: Relocation, *, held: bool) -> Iterator[PricedTrade]:
    """The sale, which has no limit of its own, and what it buys, which the ratio holds to a least."""
    yield priced_trade(each.priced.sold, None)
    if each.priced.bought is not None:
        yield priced_trade(each.priced.bought, each.least_arriving.rao if held else None)


def _lines(
    found: Sequence[Relocation], calls: Sequence[DecodedCall], counts: Sequence[int], account: Account
) -> Iterator[Effect]:
    """The lines of every move; several are numbered."""
    start = 0
    for index, (each, count) in enumerate(zip(found, counts, strict=True), 1):
        lines = move_effects(each, calls[start : start + count], account)
        if len(found) > 1:
            lines[0] = effect(f"Move {index}", f"{lines[0].value}")
        yield from lines
        start += count


def _title(found: Sequence[Relocation], verb: str, where: str) -> str:
    if len(found) > 1:
        return f"{verb} {len(found)} positions at once {where}"
    each = found[0]
    there = f" on subnet {each.route.to_netuid}" if verb == "Move" else ""
    return f"{verb} {as_staked(each.route.netuid, each.amount)} of subnet {each.route.netuid} {where}{there}"
