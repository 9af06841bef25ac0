"""The app on a real terminal: from start to first paint, from key to paint, bytes, memory, idle time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import PROGRAM, Figure

ROWS, COLUMNS = 40, 120
NEURONS = 33_000
PRESSES = 300
BLOCKS = 12
IDLE_SECONDS = 20.0
OPENINGS = 12
SHEETS = (("list of all keys", b"?", b"esc leaves"), ("form to transfer", b"t", b"esc cancel"))
"""What opens, by which key, and what its lower edge says, where the first picture of it ends."""
CURSOR = "▌".encode()
"""Drawn only where a row takes the cursor."""


def figures() -> Iterator[Figure]:
    """Wall time of starts, of keys under a stream of scores, and what the terminal and the machine bear."""
    bare = _bare_seconds()
    yield Figure("first paint of Home", _first_paint() / bare, "x python", 30)
    with _stage(NEURONS, 1.0, 0.1) as screen:
        samples = list(_key_to_paint(screen))
        waits = sorted(wait for wait, _ in samples)
        worked = sorted(wait - held for wait, held in samples)
        yield Figure("key to paint, 33,000 neurons streaming, median", statistics.median(waits), "ms", 16)
        yield Figure("key to paint, the same, p99", waits[len(waits) * 99 // 100], "ms", 50)
        held_out = "the same without waiting for a processor, p99"
        yield Figure(held_out, worked[len(worked) * 99 // 100], "ms", 50)
        yield Figure("memory with 33,000 neurons and 128 subnets", screen.resident_mebibytes(), "MiB", 150)
    with _stage(256, 1.0, 0.1) as screen:
        screen.count(2.5)
        yield Figure(
            "bytes to the terminal per block, 10 % of 256 changed",
            screen.count(BLOCKS) / BLOCKS / 1024,
            "KiB",
            2,
        )
    with _stage(256, 12.0, 0.1) as screen:
        for what, key, edge in SHEETS:
            yield Figure(f"key to the {what}, processor time", _opening(screen, key, edge), "ms", 50)
        screen.count(3)
        before = screen.cpu_seconds()
        screen.count(IDLE_SECONDS)
        yield Figure("idle CPU at 12 s blocks", (screen.cpu_seconds() - before) / IDLE_SECONDS * 100, "%", 1)


class Screen:
    """A program on its own terminal."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.master = master

    def read(self, seconds: float) -> bytes:
        """What is written within that time, as soon as there is something."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, seconds))
        return os.read(self.master, 65536) if ready else b""

    def wait_for(self, text: bytes, seconds: float = 60.0) -> None:
        """Read until it was written."""
        seen, end = b"", time.monotonic() + seconds
        while text not in seen:
            if time.monotonic() > end:
                sys.exit(f"the app never showed {text!r}; last it wrote {seen[-400:]!r}")
            seen += self.read(1.0)

    def count(self, seconds: float) -> int:
        """Bytes written in that time."""
        end, total = time.monotonic() + seconds, 0
        while (left := end - time.monotonic()) > 0:
            total += len(self.read(left))
        return total

    def cpu_seconds(self) -> float:
        """Processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def running_seconds(self) -> float:
        """For how long its first thread has had a processor, finer than `cpu_seconds`."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[0]) / 1e9

    def queued_seconds(self) -> float:
        """For how long its first thread could have run and had no processor."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[1]) / 1e9

    def resident_mebibytes(self) -> float:
        """Memory it holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def terminal(command: list[str], home: str) -> Iterator[Screen]:
    """A program on a terminal of its own, with an empty home and no node unless the command names one."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {
        name: text for name, text in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")
    }
    environment |= {"TERM": "xterm-256color", "TAO_TUI_HOME": home, "BT_NETWORK": "ws://127.0.0.1:9"}
    environment |= {"BT_WALLET_PATH": home}
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    )
    os.close(slave)
    try:
        yield Screen(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _first_paint() -> float:
    """Seconds from the start of the program to its first whole picture, the status line being its end."""
    best = float("inf")
    with tempfile.TemporaryDirectory() as home:
        for _ in range(12):
            started = time.perf_counter()
            with terminal([str(PROGRAM)], home) as screen:
                screen.wait_for(b"no wallet")
                best = min(best, time.perf_counter() - started)
    return best


def _bare_seconds() -> float:
    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        best = min(best, time.perf_counter() - started)
    return best


@contextmanager
def _stage(neurons: int, period: float, share: float) -> Iterator[Screen]:
    command = [sys.executable, "-m", "tests.bench.stage", str(neurons), str(period), str(share)]
    with tempfile.TemporaryDirectory() as home, terminal(command, home) as screen:
        screen.wait_for(b"epoch in")
        screen.count(1.5)
        yield screen


def _key_to_paint(screen: Screen) -> Iterator[tuple[float, float]]:
    """Milliseconds from a key to the row that takes the cursor because of it.

    With each goes for how many of them the app could have run and had no processor.
    """
    for press in range(PRESSES):
        while screen.read(0.0):
            pass
        queued, started = screen.queued_seconds(), time.perf_counter()
        os.write(screen.master, b"j" if press % 40 < 20 else b"k")
        seen = b""
        while CURSOR not in seen:
            seen += screen.read(2.0)
        waited = time.perf_counter() - started
        yield waited * 1000, min(waited, screen.queued_seconds() - queued) * 1000
        time.sleep(0.013)


def _opening(screen: Screen, key: bytes, edge: bytes) -> float:
    """The least milliseconds of work from a key to the sheet it opens, the first time left out."""
    spent = []
    for _ in range(OPENINGS):
        screen.count(0.4)
        started = screen.running_seconds()
        os.write(screen.master, key)
        screen.wait_for(edge)
        spent.append((screen.running_seconds() - started) * 1000)
        screen.count(0.4)
        os.write(screen.master, b"\x1b")
    return min(spent[1:])
