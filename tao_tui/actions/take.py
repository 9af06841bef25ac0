"""Set how much of its nominators' dividends a hotkey keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.wording import effect, named, per_cent, require_funds, spendable, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import Declined
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls import DecodedCall
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"
_U16_MAX: Final = 65_535
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Take:
    """Set the take of `hotkey` to `take_ppm` millionths."""

    hotkey: Address
    take_ppm: int

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        return cls(Address(str(values["hotkey"])), int(str(values["take"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test ownership and the chain's bounds; going up and going down are different calls."""
        from tao_tui.chain.calls import Call
        from tao_tui.chain.query import Storage

        items = [Storage(_MODULE, "Owner", (self.hotkey,)), Storage(_MODULE, "Delegates", (self.hotkey,))]
        items += [Storage(_MODULE, name) for name in ("MinDelegateTake", "MaxDelegateTake")]
        reading = await client.read([*items, Storage("System", "Account", (account.coldkey,))])
        owner, current, least, most, funds = reading.data
        if as_address(owner) != account.coldkey:
            raise Declined(f"The hotkey {self.hotkey} is not owned by this coldkey.", code="not_owner")
        take, now = self.take_ppm * _U16_MAX // _MILLION, as_int(current)
        if not as_int(least) <= take <= as_int(most):
            low, high = (per_cent(as_int(bound) * _MILLION // _U16_MAX) for bound in (least, most))
            raise Declined(f"The take must be between {low} and {high}.", code="take_out_of_bounds")
        if take == now:
            raise Declined("That is the take already.", code="no_change")
        have = spendable(funds, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(call, fee, now, account)

        function = "increase_take" if take > now else "decrease_take"
        arguments = {"hotkey": self.hotkey, "take": self.take_ppm}
        return Plan(
            Call(_MODULE, function, {"hotkey": self.hotkey, "take": take}), reading.block, explain, arguments
        )


def _explain(call: DecodedCall, fee: Tao, now: int, account: Account) -> Explanation:
    hotkey, take = str(call.arguments["hotkey"]), as_int(call.arguments["take"])
    before, after = (per_cent(each * _MILLION // _U16_MAX) for each in (now, take))
    effects = (
        effect("Hotkey", named(hotkey, account.name_of(hotkey))),
        effect("Take", f"{before} now, {after} then"),
        effect("Network fee", fee),
    )
    rises = warning("note", "rate_limited", "A take can be raised once in about thirty days only.")
    return Explanation(clean(f"Set the take of {hotkey} to {after}"), effects, (rises,) if take > now else ())
