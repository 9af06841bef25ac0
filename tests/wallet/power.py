"""Cut the power in the middle of an operation: before any one of its system calls that change a disk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tao_tui.errors import TaoTuiError

_CHANGING = frozenset(
    {"open", "write", "flush", "fsync", "rename", "replace", "link", "unlink", "mkdir", "rmdir", "chmod"}
)


def cut_everywhere(operation: Callable[[], object], root: Path, where: Path) -> list[Path]:
    """What is left of `root` when the power goes before each changing call of `operation`, and in the end.

    One child runs it; below `where` stands a copy of the disk for every call, calls between which nothing
    changed sharing one. What was written and not synced is lost: such files are there, and empty.
    """
    where.mkdir()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        images = _Images(root, where)
        _watch(images.take)
        code = 0
        try:
            operation()
        except TaoTuiError:
            code = 1
        sys.setprofile(None)
        images.take()
        os.write(write_end, "\n".join(images.taken).encode())
        os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        names = pipe.read().split("\n")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return [where / name for name in names]


class _Images:
    """Copies of the disk as a power cut would leave it now."""

    def __init__(self, root: Path, where: Path) -> None:
        self.taken: list[str] = []
        self._root = root
        self._where = where
        self._kept = {os.lstat(path).st_ino for path in root.rglob("*")}
        """Inodes whose content is on the disk."""
        self._seen: list[tuple[object, ...]] = []
        fsync = os.fsync

        def noticed(handle: int) -> None:
            fsync(handle)
            self._kept.add(os.fstat(handle).st_ino)

        os.fsync = noticed  # type: ignore[assignment]

    def take(self) -> None:
        """Make one, unless nothing changed since the last."""
        state = [self._state(path) for path in sorted(self._root.rglob("*"))]
        if not self.taken or state != self._seen:
            self._seen = state
            self.taken.append(str(len(self.taken)))
            self._copy(self._where / self.taken[-1])
        else:
            self.taken.append(self.taken[-1])

    def _state(self, path: Path) -> tuple[object, ...]:
        status = os.lstat(path)
        kept = status.st_ino in self._kept
        return str(path), status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode, kept

    def _copy(self, image: Path) -> None:
        shutil.copytree(self._root, image, symlinks=True)
        for path in self._root.rglob("*"):
            if path.is_file() and os.lstat(path).st_ino not in self._kept:
                os.truncate(image / path.relative_to(self._root), 0)


def _watch(before_change: Callable[[], None]) -> None:
    """Call `before_change` before every call of this thread that changes a disk."""

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and argument.__name__ in _CHANGING:
            before_change()

    sys.setprofile(watch)
