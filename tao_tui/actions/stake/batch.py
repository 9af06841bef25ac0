"""Several stakes or unstakes in one atomic batch: each limited, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan, PricedTrade
from tao_tui.actions.review.limits import TradeTerms
from tao_tui.actions.review.wording import existential_deposit, require_funds
from tao_tui.actions.stake.batch_legs import BatchLeg, leg_arguments, legs_of, naming_leg
from tao_tui.actions.stake.batch_words import PricedLeg, explain_batch
from tao_tui.actions.stake.checks import (
    check_minimum,
    check_position,
    check_proceeds,
    check_stakeable,
    minimum_stake,
)
from tao_tui.actions.stake.trade_calls import limits_prices, trade_call
from tao_tui.actions.stake.trade_terms import priced_trade, terms_of
from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import UsageError
from tao_tui.reads.owned.stake import StakeSituation, read_stake_situations
from tao_tui.reads.trades.legs import Leg, read_legs, why_not
from tao_tui.reads.trades.pool import ONE
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import Quote, Side

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef


@dataclass(frozen=True, slots=True)
class StakeBatch:
    """Stake to, or unstake from, every one of `legs` within the same `terms`."""

    side: Side
    legs: tuple[BatchLeg, ...]
    terms: TradeTerms

    @classmethod
    def on_side(cls, side: Side, values: Mapping[str, object]) -> Self:
        """Build it for one side."""
        legs = legs_of(values)
        if side == "add" and any(leg.amount is None for leg in legs):
            raise UsageError(
                "“all” cannot be staked to several at once.",
                hint="Write an amount for each.",
                code="all_twice",
            )
        terms = terms_of(values)
        if terms.limit is not None and len({leg.netuid for leg in legs}) > 1:
            raise UsageError(
                "One limit price cannot hold on several subnets.",
                hint="Give --tolerance, which holds for each, or trade on one subnet at a time.",
                code="one_limit_for_several",
            )
        return cls(side, legs, terms)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test every leg at one block, price them one after the other, and fix one limit for each subnet."""
        from tao_tui.chain.calls.call import Call

        places = [(leg.hotkey, leg.netuid) for leg in self.legs]
        reading = await read_stake_situations(client, account.coldkey, places)
        amounts = [self._amount(leg, found) for leg, found in zip(self.legs, reading.data, strict=True)]
        self._check(client, reading.data, amounts)
        asked = [
            Leg(leg.netuid, amount, hotkey=leg.hotkey) for leg, amount in zip(self.legs, amounts, strict=True)
        ]
        block, quotes = await read_legs(client, self.side, asked, reading.block.hash)
        known = await self._required(client, asked, quotes, block)
        priced = self._priced(client, reading.data, amounts, known)
        calls = [trade_call(client.runtime, self.side, leg, self.terms) for leg in priced]
        free = reading.data[0].free
        deposit = existential_deposit(client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            if self.side == "add":
                have = Tao(max(0, free.rao - deposit.rao))
                require_funds(Tao(sum(amounts)) + fee, have, "Staking all of this and paying the fee")
            else:
                gain = sum(leg.quote.amount_out_rao for leg in priced)
                require_funds(fee, free + Tao(gain), "The network fee")
            return explain_batch(call, fee, priced, account, free)

        said = {**leg_arguments(self.legs), **self.terms.arguments}
        call = Call("Utility", "batch_all", {"calls": calls})
        return Plan(call, block, explain, said, quoted=by_subnet(priced, self.terms))

    def _amount(self, leg: BatchLeg, situation: StakeSituation) -> int:
        return situation.alpha.rao if leg.amount is None else leg.amount.rao

    def _check(self, client: Client, found: tuple[StakeSituation, ...], amounts: list[int]) -> None:
        least = minimum_stake(client.runtime)
        sold: Counter[int] = Counter()
        for index, (leg, situation, amount) in enumerate(zip(self.legs, found, amounts, strict=True)):
            with naming_leg(index, leg):
                if self.side == "remove":
                    before = sold[leg.netuid]
                    check_position(
                        situation, leg.hotkey, leg.netuid, Alpha(amount), left_before=before, started=False
                    )
                    sold[leg.netuid] += amount
                else:
                    check_stakeable(situation, leg.hotkey, leg.netuid)
                    check_minimum(Tao(amount), least, leg.netuid)
        if self.side == "add":
            have = Tao(max(0, found[0].free.rao - existential_deposit(client.runtime).rao))
            require_funds(Tao(sum(amounts)), have, "Staking all of this", "NotEnoughBalanceToStake")

    async def _required(
        self, client: Client, asked: list[Leg], quotes: list[Quote | None], block: BlockRef
    ) -> list[Quote]:
        """The quotes, all of them; `Declined` says why there is none for a leg."""
        found = []
        for index, (leg, quote) in enumerate(zip(self.legs, quotes, strict=True)):
            if quote is None:
                whole = leg.amount is None
                refusal = await why_not(client, self.side, asked[index], block.hash, whole=whole)
                with naming_leg(index, leg):
                    raise refusal
            found.append(quote)
        return found

    def _priced(
        self,
        client: Client,
        found: tuple[StakeSituation, ...],
        amounts: list[int],
        quotes: list[Quote],
    ) -> list[PricedLeg]:
        """Each leg with its quote and the limit its subnet's last trade sets."""
        least = minimum_stake(client.runtime)
        last: dict[int, tuple[int, Quote]] = {}
        for index, (leg, quote) in enumerate(zip(self.legs, quotes, strict=True)):
            with naming_leg(index, leg):
                if self.side == "add":
                    check_minimum(Tao(amounts[index]), least + Tao(quote.swap_fee_rao))
                else:
                    check_proceeds(quote, found[index], Alpha(amounts[index]), least)
                last[leg.netuid] = index, quote
        limits: dict[int, int | None] = {}
        for netuid, (index, quote) in last.items():
            with naming_leg(index, self.legs[index]):
                limited = limits_prices(client.runtime, self.side)
                limits[netuid] = self.terms.limit_rao(quote, client.runtime.spec_version) if limited else None
        return [
            PricedLeg(leg.hotkey, quote, limits[leg.netuid], _left(leg, situation))
            for leg, quote, situation in zip(self.legs, quotes, found, strict=True)
        ]


def by_subnet(priced: Sequence[PricedLeg], terms: TradeTerms) -> tuple[PricedTrade, ...]:
    """The trades of one side with each pool as one."""
    netuids = dict.fromkeys(leg.netuid for leg in priced)
    return tuple(_summed([leg for leg in priced if leg.netuid == netuid], terms) for netuid in netuids)


def _left(leg: BatchLeg, situation: StakeSituation) -> Alpha:
    """What stays in the position once the leg was sold out of it."""
    return Alpha(0) if leg.amount is None else Alpha(max(0, situation.alpha.rao - leg.amount.rao))


def _summed(legs: list[PricedLeg], terms: TradeTerms) -> PricedTrade:
    quotes = [leg.quote for leg in legs]
    bounded = legs[0].netuid == ROOT or not (terms.partial or any(leg.limit is None for leg in legs))
    paid, got = (sum(getattr(q, name) for q in quotes) for name in ("amount_in_rao", "amount_out_rao"))
    effective = paid * ONE // got if quotes[0].side == "add" else got * ONE // paid
    fee = sum(quote.swap_fee_rao for quote in quotes)
    first = replace(
        quotes[0], amount_in_rao=paid, amount_out_rao=got, effective_price_rao=effective, swap_fee_rao=fee
    )
    return priced_trade(first, sum(leg.least_out for leg in legs) if bounded else None)
