"""The real program on a real terminal: it starts, quits and crashes without leaving the terminal upset."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from tao_tui.config import Settings
from tao_tui.app import TaoApp, run_app
if {crash}:
    def explode(self):
        word = "zebra"
        raise RuntimeError("made to fall over a " + word[:0])
    TaoApp.action_lock = explode
sys.exit(run_app(Settings("ws://127.0.0.1:9", "nobody", "default", Path({folder!r}), False, "tao-dark")))
"""
SHOWS_CURSOR = b"\x1b[?25h"


class Terminal:
    """A child on its own pseudo terminal."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, slave: int) -> None:
        self.process = process
        self.master = master
        self.slave = slave
        self.seen = b""

    def read(self, seconds: float) -> None:
        """Take what the child writes for at most a moment."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if ready:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                return

    def wait_for(self, pattern: bytes, seconds: float = 60.0) -> None:
        """Read until the pattern was written."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, self.seen[-2000:]
            assert self.process.poll() is None, self.seen[-4000:]
            self.read(0.1)

    def hang_up(self) -> None:
        """Take the terminal away, as a closed window or a killed tmux server does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def wait_for_end(self, seconds: float = 60.0) -> int:
        """Read until the child is gone; its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, self.seen[-2000:]
            self.read(0.05) if self.master >= 0 else time.sleep(0.02)
        if self.master >= 0:
            self.read(0.1)
        return self.process.returncode


@contextmanager
def terminal(
    tmp_path: Path, *, crash: bool = False, size: tuple[int, int] = (24, 80), command: tuple[str, ...] = ()
) -> Iterator[Terminal]:
    """Start the program, or another command, on a terminal of this size."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    code = PROGRAM.format(crash=crash, folder=str(tmp_path / "wallets"))
    stale = {"COLUMNS": "80", "LINES": "24"}  # as some shells export them, true at most until a resize
    process = subprocess.Popen(
        [sys.executable, *(command or ("-c", code))],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=os.environ | stale | {"TERM": "xterm-256color", "TAO_TUI_HOME": str(tmp_path / "home")},
        start_new_session=True,
    )
    try:
        yield (shown := Terminal(process, master, slave))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        shown.hang_up()
        os.close(slave)


def is_sane(term: Terminal, before: list[object]) -> bool:
    """Whether the terminal's modes are what they were, and the screen is the normal one."""
    modes = termios.tcgetattr(term.slave)
    return modes[:4] == before[:4] and b"\x1b[?1049l" in term.seen and SHOWS_CURSOR in term.seen


def test_start_shows_home_and_the_lost_connection_then_quits_cleanly(tmp_path: Path) -> None:
    with terminal(tmp_path) as term:
        before = termios.tcgetattr(term.slave)
        term.wait_for(b"No connection")
        assert b"Home" in term.seen
        os.write(term.master, b"\x11")
        assert term.wait_for_end() == 0
        assert is_sane(term, before)


def test_resizing_draws_again(tmp_path: Path) -> None:
    with terminal(tmp_path) as term:
        term.wait_for(b"No connection")
        assert b"Governance" not in term.seen
        ioctl(term.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
        os.kill(term.process.pid, signal.SIGWINCH)
        term.wait_for(b"Governance")
        os.write(term.master, b"\x11")
        assert term.wait_for_end() == 0


def test_a_crash_restores_the_terminal_and_says_what_happened(tmp_path: Path) -> None:
    with terminal(tmp_path, crash=True) as term:
        before = termios.tcgetattr(term.slave)
        term.wait_for(b"No connection")
        os.write(term.master, b"\x0c")
        assert term.wait_for_end() == 1
        assert is_sane(term, before)
        assert b"tao-tui failed unexpectedly (RuntimeError)" in term.seen
        assert b"zebra" not in term.seen, "a variable's value, which may be a secret"
        (kept,) = (tmp_path / "home" / "state").glob("fault-*.txt")
        assert "made to fall" in kept.read_text()
        assert "zebra" not in kept.read_text().replace('word = "zebra"', "")


def test_it_draws_where_standard_error_goes_to_a_file_and_the_locale_knows_no_utf_8(tmp_path: Path) -> None:
    said = tmp_path / "said"
    plain = f"""
import os, sys
os.dup2(os.open({str(said)!r}, os.O_WRONLY | os.O_CREAT), 2)
os.environ.update(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
os.execv(sys.executable, [sys.executable, "-m", "tao_tui", "-n", "ws://127.0.0.1:9"])
"""
    with terminal(tmp_path, command=("-c", plain)) as term:
        term.wait_for("✗ No connection".encode())
        os.write(term.master, b"q")
        assert term.wait_for_end() == 0
    assert said.read_text() == ""


def test_a_terminal_without_a_moving_cursor_gets_words(tmp_path: Path) -> None:
    program = (
        'import os; os.environ["TERM"] = "dumb"\nfrom tao_tui.__main__ import main; raise SystemExit(main())'
    )
    with terminal(tmp_path, command=("-c", program)) as term:
        assert term.wait_for_end() == 2
        assert b"Commands:" in term.seen
        assert b"on a terminal it can draw on; here is none." in term.seen
        assert b"\x1b[?1049h" not in term.seen


def test_the_app_ends_with_its_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path) as term:
        term.wait_for(b"No connection")
        term.hang_up()
        assert term.wait_for_end() == 128 + signal.SIGHUP


def test_a_request_to_end_restores_the_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path) as term:
        before = termios.tcgetattr(term.slave)
        term.wait_for(b"No connection")
        term.process.terminate()
        assert term.wait_for_end() == 128 + signal.SIGTERM
        assert is_sane(term, before)


def children_of(process: int) -> set[int]:
    """The processes a process started, and those they started."""
    own = {int(text) for text in Path(f"/proc/{process}/task/{process}/children").read_text().split()}
    return own.union(*(children_of(child) for child in own))


@pytest.mark.skipif(sys.platform != "linux", reason="/proc names the children")
def test_the_demo_leaves_no_process_when_its_terminal_goes(tmp_path: Path) -> None:
    with terminal(tmp_path, command=("-m", "tao_tui", "demo")) as term:
        term.wait_for(rb"block .*\d+", 60)
        node = children_of(term.process.pid)
        assert node, "the embedded node is a process of its own"
        term.hang_up()
        term.wait_for_end()
        end = time.monotonic() + 60
        while any(Path(f"/proc/{child}").exists() for child in node):
            assert time.monotonic() < end, node
            time.sleep(0.02)
