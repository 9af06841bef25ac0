"""What registering a hotkey on a subnet starts from: price, room, whose hotkey it is, how many came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.subnets.root_seats import RootSeat
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.uids.prune_risk import NeuronRisk

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef, Storage
    from tao_tui.chain.runtime import ChainRuntime

_MODULE = "SubtensorModule"
LIMITED = "register_limit"
"""The call that pays no more than a limit, of runtimes whose prices follow each registration."""
_CLOSED, _CLOSED_EARLIER = "SubNetRegistrationDisabled", "RegistrationDisabled"
_OPENED_SINCE = 111
"""The runtimes before it that know the error refuse everybody with it, and no state of theirs tells
(opentensor/subtensor, `pallets/subtensor/src/lib.rs` of March 2023)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """How many registrations a subnet has had since its price was last adjusted."""

    count: int
    most: int
    ends_at: int | None
    """The block that begins to count anew; None where the runtime does not tell."""

    def is_full(self, block: int) -> bool:
        """Whether the block after `block` takes no more."""
        return 0 < self.most <= self.count and (self.ends_at is None or block + 1 < self.ends_at)


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
    replaced: NeuronRisk | RootSeat | None = None
    """Whose uid it takes, as things are; None while there is room, and where the runtime does not tell."""
    closed_by_runtime: bool = False
    """Whether the runtime itself takes no registrations, on whatever subnet."""
    closed_as: str = _CLOSED
    """What this runtime calls it where none are taken."""
    interval: Interval | None = None
    """None where the runtime counts no registrations by intervals."""

    @property
    def is_full(self) -> bool:
        """Whether a neuron has to go for another one to come."""
        return 0 < self.max_neurons <= self.neurons


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
    counted = _interval_items(client.runtime, netuid)
    kept = [item for item in items if client.runtime.has_key(item)]  # the first runtimes had no switch
    reading = await client.read([*kept, *counted])
    told = dict(zip(kept, reading.data, strict=False))
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
        closed_by_runtime=_is_closed(client.runtime),
        closed_as=_CLOSED if client.runtime.has_error(_MODULE, _CLOSED) else _CLOSED_EARLIER,
        interval=_interval(reading.data[len(kept) :]),
    )


def _is_closed(runtime: ChainRuntime) -> bool:
    return (
        runtime.spec_version < _OPENED_SINCE
        and runtime.has_error(_MODULE, _CLOSED_EARLIER)
        and not runtime.has_storage(_MODULE, "NetworkRegistrationAllowed")
    )


def _interval_items(runtime: ChainRuntime, netuid: int) -> list[Storage]:
    """What bounds the registrations of an interval: since prices follow each registration, only root's."""
    from tao_tui.chain.query import Storage

    by_price = runtime.has_call(_MODULE, LIMITED)
    if not runtime.has_storage(_MODULE, "RegistrationsThisInterval") or (by_price and netuid != ROOT):
        return []
    ends = () if by_price else ("LastAdjustmentBlock", "AdjustmentInterval")
    names = ("RegistrationsThisInterval", "TargetRegistrationsPerInterval", *ends)
    return [Storage(_MODULE, name, (netuid,)) for name in names]


def _interval(told: Sequence[Any]) -> Interval | None:
    """Thrice the target is what an interval takes (opentensor/subtensor, `do_burned_registration`)."""
    if not told:
        return None
    count, target, *ends = (as_int(each) for each in told)
    return Interval(count, 3 * target, sum(ends) if ends else None)
