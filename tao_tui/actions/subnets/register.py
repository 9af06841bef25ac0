"""Register a hotkey on a subnet for at most the burn the person agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.review.limits import AGREED, price_moved
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
from tao_tui.actions.stake.checks import minimum_stake
from tao_tui.actions.subnets.registering import LIMITED, RegistrationSituation, read_registration
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.errors import Unsupported, UsageError
from tao_tui.reads.chain_text import as_int, is_nobody
from tao_tui.reads.subnets.root_seats import RootSeat, read_lowest_seat
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
_ADD_OR_WAIT = "Add TAO to this coldkey first, or wait: the price falls with time until somebody registers."


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
        self._check(found, account, block.number, client.block_time)
        if found.is_full:
            found = replace(found, replaced=await self._replaced(client, account, found, block))
        cost = Tao(0) if self.netuid == ROOT else found.burn
        most = next((each for each in (self.max_burn, self.agreed) if each is not None), cost)
        if cost > most and self.max_burn is None:
            raise price_moved(f"registering costs {cost} now, you agreed to {most}")
        if cost > most:
            raise refused(
                f"Registering on subnet {self.netuid} costs {cost} now, more than the {most} you agreed to.",
                "RegistrationPriceLimitExceeded",
                "burn_above_max",
                "The price falls with time and rises with each registration; wait, or raise --max-burn.",
            )
        have = spendable(found.account, client.runtime)
        require_funds(cost, have, "Registering", "NotEnoughBalanceToStake", _ADD_OR_WAIT)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(cost + fee, have, "Registering and paying the fee")
            return self._explain(call, fee, (found, cost, account))

        arguments = {"netuid": self.netuid, "hotkey": self.hotkey, "max_burn": most if most else None}
        return Plan(self._call(client.runtime, most), block, explain, arguments)

    def _check(self, found: RegistrationSituation, account: Account, block: int, block_time: float) -> None:
        if not found.subnet_exists and self.netuid != ROOT:
            raise unknown_subnet(self.netuid)
        if found.registered:
            raise refused(
                f"{self.hotkey} is already registered on subnet {self.netuid}.",
                "HotKeyAlreadyRegisteredInSubNet",
                "already_registered",
            )
        if not is_nobody(found.owner) and found.owner != account.coldkey:
            raise refused(
                f"The hotkey {self.hotkey} is owned by {found.owner}.",
                "NonAssociatedColdKey",
                "hotkey_of_another",
                "Register it with that wallet, or use one of your own hotkeys.",
            )
        if self.netuid != ROOT:
            self._require_open(found)
        if found.interval is not None and found.interval.is_full(block):
            ends = found.interval.ends_at
            raise refused(
                f"Subnet {self.netuid} has had {found.interval.count} of the {found.interval.most} "
                "registrations it may have now.",
                "TooManyRegistrationsThisInterval",
                "interval_full",
                f"It counts anew from block {ends:,} on, in {waiting(ends - block, block_time)}."
                if ends is not None
                else "",
            )

    def _require_open(self, found: RegistrationSituation) -> None:
        if found.closed_by_runtime:
            raise refused(
                "This runtime takes registrations on no subnet.",
                found.closed_as,
                "registration_closed",
                "A newer runtime opens them; until then nobody can.",
            )
        if not found.allowed:
            raise refused(
                f"Registrations on subnet {self.netuid} are switched off.",
                found.closed_as,
                "registration_closed",
            )

    async def _replaced(
        self, client: Client, account: Account, found: RegistrationSituation, block: BlockRef
    ) -> NeuronRisk | RootSeat | None:
        mine = {account.coldkey, *(address for _, address in account.hotkeys)}
        if self.netuid == ROOT:
            seat = await read_lowest_seat(client, self.hotkey, found.neurons, mine, block.hash)
            self._require_root_stake(seat, minimum_stake(client.runtime))
            return seat
        try:
            (risk,) = (await read_prune_risks(client, [self.netuid], mine)).data
        except Unsupported:
            return None
        for row in risk.queue:
            if row.uid == risk.next_uid:
                return row
        what = f"Subnet {self.netuid} is full, and every neuron on it is its owner's."
        raise refused(what, "NoNeuronIdAvailable", "nobody_to_replace")

    def _require_root_stake(self, seat: RootSeat, least: Tao) -> None:
        if not seat.can_be_taken:
            missing = max(least, seat.stake - seat.newcomers_stake + Tao(1))
            raise refused(
                f"Root is full: its lowest member has {seat.stake} staked there, this hotkey "
                f"{seat.newcomers_stake}.",
                "StakeTooLowForRoot",
                "stake_too_low_for_root",
                f"Stake {missing} or more to it on subnet 0 first.",
            )

    def _call(self, runtime: ChainRuntime, most: Tao) -> Call:
        from tao_tui.chain.calls.call import Call

        if self.netuid == ROOT:
            return Call(_MODULE, "root_register", {"hotkey": self.hotkey})
        arguments: dict[str, object] = {"netuid": self.netuid, "hotkey": self.hotkey}
        if runtime.has_call(_MODULE, LIMITED):
            return Call(_MODULE, LIMITED, {**arguments, "limit_price": most.rao})
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
            text = f"This runtime has no {LIMITED}: you pay whatever the price is then, not what it is now."
            warnings.append(warning("danger", "no_price_limit", text))
        if found.is_full:
            warnings.append(_gives_way(found.replaced))
        return (*warnings, *spends_most(cost, free))


def _replaces(neuron: NeuronRisk | RootSeat | None, account: Account) -> tuple[Effect, ...]:
    if neuron is None:
        return ()
    return (effect("Replaces", f"uid {neuron.uid}, {named(neuron.hotkey, account.name_of(neuron.hotkey))}"),)


def _gives_way(neuron: NeuronRisk | RootSeat | None) -> Caution:
    if neuron is None:
        text = "The subnet is full: the lowest neuron outside its immunity gives up its place."
        return warning("note", "replaces_a_neuron", text)
    immune = ", though it is immune" if neuron.immune_blocks_left else ""
    text = f"The subnet is full: uid {neuron.uid} gives up its place as things are{immune}."
    if neuron.mine:
        return warning("caution", "replaces_a_neuron", f"{text} That neuron is yours.")
    changes = "Stake" if isinstance(neuron, RootSeat) else "An epoch"
    return warning("note", "replaces_a_neuron", f"{text} {changes} or another registration changes who.")
