"""Who stakes to a hotkey beside its owner: how many, and how much the largest of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, RuntimeCall
from tao_tui.reads.chain_text import as_address, as_int

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MILLION: Final = 1_000_000
_API: Final = "DelegateInfoRuntimeApi"


@dataclass(frozen=True, slots=True)
class Nominators:
    """Those who stake to one hotkey on one subnet, its owner not counted."""

    count: int
    largest_ppm: int
    """The part of all that is staked to it there which the largest of them holds, in millionths."""


async def read_nominators(
    client: Client, netuid: int, hotkeys: Sequence[Address], at: str | None = None
) -> Reading[dict[Address, Nominators]]:
    """The nominators of a few hotkeys on `netuid`, in one batch; empty where the runtime does not list them.

    The node answers with everybody who ever staked to a hotkey: megabytes for the largest validators of a
    public network. Ask for those a person looks at, not for a whole list.
    """
    listed = client.runtime.has_api(_API, "get_delegate")
    calls = [RuntimeCall(_API, "get_delegate", (hotkey,)) for hotkey in hotkeys] if listed else []
    reading = await client.read(calls, at)
    found = {
        hotkey: _counted(netuid, answer)
        for hotkey, answer in zip(hotkeys, reading.data, strict=False)
        if isinstance(answer, Mapping)
    }
    return Reading(reading.block, found)


def _counted(netuid: int, delegate: Mapping[str, Any]) -> Nominators:
    owner, total, others = as_address(delegate["owner_ss58"]), 0, []
    for coldkey, positions in delegate["nominators"]:
        held = _held(netuid, positions)
        total += held
        if held and as_address(coldkey) != owner:
            others.append(held)
    return Nominators(len(others), max(others, default=0) * MILLION // total if total else 0)


def _held(netuid: int, positions: Any) -> int:
    """A nominator's alpha on `netuid`; runtimes before subnets had alpha tell one sum, which is root's."""
    if not isinstance(positions, Iterable):
        return as_int(positions) if netuid == 0 else 0
    return sum(as_int(amount) for where, amount in positions if as_int(where) == netuid)
