"""Money in the real app on a terminal: what I own, a transfer, what became of it, its undoing, the export."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tao_tui.cli.invocation.embedded_node import EmbeddedNode
from tao_tui.wallet import Book, KeySource, WalletFolder
from tests.app.tmux import Tmux

CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
NEVER_SEEN = "5CDvHBym6RLoxTdX9MS1acpaDbNxaFagqM5LpBiFGjWT6o1n"


@dataclass
class Money:
    """The app of //Alice, who watches //Bob and has //Charlie in her book as shop."""

    tmux: Tmux
    environment: dict[str, str]

    def send(self, to: str, amount: str, until: str) -> None:
        """Fill in the form of a transfer and read its review."""
        self.tmux.keys("t")
        self.tmux.until("ctrl+r review")
        self.tmux.type(to, amount)
        self.tmux.until("Network fee")
        self.tmux.keys("C-r")
        self.tmux.until(until)

    def give_up(self) -> None:
        """Close the review, then the form."""
        self.tmux.keys("Escape")
        self.tmux.until("ctrl+r review")
        self.tmux.keys("Escape")
        self.tmux.until("ctrl+r review", gone=True)

    def look_around(self, columns: int) -> None:
        """Home, the network sheet, every wallet: nothing is cut, watch-only ones count too."""
        t = self.tmux
        t.keys("1")
        t.until("if all were sold now")
        if columns >= 120:
            t.until("Latest")
        t.keys("n")
        t.until("All is well.")
        t.keys("Escape")
        t.until("All is well.", gone=True)
        t.keys("2")
        t.until("All 2")
        t.until("watch-only")
        t.keys("1")
        t.until("if all were sold now")

    def sign(self, word: str) -> None:
        """Type the word, and read the receipt."""
        self.tmux.type(word, tab=False)
        self.tmux.keys("Enter")
        self.tmux.until("✓ Final.")
        self.tmux.until("y copies the hash")
        self.tmux.keys("Escape")
        self.tmux.until("✓ Final.", gone=True)

    def read_it_in_activity(self) -> None:
        """The newest row sent from here, in full; nothing is open, and a payment has no way back."""
        t = self.tmux
        t.keys("7")
        t.until("✔ finalized")
        t.until("shop 10")
        t.until(f"paid 10.000000000 τ to {CHARLIE} (shop)")
        self._told("f", "Nothing is open.")
        self._told("u", "only who received it can send it back")
        t.keys("1")
        t.until("if all were sold now")

    def _told(self, key: str, said: str) -> None:
        """Press a key until what it leads to was seen: a busy machine may look only when a toast has gone."""
        for _ in range(3):
            self.tmux.keys(key)
            try:
                self.tmux.until(said, 8)
                return
            except AssertionError as error:
                unseen = error
        raise unseen

    def only_mine(self) -> None:
        """Others act in this world too: show what was sent from here."""
        self.tmux.keys("7")
        self.tmux.until("looked through")
        self.tmux.keys("v")
        self.tmux.until("Shown: sent from here.")

    def stake_and_undo(self) -> None:
        """Stake to the position under the cursor; what would undo it is the form of the opposite."""
        t = self.tmux
        t.keys("s")
        t.until("ctrl+r review")
        t.type("3")
        t.until("You get")
        t.keys("C-r")
        t.until("type STAKE to sign")
        self.sign("STAKE")
        t.keys("7")
        t.until("stake.add")
        self._told("Home", "tao-tui stake add")  # the cursor stays with its row while new ones come above it
        t.keys("u")
        t.until("Unstake")
        t.until("ctrl+r review")
        t.keys("Escape")
        t.until("ctrl+r review", gone=True)

    def command(self, *arguments: str) -> str:
        """What the same program writes on the command line."""
        line = [sys.executable, "-m", "tao_tui", *arguments]
        done = subprocess.run(
            line, capture_output=True, text=True, env=os.environ | self.environment, timeout=60, check=True
        )
        return done.stdout


@pytest.fixture
def money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Money]:
    """The app on an embedded node of its own."""
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))
    folder = WalletFolder(tmp_path / "wallets")
    folder.import_coldkey("demo", KeySource.uri("//Demo"))
    folder.watch("bobby", BOB)
    Book().add("shop", CHARLIE)
    tmux = Tmux(tmp_path)
    with EmbeddedNode(("--block-time", "0.5")) as node:
        environment = {
            "TAO_TUI_HOME": str(tmp_path / "home"),
            "BT_WALLET_PATH": str(tmp_path / "wallets"),
            "BT_WALLET": "demo",
            "BT_NETWORK": node.url,
            "LANG": "C.UTF-8",
        }
        tmux.start((sys.executable, "-m", "tao_tui"), environment)
        try:
            yield Money(tmux, environment)
        finally:
            tmux.close()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux shows the terminal")
def test_from_what_i_own_to_the_export(money: Money) -> None:
    m, t = money, money.tmux
    t.until("Text gen")
    m.only_mine()
    for columns, lines in ((80, 24), (160, 48)):
        t.resize(columns, lines)
        m.look_around(columns)
        m.send(NEVER_SEEN, "970", "type SEND to sign")
        for said in (NEVER_SEEN, "never been used on this chain", "takes most of the"):
            t.until(said)
        m.give_up()
        m.send("shop", "10", "type SEND to sign")
        t.until(f"{CHARLIE} (shop)")
        m.sign("SEND")
        m.read_it_in_activity()
    m.stake_and_undo()
    rows = list(csv.DictReader(io.StringIO(m.command("activity", "export", "--no-rewards"))))
    mine = [(row["what"], row["tao"]) for row in rows if row["date_of"] == "signing" or row["fee"]]
    assert mine[:2] == [("paid", "-10.000000000")] * 2
    assert "stake_added" in {kind for kind, _ in mine}
    t.keys("C-q")
    assert t.until_ended() == 0
