"""A coldkey that another is to replace: told on Home, with what its owner can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.screens.portfolio.needs import Need
from tao_tui.widgets.figures import blocks_as_time

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.messages import Perform
    from tao_tui.reads.coldkey_swaps import ColdkeySwap
    from tao_tui.session.session import Session

SWAP_KEY: Final = "coldkey"
"""The key of the need."""
SWAP_BLOCKS: Final = 25
"""Blocks for which it is taken as known that nothing is announced: what is announced waits for days."""
_WAYS: Final = ("wallet.coldkey.dispute", "wallet.coldkey.withdraw", "wallet.coldkey.swap")


def is_announced(swap: ColdkeySwap | None) -> bool:
    """Whether another coldkey is to replace it."""
    return swap is not None and swap.executable_at is not None


def swap_needs(session: Session, swap: ColdkeySwap | None) -> list[Need]:
    """The one thing, or nothing where no swap is announced."""
    if swap is None or swap.executable_at is None:
        return []
    left = swap.executable_at - session.head
    if swap.disputed_at is not None:
        text, verb = f"{session.wallet} is frozen: its replacement is disputed", ""
    else:
        when = f"in {blocks_as_time(left, session.pace)}" if left > 0 else "from now on"
        text, verb = f"Another coldkey may replace {session.wallet} {when}", "enter: act"
    return [Need(SWAP_KEY, "‼", text, verb, "home", swap)]


async def answer_swap(app: App[int], swap: ColdkeySwap) -> Perform | None:
    """What the person wants to do about it, or None."""
    if swap.disputed_at is not None:
        app.notify("It stays frozen until the chain's governance settles whose it is.", timeout=8)
        return None
    from tao_tui.actions.registry import ACTIONS
    from tao_tui.messages import Perform
    from tao_tui.screens.sheets.picker import Choice, Picker

    choices = [Choice(ACTIONS[name].label, Perform(name), ACTIONS[name].help) for name in _WAYS]
    chosen = await app.push_screen_wait(Picker("Was the swap announced by you?", choices))
    return chosen if isinstance(chosen, Perform) else None
