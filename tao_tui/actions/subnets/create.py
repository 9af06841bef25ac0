"""Create a subnet for its lock cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import (
    effect,
    named,
    require_funds,
    spendable,
    spends_most,
    waiting,
    warning,
)
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, UsageError
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.subnets.subnet_risk import SubnetRisks, read_subnet_risks
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

_MODULE = "SubtensorModule"
_ADD_OR_WAIT = (
    "Add TAO to this coldkey first, or wait: the price falls with time until the next one is created."
)
_DYNAMIC = 1
"""The mechanism older runtimes want named: a subnet with a pool."""
_COST_NAMED_SINCE: Final = 318
"""The first version that refuses a purse too small for a subnet with a name of its own."""


@dataclass(frozen=True, slots=True)
class SubnetCreate:
    """Create a subnet owned by `hotkey` if it costs no more than `max_burn`."""

    hotkey: Address
    max_burn: Tao | None

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; the wallet's first hotkey is the default."""
        hotkey, most = values.get("hotkey"), values.get("max_burn")
        if hotkey is None:
            if not account.hotkeys:
                raise UsageError(
                    f"Wallet {account.wallet} has no hotkey to own a subnet.",
                    hint="Make one with: tao-tui wallet hotkey create, or give --hotkey.",
                    code="no_hotkey",
                )
            hotkey = account.hotkeys[0][1]
        return cls(Address(str(hotkey)), most if isinstance(most, Tao) else None)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test the hotkey's owner, the cost and the balance at the head."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import RuntimeCall, Storage

        reading = await client.read(
            [
                RuntimeCall("SubnetRegistrationRuntimeApi", "get_network_registration_cost"),
                Storage(_MODULE, "Owner", (self.hotkey,)),
                Storage("System", "Account", (account.coldkey,)),
            ]
        )
        cost, owner, funds = Tao(as_int(reading.data[0])), as_address(reading.data[1]), reading.data[2]
        crowd = await _crowd(client)
        if not is_nobody(owner) and owner != account.coldkey:
            raise refused(
                f"The hotkey {self.hotkey} belongs to {owner}.",
                "NonAssociatedColdKey",
                "hotkey_of_another",
                "Name a hotkey of your own, or one nobody has used yet.",
            )
        if self.max_burn is not None and cost > self.max_burn:
            raise Declined(
                f"A subnet costs {cost} now, more than the {self.max_burn} you agreed to.",
                hint="The cost doubles with each subnet and falls with time; wait, or raise --max-burn.",
                code="burn_above_max",
            )
        have = spendable(funds, client.runtime)
        named_since = client.runtime.spec_version >= _COST_NAMED_SINCE
        short = "CannotAffordLockCost" if named_since else "NotEnoughBalanceToStake"
        require_funds(cost, have, "Creating a subnet", short, _ADD_OR_WAIT)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(cost + fee, have, "Creating a subnet and paying the fee", short, _ADD_OR_WAIT)
            found = _explain(call, fee, (cost, funds, account))
            return replace(found, warnings=(*found.warnings, *_dissolves(crowd)))

        said: dict[str, object] = {"hotkey": self.hotkey}
        if "mechid" in dict(client.runtime.call_arguments(_MODULE, "register_network")):
            said["mechid"] = _DYNAMIC
        arguments = {"hotkey": self.hotkey, "max_burn": self.max_burn}
        return Plan(Call(_MODULE, "register_network", said), reading.block, explain, arguments)


async def _crowd(client: Client) -> SubnetRisks | None:
    """Who makes room for the new one; raises while none can be created. None where none ever has to."""
    if not client.runtime.has_storage(_MODULE, "SubnetMovingPrice"):
        return None
    reading = await read_subnet_risks(client)
    found, following = reading.data, reading.block.number + 1
    if found.creatable_at > following:
        raise refused(
            f"Subnets keep a distance: the next one can be created in block {found.creatable_at:,}.",
            "NetworkTxRateLimitExceeded",
            "too_early",
            f"That is in {waiting(found.creatable_at - following + 1, client.block_time)}.",
        )
    if found.free_places == 0 and found.next_netuid is None:
        raise refused(
            f"All {found.limit} places are taken by subnets that cannot be dissolved yet.",
            "SubnetLimitReached",
            "limit_reached",
            "tao-tui subnets prune-risk shows when the first of them can be.",
        )
    return found


def _dissolves(crowd: SubnetRisks | None) -> tuple[Caution, ...]:
    if crowd is None or crowd.next_netuid is None:
        return ()
    title = next(row.name for row in crowd.queue if row.netuid == crowd.next_netuid)
    text = (
        f"All {crowd.limit} places are taken: this dissolves subnet {crowd.next_netuid} {title}, whose "
        "holders of alpha are paid from its pool."
    )
    return (warning("caution", "dissolves_a_subnet", text),)


def _explain(call: DecodedCall, fee: Tao, known: tuple[Tao, dict[str, Any], Account]) -> Explanation:
    cost, funds, account = known
    hotkey, free = str(call.arguments["hotkey"]), Tao(as_int(funds["data"]["free"]))
    effects = (
        effect("You pay", f"{cost}, which becomes the pool's TAO"),
        effect("Owner hotkey", named(hotkey, account.name_of(hotkey))),
        effect("Then", "the subnet waits until you start it"),
        effect("Network fee", fee),
        effect("After", f"{free - cost - fee} free"),
    )
    racing = "The chain takes no limit here: if somebody creates a subnet first, you pay the doubled cost."
    return Explanation(
        clean(f"Create a subnet for {cost}"),
        effects,
        (warning("danger", "no_price_limit", racing), *spends_most(cost, free)),
    )
