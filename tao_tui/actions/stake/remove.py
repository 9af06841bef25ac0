"""Sell staked alpha back into TAO, never without a limit price where the runtime knows one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.limits import (
    TradeTerms,
    no_limit_warning,
    not_worth_its_fee,
    through,
    through_brings,
)
from tao_tui.actions.review.refusals import zero_amount
from tao_tui.actions.review.wording import effect, named, require_funds, trade_fees
from tao_tui.actions.stake.add import price_effects, situation_and_quote
from tao_tui.actions.stake.batch import StakeBatch
from tao_tui.actions.stake.batch_legs import is_several
from tao_tui.actions.stake.checks import check_position, check_proceeds, minimum_stake
from tao_tui.actions.stake.trade_calls import at_any_price, place_of
from tao_tui.actions.stake.trade_terms import limited_trade, terms_of
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Alpha, Tao, as_staked
from tao_tui.reads.owned.stake import StakeSituation, read_stake_situation
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import Quote
from tao_tui.reads.trades.quoting import read_trade
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.chain.runtime import ChainRuntime

_LIMITED = "remove_stake_limit"
_FULL = "remove_stake_full_limit"


@dataclass(frozen=True, slots=True)
class StakeRemove:
    """Unstake `amount`, or the whole position when it is None, from `hotkey` on `netuid`."""

    netuid: int
    hotkey: Address
    amount: Alpha | None
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self | StakeBatch:
        """Build it from typed arguments; several legs become one batch."""
        if is_several(values):
            return StakeBatch.on_side("remove", values)
        amount = values["amount"]
        if isinstance(amount, Alpha) and not amount:
            raise zero_amount("Write how much alpha to unstake.")
        return cls(
            netuid=int(str(values["netuid"])),
            hotkey=Address(str(values["hotkey"])),
            amount=amount if isinstance(amount, Alpha) else None,
            terms=terms_of(values),
        )

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the position and the price at the head, and fix the limit price."""
        amount, situation, quoted = await self._read(client, account)
        quote = quoted.data
        check_proceeds(quote, situation, amount, minimum_stake(client.runtime))
        function = self._function(client.runtime)
        limit = self.terms.limit_rao(quote, client.runtime.spec_version) if function != "remove_stake" else 0

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            # Where TAO does not suffice the chain takes this fee out of the alpha.
            require_funds(fee, situation.free + Tao(quote.amount_out_rao), "The network fee")
            return self._explain(call, fee, (situation, quote, account))

        arguments: dict[str, object] = {"netuid": self.netuid, "hotkey": self.hotkey}
        arguments |= {"amount": self.amount or ALL, **self.terms.arguments}
        call = self._call(client.runtime, amount, limit, function)
        trade = limited_trade(quote, limit, partial=self.terms.partial)
        return Plan(call, quoted.block, explain, arguments, quoted=(trade,))

    async def _read(self, client: Client, account: Account) -> tuple[Alpha, StakeSituation, Reading[Quote]]:
        asked = read_stake_situation(client, account.coldkey, self.hotkey, self.netuid)
        if self.amount is not None:
            amount = self.amount
            quoted = read_trade(client, "remove", self.netuid, amount.rao, self.hotkey)
            found, quote = await situation_and_quote(asked, quoted, lambda each: self._check(each, amount))
            return amount, found, quote
        situation = (await asked).data
        self._check(situation, situation.alpha)
        return (
            situation.alpha,
            situation,
            await read_trade(client, "remove", self.netuid, situation.alpha.rao, self.hotkey, whole=True),
        )

    def _check(self, situation: StakeSituation, amount: Alpha) -> None:
        check_position(situation, self.hotkey, self.netuid, amount, started=False)

    def _function(self, runtime: ChainRuntime) -> str:
        wanted = (_FULL, _LIMITED) if self.amount is None and not self.terms.partial else (_LIMITED,)
        for function in wanted:
            if runtime.has_call("SubtensorModule", function):
                return function
        return "remove_stake"

    def _call(self, runtime: ChainRuntime, amount: Alpha, limit_rao: int, function: str) -> Call:
        from tao_tui.chain.calls.call import Call

        arguments = place_of(runtime, self.hotkey, self.netuid)
        if function != _FULL:
            arguments["amount_unstaked"] = amount.rao
        if function != "remove_stake":
            arguments["limit_price"] = limit_rao
        if function == _LIMITED:
            arguments["allow_partial"] = self.terms.partial
        return Call("SubtensorModule", function, arguments)

    def _explain(
        self, call: DecodedCall, fee: Tao, known: tuple[StakeSituation, Quote, Account]
    ) -> Explanation:
        situation, quote, account = known
        said: Mapping[str, Any] = call.arguments
        netuid, hotkey = int(said.get("netuid", ROOT)), str(said["hotkey"])
        whole = "amount_unstaked" not in said
        amount = situation.alpha if whole else Alpha(int(said["amount_unstaked"]))
        limit = int(said["limit_price"]) if said.get("limit_price") is not None else None
        got = Tao(quote.amount_out_rao)
        least = (
            f"at least {Tao(quote.least_out_rao(limit))}, or nothing happens"
            if limit
            else at_any_price(netuid)
        )
        if said.get("allow_partial"):
            least = "less if the price moves"
        cut = bool(limit) and not quote.fits(limit or 0)
        most, now = ("up to ", through(quote, limit)) if cut else ("", "")
        sold = as_staked(netuid, amount)
        pool_fee = as_staked(netuid, Alpha(quote.swap_fee_rao))
        left = as_staked(netuid, situation.alpha - amount)
        after = effect("After", f"{situation.free + got - fee} free; {left} here")
        effects = (
            effect("You sell", f"{sold}, the whole position" if whole else f"{most}{sold}{now}"),
            effect("You get", through_brings(quote, limit) if cut else f"about {got}; {least}"),
            effect("From", named(hotkey, account.name_of(hotkey))),
            effect("Subnet", netuid),
            *price_effects(quote, limit),
            effect("Fees", trade_fees(f"{most}{pool_fee} pool", fee)),
            *([] if cut else [after]),
        )
        title = clean(f"Unstake {sold} from {hotkey} on subnet {netuid}")
        unlimited = (no_limit_warning(_LIMITED),) if limit is None and netuid != ROOT else ()
        dear = not_worth_its_fee(fee, [got.rao])
        return Explanation(title, effects, (*unlimited, *self.terms.warnings(quote, limit), *dear))
