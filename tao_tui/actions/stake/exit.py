"""Sell every position in one atomic batch of limited trades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.limits import TradeTerms
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import require_funds, warning
from tao_tui.actions.stake.batch import by_subnet
from tao_tui.actions.stake.batch_words import PricedLeg, explain_batch
from tao_tui.actions.stake.trade_calls import limits_prices, trade_call
from tao_tui.actions.stake.trade_terms import terms_of
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao, as_staked
from tao_tui.errors import Unsupported
from tao_tui.reads.owned.balance import free_of
from tao_tui.reads.owned.held_back import lock_items, locks_from
from tao_tui.reads.owned.stake import Position, read_positions
from tao_tui.reads.trades.legs import Leg, read_legs
from tao_tui.reads.trades.quoting import read_trades
from tao_tui.reads.trades.refusals import required
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

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
        """Price every position at one block, one after the other; those on one subnet share its limit."""
        from tao_tui.chain.calls.call import Call

        if not limits_prices(client.runtime, "remove"):
            raise Unsupported("This runtime has no remove_stake_limit.", hint="Unstake one after the other.")
        positions, others = await self._positions(client, account)
        locked, free, at = await _state(client, account)
        held = _held_by_locks(positions, others, locked)
        traded = [each for each in positions if each not in held]
        priced, dust = await self._priced(client, traded, at)
        why = dict.fromkeys(dust, ("the pool gives nothing for so little", "AmountTooLow"))
        why |= {each: (held[each], "StakeUnavailable") for each in held}
        if not priced:
            reason, name = why[positions[0]]
            raise refused(f"No position can be sold now: {reason}.", name, "nothing_to_sell")
        left = [(each, why[each][0]) for each in positions if each in why]

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            gain = sum(leg.quote.amount_out_rao for leg in priced)
            require_funds(fee, free + Tao(gain), "The network fee")
            told = explain_batch(call, fee, priced, account, free)
            title = told.title if len(priced) > 1 else _title(priced[0])
            return replace(told, title=title, warnings=(*told.warnings, *_left_behind(left)))

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, **self.terms.arguments}
        calls = [trade_call(client.runtime, "remove", leg, self.terms) for leg in priced]
        call = Call("Utility", "batch_all", {"calls": calls})
        return Plan(call, at, explain, arguments, quoted=by_subnet(priced, self.terms))

    async def _priced(
        self, client: Client, positions: list[Position], at: BlockRef
    ) -> tuple[list[PricedLeg], list[Position]]:
        """The positions worth selling with their prices, and the dust: one that gets nothing undoes all."""
        if not positions:
            return [], []
        alone = [(each.netuid, each.alpha.rao) for each in positions]
        _, quotes = await read_trades(client, "remove", alone, at.hash)
        dust = [
            position
            for position, quote in zip(positions, quotes, strict=True)
            if quote is None or quote.amount_out_rao < _LEAST_RAO
        ]
        sold = [each for each in positions if each not in dust]
        if not sold:
            return [], dust
        asked = [Leg(each.netuid, each.alpha.rao, hotkey=each.hotkey) for each in sold]
        _, found = await read_legs(client, "remove", asked, at.hash)
        priced = [required(quote, each.netuid) for each, quote in zip(sold, found, strict=True)]
        last = {quote.netuid: quote for quote in priced}
        limits = {
            netuid: self.terms.limit_rao(quote, client.runtime.spec_version) for netuid, quote in last.items()
        }
        legs = [
            PricedLeg(each.hotkey, quote, limits[each.netuid], Alpha(0))
            for each, quote in zip(sold, priced, strict=True)
        ]
        return legs, dust

    async def _positions(self, client: Client, account: Account) -> tuple[list[Position], list[Position]]:
        """Those that are meant, and all others."""
        everything = (await read_positions(client, account.coldkey)).data
        found = [
            position
            for position in everything
            if self.netuid in (None, position.netuid) and self.hotkey in (None, position.hotkey)
        ]
        if not found:
            raise refused("Nothing is staked there.", "NotEnoughStakeToWithdraw", "no_stake")
        return found, [position for position in everything if position not in found]


async def _state(client: Client, account: Account) -> tuple[dict[int, Alpha], Tao, BlockRef]:
    """What is locked by subnet, what is free, and the block this holds for."""
    from tao_tui.chain.query import Storage

    locks = lock_items(client.runtime, [account.coldkey])
    reading = await client.read([Storage("System", "Account", (account.coldkey,)), *locks])
    funds, *rest = reading.data
    held = locks_from(rest).get(account.coldkey, ())
    return {lock.netuid: lock.locked for lock in held}, free_of(funds), reading.block


def _held_by_locks(
    positions: list[Position], others: list[Position], locked: Mapping[int, Alpha]
) -> dict[Position, str]:
    """The positions that stay for locks the `others` do not cover, the most valuable first; and why."""
    left = dict(locked)
    for other in others:
        if other.netuid in left:
            left[other.netuid] = Alpha(max(0, left[other.netuid].rao - other.alpha.rao))
    found = {}
    for position in positions:
        rest = left.get(position.netuid, Alpha(0))
        if rest:
            left[position.netuid] = Alpha(max(0, rest.rao - position.alpha.rao))
            apart = Alpha(max(0, position.alpha.rao - rest.rao))
            found[position] = f"{rest} on that subnet is locked" + (
                f", but {apart} of it can be unstaked alone" if apart else ""
            )
    return found


def _left_behind(left: list[tuple[Position, str]]) -> list[Caution]:
    found = []
    for position, why in left:
        text = f"{as_staked(position.netuid, position.alpha)} on subnet {position.netuid} stay: {why}."
        found.append(warning("note", "left_behind", text))
    return found


def _title(leg: PricedLeg) -> Clean:
    return clean(f"Unstake everything from {leg.hotkey} on subnet {leg.netuid}")
