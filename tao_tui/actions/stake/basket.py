"""Stake TAO into a validator's basket: a share of its fund, bought without a limit price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.review.refusals import refused, zero_amount
from tao_tui.actions.review.wording import (
    effect,
    named,
    per_cent,
    require_funds,
    spendable,
    spends_most,
    warning,
)
from tao_tui.actions.stake.checks import check_minimum, minimum_stake
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.counted import counted
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.quote import MILLION, Quote
from tao_tui.reads.validators.basket import (
    INTO_BASKET,
    Basket,
    read_basket,
    read_deposit,
    require_baskets,
    worth_of,
)
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"
_SHOWN: Final = 6
"""Purchases that are listed one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class StakeBasket:
    """Pay `amount` into the basket of `hotkey`."""

    hotkey: Address
    amount: Tao

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        amount = values["amount"]
        assert isinstance(amount, Tao)
        if not amount:
            raise zero_amount("Write how many TAO to stake.")
        return cls(Address(str(values["hotkey"])), amount)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test hotkey, funds and amount, and price what the basket would buy."""
        from tao_tui.chain.calls.call import Call

        runtime = client.runtime
        require_baskets(runtime)
        reading = await read_basket(client, self.hotkey, account.coldkey)
        basket = reading.data
        self._check(basket)
        check_minimum(self.amount, minimum_stake(runtime))
        have = spendable(dict(basket.account) if basket.account else None, runtime)
        require_funds(self.amount, have, "Staking", "NotEnoughBalanceToStake")
        bought = await read_deposit(client, basket, self.amount, reading.block.hash)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            amount = Tao(int(str(call.arguments["amount_staked"])))
            require_funds(amount + fee, have, "Staking this and paying the fee")
            hotkey = str(call.arguments["hotkey"])
            lines = _lines(amount, basket, bought)
            effects = (
                effect("You pay", amount),
                effect("Into the basket of", named(hotkey, account.name_of(hotkey))),
                *lines,
                effect("Network fee", fee),
            )
            cautions = (*_cautions(bought), *spends_most(amount, have))
            return Explanation(clean(f"Stake {amount} into the basket of {hotkey}"), effects, cautions)

        call = Call(_MODULE, INTO_BASKET, {"hotkey": self.hotkey, "amount_staked": self.amount.rao})
        said = {"hotkey": self.hotkey, "amount": self.amount}
        return Plan(call, reading.block, explain, said)

    def _check(self, basket: Basket) -> None:
        if not basket.hotkey_exists:
            raise refused(
                f"No hotkey {self.hotkey} is known on this chain.",
                "HotKeyAccountNotExists",
                "hotkey_not_on_chain",
                "tao-tui stake validators shows who can be staked to.",
            )
        if not basket.on_root:
            raise refused(
                f"{self.hotkey} is not registered on root, so nothing can be paid into its basket.",
                "HotKeyNotRegisteredInSubNet",
                "not_registered",
                "Choose a validator of the root network.",
            )


def _lines(amount: Tao, basket: Basket, bought: tuple[Quote, ...]) -> Iterator[Effect]:
    many = counted(len(basket.holdings), "position")
    yield effect("It holds", f"{many}, {basket.worth} if sold now" if basket.holdings else "nothing yet")
    for quote in bought[:_SHOWN]:
        if quote.netuid == ROOT:
            yield effect("It keeps", f"{Tao(quote.amount_in_rao)} as TAO on root")
        else:
            what = f"about {Alpha(quote.amount_out_rao)} of subnet {quote.netuid}"
            yield effect("It buys", f"{what} for {Tao(quote.amount_in_rao)}")
    if len(bought) > _SHOWN:
        rest = sum(quote.amount_in_rao for quote in bought[_SHOWN:])
        yield effect("And", f"on {counted(len(bought) - _SHOWN, 'more subnet')} for {Tao(rest)}")
    worth = worth_of(bought)
    lost = max(0, amount.rao - worth.rao) * MILLION // amount.rao
    yield effect("Worth", f"about {worth} at the prices of now: {per_cent(lost)} less than you pay")
    yield effect("Yours there now", basket.owed)


def _cautions(bought: tuple[Quote, ...]) -> Iterator[Caution]:
    if any(quote.netuid != ROOT for quote in bought):
        text = (
            "No limit price holds it: the basket buys at whatever the pools ask then, and your share is "
            "counted by what it would fetch, so fees and slippage are yours."
        )
        yield warning("caution", "no_limit_price", text)
    text = (
        "It becomes a share of the validator's basket, not stake of your own: the validator decides what the "
        "basket holds. To take it out, claim it: tao-tui stake claim --hotkey; it becomes root stake."
    )
    yield warning("note", "share_of_a_basket", text)
