"""How much `all` is where one asks for a price: what the action itself would trade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.actions.account import Account
from tao_tui.actions.review.limits import TradeTerms
from tao_tui.actions.stake.add import StakeAdd
from tao_tui.actions.stake.checks import check_position
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.reads.owned.stake import read_stake_situation

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_TERMS: Final = TradeTerms(tolerance_ppm=0, limit=Tao(1 << 62), partial=False)
"""Any price: it is asked for, not agreed to."""


async def everything(client: Client, account: Account, netuid: int, hotkey: Address, *, buying: bool) -> int:
    """Rao of TAO that can be staked, the network fee left out, or of alpha that is there.

    Raises what the action would: `Declined` where there is nothing, or too little.
    """
    if buying:
        plan = await StakeAdd(netuid, hotkey, None, _TERMS).check(client, account)
        return plan.quoted[0].amount_in_rao
    found = (await read_stake_situation(client, account.coldkey, hotkey, netuid)).data
    check_position(found, hotkey, netuid, found.alpha)
    return found.alpha.rao
