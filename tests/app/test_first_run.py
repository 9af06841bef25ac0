"""What a newcomer meets: ways to a wallet, and the demo in the app's place."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tao_tui.screens.keys.first_run import FirstRun
from tao_tui.screens.keys.form import KeyForm
from tao_tui.screens.running import ending
from tests.app.conftest import Opener
from tests.app.tmux import Tmux

PROGRAM = """
import sys
from pathlib import Path
from tao_tui.config import Settings
from tao_tui.app import run_app
sys.exit(run_app(Settings("ws://127.0.0.1:9", "nobody", "default", Path(sys.argv[1]), False, "tao-dark")))
"""


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_a_newcomer_opens_the_demo_by_key_or_click(stage: Opener, by_mouse: bool) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "opens the demo" in s.text())
        await s.press("w")
        await s.until(lambda: isinstance(s.app.screen, FirstRun) and "Open the demo" in s.text())
        if by_mouse:
            row = next(number for number, line in enumerate(s.lines()) if "Open the demo" in line)
            await s.pilot.click(offset=(s.lines()[row].index("Open the demo"), row))
        else:
            await s.press("d")
        await s.until(lambda: s.app.then_demo)


async def test_who_has_a_wallet_is_not_led_out_of_the_app(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: bool(s.session.wallet_names))
        await s.press("n")
        await s.until(lambda: "Create a wallet" in s.text())
        assert "Open the demo" not in s.text()
        await s.press("d")
        assert isinstance(s.app.screen, FirstRun)
        assert not s.app.then_demo


async def test_a_letter_is_enough_for_each_way(stage: Opener) -> None:
    async with stage(wallet=False) as s:
        await s.press("w")
        await s.until(lambda: isinstance(s.app.screen, FirstRun))
        await s.press("a")
        await s.until(lambda: isinstance(s.app.screen, KeyForm))


def test_the_demo_takes_the_place_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def become(program: str, arguments: tuple[str, ...]) -> None:
        assert program == sys.executable
        raise SystemExit(" ".join(arguments[1:]))

    monkeypatch.setattr(os, "execv", become)
    with pytest.raises(SystemExit, match=r"^-P -m tao_tui demo$"):
        ending.become_demo()


def test_from_nothing_to_the_demo_in_a_terminal(tmp_path: Path) -> None:
    term = Tmux(tmp_path)
    try:
        environment = {"TAO_TUI_HOME": str(tmp_path / "home")}
        term.start([sys.executable, "-c", PROGRAM, str(tmp_path / "wallets")], environment)
        term.until("No wallet yet")
        term.keys("w")
        term.until("Open the demo")
        term.keys("d")
        term.until("Starting a demo network")
        term.until("nothing here is real money", 60)
    finally:
        term.close()
