"""What can be set on a subnet, by the names it is set with, and what each is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.chain.query import BlockRef, Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.subnets.hyperparameters import Hyperparameter, read_hyperparameters
from tao_tui.reads.subnets.owner_pace import OWNERS, TRIM, is_owners, own_call
from tao_tui.reads.subnets.parameter_now import set_as
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_ADMIN: Final = "AdminUtils"


@dataclass(frozen=True, slots=True)
class Settable:
    """One parameter of a subnet that a call sets."""

    name: Clean
    value: int | bool | None
    """As stored: rao, 65535ths, or the bits of a fixed-point number; None where it is not listed."""
    text: Clean
    """As people read it, with its unit; empty with a value of None."""
    owners: bool
    """Whether it is known to be the owner's to set; others are root's on runtimes known so far."""


def sets_one_value(runtime: ChainRuntime, name: str) -> bool:
    """Whether the runtime has a call that sets `name` to one value on one subnet."""
    if own_call(runtime, name):
        return True
    names = [each for each, _ in _arguments(runtime, f"sudo_set_{name}")]
    return len(names) == 2 and names[0] == "netuid"


def _arguments(runtime: ChainRuntime, function: str) -> tuple[tuple[str, str], ...]:
    return runtime.call_arguments(_ADMIN, function) if runtime.has_call(_ADMIN, function) else ()


async def read_settable(client: Client, netuid: int) -> Reading[tuple[Settable, ...]]:
    """Every parameter of `netuid` there is a call for, its owner's first; `UsageError` without the subnet.

    Those the chain lists no value of are there when they are the owner's.
    """
    runtime = client.runtime
    block, listed = await _listed(client, netuid)
    found = [
        Settable(clean(name), each.value, each.text, is_owners(runtime, name))
        for each in listed
        if sets_one_value(runtime, name := set_as(each.name))
    ]
    told = {each.name for each in found} | {TRIM}
    found += [
        Settable(clean(name), None, Clean(""), owners=True)
        for name in sorted(OWNERS - told)
        if sets_one_value(runtime, name)
    ]
    return Reading(block, tuple(sorted(found, key=lambda each: not each.owners)))


async def _listed(client: Client, netuid: int) -> tuple[BlockRef, tuple[Hyperparameter, ...]]:
    try:
        reading = await read_hyperparameters(client, netuid)
    except Unsupported:
        added = await client.read([Storage(_MODULE, "NetworksAdded", (netuid,))])
        if not added.data[0]:
            raise unknown_subnet(netuid) from None
        return added.block, ()
    return reading.block, reading.data
