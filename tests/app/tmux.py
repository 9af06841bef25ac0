"""A program in a tmux of its own: keys go in, and what a person would see comes out."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SECONDS = 60.0
"""How long the slowest answer may take, on a machine busy with other things."""
SHELL = """
"$@"
echo $? > ended
exec sleep 1000
"""
"""Outlives the program: a terminal that loses its last one loses what was written last, and tmux may not
hear that a program ended."""


class Tmux:
    """One session, at first of 80x24, on a server nobody else uses; `close` ends both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = os.environ | {"TMUX_TMPDIR": str(folder), "TERM": "xterm-256color"}
        self._environment.pop("TMUX", None)

    def _do(self, *words: str) -> str:
        command = ["tmux", "-f", "/dev/null", "-L", "s", *words]
        done = subprocess.run(command, capture_output=True, text=True, env=self._environment, timeout=60)
        return done.stdout

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command in the session's folder; the window stays when it ended."""
        told = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        self._do(
            "new-session", "-d", "-s", "s", "-x", "80", "-y", "24", "-c", str(self._folder), *told,
            "sh", "-c", SHELL, "sh", *command, ";", "set", "-g", "status", "off",
        )  # fmt: skip

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size, which tmux may need to be told twice; the program hears of it."""
        end, wanted, size = time.monotonic() + SECONDS, f"{columns}x{rows}", ""
        while size != wanted:
            assert time.monotonic() < end, f"the terminal stays {size}, not {wanted}"
            self._do("resize-window", "-t", "s", "-x", str(columns), "-y", str(rows))
            size = self._do("display", "-p", "-t", "s", "#{pane_width}x#{pane_height}").strip()

    @property
    def pid(self) -> int:
        """The shell around the program that was started."""
        return int(self._do("display", "-p", "-t", "s", "#{pane_pid}"))

    def until_ended(self) -> int:
        """Wait until the program is gone; its exit code."""
        end = time.monotonic() + SECONDS
        while not (code := self._code()):
            assert time.monotonic() < end, f"did not end:\n{self.screen()}"
            time.sleep(0.05)
        return int(code)

    def _code(self) -> str:
        told = self._folder / "ended"
        return told.read_text().strip() if told.exists() else ""

    def screen(self, *, all_of_it: bool = False) -> str:
        """What is shown, with what scrolled away if wanted."""
        return self._do("capture-pane", "-p", "-t", "s", *(("-S", "-", "-J") if all_of_it else ()))

    def until(self, text: str, seconds: float = SECONDS, *, gone: bool = False) -> str:
        """Wait for a text on the screen, wherever it is wrapped, or until it is gone; the screen."""
        end = time.monotonic() + seconds
        while True:
            screen = self.screen()
            toast = " ".join(
                line.rpartition("▌")[2].strip(" ─│") for line in screen.split("\n") if "▌" in line
            )
            if screen.strip() and gone != any(
                text in each for each in (screen, toast, re.sub(r"[\s│]+", " ", screen))
            ):
                return screen
            assert time.monotonic() < end, (
                f"never {'gone' if gone else 'seen'}: {text}\n{screen}\nended: {self._code() or 'no'}"
            )
            time.sleep(0.05)

    def keys(self, *keys: str) -> None:
        """Press keys by tmux's names."""
        self._do("send-keys", "-t", "s", *keys)

    def type(self, *texts: str, tab: bool = True) -> None:
        """Type texts, each followed by a tab, as quickly as the terminal takes them."""
        for text in texts:
            if text:
                self._do("send-keys", "-t", "s", "-l", "--", text)
            if tab:
                self.keys("Tab")

    def close(self) -> None:
        """End the program and the server."""
        self._do("kill-server")
