"""Send TAO to another account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.keys.frozen_coldkey import receiving_warnings, swap_items, swap_state
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.recipient import recipient_warnings
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import (
    effect,
    existential_deposit,
    most_beside,
    named,
    require_funds,
    spendable,
    spends_most,
    warning,
)
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Tao
from tao_tui.errors import UsageError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MAY_LEAVE: Final = (
    "Write all for what may leave while the account stays, or allow it to be closed (--allow-death)."
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Send `amount`, or everything that may leave when it is None, to `dest`."""

    dest: Address
    amount: Tao | None
    keep_alive: bool

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        dest, amount, keep_alive = values["dest"], values["amount"], values["keep_alive"]
        assert isinstance(dest, str)
        if dest == account.coldkey:
            raise UsageError(
                "This would send TAO to the account it comes from.",
                hint="Give another address.",
                code="to_itself",
            )
        if isinstance(amount, Tao) and not amount:
            raise UsageError("The amount is zero.", hint="Write how many TAO to send.", code="zero_amount")
        return cls(Address(dest), None if amount == ALL else _tao(amount), bool(keep_alive))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test balance, existential deposit and recipient; compose nothing yet."""
        from tao_tui.chain.query import Storage

        items = [
            Storage("System", "Account", (account.coldkey,)),
            Storage("System", "Account", (self.dest,)),
            Storage("SubtensorModule", "Owner", (self.dest,)),
        ]
        reading = await client.read([*items, *swap_items(client.runtime, self.dest)])
        mine, theirs, owner, *swap = reading.data
        self._check(mine, theirs, client.runtime)
        cautions = (
            *receiving_warnings(swap_state(client.runtime, swap)),
            *recipient_warnings(self.dest, account, theirs, owner, on_dev=client.network.is_dev),
        )

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            return self._explain(call, fee, mine, (client.runtime, account, cautions))

        arguments = {"dest": self.dest, "amount": self.amount or ALL, "keep_alive": self.keep_alive}
        return Plan(self._call(), reading.block, explain, arguments)

    def _check(self, mine: dict[str, Any], theirs: dict[str, Any], runtime: ChainRuntime) -> None:
        have = spendable(mine, runtime, keep_alive=self.keep_alive)
        if self.amount is None:
            if not have:
                raise refused(
                    "There is nothing to send.",
                    _shortage(Tao(1), mine, keep_alive=self.keep_alive),
                    "not_enough_balance",
                )
            return
        name = _shortage(self.amount, mine, keep_alive=self.keep_alive)
        hint = _MAY_LEAVE if name == "NotExpendable" and have else ""
        require_funds(self.amount, have, "Sending", name, hint)
        deposit = existential_deposit(runtime)
        if int(theirs["data"]["free"]) == 0 and self.amount < deposit:
            raise refused(
                f"The recipient's account does not exist yet and needs {deposit}; this is {self.amount}.",
                "BelowMinimum",
                "below_existential_deposit",
                f"Send at least {deposit}.",
            )

    def _call(self) -> Call:
        from tao_tui.chain.calls.call import Call

        if self.amount is None:
            return Call("Balances", "transfer_all", {"dest": self.dest, "keep_alive": self.keep_alive})
        function = "transfer_keep_alive" if self.keep_alive else "transfer_allow_death"
        return Call("Balances", function, {"dest": self.dest, "value": self.amount.rao})

    def _explain(
        self,
        call: DecodedCall,
        fee: Tao,
        mine: dict[str, Any],
        situation: tuple[ChainRuntime, Account, tuple[Caution, ...]],
    ) -> Explanation:
        runtime, account, cautions = situation
        free = Tao(int(mine["data"]["free"]))
        keeps = call.function == "transfer_keep_alive" or bool(call.arguments.get("keep_alive"))
        have = spendable(mine, runtime, keep_alive=keeps)
        require_funds(fee, have, "The network fee")
        sent = Tao(int(str(call.arguments["value"]))) if "value" in call.arguments else have - fee
        short = _shortage(sent + fee, mine, keep_alive=keeps)
        most = most_beside(fee, have)
        require_funds(sent + fee, have, "Sending this and paying the fee", short, most)
        left = free - sent - fee
        dest = str(call.arguments["dest"])
        effects = (
            effect("You send", sent),
            effect("To", named(dest, account.name_of(dest))),
            effect("Network fee", fee),
            effect("After", f"{left} free"),
        )
        deposit = existential_deposit(runtime)
        reaped: tuple[Caution, ...] = ()
        if left < deposit and not keeps:
            lost = f"the {left} left are lost" if left else "nothing is left"
            text = f"The account falls below {deposit} and is removed: {lost}."
            reaped = (warning("danger", "account_reaped", text),)
        return Explanation(
            clean(f"Send {sent} to {dest}"), effects, (*cautions, *reaped, *spends_most(sent, free))
        )


def _shortage(need: Tao, account: dict[str, Any], *, keep_alive: bool) -> str:
    """The chain's name for why so much may not leave: too little there, or what is left has to stay."""
    if need.rao > int(account["data"]["free"]):
        return "FundsUnavailable"
    return "NotExpendable" if keep_alive and not int(account["data"].get("frozen", 0)) else "Frozen"


def _tao(value: object) -> Tao:
    assert isinstance(value, Tao)
    return value
