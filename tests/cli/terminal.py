"""A real terminal around one command: type into it, read what it shows, learn how it ended."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time

SECONDS = 60.0


class Terminal:
    """`tao-tui ARGUMENTS` on a pseudo terminal of 80 columns."""

    def __init__(self, *arguments: str) -> None:
        self.shown = ""
        self._read_to = 0
        self._pid, self._handle = pty.fork()
        if self._pid == 0:
            os.environ["COLUMNS"] = "80"
            # A shell starts background jobs with ctrl-c ignored, and the suite may run in one.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execv(sys.executable, [sys.executable, "-m", "tao_tui", *arguments])

    def until(self, text: str) -> str:
        """Read until `text` is on the screen; what was shown since the last such text."""
        start = self._read_to
        deadline = time.monotonic() + SECONDS
        while (found := self.shown.find(text, start)) < 0:
            assert time.monotonic() < deadline, self.shown
            assert self._read(0.2), f"ended without {text!r}: {self.shown}"
        self._read_to = found + len(text)
        return self.shown[start : self._read_to]

    def type(self, keys: str) -> None:
        """Press keys; \\x03 is ctrl-c."""
        os.write(self._handle, keys.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + SECONDS
        while self._read(0.2):
            assert time.monotonic() < deadline, f"did not end: {self.shown}"
        _, status = os.waitpid(self._pid, 0)
        os.close(self._handle)
        return os.waitstatus_to_exitcode(status)

    def _read(self, seconds: float) -> bool:
        """Take what there is; False at the end."""
        ready, _, _ = select.select([self._handle], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._handle, 65536)
        except OSError:  # the other side of the terminal is closed
            return False
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
