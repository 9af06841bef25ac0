"""Put away, taken back, deleted: never gone without a second step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tao_tui.wallet import KeySource, WalletFolder
from tao_tui.wallet.upkeep.archive import (
    archive_hotkey,
    archive_wallet,
    delete_archived,
    list_archive,
    take_back,
)
from tests.wallet.conftest import refusal, snapshot

ALICE, HOT = KeySource.uri("//Alice"), KeySource.uri("//Alice//hot")


@pytest.fixture
def alice(folder: WalletFolder) -> WalletFolder:
    folder.import_coldkey("alice", ALICE)
    folder.import_hotkey("alice", "hot", HOT)
    return folder


def test_what_was_put_away_is_whole_and_hidden(alice: WalletFolder) -> None:
    before = snapshot(alice.path / "alice")
    place = archive_wallet(alice, "alice")
    assert alice.list() == ()
    assert snapshot(place) == before
    (archived,) = list_archive(alice)
    assert (archived.name, archived.coldkey, archived.hotkeys) == ("alice", ALICE.address, ("hot",))
    assert take_back(alice, archived.label) == "alice"
    assert snapshot(alice.path / "alice") == before
    assert list_archive(alice) == ()


def test_the_same_name_may_be_put_away_twice(alice: WalletFolder) -> None:
    archive_wallet(alice, "alice")
    alice.import_coldkey("alice", KeySource.uri("//Bob"))
    archive_wallet(alice, "alice")
    found = list_archive(alice)
    assert len({each.label for each in found}) == 2
    take_back(alice, found[0].label)
    error = refusal(lambda: take_back(alice, found[1].label))
    assert error is not None
    assert error.code == "key_exists"
    assert take_back(alice, found[1].label, "second") == "second"


def test_a_hotkey_goes_back_into_its_wallet(alice: WalletFolder) -> None:
    before = snapshot(alice.path / "alice")
    archive_hotkey(alice, "alice", "hot")
    assert alice.wallet("alice").hotkeys == ()
    assert take_back(alice, list_archive(alice)[0].label) == "alice"
    assert snapshot(alice.path / "alice") == before
    assert os.listdir(alice.path / ".removed") == []


def test_a_hotkey_whose_wallet_is_gone_comes_back_alone(alice: WalletFolder) -> None:
    archive_hotkey(alice, "alice", "hot")
    (label,) = (each.label for each in list_archive(alice))
    archive_wallet(alice, "alice")
    assert take_back(alice, label) == "alice+hot"
    assert alice.hotkey("alice+hot", "hot").address == HOT.address


def test_only_what_was_put_away_can_be_deleted(alice: WalletFolder) -> None:
    for label in ("alice", "../alice", "alice@", ".."):
        error = refusal(lambda label=label: delete_archived(alice, label))  # type: ignore[misc]
        assert error is not None
        assert error.code == "wallet_not_found"
    archive_wallet(alice, "alice")
    delete_archived(alice, list_archive(alice)[0].label)
    assert list_archive(alice) == ()
    assert snapshot(alice.path) == {}


def test_a_link_is_not_put_away(alice: WalletFolder, tmp_path: Path) -> None:
    (alice.path / "alice").rename(tmp_path / "real")
    (alice.path / "alice").symlink_to(tmp_path / "real")
    error = refusal(lambda: archive_wallet(alice, "alice"))
    assert error is not None
    assert error.code == "symbolic_link"
    assert (alice.path / "alice").is_symlink()
