"""Runs the command a person wants run when an alert comes true."""

from __future__ import annotations

import asyncio
import os
import shlex
from asyncio.subprocess import DEVNULL
from collections.abc import Iterable
from typing import Final

from tao_tui.errors import UsageError
from tao_tui.reads.scores.alerts import Alert

_OPERATORS: Final = frozenset({">", ">>", "<", "|", "||", "&", "&&", ";", "2>", "2>&1", "&>"})
_PATIENCE: Final = 30.0
"""Seconds a command may take: it must not hold up what is watched."""
_AT_ONCE: Final = 8


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
            *words, env={**os.environ, **told}, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
        )
    except OSError as error:
        return f"The alert command could not be run: {error}."
    try:
        code = await asyncio.wait_for(process.wait(), _PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"The alert command took longer than {_PATIENCE:.0f} s and was ended."
    return "" if code == 0 else f"The alert command ended with {code}."


async def run_alert_commands(command: str, alerts: Iterable[Alert]) -> list[str]:
    """Run `command` for each alert, a few at a time; what went wrong, each thing once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def run(alert: Alert) -> str:
        async with gate:
            return await run_alert_command(command, alert)

    troubles = await asyncio.gather(*map(run, alerts))
    return list(dict.fromkeys(filter(None, troubles)))
