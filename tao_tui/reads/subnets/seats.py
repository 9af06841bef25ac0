"""The uids of a subnet as seats: how many there are, and whose are not given away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_address, as_int

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_ROOM, _OWNER_HOTKEY = "MaxAllowedUids", "SubnetOwnerHotkey"
_OWNER, _OWNERS_SEATS = "SubnetOwner", "ImmuneOwnerUidsLimit"
_LEAST_FREE: Final = "MinNonImmuneUids"
_OPEN: Final = "NetworkRegistrationAllowed"


@dataclass(frozen=True, slots=True)
class Seats:
    """What decides, beside scores and ages, who gives way when somebody registers."""

    room: int = 0
    """How many neurons the subnet has room for; 0 where it is not known."""
    owner_hotkey: Address | None = None
    """The hotkey of the subnet's owner, on runtimes that keep it."""
    owner: Address | None = None
    """The owner's coldkey, on runtimes that spare its other hotkeys too."""
    owners_seats: int = 1
    """How many of the owner's hotkeys are never pruned."""
    least_free: int = 0
    """How many neurons out of immunity must be left: where there are no more, immune ones go instead."""
    open: bool = True
    """Whether hotkeys may register at all."""

    def told(self, netuid: int, values: Mapping[Any, Any]) -> Seats:
        """The seats after storage was read or changed; what `values` does not have stays."""

        def number(item: str, kept: int) -> int:
            return as_int(values.get(Storage(_MODULE, item, (netuid,)), kept))

        def account(item: str, kept: Address | None) -> Address | None:
            found = values.get(Storage(_MODULE, item, (netuid,)), kept)
            return as_address(found) if found else None

        is_open = values.get(Storage(_MODULE, _OPEN, (netuid,)))
        return Seats(
            room=number(_ROOM, self.room),
            owner_hotkey=account(_OWNER_HOTKEY, self.owner_hotkey),
            owner=account(_OWNER, self.owner),
            owners_seats=number(_OWNERS_SEATS, self.owners_seats),
            least_free=number(_LEAST_FREE, self.least_free),
            open=self.open if is_open is None else bool(is_open),
        )


def seat_items(runtime: ChainRuntime, netuid: int) -> list[Storage]:
    """The storage behind `Seats`, as far as the runtime has it."""
    names = [_ROOM, _OWNER_HOTKEY, _LEAST_FREE, _OWNERS_SEATS, _OPEN]
    if runtime.has_storage(_MODULE, _OWNERS_SEATS):
        names.append(_OWNER)
    return [Storage(_MODULE, name, (netuid,)) for name in names if runtime.has_storage(_MODULE, name)]
