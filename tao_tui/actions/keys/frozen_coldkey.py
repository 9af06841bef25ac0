"""Accounts frozen because their coldkey is about to be replaced: the chain takes little from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tao_tui.actions.refusals import refused
from tao_tui.chain.query import Storage

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

_MODULE: Final = "SubtensorModule"
_NEWER, _OLDER, _DISPUTES = "ColdkeySwapAnnouncements", "ColdkeySwapScheduled", "ColdkeySwapDisputes"
STILL_ALLOWED: Final = frozenset(
    {
        "announce_coldkey_swap",
        "swap_coldkey_announced",
        "dispute_coldkey_swap",
        "clear_coldkey_swap_announcement",
        "schedule_swap_coldkey",
        "swap_coldkey",
    }
)
"""The calls such an account may still make (opentensor/subtensor, `CheckColdkeySwap`)."""


async def require_no_swap(client: Client, call: Call, who: tuple[Address, ...], at: BlockRef) -> None:
    """Refuse what the chain would refuse accounts in a coldkey swap, where the runtime has any."""
    runtime = client.runtime
    if call.pallet == _MODULE and call.function in STILL_ALLOWED:
        return
    name = next((each for each in (_NEWER, _OLDER) if runtime.has_storage(_MODULE, each)), None)
    if name is None:
        return
    disputes = name == _NEWER and runtime.has_storage(_MODULE, _DISPUTES)
    items = [Storage(_MODULE, name, (each,)) for each in who]
    items += [Storage(_MODULE, _DISPUTES, (each,)) for each in who if disputes]
    values = (await client.read(items, at.hash)).data
    for index, address in enumerate(who):
        if not _is_swapping(values[index]):
            continue
        if disputes and values[len(who) + index] is not None:
            raise refused(
                f"The replacement of coldkey {address} is disputed.",
                "ColdkeySwapDisputed",
                "coldkey_swap_disputed",
            )
        raise refused(
            f"Coldkey {address} is about to be replaced by another.",
            "ColdkeySwapAnnounced" if name == _NEWER else "ColdkeyInSwapSchedule",
            "coldkey_in_swap",
            "See tao-tui wallet coldkey status." if name == _NEWER else "",
        )


def _is_swapping(value: Any) -> bool:
    """Whether the entry is there; older runtimes answer block 0 where there is none."""
    if isinstance(value, tuple | list):
        return bool(value) and value[0] not in (0, None)
    return value is not None
