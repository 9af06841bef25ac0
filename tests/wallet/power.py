"""Cut the power in the middle of an operation: before any one of its system calls that change a disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tao_tui.errors import TaoTuiError

CUT = 77
_CHANGING = frozenset(
    {"open", "write", "flush", "fsync", "rename", "replace", "link", "unlink", "mkdir", "rmdir", "chmod"}
)


def cut_at(step: int, operation: Callable[[], object], root: Path) -> bool:
    """Run `operation` in a child that dies before its `step`th changing call; False when it ended earlier.

    What the child had written and not synced is lost: such files below `root` are there, and empty.
    """
    before = {os.lstat(path).st_ino for path in root.rglob("*")}
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _die_before(step, write_end)
        try:
            operation()
        except TaoTuiError:
            os._exit(1)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        synced = {int(line) for line in pipe}
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, CUT), code
    if code == CUT:
        for path in root.rglob("*"):
            status = os.lstat(path)
            if path.is_file() and status.st_ino not in before | synced:
                os.truncate(path, 0)
    return code == CUT


def _die_before(step: int, report: int) -> None:
    """Make this process die before its `step`th changing call; inodes that were synced go to `report`."""
    left = step
    write, fsync = os.write, os.fsync

    def reporting_fsync(handle: int) -> None:
        fsync(handle)
        write(report, f"{os.fstat(handle).st_ino}\n".encode())

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal left
        if event == "c_call" and argument.__name__ in _CHANGING and argument is not write:
            left -= 1
            if left == 0:
                os._exit(CUT)

    os.fsync = reporting_fsync  # type: ignore[assignment]
    sys.setprofile(watch)
