"""Sell every position in one atomic batch of limited trades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.limits import TradeTerms
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.stake_add import quoted_trades, terms_of
from tao_tui.actions.wording import effect, price_text, require_funds, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import Declined, Unsupported
from tao_tui.reads.balance import free_of
from tao_tui.reads.quote import Quote, read_trades
from tao_tui.reads.stake import Position, read_positions
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls import Call, DecodedCall
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"
_FULL = "remove_stake_full_limit"
_LEAST_RAO = 1_000
"""What sells for less stays: when a pool gives nothing for one position, the chain undoes the whole batch."""


@dataclass(frozen=True, slots=True)
class StakeExit:
    """Unstake every position, or only those on `netuid` or with `hotkey`."""

    netuid: int | None
    hotkey: Address | None
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        netuid, hotkey = values.get("netuid"), values.get("hotkey")
        return cls(
            netuid if isinstance(netuid, int) else None,
            Address(str(hotkey)) if hotkey else None,
            terms_of(values),
        )

    async def check(self, client: Client, account: Account) -> Plan:
        """Price every position at one block; positions on one subnet share its quote and its limit."""
        from tao_tui.chain.calls import Call
        from tao_tui.chain.query import Storage

        if not client.runtime.has_call(_MODULE, _FULL):
            raise Unsupported(f"This runtime has no {_FULL}.", hint="Unstake one position after the other.")
        positions = await self._positions(client, account)
        totals: dict[int, int] = {}
        for position in positions:
            totals[position.netuid] = totals.get(position.netuid, 0) + position.alpha.rao
        alone = [(position.netuid, position.alpha.rao) for position in positions]
        block, priced = await read_trades(client, "remove", [*totals.items(), *alone])
        quotes = {netuid: quote for netuid, quote in zip(totals, priced, strict=False) if quote is not None}
        dust = [
            position
            for position, quote in zip(positions, priced[len(totals) :], strict=True)
            if quote is None or quote.amount_out_rao < _LEAST_RAO
        ]
        items = [Storage("System", "Account", (account.coldkey,))]
        items += [Storage(_MODULE, "SubtokenEnabled", (netuid,)) for netuid in totals]
        funds, *enabled = (await client.read(items, block.hash)).data
        closed = {netuid for netuid, flag in zip(totals, enabled, strict=True) if not flag}
        able = [each for each in positions if each.netuid in quotes and each.netuid not in closed]
        sold = [each for each in able if each not in dust]
        if not sold:
            no_trade = all(each.netuid in closed for each in positions)
            why = "their subnets do not trade" if no_trade else "the pools give nothing for so little"
            raise Declined(f"No position can be sold now: {why}.", code="nothing_to_sell")
        limits = {netuid: self.terms.limit_rao(quotes[netuid]) for netuid in {each.netuid for each in sold}}
        calls = [_trade(position, limits[position.netuid]) for position in sold]
        left = [(each, each.netuid in closed) for each in positions if each not in sold]
        free = free_of(funds)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            gain = sum(quotes[netuid].amount_out_rao for netuid in limits)
            require_funds(fee, free + Tao(gain), "The network fee")
            return _explain(call, fee, (sold, left, quotes, free))

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, "tolerance": self.terms.tolerance_ppm}
        sales = quoted_trades(*(quotes[netuid] for netuid in limits))
        call = Call("Utility", "batch_all", {"calls": calls})
        return Plan(call, block, explain, arguments, quoted=sales)

    async def _positions(self, client: Client, account: Account) -> list[Position]:
        found = [
            position
            for position in (await read_positions(client, account.coldkey)).data
            if self.netuid in (None, position.netuid) and self.hotkey in (None, position.hotkey)
        ]
        if not found:
            raise Declined(
                "Nothing is staked there.", hint="tao-tui stake list shows your positions.", code="no_stake"
            )
        return found


def _trade(position: Position, limit_rao: int) -> Call:
    from tao_tui.chain.calls import Call

    where = {"hotkey": position.hotkey, "netuid": position.netuid}
    return Call(_MODULE, _FULL, {**where, "limit_price": limit_rao})


def _explain(
    call: DecodedCall,
    fee: Tao,
    known: tuple[list[Position], list[tuple[Position, bool]], Mapping[int, Quote], Tao],
) -> Explanation:
    sold, left, quotes, free = known
    calls: Any = call.arguments["calls"]
    lines, seen, total = [], set(), 0
    for position, each in zip(sold, calls, strict=True):
        said = each.arguments
        netuid = int(said["netuid"])
        text = f"{position.alpha} with {said['hotkey']}, not below {price_text(int(said['limit_price']))}"
        lines.append(effect(f"Sell on {netuid}", text))
        if netuid not in seen:
            seen.add(netuid)
            total += quotes[netuid].amount_out_rao
    effects = (
        *lines,
        effect("You get", f"about {Tao(total)} in all; one trade beyond its limit stops them all"),
        effect("Network fee", fee),
        effect("After", f"{free + Tao(total) - fee} free"),
    )
    warnings: list[Caution] = []
    worst = max(quotes[netuid].slippage_ppm for netuid in seen)
    if worst > 10_000:
        warnings.append(
            warning("caution", "slippage", "At least one pool is small for what you sell into it.")
        )
    for position, is_closed in left:
        why = "that subnet does not trade now" if is_closed else "the pool gives nothing for so little"
        text = f"{Alpha(position.alpha.rao)} on subnet {position.netuid} stay: {why}."
        warnings.append(warning("note", "left_behind", text))
    return Explanation(clean(_title(sold)), effects, tuple(warnings))


def _title(sold: list[Position]) -> str:
    if len(sold) == 1:
        return f"Unstake everything from {sold[0].hotkey} on subnet {sold[0].netuid}"
    return f"Unstake {len(sold)} positions at once"
