"""Have what one's miners earn on a subnet staked to one hotkey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, u16_share, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.reads.auto_stake import require_auto_stake
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class StakeAuto:
    """Stake the earnings of the coldkey's miners on `netuid` to `hotkey`."""

    netuid: int
    hotkey: Address

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` on root, where nobody mines."""
        netuid = int(str(values["netuid"]))
        if netuid == ROOT:
            raise UsageError(
                "Nobody mines on root.", hint="Choose another subnet.", code="root_has_no_miners"
            )
        return cls(netuid, Address(str(values["hotkey"])))

    async def check(self, client: Client, account: Account) -> Plan:
        """Test that the subnet exists, the hotkey is a neuron there, and something would change."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        require_auto_stake(client.runtime, account.coldkey)
        place = (self.netuid, self.hotkey)
        items = [
            Storage("System", "Account", (account.coldkey,)),
            Storage(_MODULE, "NetworksAdded", (self.netuid,)),
            Storage(_MODULE, "Uids", place),
            Storage(_MODULE, "AutoStakeDestination", (account.coldkey, self.netuid)),
            Storage(_MODULE, "Delegates", (self.hotkey,)),
            Storage(_MODULE, "ValidatorPermit", (self.netuid,)),
        ]
        reading = await client.read(items)
        funds, added, uid, now, take, permits = reading.data
        if not added:
            raise unknown_subnet(self.netuid)
        if uid is None:
            raise refused(
                f"{self.hotkey} is not registered on subnet {self.netuid}.",
                "HotKeyNotRegisteredInSubNet",
                "not_registered",
                f"tao-tui stake validators --netuid {self.netuid} lists whom one can stake to.",
            )
        if now is not None and as_address(now) == self.hotkey:
            raise refused("They are staked there already.", "SameAutoStakeHotkeyAlreadySet", "no_change")
        have = spendable(funds, client.runtime)
        situation = _Situation(now, as_int(take), _has_permit(permits, as_int(uid)), account)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return situation.explain(call, fee)

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey}
        call = Call(_MODULE, "set_coldkey_auto_stake_hotkey", arguments)
        undo = None if now is None else ("stake.auto", {**arguments, "hotkey": as_address(now)})
        return Plan(call, reading.block, explain, arguments, undo=undo)


@dataclass(frozen=True, slots=True)
class _Situation:
    """What the change starts from."""

    now: Any
    take: int
    has_permit: bool
    account: Account

    def explain(self, call: DecodedCall, fee: Tao) -> Explanation:
        netuid, hotkey = as_int(call.arguments["netuid"]), str(call.arguments["hotkey"])
        before = "each miner's own hotkey" if self.now is None else self._named(as_address(self.now))
        effects = (
            effect("Subnet", netuid),
            effect("Staked to", self._named(hotkey)),
            effect("Instead of", before),
            effect("Its take", u16_share(self.take)),
            effect("Network fee", fee),
        )
        text = (
            "It holds for what all hotkeys of this coldkey earn as miners on this subnet from now on. "
            "Stake that is there already stays where it is, and all of it stays yours."
        )
        cautions = [warning("note", "from_now_on", text)]
        if not self.has_permit:
            text = "This hotkey has no validator permit there: stake with it earns no dividends now."
            cautions.insert(0, warning("caution", "no_validator_permit", text))
        title = f"Stake what miners earn on subnet {netuid} to {hotkey}"
        found: tuple[Caution, ...] = tuple(cautions)
        return Explanation(clean(title), effects, found)

    def _named(self, hotkey: str) -> str:
        return named(hotkey, self.account.name_of(hotkey))


def _has_permit(permits: Any, uid: int) -> bool:
    return bool(permits) and uid < len(permits) and bool(permits[uid])
