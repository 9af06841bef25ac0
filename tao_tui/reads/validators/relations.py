"""Lent stake: the children and parents of hotkeys, what is to become of them, and what a child keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.validators.takes import ppm

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

WHOLE: Final = 2**64 - 1
"""What all of a hotkey's stake is as a proportion."""
MOST_CHILDREN: Final = 5
SET_CHILDREN_BLOCKS: Final = 150
"""Least blocks between two changes of a hotkey's children on a subnet, by every runtime so far.

subtensor, `TransactionType::rate_limit`.
"""
SET_CHILDREN, SET_CHILDKEY_TAKE = 0, 1
"""What `TransactionKeyLastBlock` knows the two transactions by."""

_MODULE: Final = "SubtensorModule"
_MILLION: Final = 1_000_000
_TAKES: Final = ("ChildkeyTake", "MinChildkeyTakePerSubnet", "MinChildkeyTake", "MaxChildkeyTake")


@dataclass(frozen=True, slots=True)
class Lent:
    """A part of a hotkey's stake and the hotkey it is lent to, or comes from."""

    hotkey: Address
    proportion: int
    """Of 2^64 - 1, as the chain keeps it."""

    @property
    def ppm(self) -> int:
        """In millionths, to the nearest."""
        return (self.proportion * _MILLION + WHOLE // 2) // WHOLE


@dataclass(frozen=True, slots=True)
class Pending:
    """Children that wait for their turn; an empty tuple is a wait for there to be none."""

    children: tuple[Lent, ...]
    from_block: int
    """They take effect with the first epoch after this block."""


@dataclass(frozen=True, slots=True)
class Relations:
    """One hotkey on one subnet."""

    hotkey: Address
    netuid: int
    children: tuple[Lent, ...]
    parents: tuple[Lent, ...]
    pending: Pending | None
    settable_at: int
    """The first block in which its children may be set again; 0 when they never were."""
    take: int
    """What it keeps, as a child, of what its parents' stake earns, of 65535."""
    take_min: int
    take_max: int
    take_rate_limit_blocks: int
    take_raisable_at: int
    """The first block in which that may be raised again; lowering it is always allowed."""

    @property
    def take_ppm(self) -> int:
        """The take in millionths."""
        return ppm(self.take)

    @property
    def kept_ppm(self) -> int:
        """What part of its own stake it does not lend, in millionths."""
        return kept_of(self.children)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is lent, borrowed or waiting."""
        return not (self.children or self.parents or self.pending)


def kept_of(children: Sequence[Lent]) -> int:
    """What part of its stake a hotkey with these children keeps, in millionths, to the nearest."""
    kept = max(0, WHOLE - sum(child.proportion for child in children))
    return (kept * _MILLION + WHOLE // 2) // WHOLE


def require_children(runtime: ChainRuntime) -> None:
    """Raise `Unsupported` where hotkeys have no children."""
    if not runtime.has_call(_MODULE, "set_children") or not runtime.has_storage(_MODULE, "ChildKeys"):
        raise Unsupported(f"Runtime {runtime.spec_version} has no child hotkeys.")


async def read_relations(
    client: Client, hotkeys: Sequence[Address], netuids: Sequence[int], at: str | None = None
) -> Reading[tuple[Relations, ...]]:
    """Each of `hotkeys` on each of `netuids` but root, in that order, in one batch at `at` or the head.

    Raises `Unsupported` on runtimes without child hotkeys.
    """
    runtime = client.runtime
    require_children(runtime)
    places = [(hotkey, netuid) for hotkey in hotkeys for netuid in netuids if netuid != ROOT]
    asked = [relation_items(runtime, hotkey, netuid) for hotkey, netuid in places]
    reading = await client.read([item for items in asked for item in items], at)
    answers = dict(zip((item for items in asked for item in items), reading.data, strict=True))
    found = tuple(
        relations_from(hotkey, netuid, {item.item: answers[item] for item in items}, answers)
        for (hotkey, netuid), items in zip(places, asked, strict=True)
    )
    return Reading(reading.block, found)


def relation_items(runtime: ChainRuntime, hotkey: Address, netuid: int) -> list[Storage]:
    """What to ask of one hotkey on one subnet, as far as this runtime keeps it."""
    items = [Storage(_MODULE, name, (hotkey, netuid)) for name in ("ChildKeys", "ParentKeys")]
    keyed: dict[str, tuple[object, ...]] = {
        "PendingChildKeys": (netuid, hotkey),
        "ChildkeyTake": (hotkey, netuid),
        "MinChildkeyTakePerSubnet": (netuid,),
        "MinChildkeyTake": (),
        "MaxChildkeyTake": (),
        "TxChildkeyTakeRateLimit": (),
    }
    items += [
        Storage(_MODULE, name, key) for name, key in keyed.items() if runtime.has_storage(_MODULE, name)
    ]
    if runtime.has_storage(_MODULE, "TransactionKeyLastBlock"):
        items += [last_done(hotkey, netuid, kind) for kind in (SET_CHILDREN, SET_CHILDKEY_TAKE)]
    return items


def last_done(hotkey: Address, netuid: int, kind: int) -> Storage:
    """The block in which a rate-limited transaction was last made for a hotkey on a subnet."""
    return Storage(_MODULE, "TransactionKeyLastBlock", (hotkey, netuid, kind))


def relations_from(
    hotkey: Address, netuid: int, own: dict[str, Any], answers: dict[Storage, Any]
) -> Relations:
    """The relations in the answers to `relation_items`: by item, and by question for items asked twice."""
    waiting, due = own.get("PendingChildKeys") or ((), 0)
    changed, raised = (
        as_int(answers.get(last_done(hotkey, netuid, kind))) for kind in (SET_CHILDREN, SET_CHILDKEY_TAKE)
    )
    take, least_here, least, most = (as_int(own.get(name)) for name in _TAKES)
    least = max(least, least_here)
    wait = as_int(own.get("TxChildkeyTakeRateLimit"))
    return Relations(
        hotkey=hotkey,
        netuid=netuid,
        children=lent_from(own["ChildKeys"]),
        parents=lent_from(own["ParentKeys"]),
        pending=Pending(lent_from(waiting), as_int(due)) if as_int(due) else None,
        settable_at=changed + SET_CHILDREN_BLOCKS if changed else 0,
        take=max(take, least),
        take_min=least,
        take_max=most,
        take_rate_limit_blocks=wait,
        take_raisable_at=raised + wait if raised else 0,
    )


def lent_from(answer: Any) -> tuple[Lent, ...]:
    """The relations in `ChildKeys` or `ParentKeys`, in the chain's order."""
    return tuple(Lent(as_address(hotkey), as_int(proportion)) for proportion, hotkey in answer or ())
