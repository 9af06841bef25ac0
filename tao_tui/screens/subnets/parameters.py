"""A subnet's hyperparameters in a list, and for its owner the form that sets the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.messages import Perform
from tao_tui.screens.sheets.picker import Choice, Picker

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.reads.subnets.market import Subnet
    from tao_tui.session.session import Session


async def look_through(app: App[int], session: Session, subnet: Subnet) -> None:
    """Show what they are now; one that is chosen opens its form. Raises what reading raises."""
    found = (await session.reads.hyperparameters(session.online, subnet.netuid)).data
    choices = [Choice(each.name, each.name, each.text) for each in found]
    title = f"Hyperparameters of {subnet.netuid} {subnet.name}".rstrip()
    name = await app.push_screen_wait(Picker(title, choices))
    if name is None:
        return
    if session.account is None or session.account.coldkey != subnet.owner:
        app.notify("Only the subnet's owner changes that.", timeout=3)
        return
    app.post_message(Perform("subnets.set", {"netuid": str(subnet.netuid), "name": str(name)}))
