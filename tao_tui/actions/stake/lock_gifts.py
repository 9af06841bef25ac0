"""Stake given to another coldkey beyond what is free: the lock goes along, where the recipient takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tao_tui.actions.plan import Caution
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import warning
from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, as_staked
from tao_tui.reads.owned.lock_situation import read_accepts_locked_alpha, read_lock_situation

if TYPE_CHECKING:
    from tao_tui.actions.stake.relocation import Relocation
    from tao_tui.chain.client import Client


async def lock_gifts(
    client: Client, giver: Address, found: Sequence[Relocation], to_coldkey: Address
) -> tuple[Caution, ...]:
    """What to know of locks that go along; `Declined` where the recipient takes none, or has another."""
    cautions = []
    for each in found:
        lock, amount = each.situation.lock, Alpha(each.priced.move.alpha)
        if each.route.crosses or lock is None or amount <= lock.available:
            continue
        beyond = as_staked(each.route.netuid, amount - lock.available)
        if not (await read_accepts_locked_alpha(client, to_coldkey)).data[0]:
            raise refused(
                f"{beyond} of it is locked, and {to_coldkey} takes no locked alpha.",
                "AccountRejectsLockedAlpha",
                "locked_alpha_refused",
            )
        mine = (await read_lock_situation(client, giver, each.route.netuid)).data.lock
        theirs = (await read_lock_situation(client, to_coldkey, each.route.netuid)).data.lock
        if mine is not None and theirs is not None and mine.hotkey != theirs.hotkey:
            raise refused(
                f"{beyond} of it is locked, and {to_coldkey} has a lock for {theirs.hotkey} there.",
                "LockHotkeyMismatch",
                "lock_hotkey_mismatch",
            )
        text = f"{beyond} of it is locked: that lock goes along, with its part of the conviction."
        cautions.append(warning("caution", "lock_goes_along", text))
    return tuple(cautions)
