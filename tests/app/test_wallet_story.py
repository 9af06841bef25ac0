"""Keys in the real app on a terminal of 80x24: flow after flow, and no secret stays anywhere."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.tmux import Tmux
from tests.cli.test_no_leak import family

CHEAP = """
from tao_tui.wallet.files import nacl_box
from tao_tui.wallet.upkeep import backup
nacl_box.OPSLIMIT, nacl_box.MEMLIMIT, backup.OPSLIMIT, backup.MEMLIMIT = 3, 8192, 1, 8192
"""
"""Keys cost little to encrypt, here and in the processes that open them."""

PROGRAM = """
import sys
from pathlib import Path
from tao_tui.app import run_app
from tao_tui.config import Settings
from tao_tui.screens.keys.form import KeyForm
leave = KeyForm.action_leave
def explode(self):
    if self.job.label == "Bring a wallet":
        raise RuntimeError("made to fall")
    leave(self)
KeyForm.action_leave = explode
sys.exit(run_app(Settings("ws://127.0.0.1:9", "main", "default", Path(sys.argv[1]), False, "tao-dark")))
"""

WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PASSPHRASE = "Gannet-harpsichord-55-nougat"
FIRST, SECOND = "Ocelot-umbrella-29-marzipan", "Quokka-lighthouse-83-fennel"
APART = "Tapir-accordion-61-saffron"
"""The password of what leaves this machine."""


class Story:
    """The app, and every secret it was told or told itself."""

    def __init__(self, tmux: Tmux, folder: Path) -> None:
        self.tmux = tmux
        self.folder = folder
        self.secrets = {FIRST, SECOND, APART, PASSPHRASE}
        self.keep(WORDS.split())
        self.seen: set[bytes] = set()

    def keep(self, words: list[str]) -> None:
        """Count any three words in a row as a secret."""
        self.secrets |= {" ".join(words[start : start + 3]) for start in range(len(words) - 2)}

    def begin(self, *steps: str) -> None:
        """Take lines of the menu behind `m`, each given as what is typed and the title that then shows."""
        self.tmux.keys("m")
        self.tmux.until("type to narrow")
        for typed, title in zip(steps[::2], steps[1::2], strict=True):
            self.tmux.type(typed, tab=False)
            self.tmux.keys("Enter")
            self.tmux.until(f"╭─ {title}")

    def do(self, *values: str, then: str) -> None:
        """Fill the form that is open, press its button, and see how it ends, with nothing secret in sight."""
        self.tmux.until("tab next")
        self.tmux.type(*values)
        self.tmux.keys("Tab", "Enter")
        self.tmux.until(then)
        self.look()

    def close(self) -> None:
        """Close the sheet that tells how a task ended."""
        self.tmux.keys("Escape")
        self.tmux.until("esc closes", gone=True)

    def look(self, *, everything: bool = False) -> None:
        """Nothing secret is on the screen, and none of the processes shows one to others."""
        screen = re.sub(r"[\s│╭╮╰╯─]+", " ", self.tmux.screen(all_of_it=everything))
        assert not [secret for secret in self.secrets if secret in screen], screen
        for process in family(self.tmux.pid):
            for file in ("cmdline", "environ"):
                try:
                    self.seen.add(Path(f"/proc/{process}/{file}").read_bytes())
                except OSError:
                    continue

    def write_down(self, name: str) -> list[str]:
        """Read the words from the screen, prove that they were written down, and have them forgotten."""
        screen = self.tmux.until("esc writes nothing")
        words = re.findall(r"\d+ ([a-z]+)", screen[screen.index("Write these") :])
        self.keep(words)
        self.tmux.keys("Enter")
        asked = re.findall(r"word (\d+)", self.tmux.until("From your paper"))
        wanted = list(dict.fromkeys(int(number) for number in asked))
        self.tmux.type(" ".join(words[number - 1] for number in wanted), tab=False)
        self.tmux.keys("Enter")
        self.tmux.until(name)
        self.look()
        return words


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """The app in an empty home, with keys that cost little."""
    (tmp_path / "cheap").mkdir()
    (tmp_path / "cheap" / "sitecustomize.py").write_text(CHEAP)
    tmux = Tmux(tmp_path)
    tmux.start(
        (sys.executable, "-c", PROGRAM, str(tmp_path / "wallets")),
        {"TAO_TUI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(tmp_path / "cheap"), "LANG": "C.UTF-8"},
    )
    try:
        yield Story(tmux, tmp_path)
    finally:
        tmux.close()


@pytest.mark.skipif(
    shutil.which("tmux") is None or sys.platform != "linux", reason="tmux shows, and /proc names processes"
)
def test_every_flow_of_keys_leaves_no_secret_behind(story: Story) -> None:
    s, t, kept = story, story.tmux, story.folder / "kept"
    kept.mkdir()
    backup, export, paper = (str(kept / name) for name in ("main.bak", "main.json", "paper.txt"))
    t.until("No wallet")
    t.keys("2")
    t.until("No wallets yet")

    t.keys("n")
    t.until("Welcome")
    t.keys("Enter")
    t.until("How many words")
    t.type("main", FIRST, FIRST, "", "")
    t.keys("Tab", "Enter")
    words = s.write_down("Wallet main is in use")
    t.keys("n")
    t.until("Another wallet")
    t.keys("Down", "Enter")
    t.until("Never type your words")
    t.type("second", WORDS, FIRST, FIRST, PASSPHRASE)
    t.keys("Right", "Tab")
    s.do(then="Wallet second is in use")

    s.begin("check", "Check a backup · second")
    t.type(WORDS)
    t.until("winner thank yellow")
    with pytest.raises(AssertionError):
        s.look()  # words are shown while they are typed, and the search finds them
    s.do(PASSPHRASE, then="It matches")
    t.keys("Up", "Enter")
    t.until("main is in use")
    t.keys("h")
    t.until("New hotkey · main")
    t.type("miner")
    t.keys("Tab", "Enter")
    s.write_down("Hotkey miner")
    s.begin("hotkey…", "A hotkey of main", "miner", "main/miner", "Encrypt", "Encrypt · main/miner")
    s.do(SECOND, SECOND, then="miner is encrypted under the new")
    s.begin("hotkey…", "A hotkey of main", "miner", "main/miner", "sign", "Sign a message · main/miner")
    s.do("hello", FIRST, then="does not open")
    time.sleep(0.3)  # a button takes no second press while it shows the first
    t.type(SECOND)
    t.keys("Tab", "Enter")
    t.until("y copies")
    s.look()
    s.close()
    s.begin("change the", "Change the password · main")
    s.do(FIRST, SECOND, SECOND, then="main is encrypted under the new")
    s.begin("spending", "Spending rules · main")
    s.do("5", "20", "main", "0,1", "", "1=0.3", SECOND, then="at most 20.0")
    s.close()
    s.begin("back up", "Back up · main")
    t.keys("C-a", "C-k")
    s.do(backup, APART, APART, then="it was read back")
    s.begin("export", "Export for polkadot.js · main")
    t.keys("C-a", "C-k")
    s.do(export, SECOND, APART, APART, then="holds the key")
    s.begin("paper", "Write a paper sheet · main")
    t.keys("C-a", "C-k")
    s.do(paper, SECOND, "paper", then="whoever reads it has the key")
    assert words[0] in Path(paper).read_text()
    s.begin("put away", "Put away · main")
    s.do("remove", then="Wallet main was put away")
    s.begin("restore", "Restore a backup")
    s.do(backup, APART, "again", then="Wallet again is there again")
    t.keys("C-o")
    t.until("open for")
    t.keys("Enter")
    t.until("Password of again")
    t.type(SECOND, tab=False)
    t.keys("Enter")
    t.until("unlocked 5m")
    s.look()
    t.keys("C-l")
    t.until("again read-only")

    s.begin("bring a wallet", "Bring a wallet")
    t.type("third", WORDS, SECOND, SECOND, PASSPHRASE)
    t.until("•" * len(PASSPHRASE))
    t.keys("Escape")
    t.until("failed unexpectedly (RuntimeError)")
    s.look(everything=True)
    [fault] = (story.folder / "home" / "state").glob("fault-*.txt")
    assert "made to fall" in fault.read_text()
    assert not [secret for secret in s.secrets for shown in s.seen if secret.encode() in shown]
    for path in story.folder.rglob("*"):
        if path.is_file() and not path.is_relative_to(kept):
            assert not [secret for secret in s.secrets if secret.encode() in path.read_bytes()], path
