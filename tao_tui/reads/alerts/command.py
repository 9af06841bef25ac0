"""Runs the command a person wants run when an alert comes true, beside what is watched."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from tao_tui.errors import UsageError
from tao_tui.reads.alerts.watch import Alert

_OPERATORS: Final = frozenset({">", ">>", "<", "|", "||", "&", "&&", ";", "2>", "2>&1", "&>"})
_PATIENCE: Final = 30.0
"""Seconds a command may take."""
_AT_ONCE: Final = 8
_IN_LINE: Final = 256
"""Alerts that run or wait for their turn: later ones pass without a command, which is said."""


def words_of(command: str) -> list[str]:
    """The program and its arguments; `UsageError` for what only a shell would understand.

    There is none: what a chain says must never be read as a command.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(
            f"The alert command cannot be read: {error}.", hint="Check its quotes.", code="bad_alert_command"
        ) from error
    if not words:
        raise UsageError(
            "The alert command is empty.", hint="Name a program to run.", code="bad_alert_command"
        )
    for word in words:
        if word in _OPERATORS or word.startswith(("$TAO_TUI_ALERT", "${TAO_TUI_ALERT")):
            raise UsageError(
                f"The alert command is run without a shell, which “{word}” needs.",
                hint="Write sh -c '…' around it.",
                code="bad_alert_command",
            )
    return words


async def run_alert_command(command: str, alert: Alert) -> str:
    """Run `command` without a shell, the alert in its environment; what went wrong, or nothing.

    `TAO_TUI_ALERT` is the sentence; `…_NETUID`, `…_UID`, `…_HOTKEY`, `…_BLOCK`, `…_RULE` its parts.
    """
    told = {
        "TAO_TUI_ALERT": alert.text,
        "TAO_TUI_ALERT_NETUID": str(alert.netuid),
        "TAO_TUI_ALERT_UID": str(alert.uid),
        "TAO_TUI_ALERT_HOTKEY": str(alert.hotkey),
        "TAO_TUI_ALERT_BLOCK": str(alert.block),
        "TAO_TUI_ALERT_RULE": alert.rule,
    }
    try:
        words = words_of(command)
    except UsageError as error:
        return f"{error.message} {error.hint}"
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            env={**os.environ, **told},
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,  # so that what a shell started ends with it
        )
    except OSError as error:
        return f"The alert command could not be run: {error}."
    try:
        code = await asyncio.wait_for(process.wait(), _PATIENCE)
    except TimeoutError:
        return f"The alert command took longer than {_PATIENCE:.0f} s and was ended."
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return "" if code == 0 else f"The alert command ended with {code}."


class AlertCommands:
    """Runs commands beside what is watched: a few at a time, the rest in line; each trouble is told once."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, command: str, alerts: Iterable[Alert]) -> None:
        """Have `command` run for each alert; it returns at once."""
        for alert in alerts:
            if len(self._tasks) >= _IN_LINE:
                self._say(
                    f"Alerts come faster than their command ends: {_IN_LINE} wait, others pass without it."
                )
                return
            task = asyncio.create_task(self._run(command, alert), name="alert-command")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until every command that was started has ended."""
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """End what still runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, command: str, alert: Alert) -> None:
        async with self._gate:
            self._say(await run_alert_command(command, alert))

    def _say(self, trouble: str) -> None:
        if trouble and trouble not in self._told:
            self._told.add(trouble)
            self._tell(trouble)
