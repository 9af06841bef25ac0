"""A defect that comes again keeps one traceback; another one keeps its own."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tao_tui.defect import as_failure


def caught(what: str) -> BaseException:
    try:
        raise RuntimeError(what)
    except RuntimeError as error:
        return error


def test_what_fails_again_and_again_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(10))
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("time.strftime", lambda form: f"{next(seconds)}")
    told = [as_failure(caught("out of step")).hint for _ in range(3)]
    (first,) = (tmp_path / "state").glob("fault-*.txt")
    assert len(set(told)) == 1
    assert str(first) in told[0]
    other = as_failure(caught("out of line")).hint
    assert {"out of step" in path.read_text() for path in (tmp_path / "state").iterdir()} == {True, False}
    assert other not in told
    first.unlink()
    assert as_failure(caught("out of step")).hint not in told


def test_a_full_disk_is_no_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    told = as_failure(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert (told.code, told.message) == (
        "disk_unusable",
        "Nothing could be written: No space left on device.",
    )
    assert "Make room" in told.hint
    sealed = as_failure(OSError(errno.EROFS, os.strerror(errno.EROFS), "/sealed/file"))
    assert sealed.message == "Nothing could be written to /sealed/file: Read-only file system."
    assert "Make room" not in sealed.hint
    assert not list(tmp_path.iterdir())
    assert as_failure(OSError(errno.EPIPE, "broken")).code == "fault"
