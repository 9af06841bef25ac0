"""Accounts frozen because their coldkey is about to be replaced: the chain takes little from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.actions.plan import Caution
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import warning
from tao_tui.chain.query import Storage

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.calls.call import Call
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

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


SwapState = Literal["none", "announced", "scheduled", "disputed"]


def swap_items(runtime: ChainRuntime, who: Address) -> list[Storage]:
    """What to ask to learn whether an account is in a coldkey swap; nothing where the runtime has none."""
    name = next((each for each in (_NEWER, _OLDER) if runtime.has_storage(_MODULE, each)), None)
    if name is None:
        return []
    names = [name]
    if name == _NEWER and runtime.has_storage(_MODULE, _DISPUTES):
        names.append(_DISPUTES)
    return [Storage(_MODULE, each, (who,)) for each in names]


def swap_state(runtime: ChainRuntime, answers: Sequence[Any]) -> SwapState:
    """What the answers to `swap_items` say."""
    if not answers or not _is_swapping(answers[0]):
        return "none"
    if any(answer is not None for answer in answers[1:]):
        return "disputed"
    return "announced" if runtime.has_storage(_MODULE, _NEWER) else "scheduled"


async def require_no_swap(client: Client, call: Call, who: tuple[Address, ...], at: BlockRef) -> None:
    """Refuse what the chain would refuse accounts in a coldkey swap, where the runtime has any."""
    runtime = client.runtime
    if call.pallet == _MODULE and call.function in STILL_ALLOWED:
        return
    asked = [swap_items(runtime, each) for each in who]
    items = [item for each in asked for item in each]
    if not items:
        return
    told = dict(zip(items, (await client.read(items, at.hash)).data, strict=True))
    for address, mine in zip(who, asked, strict=True):
        state = swap_state(runtime, [told[item] for item in mine])
        if state == "disputed":
            raise refused(
                f"The replacement of coldkey {address} is disputed.",
                "ColdkeySwapDisputed",
                "coldkey_swap_disputed",
            )
        if state != "none":
            raise refused(
                f"Coldkey {address} is about to be replaced by another.",
                "ColdkeySwapAnnounced" if state == "announced" else "ColdkeyInSwapSchedule",
                "coldkey_in_swap",
                "See tao-tui wallet coldkey status." if state == "announced" else "",
            )


def receiving_warnings(state: SwapState) -> tuple[Caution, ...]:
    """What to know of giving anything to an account in a coldkey swap."""
    if state == "none":
        return ()
    if state == "disputed":
        text = (
            "The recipient's coldkey is frozen: its replacement is disputed (ColdkeySwapDisputed). What you "
            "send stays there until the chain's governance settles whose it is."
        )
        return (warning("danger", "recipient_swap_disputed", text),)
    name = "ColdkeySwapAnnounced" if state == "announced" else "ColdkeyInSwapSchedule"
    text = (
        f"The recipient's coldkey is about to be replaced by another ({name}): what you send goes along to "
        "that one. Make sure that its owner wants that, and ask for the new address."
    )
    return (warning("danger", "recipient_in_swap", text),)


def _is_swapping(value: Any) -> bool:
    """Whether the entry is there; older runtimes answer block 0 where there is none."""
    if isinstance(value, tuple | list):
        return bool(value) and value[0] not in (0, None)
    return value is not None
