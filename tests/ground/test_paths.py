"""Files are written whole, private, and never over a key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tao_tui import paths
from tao_tui.errors import Fault, KeyExists


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_folders_are_for_their_owner(home: Path) -> None:
    for folder in (paths.cache_dir(), paths.state_dir(), paths.journal_file().parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_left_open_is_closed(home: Path) -> None:
    home.mkdir(mode=0o755)
    (home / "cache").mkdir(mode=0o755)
    assert stat.S_IMODE(paths.cache_dir().stat().st_mode) == 0o700


def test_a_file_in_the_way_is_a_clear_fault(home: Path) -> None:
    home.write_text("not a folder")
    with pytest.raises(Fault, match="cannot be used"):
        paths.cache_dir()


def test_a_written_file_is_private_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file"
    paths.write_private(target, b"data")
    assert target.read_bytes() == b"data"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.parent.stat().st_mode) == 0o700
    assert os.listdir(target.parent) == ["file"]


def test_a_folder_of_somebody_else_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    paths.write_private(shared / "file", b"data")
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_replaced_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:

        def no_links(*_: object, **__: object) -> None:
            raise PermissionError(1, "no hard links here")

        monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "key"
    paths.write_private(target, b"old")
    with pytest.raises(KeyExists):
        paths.write_private(target, b"new")
    assert target.read_bytes() == b"old"
    paths.write_private(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["key"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "file"
    paths.write_private(target, b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space"):
        paths.write_private(target, b"new", overwrite=True)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_new_file_that_cannot_be_made_durable_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fail_for_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fail_for_folders)
    with pytest.raises(OSError, match="Input/output"):
        paths.write_private(tmp_path / "key", b"data")
    assert os.listdir(tmp_path) == []
