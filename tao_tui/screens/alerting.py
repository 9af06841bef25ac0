"""Watches the subnets my hotkeys are registered on by the alert rules, whatever place is open."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from tao_tui.messages import AlertsRaised

if TYPE_CHECKING:
    from tao_tui.reads.alerts import Alert
    from tao_tui.screens.session import Session


async def watch_mine(session: Session) -> None:
    """Follow them and tell what comes true, until cancelled; without rules or neurons it ends at once."""
    account = session.account
    keys = [address for _, address in account.hotkeys] if account else []
    mine = frozenset(map(str, [*keys, account.coldkey] if account else []))
    session.memory.watch_for(mine)
    if not session.memory.rules or not keys:
        return
    netuids = sorted((await session.reads.registrations(session.online, keys)).data)
    if not netuids:
        return
    async with aclosing(session.reads.follow_subnets(session.online, netuids)) as deltas:
        async for delta in deltas:
            alerts = session.memory.look(delta.scores)
            if alerts:
                session.tell(AlertsRaised(alerts))


async def run_command(session: Session, alerts: tuple[Alert, ...]) -> str:
    """Run the person's command for each alert; what went wrong, or nothing."""
    from tao_tui.reads.alert_command import run_alert_command

    troubles = [await run_alert_command(session.memory.command, alert) for alert in alerts]
    return next(filter(None, troubles), "")
