"""What an extrinsic brought that has a number: a uid on a subnet and whose it was before, or a new subnet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.answers.header import parent_of
from tao_tui.chain.blocks.events import Event
from tao_tui.chain.query import Storage
from tao_tui.errors import TaoTuiError
from tao_tui.reads.chain_text import as_address, as_int, is_nobody

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Given:
    """A uid that a hotkey has from now on; without a uid a subnet that was created."""

    netuid: int
    uid: int | None
    hotkey: Address | None
    replaced: Address | None = None
    """The hotkey that had the uid before."""
    was_free: bool | None = None
    """Whether nobody had it; None where no node told."""

    def words(self, name: str = "") -> str:
        """`uid 7 on subnet 3, in the place of 5F…`; `name` is what the replaced hotkey is called here."""
        if self.uid is None:
            return f"subnet {self.netuid}"
        said = f"uid {self.uid} on subnet {self.netuid}"
        if self.replaced is not None:
            return f"{said}, in the place of {self.replaced}" + (f" ({name})" if name else "")
        return f"{said}, which was free" if self.was_free else said


async def given_by(client: Client, events: Iterable[Event], block_hash: str) -> tuple[Given, ...]:
    """Every uid and subnet these events of an extrinsic in that block tell of.

    Whose a uid was is asked of the block before; what cannot be found out is left open, and never an error.
    """
    given = list(_told(events))
    if not any(each.uid is not None for each in given):
        return tuple(given)
    items = [Storage(_MODULE, "Keys", (each.netuid, each.uid or 0)) for each in given]
    try:
        parent = parent_of(await client.request("chain_getHeader", block_hash))
        before = (await client.read(items, parent)).data
    except TaoTuiError:
        return tuple(given)
    return tuple(
        each if each.uid is None else _with_former(each, as_address(owner))
        for each, owner in zip(given, before, strict=True)
    )


def _told(events: Iterable[Event]) -> Iterator[Given]:
    for event in events:
        if event.pallet == _MODULE and event.name == "NetworkAdded":
            yield Given(as_int(event.get("netuid", 0)), None, None)
        elif event.pallet == _MODULE and event.name == "NeuronRegistered":
            netuid, uid = as_int(event.get("netuid", 0)), as_int(event.get("uid", 1))
            yield Given(netuid, uid, as_address(event.get("hotkey", 2)))


def _with_former(given: Given, owner: Address) -> Given:
    free = is_nobody(owner)
    return Given(given.netuid, given.uid, given.hotkey, None if free else owner, free)
