"""What others could read or change is closed, and said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tao_tui.wallet import KeySource, WalletFolder
from tao_tui.wallet.files.permissions import mend_permissions


@pytest.fixture
def alice(folder: WalletFolder) -> WalletFolder:
    folder.import_coldkey("alice", KeySource.uri("//Alice"))
    folder.create_hotkey("alice", "h1")
    return folder


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_closed_folder_is_left_alone(alice: WalletFolder) -> None:
    assert mend_permissions(alice.path) == ()
    assert mend_permissions(alice.path / "nowhere") == ()


def test_an_open_folder_is_closed_and_said_once(alice: WalletFolder) -> None:
    wallet = alice.path / "alice"
    for path in (alice.path, *alice.path.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (said,) = mend_permissions(alice.path)
    assert "more" in said
    assert "may have been copied" in said
    for folder in (alice.path, wallet, wallet / "hotkeys"):
        assert mode(folder) == 0o700
    for file in (wallet / "coldkey", wallet / "hotkeys" / "h1"):
        assert mode(file) == 0o600
    assert mode(wallet / "coldkeypub.txt") == 0o644
    assert mend_permissions(alice.path) == ()


def test_an_archived_key_is_closed_too(alice: WalletFolder) -> None:
    from tao_tui.wallet.upkeep.archive import archive_wallet

    place = archive_wallet(alice, "alice")
    place.chmod(0o755)
    (said,) = mend_permissions(alice.path)
    assert "look into" in said
    assert "copied" not in said  # the keys in it were closed
    assert mode(place) == 0o700


def test_a_link_changes_nothing_elsewhere(alice: WalletFolder, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o755)
    mine.chmod(0o755)
    (alice.path / "linked").symlink_to(mine)
    (alice.path / "alice" / "hotkeys" / "h2").symlink_to(mine)
    (alice.path / "dangling").symlink_to(tmp_path / "nowhere")
    assert mend_permissions(alice.path) == ()
    assert mode(mine) == 0o755


def test_a_link_to_what_others_can_change_is_said(alice: WalletFolder, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    theirs.chmod(0o777)
    (alice.path / "linked").symlink_to(theirs)
    (said,) = mend_permissions(alice.path)
    assert f"{alice.path / 'linked'} (a link to what others can change, of " in said
    assert mode(theirs) == 0o777


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_another_user_is_said(alice: WalletFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    os.chown(alice.path / "alice" / "coldkey", 12345, -1)
    os.chown(alice.path / "alice", 0, -1)
    assert mend_permissions(alice.path) == ()  # root may look after the files of others
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    (said,) = mend_permissions(alice.path)
    assert "Not yours" in said
    assert "12345" in said
