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
from tao_tui.screens.sheets.frames_sheet import FramesSheet
from tao_tui.screens.signing.form import ActionForm
from tao_tui.screens.signing.review_sheet import ReviewSheet
from tao_tui.session.session import Session
from tao_tui.session.view_state import ViewState
from tao_tui.wallet import KeySource, WalletFolder
from tests.app.conftest import Stage
from tests.app.fake_world import World
from tests.app.fakes import Clock
from tests.app.key_forms import choose, fill

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


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
        process.communicate(timeout=60)


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
        await s.until(lambda: "Opentide" in s.text() and "Proposal 0" in s.text())
        await s.press("s")
        await s.fill(amount="12.5")
        await s.until(lambda: "You get" in s.text())
        await s.press("ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())
        await s.press("tab", *"STAKE", "enter")
        await s.until(lambda: "✓ Final." in s.text())
        await s.press("escape", "7")
        await s.until(lambda: "✔ finalized" in s.text())
        assert [row.action for row in app.session.journal.rows()] == ["stake.add"]
        await s.press("6")
        await s.until(lambda: "you have not voted" in s.text())
        await s.press("v")
        await s.until(lambda: "○ approve" in s.text())
        await s.press("left", "ctrl+r")
        await s.until(lambda: "type VOTE to sign" in s.text())
        await s.press("tab", *"VOTE", "enter")
        await s.until(lambda: "✓ Final." in s.text())
        await s.press("escape", "5")
        await s.until(lambda: "Text generation" in s.text())
        await s.until(lambda: "▲" in s.text() or "▼" in s.text())


async def send(s: Stage, dest: str, amount: str, **more: str) -> None:
    """Fill in the form behind `t` and ask for the review."""
    await s.press("t")
    await s.until(lambda: isinstance(s.app.screen, ActionForm))
    await s.fill(dest=dest, amount=amount, **more)
    await s.press("ctrl+r")
    await s.until(lambda: isinstance(s.app.screen, ReviewSheet))


async def sign(s: Stage, word: str) -> None:
    """Agree to the review that is shown or on its way, and see it through."""
    await s.until(lambda: isinstance(s.app.screen, ReviewSheet))
    await s.press("tab", *word, "enter")
    await s.until(lambda: "Done in block" in s.text())
    await s.press("escape")


async def test_signed_elsewhere_and_together(app: TaoApp, tmp_path: Path) -> None:
    folder = WalletFolder(tmp_path / "wallets")
    folder.watch("cold", folder.coldkey("demo").address)
    request, answer = str(tmp_path / "request.json"), str(tmp_path / "answer.json")
    async with app.run_test(size=(80, 24)) as pilot:
        s = Stage(app, pilot, app.session, World(), Clock())
        await s.until(lambda: app.session.client is not None and app.session.account is not None)
        assert await app.session.use_wallet("cold")
        await s.press("2")
        await s.until(lambda: "cold" in s.text())
        await send(s, BOB, "1.5")
        assert "watch-only" in s.text()
        await s.press("o")
        await fill(s, file=request)
        await s.until(lambda: isinstance(s.app.screen, FramesSheet) and "1 of" in s.text())
        assert len(s.lines()) == 24
        await s.press("escape")
        await choose(s, "Sign for another machine")
        await fill(s, file=request)
        await s.until(lambda: "Signer" in s.text() and BOB in s.text())
        await fill(s, file=answer, confirm="sign")
        await s.until(lambda: isinstance(s.app.screen, FramesSheet))
        await s.press("escape")
        await choose(s, "Send what was signed elsewhere")
        await fill(s, file=answer)
        await s.until(lambda: "Signer" in s.text())
        await fill(s, confirm="send")
        await s.until(lambda: "Done in block" in s.text())
        await s.press("escape")

        assert await app.session.use_wallet("demo")
        await choose(s, "Multisigs…", "New multisig")
        await fill(s, name="safe", threshold="2", signatories=f"demo, {BOB}")
        await s.until(lambda: "safe is 5" in s.toasts())
        await send(s, "safe", "5")
        await sign(s, "SEND")
        await send(s, "demo", "1", multisig="safe")
        await sign(s, "SEND")
        await choose(s, "Multisigs…", "safe", "1 of 2 approved", "Cancel it")
        await s.until(lambda: "comes back to you" in s.text())
        await s.press("ctrl+r")
        await sign(s, "CANCEL")
        await choose(s, "Multisigs…", "safe", "Forget it")
        await fill(s)
        await s.until(lambda: "safe is forgotten" in s.toasts())
