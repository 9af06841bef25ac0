"""Stake in the real app on a real terminal over the embedded node: flow after flow, at both sizes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tao_tui.wallet import KeySource, WalletFolder
from tests.app.tmux import Tmux

PROGRAM = """
import sys
from pathlib import Path
from tao_tui.app import run_app
from tao_tui.config import Settings
sys.exit(run_app(Settings(sys.argv[1], "demo", "default", Path(sys.argv[2]), False, "tao-dark")))
"""
pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux shows")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded node with quick blocks on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tao_tui", "devnet", "run", "--port", "0", "--block-time", "1"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"TAO_TUI_HOME": str(tmp_path_factory.mktemp("node"))},
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


class Story:
    """The demo account's app on a terminal, in its Stake place."""

    def __init__(self, tmux: Tmux) -> None:
        self.tmux = tmux

    def look(self, *texts: str) -> str:
        """Wait until the screen shows every text; nothing on it is wider than the terminal."""
        screen = ""
        for text in texts:
            screen = self.tmux.until(text)
        return screen

    def form(self, key: str, *values: str, sees: str) -> str:
        """Open a form, fill in what it asks for first, and read what it says it would do."""
        self.tmux.keys(key)
        self.tmux.until("tab next")
        self.tmux.type(*values[:-1])
        self.tmux.type(*values[-1:], tab=False)
        return self.look(sees)

    def review(self, *sees: str) -> str:
        """Go on to the review, and read it."""
        self.tmux.keys("C-r")
        return self.look("to sign:", *sees)

    def sign(self, word: str, *sees: str) -> None:
        """Type the word, follow it to its end, and close the sheet."""
        self.tmux.type(word, tab=False)
        self.tmux.keys("Enter")
        self.look("✓ Final.", *sees, "esc closes")
        self.close("esc closes")

    def close(self, text: str) -> None:
        """Press Escape, which a terminal needs alone, and wait until the sheet with this text is gone."""
        self.tmux.keys("Escape")
        self.tmux.until(text, gone=True)

    def leave(self) -> None:
        """Close the review and the form behind it."""
        self.close("to sign:")
        self.tmux.until("tab next")
        self.close("tab next")


@pytest.fixture
def story(node: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Story]:
    """The app in Stake, with a key that costs nothing to open."""
    WalletFolder(tmp_path / "wallets").import_coldkey("demo", KeySource.uri("//Demo"))
    tmux = Tmux(tmp_path)
    tmux.start(
        (sys.executable, "-c", PROGRAM, node, str(tmp_path / "wallets")),
        {"TAO_TUI_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"},
    )
    tmux.resize(*request.param)
    try:
        tmux.until("Total")
        tmux.keys("3")
        tmux.until("Validators of subnet 0")
        tmux.until("Rootwell")
        yield Story(tmux)
    finally:
        tmux.close()


@pytest.mark.parametrize("story", [(80, 24)], indirect=True)
def test_every_way_of_stake_on_a_small_terminal(story: Story) -> None:
    s, t = story, story.tmux
    t.keys("Down", "Down")
    s.look("Validators of subnet 1")
    s.form("s", "0", sees="The amount is zero")
    t.keys("C-a", "C-k")
    t.type("1000000", tab=False)
    s.look("NotEnoughBalanceToStake")
    t.keys("C-a", "C-k")
    t.type("12", tab=False)
    s.look("Opentide on 1 Text generation", "You have 1,000.000000000 τ free.", "After")
    s.review("“Opentide”", "1 Text generation")
    s.sign("STAKE", "Stake 12.000000000 τ")

    s.form("u", "all", sees="the whole position")
    s.review("remove_stake_full_limit")
    s.leave()
    s.form("w", "10", "1", sees="SameNetuid")
    t.keys("BSpace")
    t.type("2", tab=False)
    s.look("→ 2 Image generation", "Limit ratio")
    s.review("swap_stake_limit")
    s.leave()
    s.form("v", "10", sees="To hotkey")
    t.keys("Tab", "Down")
    s.look("type to narrow", "take 18.0 %")
    t.type("Datanaut", tab=False)
    t.keys("Enter")
    s.look("→ Datanaut", "Arrives")
    s.review("“Datanaut”")
    s.sign("MOVE", "Move")
    s.form("g", "1", "demo", sees="use: “Move stake”")
    s.close("tab next")

    t.keys("m", "m", "u")
    s.look("2 at once", "StakeUnavailable: more of the stake is locked")
    s.close("tab next")
    t.keys("Up", "m", "m", "u")
    s.look("2 at once", "You get")
    screen = s.review("Worst case", "Trade 1")
    assert screen.index("Worst case") < screen.index("Trade 1")
    s.leave()
    t.keys("x")
    s.look("Unstake everything", "is locked", "Worst case")
    s.close("tab next")


@pytest.mark.parametrize("story", [(160, 48)], indirect=True)
def test_choosing_locking_and_standing_rules_on_a_large_terminal(story: Story) -> None:
    s, t = story, story.tmux
    t.keys("Down", "Down", "Down")
    screen = s.look("Validators of subnet 2", "Image generation", "if sold")
    assert "Image gener…" not in screen
    t.keys("l")
    s.look("in 30 days", "in 90 days", "in 365 days", "Rootwell")
    s.close("in 365 days")
    t.until("% last")  # a chain this young knows yields only from its first epoch on
    t.keys("Tab", "m", "m", "m", "c")
    s.look("Side by side", "would have earned", "3 Datanaut")
    s.close("Side by side")
    t.keys("Enter")
    s.look("of what its stakers earn", "votes for")
    s.close("votes for")
    for typed, sees in (
        ("auto", "Auto-stake of demo"),
        ("claims", "Root claims of demo"),
        ("child", "Child hotkeys of demo"),
        ("takes", "Takes of demo"),
        ("proxies", "Proxies of demo"),
    ):
        t.keys("e")
        s.look("More about stake")
        t.type(typed, tab=False)
        t.keys("Enter")
        s.look(sees, "esc close")
        s.close(sees)
    t.keys("e")
    s.look("More about stake")
    t.type("recycle", tab=False)
    t.keys("Enter")
    s.look("Recycle alpha", "tab next")
    t.keys("C-t")
    s.look("Another account, whose proxy")
