"""Writing fails at every step there is, and is killed at the worst one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.errors import KeyExists, WalletError
from tao_tui.wallet import KeySource, PublicKey, WalletFolder
from tao_tui.wallet.disk.storing import BUILDING

from .conftest import snapshot

ALICE = KeySource.uri("//Alice")


def failing(at_call: int, real: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    def step(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at_call:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    return step


def break_step(monkeypatch: pytest.MonkeyPatch, step: str, at_call: int) -> None:
    monkeypatch.setattr(os, step, failing(at_call, getattr(os, step)))
    if step == "link":  # a file system without links goes another way, which is to fail as well
        monkeypatch.setattr(os, "replace", failing(1, os.replace))


@pytest.mark.parametrize(
    ("step", "calls"),
    [("rename", range(1, 2)), ("link", range(1, 5)), ("fsync", range(1, 10)), ("mkdir", range(2, 4))],
)
def test_a_failed_creation_leaves_nothing(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch, step: str, calls: range
) -> None:
    folder.import_coldkey("old", ALICE)
    before = snapshot(folder.path)
    for at_call in calls:
        with monkeypatch.context() as patch:
            break_step(patch, step, at_call)
            with pytest.raises(WalletError, match="No space left") as caught:
                folder.create("new", hotkey="h1")
        assert caught.value.code == "folder_unusable"
        assert snapshot(folder.path) == before
        assert [path.name for path in folder.path.iterdir()] == ["old"]
    assert folder.create("new", hotkey="h1").hotkey is not None


@pytest.mark.parametrize(("step", "times"), [("link", 2), ("fsync", 4)])
def test_a_failed_hotkey_leaves_nothing(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    folder.import_coldkey("alice", ALICE)
    folder.create_hotkey("alice", "h1")
    before = snapshot(folder.path)
    for at_call in range(1, times + 1):
        with monkeypatch.context() as patch:
            break_step(patch, step, at_call)
            with pytest.raises(WalletError) as caught:
                folder.create_hotkey("alice", "h2")
        assert caught.value.code == "folder_unusable"
        assert snapshot(folder.path) == before
    assert folder.create_hotkey("alice", "h2").key.address


@pytest.mark.parametrize("function", ["os.rename", "os.link", "os.fsync", "os.replace"])
def test_a_killed_creation_shows_no_wallet(folder: WalletFolder, function: str) -> None:
    program = f"""
import os
from pathlib import Path
from tao_tui.wallet import WalletFolder
def killed(*arguments, **options):
    os.kill(os.getpid(), 9)
{function} = killed
WalletFolder(Path({str(folder.path)!r})).create("alice", hotkey="h1")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    if function == "os.replace":
        assert run.returncode == 0
        assert len(folder.list()) == 1
        return
    assert run.returncode == -9
    assert folder.list() == ()
    made = folder.create("alice")
    assert folder.list()[0].coldkey == made.coldkey.address


def test_what_a_killed_run_left_is_swept_when_it_is_old(folder: WalletFolder) -> None:
    folder.path.mkdir()
    old, young = folder.path / f"{BUILDING}old", folder.path / f"{BUILDING}young"
    for path in (old, young):
        path.mkdir()
        (path / "coldkey").write_text("{}")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    folder.import_coldkey("alice", ALICE)
    assert not old.exists()
    assert young.exists()
    assert [wallet.name for wallet in folder.list()] == ["alice"]


def test_somebody_who_takes_the_name_meanwhile_keeps_it(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.rename

    def outrun(source: Path, target: Path) -> None:
        Path(target).mkdir()
        (Path(target) / "coldkey").write_text("theirs")
        real(source, target)

    monkeypatch.setattr(os, "rename", outrun)
    with pytest.raises(KeyExists):
        folder.create("alice")
    assert snapshot(folder.path) == {"alice/coldkey": b"theirs"}


def test_somebody_elses_hotkey_is_not_taken_back(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.import_coldkey("alice", ALICE)
    real = os.link

    def outrun(source: Path, target: Path) -> None:
        Path(target).write_text("theirs")
        real(source, target)

    monkeypatch.setattr(os, "link", outrun)
    with pytest.raises(KeyExists):
        folder.create_hotkey("alice", "h1")
    assert (folder.path / "alice/hotkeys/h1").read_text() == "theirs"
    assert not (folder.path / "alice/hotkeys/h1pub.txt").exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WalletError, match="Nothing could be written") as caught:
        WalletFolder(tmp_path / "file" / "wallets").create("alice")
    assert "--wallet-path" in caught.value.hint


def test_a_refused_write_takes_nothing_of_others_away(folder: WalletFolder) -> None:
    key = folder.import_coldkey("alice", ALICE)
    before = snapshot(folder.path)
    with pytest.raises(KeyExists):
        folder.restore_public("alice", PublicKey(key.address, key.crypto_type))
    assert snapshot(folder.path) == before


def test_the_same_key_imported_twice_at_once_is_there(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.import_coldkey("alice", ALICE)
    real = os.link

    def outrun(source: Path, target: Path) -> None:
        Path(target).write_bytes(Path(source).read_bytes())
        real(source, target)

    monkeypatch.setattr(os, "link", outrun)
    with pytest.raises(KeyExists):
        folder.import_hotkey("alice", "h1", ALICE)
    assert (folder.path / "alice/hotkeys/h1").exists()


def test_another_process_that_names_its_wallet_meanwhile_is_no_failure(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.path.mkdir()
    (folder.path / f"{BUILDING}theirs").mkdir()
    real = os.scandir

    def outrun(root: Path) -> list[os.DirEntry[str]]:
        entries = list(real(root))
        (folder.path / f"{BUILDING}theirs").rename(folder.path / "theirs")
        return entries

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", outrun)
        folder.import_coldkey("alice", ALICE)
    assert sorted(path.name for path in folder.path.iterdir()) == ["alice", "theirs"]
