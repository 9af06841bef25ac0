"""Who would make room on a full root network, and whether a hotkey has the stake for it.

The seat is that of the member with the least root stake, which the newcomer's has to exceed
(opentensor/subtensor, `do_root_register`).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.trades.prices import ROOT

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class RootSeat:
    """The seat a newcomer to a full root network would take."""

    uid: int
    hotkey: Address
    mine: bool
    stake: Tao
    """What is staked on root with the member there."""
    newcomers_stake: Tao
    immune_blocks_left: int = 0
    """Root protects nobody."""

    @property
    def can_be_taken(self) -> bool:
        """Whether the newcomer has more than the member."""
        return self.newcomers_stake > self.stake


async def read_lowest_seat(
    client: Client, newcomer: Address, members: int, mine: Set[str], at: str
) -> RootSeat:
    """The seat of the member with the least root stake, the first of several; `members` are at least one.

    `mine` are hotkeys and coldkeys to be marked.
    """
    keys = [Storage(_MODULE, "Keys", (ROOT, uid)) for uid in range(members)]
    hotkeys = [as_address(each) for each in (await client.read(keys, at)).data]
    owners = [Storage(_MODULE, "Owner", (hotkey,)) for hotkey in hotkeys]
    stakes = [_root_stake(client.runtime, hotkey) for hotkey in (*hotkeys, newcomer)]
    told = (await client.read([*owners, *stakes], at)).data
    *held, own = (as_int(each) for each in told[members:])
    least, uid = min((stake, uid) for uid, stake in enumerate(held))
    is_mine = hotkeys[uid] in mine or as_address(told[uid]) in mine
    return RootSeat(uid, hotkeys[uid], is_mine, Tao(least), Tao(own))


def _root_stake(runtime: ChainRuntime, hotkey: Address) -> Storage:
    """All that is staked on root with a hotkey; before alpha, all that is staked with it."""
    if runtime.has_storage(_MODULE, "TotalHotkeyAlpha"):
        return Storage(_MODULE, "TotalHotkeyAlpha", (hotkey, ROOT))
    return Storage(_MODULE, "TotalHotkeyStake", (hotkey,))
