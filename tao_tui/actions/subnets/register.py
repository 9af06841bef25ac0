"""Register a hotkey on a subnet for at most the burn the person agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.limits import AGREED, price_moved
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.refusals import refused
from tao_tui.actions.wording import effect, named, require_funds, spendable, spends_most, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, Unsupported, UsageError
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.uids.prune_risk import NeuronRisk, read_prune_risks
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_MODULE = "SubtensorModule"
_LIMITED = "register_limit"


@dataclass(frozen=True, slots=True)
class RegistrationSituation:
    """What registering one hotkey on one subnet starts from."""

    account: dict[str, Any]
    burn: Tao
    owner: Address
    """Who owns the hotkey; the zero account when nobody does."""
    registered: bool
    subnet_exists: bool
    allowed: bool
    neurons: int
    max_neurons: int
    replaced: NeuronRisk | None = None
    """Whose uid it takes, as things are; None while there is room, and where the runtime does not tell."""

    @property
    def is_full(self) -> bool:
        """Whether a neuron has to go for another one to come."""
        return 0 < self.max_neurons <= self.neurons


@dataclass(frozen=True, slots=True)
class Register:
    """Register `hotkey` on `netuid`, paying at most `max_burn`, or the price of the moment when None."""

    netuid: int
    hotkey: Address
    max_burn: Tao | None
    agreed: Tao | None = None
    """What was agreed to before, where no `max_burn` was given."""

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; the wallet's first hotkey is the default."""
        hotkey = values.get("hotkey")
        if hotkey is None:
            if not account.hotkeys:
                raise UsageError(
                    f"Wallet {account.wallet} has no hotkey to register.",
                    hint="Make one with: tao-tui wallet hotkey create, or give --hotkey.",
                    code="no_hotkey",
                )
            hotkey = account.hotkeys[0][1]
        most = values.get("max_burn")
        netuid = int(str(values["netuid"]))
        agreed = values.get(AGREED)
        before = Tao(agreed[netuid]) if isinstance(agreed, Mapping) and netuid in agreed else None
        return cls(netuid, Address(str(hotkey)), most if isinstance(most, Tao) else None, before)

    async def check(self, client: Client, account: Account) -> Plan:
        """Test subnet, hotkey, burn and balance at the head."""
        block, found = await read_registration(client, account.coldkey, self.hotkey, self.netuid)
        self._check(found, account)
        if found.is_full:
            found = replace(found, replaced=await self._replaced(client, account))
        cost = Tao(0) if self.netuid == ROOT else found.burn
        most = next((each for each in (self.max_burn, self.agreed) if each is not None), cost)
        if cost > most and self.max_burn is None:
            raise price_moved(f"registering costs {cost} now, you agreed to {most}")
        if cost > most:
            raise Declined(
                f"Registering on subnet {self.netuid} costs {cost} now, more than the {most} you agreed to.",
                hint="The price falls with time and rises with each registration; wait, or raise --max-burn.",
                code="burn_above_max",
            )
        have = spendable(found.account, client.runtime)
        require_funds(cost, have, "Registering")

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(cost + fee, have, "Registering and paying the fee")
            return self._explain(call, fee, (found, cost, account))

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, "max_burn": most if most else None}
        return Plan(self._call(client.runtime, most), block, explain, arguments)

    def _check(self, found: RegistrationSituation, account: Account) -> None:
        if not found.subnet_exists and self.netuid != ROOT:
            raise unknown_subnet(self.netuid)
        if found.registered:
            raise Declined(
                f"{self.hotkey} is already registered on subnet {self.netuid}.", code="already_registered"
            )
        if not is_nobody(found.owner) and found.owner != account.coldkey:
            raise Declined(
                f"The hotkey {self.hotkey} belongs to another coldkey, {found.owner}.",
                hint="Register it with that wallet, or use one of your own hotkeys.",
                code="hotkey_of_another",
            )
        if not found.allowed and self.netuid != ROOT:
            raise Declined(
                f"Subnet {self.netuid} takes no registrations now.",
                hint="Its owner has switched them off.",
                code="registration_closed",
            )

    async def _replaced(self, client: Client, account: Account) -> NeuronRisk | None:
        mine = {account.coldkey, *(address for _, address in account.hotkeys)}
        try:
            (risk,) = (await read_prune_risks(client, [self.netuid], mine)).data
        except Unsupported:
            return None
        for row in risk.queue:
            if row.uid == risk.next_uid:
                return row
        what = f"Subnet {self.netuid} is full, and every neuron on it is its owner's."
        raise refused(what, "NoNeuronIdAvailable", "nobody_to_replace")

    def _call(self, runtime: ChainRuntime, most: Tao) -> Call:
        from tao_tui.chain.calls.call import Call

        if self.netuid == ROOT:
            return Call(_MODULE, "root_register", {"hotkey": self.hotkey})
        arguments: dict[str, object] = {"netuid": self.netuid, "hotkey": self.hotkey}
        if runtime.has_call(_MODULE, _LIMITED):
            return Call(_MODULE, _LIMITED, {**arguments, "limit_price": most.rao})
        return Call(_MODULE, "burned_register", arguments)

    def _explain(
        self, call: DecodedCall, fee: Tao, known: tuple[RegistrationSituation, Tao, Account]
    ) -> Explanation:
        found, cost, account = known
        said = call.arguments
        hotkey, netuid = str(said["hotkey"]), int(str(said.get("netuid", ROOT)))
        most = Tao(int(str(said["limit_price"]))) if "limit_price" in said else None
        free = Tao(as_int(found.account["data"]["free"]))
        pays = f"{cost}, at most {most}" if most is not None else str(cost)
        risen = ", or less if the price rises up to your limit" if most is not None and most > cost else ""
        effects = (
            effect("You pay", pays),
            effect("Registers", named(hotkey, account.name_of(hotkey))),
            effect("Subnet", netuid),
            effect("Neurons", f"{found.neurons} of {found.max_neurons}"),
            *_replaces(found.replaced, account),
            effect("Network fee", fee),
            effect("After", f"{free - cost - fee} free{risen}"),
        )
        title = clean(f"Register {hotkey} on subnet {netuid} for {cost}")
        return Explanation(title, effects, self._warnings(found, (cost, most, free)))

    def _warnings(
        self, found: RegistrationSituation, money: tuple[Tao, Tao | None, Tao]
    ) -> tuple[Caution, ...]:
        cost, most, free = money
        warnings: list[Caution] = []
        if most is None and self.netuid != ROOT:
            text = f"This runtime has no {_LIMITED}: you pay whatever the price is then, not what it is now."
            warnings.append(warning("danger", "no_price_limit", text))
        if found.is_full:
            warnings.append(_gives_way(found.replaced))
        return (*warnings, *spends_most(cost, free))


def _replaces(neuron: NeuronRisk | None, account: Account) -> tuple[Effect, ...]:
    if neuron is None:
        return ()
    return (effect("Replaces", f"uid {neuron.uid}, {named(neuron.hotkey, account.name_of(neuron.hotkey))}"),)


def _gives_way(neuron: NeuronRisk | None) -> Caution:
    if neuron is None:
        text = "The subnet is full: the lowest neuron outside its immunity gives up its place."
        return warning("note", "replaces_a_neuron", text)
    immune = ", though it is immune" if neuron.immune_blocks_left else ""
    text = f"The subnet is full: uid {neuron.uid} gives up its place as things are{immune}."
    if neuron.mine:
        return warning("caution", "replaces_a_neuron", f"{text} That neuron is yours.")
    return warning("note", "replaces_a_neuron", f"{text} An epoch or another registration changes who.")


async def read_registration(
    client: Client, coldkey: Address, hotkey: Address, netuid: int
) -> tuple[BlockRef, RegistrationSituation]:
    """What registering `hotkey` on `netuid` starts from, in one batch."""
    from tao_tui.chain.query import Storage

    names = ("Burn", "NetworksAdded", "NetworkRegistrationAllowed", "SubnetworkN", "MaxAllowedUids")
    items = [Storage("System", "Account", (coldkey,)), Storage(_MODULE, "Owner", (hotkey,))]
    items += [
        Storage(_MODULE, "Uids", (netuid, hotkey)),
        *(Storage(_MODULE, name, (netuid,)) for name in names),
    ]
    kept = [item for item in items if client.runtime.has_key(item)]  # the first runtimes had no switch
    reading = await client.read(kept)
    told = dict(zip(kept, reading.data, strict=True))
    account, owner, uid, burn, added, allowed, neurons, most = (told.get(item, True) for item in items)
    return reading.block, RegistrationSituation(
        account=account,
        burn=Tao(as_int(burn)),
        owner=as_address(owner),
        registered=uid is not None,
        subnet_exists=bool(added),
        allowed=bool(allowed),
        neurons=as_int(neurons),
        max_neurons=as_int(most),
    )
