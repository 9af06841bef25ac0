"""The command run at an alert: what it is told, and what would not be run as it was meant."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tao_tui.errors import UsageError
from tao_tui.reads.alerts.command import AlertCommands, run_alert_command, words_of
from tao_tui.reads.alerts.watch import Alert
from tests.app.fake_world import ALICE

ALERT = Alert("any outlier", 1, 7, ALICE, 99, "uid 7 on subnet 1: $(touch /nowhere) stands out")


async def test_it_is_told_the_sentence_and_its_parts(tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = f"""sh -c 'printf "%s|%s" "$TAO_TUI_ALERT" "$TAO_TUI_ALERT_UID" > {told}'"""
    assert await run_alert_command(command, ALERT) == ""
    assert told.read_text() == f"{ALERT.text}|7"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ('echo "$TAO_TUI_ALERT" >> alerts', "without a shell"),
        ("notify-send $TAO_TUI_ALERT", "without a shell"),
        ("bell && notify", "without a shell"),
        ("echo 'open", "cannot be read"),
        ("  ", "empty"),
    ],
)
async def test_what_only_a_shell_understands_is_refused(command: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        words_of(command)
    assert why in await run_alert_command(command, ALERT)


@pytest.mark.parametrize(("command", "why"), [("/nowhere/x", "could not be run"), ("false", "ended with 1")])
async def test_one_that_fails_is_said(command: str, why: str) -> None:
    assert why in await run_alert_command(command, ALERT)


async def test_it_runs_for_every_alert_and_says_once_what_went_wrong(tmp_path: Path) -> None:
    alerts = [replace(ALERT, uid=uid) for uid in range(20)]
    command = f"""sh -c 'touch {tmp_path}/"$TAO_TUI_ALERT_UID"; exit 3'"""
    troubles: list[str] = []
    commands = AlertCommands(troubles.append)
    commands.start(command, alerts)
    await commands.drain()
    assert troubles == ["The alert command ended with 3."]
    assert {path.name for path in tmp_path.iterdir()} == {str(uid) for uid in range(20)}


async def test_what_a_shell_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tao_tui.reads.alerts.command._PATIENCE", 1.0)
    pid = tmp_path / "pid"
    assert "longer than 1 s" in await run_alert_command(f"sh -c 'sleep 60 & echo $! > {pid}; wait'", ALERT)
    async with asyncio.timeout(60):
        while _runs(int(pid.read_text())):
            await asyncio.sleep(0.01)


def _runs(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody waited for yet has no command line."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_slow_ones_hold_up_nothing_are_bounded_and_end_with_the_watch() -> None:
    troubles: list[str] = []
    commands = AlertCommands(troubles.append)
    async with asyncio.timeout(60):
        for _ in range(3):
            commands.start("sleep 60", [ALERT] * 100)
        assert len(troubles) == 1
        assert "256 wait" in troubles[0]
        await asyncio.sleep(0)
        await commands.close()
