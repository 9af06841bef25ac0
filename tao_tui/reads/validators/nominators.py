"""Who stakes to a hotkey beside its owner: how many, and how much the largest of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.validators.share_pool import shares_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MILLION: Final = 1_000_000
_API: Final = "DelegateInfoRuntimeApi"
_MODULE: Final = "SubtensorModule"
_SHARES: Final = ("Alpha", "AlphaV2")
_MOST: Final = 5_000
"""Positions listed of a hotkey that is no delegate; the large ones are."""


@dataclass(frozen=True, slots=True)
class Nominators:
    """Those who stake to one hotkey on one subnet, its owner not counted."""

    count: int
    largest_ppm: int
    """The part of all that is staked to it there which the largest of them holds, in millionths."""


async def read_nominators(
    client: Client, netuid: int, hotkeys: Sequence[Address], at: str | None = None
) -> Reading[dict[Address, Nominators]]:
    """The nominators of a few hotkeys on `netuid`, in one batch; without those that cannot be told.

    The node answers with everybody who ever staked to a hotkey: megabytes for the largest validators of a
    public network. Ask for those a person looks at, not for a whole list. Hotkeys that never became delegates
    are not in its list of them: theirs are paged through.
    """
    listed = client.runtime.has_api(_API, "get_delegate")
    calls = [RuntimeCall(_API, "get_delegate", (hotkey,)) for hotkey in hotkeys] if listed else []
    owners = [Storage(_MODULE, "Owner", (hotkey,)) for hotkey in hotkeys]
    reading = await client.read([*owners, *calls], at)
    owned, told = reading.data[: len(hotkeys)], reading.data[len(hotkeys) :] or (None,) * len(hotkeys)
    found = {}
    for hotkey, owner, delegate in zip(hotkeys, owned, told, strict=True):
        if isinstance(delegate, Mapping):
            held = {as_address(who): _held(netuid, positions) for who, positions in delegate["nominators"]}
        else:
            held = await _from_storage(client, netuid, hotkey, reading.block.hash)
        found[hotkey] = _counted(held, as_address(owner))
    return Reading(reading.block, found)


async def _from_storage(client: Client, netuid: int, hotkey: Address, at: str) -> dict[Address, int]:
    """Shares in the hotkey's pool by coldkey."""
    held: dict[Address, int] = {}
    for name in _SHARES:
        if client.runtime.has_storage(_MODULE, name):
            listed = await client.entries(_MODULE, name, (hotkey,), at=at, limit=_MOST)
            for (coldkey, where), shares in listed.data:
                if as_int(where) == netuid:
                    held[as_address(coldkey)] = held.get(as_address(coldkey), 0) + shares_of(shares)
    return held


def _counted(held: Mapping[Address, int], owner: Address) -> Nominators:
    total = sum(held.values())
    others = [amount for coldkey, amount in held.items() if amount and coldkey != owner]
    return Nominators(len(others), max(others, default=0) * MILLION // total if total else 0)


def _held(netuid: int, positions: Any) -> int:
    """A nominator's alpha on `netuid`; runtimes before subnets had alpha tell one sum, which is root's."""
    if not isinstance(positions, Iterable):
        return as_int(positions) if netuid == 0 else 0
    return sum(as_int(amount) for where, amount in positions if as_int(where) == netuid)
