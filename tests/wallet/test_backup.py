"""A backup gives back every byte of the wallet, and nothing from outside it."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tao_tui.wallet import KeySource, Secret, WalletFolder
from tao_tui.wallet.upkeep import backup
from tao_tui.wallet.upkeep.backup import MAGIC, Backup, read_backup, restore_backup, write_backup
from tests.wallet.conftest import refusal, snapshot

ALICE = KeySource.uri("//Alice")
PASSWORD = Secret("pässwörd for a backup")
pytestmark = pytest.mark.usefixtures("cheap_backup")


@pytest.fixture
def alice(folder: WalletFolder) -> WalletFolder:
    folder.import_coldkey("alice", ALICE)
    folder.create_hotkey("alice", "h1")
    folder.create_hotkey("alice", "h2")
    (folder.path / "alice" / "rules.json").write_text("{}")
    return folder


def test_every_byte_comes_back(alice: WalletFolder, tmp_path: Path) -> None:
    file = tmp_path / "alice.bak"
    made = write_backup(alice, "alice", file, PASSWORD)
    assert file.stat().st_mode & 0o777 == 0o600
    assert made.keys == ("coldkey", "rules.json", "hotkeys/h1", "hotkeys/h2")
    text = file.read_bytes()
    assert b"alice" not in text
    assert ALICE.address.encode() not in text
    elsewhere = WalletFolder(tmp_path / "elsewhere")
    assert restore_backup(elsewhere, file, PASSWORD) == "alice"
    assert snapshot(elsewhere.path) == snapshot(alice.path)
    assert restore_backup(elsewhere, file, PASSWORD, "second") == "second"
    error = refusal(lambda: restore_backup(elsewhere, file, PASSWORD))
    assert error is not None
    assert error.code == "key_exists"


def test_the_real_cost_is_bearable(
    alice: WalletFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    write_backup(alice, "alice", tmp_path / "a.bak", PASSWORD)
    head = json.loads((tmp_path / "a.bak").read_bytes().splitlines()[1])
    assert (head["opslimit"], head["memlimit"]) == (3, 256 << 20)


def test_accents_open_it_however_they_are_composed(alice: WalletFolder, tmp_path: Path) -> None:
    import unicodedata

    write_backup(alice, "alice", tmp_path / "a.bak", PASSWORD)
    for form in ("NFC", "NFD"):
        assert read_backup(tmp_path / "a.bak", Secret(unicodedata.normalize(form, PASSWORD.reveal())))


def test_a_wrong_password_and_a_changed_file(alice: WalletFolder, tmp_path: Path) -> None:
    file = tmp_path / "a.bak"
    write_backup(alice, "alice", file, PASSWORD)
    error = refusal(lambda: read_backup(file, Secret("something else entirely")))
    assert error is not None
    assert error.code == "wrong_password"
    whole = file.read_bytes()
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refusal(lambda: read_backup(file, PASSWORD)) is not None
    for length in (0, 5, len(MAGIC), len(MAGIC) + 40, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert refusal(lambda: read_backup(file, PASSWORD)) is not None


def test_what_cannot_be_read_back_is_not_kept(
    alice: WalletFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flipping(path: Path, data: bytes) -> None:
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    monkeypatch.setattr(backup, "store_file", flipping)
    error = refusal(lambda: write_backup(alice, "alice", tmp_path / "a.bak", PASSWORD))
    assert error is not None
    assert error.code == "backup_not_readable"
    assert not (tmp_path / "a.bak").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../coldkey",
        "/etc/passwd",
        "hotkeys/../../x",
        "a/b/c/d",
        "",
        ".",
        "hotkeys/",
        ".ssh",
        "a\\b",
        "\x1b[2J",
        "a\nb",
    ],
)
def test_a_hostile_backup_writes_nothing_outside(folder: WalletFolder, tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.bak"
    file.write_bytes(backup._sealed(Backup("alice", 0, {"coldkey": b"x", name: b"y"}), PASSWORD))  # type: ignore[arg-type]
    before = sorted(os.listdir(tmp_path))
    error = refusal(lambda: restore_backup(folder, file, PASSWORD))
    assert error is not None
    assert error.code == "keyfile_corrupt"
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize("name", ["../alice", "", "a/b", "\x1b[2J"])
def test_a_hostile_name_is_refused(folder: WalletFolder, tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.bak"
    file.write_bytes(backup._sealed(Backup(name, 0, {"coldkey": b"x"}), PASSWORD))  # type: ignore[arg-type]
    refused = refusal(lambda: restore_backup(folder, file, PASSWORD))
    assert (refused is not None and refused.code == "bad_name") or [*folder.path.iterdir()] == [
        folder.path / "[2J"
    ]
    assert not (tmp_path / "alice").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"memlimit": 1 << 40},
        {"opslimit": 10**6},
        {"opslimit": True},
        {"salt": "00"},
        {"kdf": "md5"},
        {"memlimit": -1},
    ],
)
def test_a_hostile_recipe_costs_nothing(alice: WalletFolder, tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "a.bak"
    write_backup(alice, "alice", file, PASSWORD)
    magic, head, rest = file.read_bytes().split(b"\n", 2)
    file.write_bytes(b"\n".join([magic, json.dumps(json.loads(head) | change).encode(), rest]))
    error = refusal(lambda: read_backup(file, PASSWORD))
    assert error is not None
    assert error.code == "keyfile_corrupt"


def test_a_gigabyte_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "big.bak"
    with file.open("wb") as large:
        large.truncate(1 << 30)
    error = refusal(lambda: read_backup(file, PASSWORD))
    assert error is not None
    assert "far too large" in error.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.binary(max_size=200), headed=st.booleans())
def test_any_bytes_are_a_backup_or_refused(tmp_path: Path, data: bytes, headed: bool) -> None:
    file = tmp_path / "any.bak"
    file.write_bytes(MAGIC * headed + data)
    assert refusal(lambda: read_backup(file, PASSWORD)) is not None


def test_a_link_in_the_wallet_is_said_and_not_followed(alice: WalletFolder, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of somebody else")
    (alice.path / "alice" / "hotkeys" / "h3").symlink_to(tmp_path / "secret")
    error = refusal(lambda: write_backup(alice, "alice", tmp_path / "a.bak", PASSWORD))
    assert error is not None
    assert error.code == "not_a_file"


def test_the_format_is_as_described(alice: WalletFolder, tmp_path: Path) -> None:
    """Read with nothing of ours: magic line, recipe line, nonce, XChaCha20-Poly1305 over JSON."""
    from nacl import bindings, pwhash

    write_backup(alice, "alice", tmp_path / "a.bak", PASSWORD)
    magic, head, rest = (tmp_path / "a.bak").read_bytes().split(b"\n", 2)
    recipe = json.loads(head)
    key = pwhash.argon2id.kdf(
        32, PASSWORD.reveal().encode(), bytes.fromhex(recipe["salt"]), recipe["opslimit"], recipe["memlimit"]
    )
    plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
        rest[24:], magic + b"\n" + head, rest[:24], key
    )
    files = json.loads(plain)["files"]
    assert base64.b64decode(files["coldkey"]) == (alice.path / "alice" / "coldkey").read_bytes()
