"""The subnets a coldkey owns, and what the owner's cut of each brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.subnets.market import Subnet, read_subnets
from tao_tui.reads.trades.prices import value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"
_CUT: Final = Storage(_MODULE, "SubnetOwnerCut")
_ENABLED, _PENDING, _STARTED = "OwnerCutEnabled", "PendingOwnerCut", "FirstEmissionBlockNumber"
_DAY: Final = 86_400
_U16: Final = 65_535
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class OwnedSubnet:
    """One subnet as its owner sees it."""

    subnet: Subnet
    started: bool
    """Whether it trades and may receive emission."""
    cut_ppm: int
    """The owner's share of the alpha minted; 0 where it is switched off."""
    cut_per_day: Alpha
    """What that is in a day at the present emission."""
    value_per_day: Tao
    """The same at the pool's price."""
    pending: Alpha
    """The cut since the last epoch, staked to the owner hotkey at the next."""


async def read_owned_subnets(client: Client, coldkey: Address) -> Reading[tuple[OwnedSubnet, ...]]:
    """Every subnet of the coldkey, in two batches at one block."""
    listed = await read_subnets(client)
    mine = [subnet for subnet in listed.data if subnet.owner == coldkey and subnet.netuid]
    names = [name for name in (_ENABLED, _PENDING, _STARTED) if client.runtime.has_storage(_MODULE, name)]
    items = [_CUT, *(Storage(_MODULE, name, (subnet.netuid,)) for subnet in mine for name in names)]
    if not mine:
        return Reading(listed.block, ())
    reading = await client.read(items, listed.block.hash)
    values = dict(zip(items, reading.data, strict=True))
    blocks = round(_DAY / client.block_time)

    def owned(subnet: Subnet) -> OwnedSubnet:
        def told(name: str) -> object:
            return values.get(Storage(_MODULE, name, (subnet.netuid,)))

        enabled = told(_ENABLED) is not False  # older runtimes cannot switch it off
        cut = as_int(values[_CUT]) if enabled else 0
        per_day = subnet.alpha_out_emission.rao * cut // _U16 * blocks
        return OwnedSubnet(
            subnet=subnet,
            started=told(_STARTED) is not None or _STARTED not in names,
            cut_ppm=cut * _MILLION // _U16,
            cut_per_day=Alpha(per_day),
            value_per_day=Tao(value_of(per_day, subnet.price_rao)),
            pending=Alpha(as_int(told(_PENDING))),
        )

    return Reading(listed.block, tuple(owned(subnet) for subnet in mine))
