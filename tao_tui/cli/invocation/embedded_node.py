"""The embedded node as a process of its own: for one run, or kept in the background for `--network dev`."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING, Final, Self

from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.cli.terminal.diagnostics import Diagnostics

READY: Final = "ready "
"""What `devnet run` prints before its address when it serves."""

_PROGRAM: Final = (sys.executable, "-m", "tao_tui")
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 5.0


class EmbeddedNode:
    """A node that lives as long as a `with` block and no longer than this process, serving at `url`."""

    def __init__(self, options: Sequence[str]) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*_PROGRAM, "devnet", "run", "--port", "0", "--until-stdin-closes", *self._options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
            line = self._first_line()
            if line.startswith(READY):
                self.url = line.removeprefix(READY).strip()
                return self
            self._stop()
            said.seek(0)
            raise _did_not_start(said.read())

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _first_line(self) -> str:
        """What it prints first; one silent for too long is ended, which ends its output."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        watchdog = Timer(_START_SECONDS, process.kill)
        watchdog.start()
        try:
            return process.stdout.readline()
        except BaseException:
            self._stop()
            raise
        finally:
            watchdog.cancel()

    def _stop(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def ensure_running(say: Diagnostics) -> None:
    """Make sure this user's embedded node runs, starting one in the background when it does not.

    It goes on with the chain it made the last time.
    """
    from tao_tui.paths import state_dir

    if running() is not None:
        return
    say.progress("Starting the embedded node in the background; stop it with: tao-tui devnet stop")
    log = state_dir() / "devnet.log"
    with log.open("wb") as file:
        os.chmod(log, 0o600)
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*_PROGRAM, "devnet", "run", "--port", "0", "--unless-running", "--state", str(kept_chain())],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_SECONDS
    while running() is None:
        # One that ends in order gave way to another that was started in the same moment.
        if process.poll() or time.monotonic() > deadline:
            process.kill()
            raise _did_not_start(log.read_text("utf-8", "replace"))
        time.sleep(0.05)


def running() -> int | None:
    """The process id of this user's embedded node, or `None` when there is none.

    A node holds a lock as long as it lives, so neither a crash nor a reused process id can deceive.
    """
    with _lock_file().open("a+b") as lock:
        if _locked(lock):
            return None
    try:
        pid = int(json.loads(state_file().read_bytes())["pid"])
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return pid


def stop_running() -> bool:
    """End this user's embedded node; whether there was one."""
    pid = running()
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while running() == pid and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def state_file() -> Path:
    """Where the running node says that it runs, and at which address."""
    from tao_tui.paths import state_dir

    return state_dir() / "devnet.json"


def kept_chain() -> Path:
    """Where the node in the background keeps its chain."""
    from tao_tui.paths import state_dir

    return state_dir() / "devnet.sqlite"


class Claim:
    """The name `dev` for this process, held until it is let go; a second node goes without."""

    def __init__(self) -> None:
        self._lock = _lock_file().open("a+b")
        self.held = _locked(self._lock)
        if self.held:
            # One that was killed could not take its own back.
            state_file().unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def announce(self, url: str) -> None:
        """Say where this process serves, for `--network dev`."""
        from tao_tui.paths import write_private

        if self.held:
            content = json.dumps({"url": url, "pid": os.getpid()}).encode()
            write_private(state_file(), content, overwrite=True)

    def release(self) -> None:
        """Take the announcement back."""
        if self.held:
            state_file().unlink(missing_ok=True)
        self._lock.close()


def _lock_file() -> Path:
    return state_file().with_suffix(".lock")


def _locked(file: IO[bytes]) -> bool:
    """Whether the lock is ours now; closing the file lets it go."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _did_not_start(said: str) -> Fault:
    last = said.strip().splitlines()[-2:]
    return Fault(
        "The embedded node did not start." + (f" It said: {' '.join(last)}" if last else ""),
        hint="Run tao-tui devnet run to see all it says.",
        code="devnet_failed",
    )
