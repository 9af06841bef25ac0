"""What the process that holds a key may do: no dump, no debugger, no new file, nothing past its time."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Final

SLEPT: Final = 76
"""The exit code of a process that ended because the machine had slept."""

_PR_SET_DUMPABLE: Final = 4
_MCL_CURRENT: Final = 1
_TICK_SECONDS: Final = 5.0
_GAP_SECONDS: Final = 2.0


def harden() -> None:
    """No core dump, no debugger of the same user, no death by the terminal's interrupt key."""
    keep_memory_private()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def keep_memory_private() -> None:
    """No core dump of this process and, on Linux, no debugger of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def seal() -> None:
    """From here on no descriptor can be opened, hence no socket: what is open stays usable."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def lock_memory(key: object) -> str:
    """Keep the process out of swap: `all` of it, the `key` alone where the limit is small, or `no`."""
    if sys.platform != "linux":
        return "no"
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    with suppress(OSError, ValueError):
        most = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    if libc.mlockall(_MCL_CURRENT) == 0:
        return "all"
    held = libc.mlock(ctypes.c_void_p(id(key)), ctypes.c_size_t(sys.getsizeof(key)))
    return "key" if held == 0 else "no"


def end_after(seconds: float) -> None:
    """The alarm's default action ends the process, whatever it is doing."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))  # zero would mean never


class Lease:
    """The time a key may be held: it runs while the machine sleeps, and ends when it wakes from that."""

    def __init__(self, seconds: float) -> None:
        self._deadline = passed() + seconds
        self._slept = passed() - awake()
        signal.signal(signal.SIGALRM, self._tick)
        self._tick(0, None)

    def seconds_left(self) -> float:
        """Until the process ends by itself."""
        return max(0.0, self._deadline - passed())

    def check(self) -> None:
        """End the process if its time is up or the machine slept."""
        if passed() - awake() - self._slept > _GAP_SECONDS:
            os._exit(SLEPT)
        if self.seconds_left() <= 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGALRM)

    def _tick(self, number: int, frame: FrameType | None) -> Any:
        self.check()
        signal.setitimer(signal.ITIMER_REAL, max(0.001, min(_TICK_SECONDS, self.seconds_left())))


def passed() -> float:
    """Seconds of a clock that nobody can set and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def awake() -> float:
    """Seconds of a clock that stands still while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_UPTIME_RAW", time.CLOCK_MONOTONIC))
