"""Watching the subnets of my hotkeys by alert rules, whatever place is open, and telling what comes true."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from textual import on, work

from tao_tui.errors import NodeError, UsageError
from tao_tui.messages import AlertRulesChanged, AlertsRaised, Notice
from tao_tui.screens.running.leaving import LeavingApp
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.reads.alerts.command import AlertCommands
    from tao_tui.session.session import Session

PAUSE: Final = 12.0
"""Seconds before subnets are followed again after one was dissolved or could not be read."""
MOST_TOASTS: Final = 3
"""Alerts shown as toasts at once; Home lists them all."""


class AlertingApp(LeavingApp):
    """An app that rings, notifies and runs the person's command when a rule comes true."""

    session: Session
    _commands: AlertCommands | None = None

    def reload_place(self, name: str) -> None:
        """Load a place again if it is the one shown."""
        raise NotImplementedError

    @work(group="alerting", exclusive=True, exit_on_error=False)
    async def watch_by_rules(self) -> None:
        """Watch the subnets of the account by the alert rules in force now."""
        if self.session.client is not None:
            await watch_mine(self.session)
        if trouble := self.session.memory.take_trouble():
            self.announce(trouble, severity="warning", timeout=10)

    @on(AlertRulesChanged)
    def _other_rules(self) -> None:
        self.watch_by_rules()

    @on(AlertsRaised)
    def _alerts(self, event: AlertsRaised) -> None:
        self.bell()
        for alert in event.alerts[:MOST_TOASTS]:
            self.announce(alert.text, title="Alert", severity="warning")
        if len(event.alerts) > MOST_TOASTS:
            self.announce(f"and {len(event.alerts) - MOST_TOASTS} more: see Home", title="Alerts")
        if self.session.memory.command:
            self._alert_commands().start(self.session.memory.command, event.alerts)
        self.reload_place("home")

    def _alert_commands(self) -> AlertCommands:
        from tao_tui.reads.alerts.command import AlertCommands

        if self._commands is None:
            self._commands = AlertCommands(
                lambda trouble: self.announce(trouble, severity="warning", timeout=10)
            )
        return self._commands

    async def stop_alerting(self) -> None:
        """End the commands that still run."""
        if self._commands is not None:
            await self._commands.close()


async def watch_mine(session: Session) -> None:
    """Follow them and tell what comes true, until cancelled; without rules or neurons it ends at once.

    A subnet that is dissolved is said and the others are followed on.
    """
    from tao_tui.reads.scores.follow import DISSOLVED

    account = session.account
    keys = [address for _, address in account.hotkeys] if account else []
    mine = frozenset(map(str, [*keys, account.coldkey] if account else []))
    session.memory.watch_for(mine)
    session.memory.followed = frozenset()
    while session.memory.rules and keys:
        try:
            netuids = sorted((await session.reads.registrations(session.online, keys)).data)
            session.memory.followed = frozenset(netuids)
            if not netuids:
                return
            await _follow(session, netuids)
        except (NodeError, UsageError) as error:
            session.memory.followed = frozenset()
            if error.code == DISSOLVED:
                session.tell(Notice(sentence(error)))
        await asyncio.sleep(PAUSE)


async def _follow(session: Session, netuids: list[int]) -> None:
    async with aclosing(session.reads.follow_subnets(session.online, netuids)) as deltas:
        async for delta in deltas:
            alerts = session.memory.look(delta.scores)
            if alerts:
                session.tell(AlertsRaised(alerts))
