"""The app on the embedded node, over a real websocket: what the fakes promise is what the chain does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tao_tui.app import TaoApp
from tao_tui.config import Settings
from tao_tui.screens.session import Session
from tao_tui.screens.view_state import ViewState
from tao_tui.wallet import KeySource, WalletFolder
from tests.app.conftest import Stage
from tests.app.fakes import Clock, World


@pytest.fixture
def node(tmp_path: Path) -> Iterator[str]:
    """An embedded node with quick blocks on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tao_tui", "devnet", "run", "--port", "0", "--block-time", "0.5"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"TAO_TUI_HOME": str(tmp_path / "node")},
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield line.removeprefix("ready ").strip()
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def app(node: str, tmp_path: Path) -> TaoApp:
    """The app of the demo's senator."""
    folder = WalletFolder(tmp_path / "wallets")
    folder.import_coldkey("demo", KeySource.uri("//Demo"))
    folder.import_hotkey("demo", "senator", KeySource.uri("//Demo//senator"))
    settings = Settings(node, "demo", "senator", tmp_path / "wallets", False, "tao-dark")
    return TaoApp(settings, session=Session(settings, views=ViewState(tmp_path / "app.json")), place="home")


async def test_stake_vote_and_watch_scores(app: TaoApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        s = Stage(app, pilot, app.session, World(), Clock())
        await s.until(lambda: "Opentide" in s.text() and "Proposal 0" in s.text(), 1500)
        await s.press("s")
        await s.until(lambda: app.screen.query("Field"))
        for field in app.screen.query("Field").results():
            if field.argument == "amount":  # type: ignore[attr-defined]
                field.set("12.5")  # type: ignore[attr-defined]
        await s.until(lambda: "You get" in s.text(), 500)
        await s.press("ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text(), 500)
        await s.press("tab", *"STAKE", "enter")
        await s.until(lambda: "✓ Final." in s.text(), 1500)
        await s.press("escape", "7")
        await s.until(lambda: "✔ finalized" in s.text(), 500)
        assert [row.action for row in app.session.journal.rows()] == ["stake.add"]
        await s.press("6")
        await s.until(lambda: "you have not voted" in s.text(), 500)
        await s.press("v")
        await s.until(lambda: "○ approve" in s.text())
        await s.press("left", "ctrl+r")
        await s.until(lambda: "type VOTE to sign" in s.text(), 500)
        await s.press("tab", *"VOTE", "enter")
        await s.until(lambda: "✓ Final." in s.text(), 1500)
        await s.press("escape", "5")
        await s.until(lambda: "Text generation" in s.text(), 500)
        await s.until(lambda: "▲" in s.text() or "▼" in s.text(), 2500)
