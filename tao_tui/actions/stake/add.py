"""Stake TAO to a hotkey on a subnet, never without a limit price where the runtime knows one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.limits import TradeTerms, no_limit_warning, through, through_brings
from tao_tui.actions.review.refusals import refused, zero_amount
from tao_tui.actions.review.wording import (
    effect,
    existential_deposit,
    most_beside,
    named,
    per_cent,
    plain_price,
    price_text,
    require_funds,
    spends_most,
    trade_fees,
    warning,
)
from tao_tui.actions.stake.batch import StakeBatch
from tao_tui.actions.stake.batch_legs import is_several
from tao_tui.actions.stake.checks import check_minimum, check_stakeable, minimum_stake
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

_LIMITED = "add_stake_limit"


@dataclass(frozen=True, slots=True)
class StakeAdd:
    """Stake `amount`, or all that can be spent when it is None, to `hotkey` on `netuid`."""

    netuid: int
    hotkey: Address
    amount: Tao | None
    terms: TradeTerms

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self | StakeBatch:
        """Build it from typed arguments; several legs become one batch."""
        if is_several(values):
            return StakeBatch.on_side("add", values)
        amount = values["amount"]
        if isinstance(amount, Tao) and not amount:
            raise zero_amount("Write how many TAO to stake.")
        return cls(
            netuid=int(str(values["netuid"])),
            hotkey=Address(str(values["hotkey"])),
            amount=amount if isinstance(amount, Tao) else None,
            terms=terms_of(values),
        )

    async def check(self, client: Client, account: Account) -> Plan:
        """Test hotkey, subnet, balance and price at the head, and fix the limit price."""
        deposit = existential_deposit(client.runtime)
        amount, situation, quoted = await self._read(client, account, deposit)
        quote = quoted.data
        check_minimum(amount, minimum_stake(client.runtime) + Tao(quote.swap_fee_rao))
        limited = client.runtime.has_call("SubtensorModule", _LIMITED)
        limit = self.terms.limit_rao(quote, client.runtime.spec_version) if limited else 0

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            have = Tao(max(0, situation.free.rao - deposit.rao))
            require_funds(
                Tao(int(str(call.arguments["amount_staked"]))) + fee,
                have,
                "Staking this and paying the fee",
                hint=most_beside(fee, have),
            )
            return self._explain(call, fee, (situation, quote, account))

        arguments: dict[str, object] = {"netuid": self.netuid, "hotkey": self.hotkey}
        arguments |= {"amount": self.amount or ALL, **self.terms.arguments}
        call = self._call(client.runtime, amount, limit, limited=limited)
        trade = limited_trade(quote, limit, partial=self.terms.partial)
        return Plan(call, quoted.block, explain, arguments, quoted=(trade,))

    async def _read(
        self, client: Client, account: Account, deposit: Tao
    ) -> tuple[Tao, StakeSituation, Reading[Quote]]:
        asked = read_stake_situation(client, account.coldkey, self.hotkey, self.netuid)

        def check(situation: StakeSituation, amount: Tao) -> None:
            check_stakeable(situation, self.hotkey, self.netuid)
            funds = Tao(max(0, situation.free.rao - deposit.rao))
            require_funds(amount, funds, "Staking", "NotEnoughBalanceToStake")
            check_minimum(amount, minimum_stake(client.runtime), self.netuid)

        if self.amount is not None:
            amount = self.amount
            quoted = read_trade(client, "add", self.netuid, amount.rao)
            situation, quote = await situation_and_quote(asked, quoted, lambda found: check(found, amount))
            return amount, situation, quote
        found = (await asked).data
        limited = client.runtime.has_call("SubtensorModule", _LIMITED)
        dearest = client.runtime.compose(
            self._call(client.runtime, found.free, found.free.rao, limited=limited)
        )
        fee = (await client.cost(dearest, account.coldkey)).fee_rao
        # A tenth more than the fee, because the nonce and the era may take more bytes then.
        everything = Tao(max(0, found.free.rao - deposit.rao - fee - fee // 10))
        if not everything:
            raise refused(
                f"{found.free} is not enough to stake anything.",
                "NotEnoughBalanceToStake",
                "not_enough_balance",
            )
        check(found, everything)
        return everything, found, await read_trade(client, "add", self.netuid, everything.rao)

    def _call(self, runtime: ChainRuntime, amount: Tao, limit_rao: int, *, limited: bool) -> Call:
        from tao_tui.chain.calls.call import Call

        arguments = {**place_of(runtime, self.hotkey, self.netuid), "amount_staked": amount.rao}
        if not limited:
            return Call("SubtensorModule", "add_stake", arguments)
        arguments |= {"limit_price": limit_rao, "allow_partial": self.terms.partial}
        return Call("SubtensorModule", _LIMITED, arguments)

    def _explain(
        self, call: DecodedCall, fee: Tao, known: tuple[StakeSituation, Quote, Account]
    ) -> Explanation:
        situation, quote, account = known
        said: Mapping[str, Any] = call.arguments
        amount, netuid = Tao(int(said["amount_staked"])), int(said.get("netuid", ROOT))
        limit = int(said["limit_price"]) if call.function == _LIMITED else None
        got = as_staked(netuid, Alpha(quote.amount_out_rao))
        least = (
            f"at least {as_staked(netuid, Alpha(quote.least_out_rao(limit)))}, or nothing happens"
            if limit
            else at_any_price(netuid)
        )
        if self.terms.partial and limit:
            least = "less if the price moves"
        here = as_staked(netuid, situation.alpha + Alpha(quote.amount_out_rao))
        after = effect("After", f"{situation.free - amount - fee} free; {here} here")
        cut = bool(limit) and not quote.fits(limit or 0)
        most = "up to " if cut else ""
        effects = (
            effect("You pay", f"up to {amount}{through(quote, limit)}" if cut else amount),
            effect("You get", through_brings(quote, limit) if cut else f"about {got}; {least}"),
            effect("To", named(str(said["hotkey"]), account.name_of(str(said["hotkey"])))),
            effect("Subnet", netuid),
            *price_effects(quote, limit),
            effect("Fees", trade_fees(f"{most}{Tao(quote.swap_fee_rao)} pool", fee)),
            *([] if cut else [after]),
        )
        title = clean(f"Stake {amount} to {said['hotkey']} on subnet {netuid}")
        warnings = (*self.terms.warnings(quote, limit), *spends_most(amount, situation.free))
        if limit is None and netuid != ROOT:
            warnings = (no_limit_warning(_LIMITED), *warnings)
        if not situation.staked_before:
            warnings = (*warnings, warning("note", "first_time", "First time you stake to this hotkey."))
        return Explanation(title, effects, warnings)


async def situation_and_quote(
    asked: Coroutine[Any, Any, Reading[StakeSituation]],
    quoted: Coroutine[Any, Any, Reading[Quote]],
    check: Callable[[StakeSituation], None],
) -> tuple[StakeSituation, Reading[Quote]]:
    """Both, asked for side by side; the situation is checked first, so that its refusal is the one shown."""
    task = asyncio.create_task(quoted)
    try:
        situation = (await asked).data
        check(situation)
        return situation, await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def price_effects(quote: Quote, limit_rao: int | None) -> tuple[Any, ...]:
    """The review lines about a trade's price."""
    line = f"{price_text(quote.price_rao)} now"
    if not limit_rao or quote.fits(limit_rao):
        line += (
            f", {plain_price(quote.effective_price_rao)} with fee: {per_cent(quote.slippage_ppm)} slippage"
        )
    return (effect("Price", line), *([effect("Limit price", price_text(limit_rao))] if limit_rao else []))
