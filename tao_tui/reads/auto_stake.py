"""Where a coldkey wants staked what its miners earn, subnet by subnet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address
from tao_tui.reads.owned.stake import read_validator_names
from tao_tui.reads.subnets.market import read_subnets
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_ITEM: Final = "AutoStakeDestination"


@dataclass(frozen=True, slots=True)
class AutoStake:
    """One subnet: who gets staked to, and whose earnings that concerns."""

    netuid: int
    subnet_name: Clean
    destination: Address | None
    """The hotkey the earnings are staked to; None leaves each miner's with the miner's own hotkey."""
    destination_name: Clean
    """From the chain identity of the destination's owner; empty without one."""
    is_registered: bool
    """Whether the destination is still registered on the subnet."""
    miners: tuple[Address, ...]
    """The coldkey's own hotkeys registered on the subnet."""


def require_auto_stake(runtime: ChainRuntime, coldkey: Address) -> None:
    """Raise `Unsupported` where miners' earnings cannot be sent elsewhere, or not by subnet."""
    by_subnet = runtime.has_key(Storage(_MODULE, _ITEM, (coldkey, 1)))
    if not (by_subnet and runtime.has_call(_MODULE, "set_coldkey_auto_stake_hotkey")):
        raise Unsupported(
            f"Runtime {runtime.spec_version} has no auto-stake: what a miner earns stays with its hotkey."
        )


async def read_auto_stake(client: Client, coldkey: Address) -> Reading[tuple[AutoStake, ...]]:
    """Every subnet but root, by number; beside the list of subnets two batches, naming destinations two more.

    Raises `Unsupported` on runtimes without auto-stake.
    """
    require_auto_stake(client.runtime, coldkey)
    subnets = await read_subnets(client)
    at = subnets.block.hash
    named = {subnet.netuid: subnet.name for subnet in subnets.data if subnet.netuid}
    items = [Storage(_MODULE, _ITEM, (coldkey, netuid)) for netuid in named]
    *targets, owned = (await client.read([*items, Storage(_MODULE, "OwnedHotkeys", (coldkey,))], at)).data
    wanted = {
        netuid: as_address(target)
        for netuid, target in zip(named, targets, strict=True)
        if target is not None
    }
    hotkeys = [as_address(hotkey) for hotkey in owned or ()]
    registered = await _registered(client, list(named), hotkeys, wanted, at)
    names = await read_validator_names(client, wanted.values())
    return Reading(
        subnets.block,
        tuple(
            AutoStake(
                netuid,
                name,
                target := wanted.get(netuid),
                names.get(target, Clean("")) if target else Clean(""),
                (netuid, target) in registered,
                tuple(hotkey for hotkey in hotkeys if (netuid, hotkey) in registered),
            )
            for netuid, name in named.items()
        ),
    )


async def _registered(
    client: Client,
    netuids: Sequence[int],
    hotkeys: Sequence[Address],
    wanted: dict[int, Address],
    at: str,
) -> set[tuple[int, Address | None]]:
    """Which of the coldkey's hotkeys and destinations are neurons, as (netuid, hotkey)."""
    pairs = dict.fromkeys([*((netuid, hotkey) for netuid in netuids for hotkey in hotkeys), *wanted.items()])
    if not pairs:
        return set()
    uids = await client.read([Storage(_MODULE, "Uids", pair) for pair in pairs], at)
    return {pair for pair, uid in zip(pairs, uids.data, strict=True) if uid is not None}
