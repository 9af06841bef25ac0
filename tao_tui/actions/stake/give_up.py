"""Give up staked alpha for nothing: burned, it stays counted as issued; recycled, it can be issued again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, warning
from tao_tui.actions.stake.checks import check_position
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Alpha, Tao
from tao_tui.errors import Unsupported, UsageError
from tao_tui.reads.owned.stake import StakeSituation, read_stake_situation
from tao_tui.reads.trades.prices import ROOT, prices_from, value_of
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Burn:
    """Burn `amount`, or the whole position when it is None."""

    netuid: int
    hotkey: Address
    amount: Alpha | None

    function: ClassVar[str] = "burn_alpha"
    verb: ClassVar[str] = "Burn"
    becomes: ClassVar[str] = "it stays counted as issued, and nobody has it"
    loss: ClassVar[str] = "This destroys what is yours"

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        amount = values["amount"]
        if isinstance(amount, Alpha) and not amount:
            raise UsageError("The amount is zero.", hint="Write how much alpha.", code="zero_amount")
        netuid = int(str(values["netuid"]))
        return cls(netuid, Address(str(values["hotkey"])), amount if isinstance(amount, Alpha) else None)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the position at the head."""
        from tao_tui.chain.calls.call import Call

        if not client.runtime.has_call(_MODULE, self.function):
            raise Unsupported(f"Runtime {client.runtime.spec_version} has no {self.function}.")
        if self.netuid == ROOT:
            raise refused(
                "What is staked on root is TAO, which cannot be given up.",
                "CannotBurnOrRecycleOnRootSubnet",
                "root",
            )
        reading = await read_stake_situation(client, account.coldkey, self.hotkey, self.netuid)
        found = reading.data
        amount = self.amount or found.alpha
        check_position(found, self.hotkey, self.netuid, amount)

        price = (await prices_from(client, (), [self.netuid], reading.block.hash))[self.netuid]

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, found.free, "The network fee")
            return self._explain(call, fee, found, price, account)

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, "amount": self.amount or ALL}
        given = {"hotkey": self.hotkey, "amount": amount.rao, "netuid": self.netuid}
        return Plan(Call(_MODULE, self.function, given), reading.block, explain, arguments)

    def _explain(
        self, call: DecodedCall, fee: Tao, found: StakeSituation, price: int, account: Account
    ) -> Explanation:
        hotkey, netuid = str(call.arguments["hotkey"]), int(str(call.arguments["netuid"]))
        amount = Alpha(int(str(call.arguments["amount"])))
        effects = (
            effect("You give up", f"{amount}; {self.becomes}"),
            effect("Worth", f"{Tao(value_of(amount.rao, price))} at the pool's price now"),
            effect("You get", "nothing"),
            effect("From", named(hotkey, account.name_of(hotkey))),
            effect("Subnet", netuid),
            effect("After", f"{found.alpha - amount} here"),
            effect("Network fee", fee),
        )
        text = f"{self.loss} and cannot be undone. To get TAO for it, unstake instead."
        return Explanation(
            clean(f"{self.verb} {amount} of subnet {netuid} for nothing"),
            effects,
            (warning("danger", "destroyed", text),),
        )


class Recycle(Burn):
    """Recycle `amount`, or the whole position when it is None."""

    __slots__ = ()

    function: ClassVar[str] = "recycle_alpha"
    verb: ClassVar[str] = "Recycle"
    becomes: ClassVar[str] = "it leaves the subnet's issuance and can be issued again"
    loss: ClassVar[str] = "This gives what is yours back to the subnet, which can issue it to others,"
