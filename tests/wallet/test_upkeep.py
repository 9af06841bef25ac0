"""Passwords changed, names changed: the key stays the same and is never out of reach."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from tao_tui.errors import TaoTuiError, WalletError
from tao_tui.wallet import ED25519, KeySource, Secret, WalletFolder
from tao_tui.wallet.agent.keywork import polkadot_export, reveal
from tao_tui.wallet.disk.locking import changing
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.upkeep.changes import change_password, rename_hotkey, rename_wallet
from tao_tui.wallet.upkeep.paper import paper_sheet
from tao_tui.wallet.upkeep.repair import repair_key
from tests.wallet.conftest import refusal, snapshot

ALICE, HOT = KeySource.uri("//Alice"), KeySource.uri("//Alice//hot")
OLD, NEW = Secret("correct horse battery 77"), Secret("another long password 88")
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.fixture
def alice(folder: WalletFolder, fast_kdf: None, keywork_here: None) -> WalletFolder:
    folder.import_coldkey("alice", ALICE, OLD)
    folder.import_hotkey("alice", "hot", HOT)
    return folder


def test_a_changed_password_opens_the_same_key(alice: WalletFolder) -> None:
    key = alice.coldkey("alice")
    assert change_password(alice, key, OLD, NEW).encrypted
    assert public_of_keypair(open_keyfile(key.path, NEW)).address == ALICE.address
    assert refusal(lambda: open_keyfile(key.path, OLD)) is not None
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert not change_password(alice, key, NEW, None).encrypted
    assert json.loads(key.path.read_bytes())["ss58Address"] == ALICE.address


def test_a_hotkey_is_encrypted_and_decrypted(alice: WalletFolder) -> None:
    changed = change_password(alice, alice.hotkey("alice", "hot"), None, NEW)
    assert changed.encrypted
    assert alice.wallet("alice").hotkeys[0].encrypted
    assert not change_password(alice, changed, NEW, None).encrypted
    assert public_of_keypair(open_keyfile(changed.path, None)).address == HOT.address


def test_a_wrong_password_changes_nothing(alice: WalletFolder) -> None:
    before = snapshot(alice.path)
    error = refusal(lambda: change_password(alice, alice.coldkey("alice"), NEW, OLD))
    assert error is not None
    assert error.code == "wrong_password"
    assert snapshot(alice.path) == before


@pytest.mark.parametrize(
    ("wallet", "password"),
    [
        ("legacy/raw_mnemonic", None),
        ("legacy/raw_seed_hex", None),
        ("legacy/phrase_only", None),
        ("btwallet9/seedplain", None),
        ("legacy/ansible", "Test-pass-1!"),
    ],
)
def test_every_older_form_becomes_the_modern_one(
    golden: Path, wallet: str, password: str | None, keywork_here: None, fast_kdf: None
) -> None:
    group, _, name = wallet.partition("/")
    folder = WalletFolder(golden / group)
    if not (golden / wallet / "coldkey").is_file():
        pytest.skip("not among the golden wallets here")
    key = folder.coldkey(name)
    changed = change_password(folder, key, Secret(password) if password else None, NEW)
    assert changed.path.read_bytes().startswith(b"$NACL")
    assert public_of_keypair(open_keyfile(changed.path, NEW)).address == key.address


def test_the_key_is_worked_on_in_a_process_of_its_own(folder: WalletFolder) -> None:
    """The whole way once, at its real cost."""
    key = folder.import_coldkey("alice", KeySource.mnemonic(WORDS, crypto_type=ED25519))
    encrypted = change_password(folder, key, None, NEW)
    assert reveal(encrypted, NEW) == ("mnemonic", Secret(WORDS))
    assert refusal(lambda: reveal(encrypted, None)) is not None


def test_a_key_of_somebody_else_is_not_resealed(alice: WalletFolder) -> None:
    key = alice.hotkey("alice", "hot")
    key.path.write_bytes(b"0x" + b"ab" * 32)
    error = refusal(lambda: change_password(alice, key, None, NEW))
    assert error is not None
    assert error.code == "key_mismatch"


def test_a_link_is_not_written_through(alice: WalletFolder, tmp_path: Path) -> None:
    key = alice.coldkey("alice")
    target = tmp_path / "elsewhere"
    key.path.rename(target)
    key.path.symlink_to(target)
    before = target.read_bytes()
    error = refusal(lambda: change_password(alice, key, OLD, NEW))
    assert error is not None
    assert error.code == "symbolic_link"
    assert target.read_bytes() == before
    assert key.path.is_symlink()


def test_one_change_at_a_time(alice: WalletFolder) -> None:
    with (
        changing(alice.path / "alice"),
        pytest.raises(WalletError) as caught,
        changing(alice.path / "alice", patience=0.1),
    ):
        pass
    assert caught.value.code == "wallet_busy"


def test_two_changes_at_once_leave_one_of_the_two_passwords(alice: WalletFolder) -> None:
    key, other = alice.coldkey("alice"), Secret("a third password of some length")
    errors: list[TaoTuiError | None] = []

    def change(password: Secret) -> None:
        errors.append(refusal(lambda: change_password(alice, key, OLD, password)))

    threads = [threading.Thread(target=change, args=(each,)) for each in (NEW, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    refused = [error for error in errors if error is not None]
    assert [error.code for error in refused] == ["wrong_password"]
    opened = [refusal(lambda each=each: open_keyfile(key.path, each)) is None for each in (NEW, other)]  # type: ignore[misc]
    assert sorted(opened) == [False, True]


def test_renaming_keeps_everything_and_takes_no_name(alice: WalletFolder) -> None:
    before = snapshot(alice.path / "alice")
    rename_wallet(alice, "alice", "anna")
    assert snapshot(alice.path / "anna") == before
    assert [wallet.name for wallet in alice.list()] == ["anna"]
    alice.import_coldkey("bob", KeySource.uri("//Bob"))
    for new, code in (("bob", "key_exists"), ("../x", "bad_name"), ("anna", "same_name")):
        error = refusal(lambda new=new: rename_wallet(alice, "anna", new))  # type: ignore[misc]
        assert error is not None
        assert error.code == code
    assert snapshot(alice.path / "anna") == before


def test_renaming_a_hotkey(alice: WalletFolder) -> None:
    key = rename_hotkey(alice, "alice", "hot", "warm")
    assert key.address == HOT.address
    assert sorted(os.listdir(key.path.parent)) == ["warm", "warmpub.txt"]
    alice.create_hotkey("alice", "other")
    error = refusal(lambda: rename_hotkey(alice, "alice", "warm", "other"))
    assert error is not None
    assert error.code == "key_exists"


@pytest.mark.parametrize("crypto_type", [0, 1])
def test_an_export_is_read_by_the_ecosystem(
    folder: WalletFolder, keywork_here: None, crypto_type: int
) -> None:
    import bittensor_core

    key = folder.import_coldkey("alice", KeySource.mnemonic(WORDS, crypto_type=crypto_type))
    text = polkadot_export(key, None, NEW, "my key ☃")
    document = json.loads(text)
    assert document["meta"]["name"] == "my key ☃"
    assert document["address"] == key.address
    assert KeySource.polkadot_json(text, NEW).address == key.address
    again = bittensor_core.Keypair.create_from_encrypted_json(text, NEW.reveal())
    assert again.verify(b"x", again.sign(b"x"))
    assert bittensor_core.verify_signature(b"x", again.sign(b"x"), key.address, crypto_type)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (KeySource.mnemonic(WORDS), "mnemonic"),
        (KeySource.seed("ab" * 32), "seed"),
        (KeySource.mnemonic(WORDS, path="//deep"), "private key"),
    ],
)
def test_a_sheet_brings_the_key_back(
    folder: WalletFolder, keywork_here: None, source: KeySource, kind: str
) -> None:
    key = folder.import_coldkey("alice", source)
    sheet = paper_sheet(key, reveal(key, None))
    assert key.address in sheet
    assert max(map(len, sheet.splitlines())) <= 80
    secret = sheet.partition(f"The {kind}:")[2].partition("Its address")[0]
    if kind == "mnemonic":
        typed = " ".join(part for part in secret.split() if part.isalpha())
        assert KeySource.mnemonic(typed).address == key.address
    else:
        digits = "".join(secret.split())
        made = KeySource.seed(digits) if kind == "seed" else KeySource.private_key(digits)
        assert made.address == key.address


def test_a_watched_wallet_has_nothing_to_reveal(folder: WalletFolder) -> None:
    error = refusal(lambda: reveal(folder.watch("seen", ALICE.address), None))
    assert error is not None
    assert error.code == "watch_only"


def test_a_lost_public_file_is_made_anew(alice: WalletFolder) -> None:
    (alice.path / "alice" / "coldkeypub.txt").unlink()
    (alice.path / "alice" / "hotkeys" / "hotpub.txt").unlink()
    unknown = refusal(lambda: alice.coldkey("alice"))
    assert unknown is not None
    assert "tao-tui wallet repair --wallet alice" in unknown.hint
    key, mended = repair_key(alice, "alice", None, OLD)
    assert (key.address, len(mended)) == (ALICE.address, 1)
    assert repair_key(alice, "alice", None, OLD)[1] == ()
    hot, mended = repair_key(alice, "alice", "hot", None)
    assert (hot.address, len(mended)) == (HOT.address, 1)


def test_a_faulty_keyfile_gets_todays_form(golden: Path, keywork_here: None) -> None:
    folder = WalletFolder(golden / "btwallet9")
    key, mended = repair_key(folder, "seedplain", None, None)
    assert len(mended) == 2
    fields = json.loads(key.path.read_bytes())
    assert fields["secretSeed"] == "0x" + bytes(range(32)).hex()
    assert fields["ss58Address"] == key.address
    assert repair_key(folder, "seedplain", None, None)[1] == ()


def test_a_public_file_that_lies_is_left_to_a_person(alice: WalletFolder) -> None:
    (alice.path / "alice" / "coldkeypub.txt").write_bytes(
        (alice.path / "alice" / "hotkeys" / "hotpub.txt").read_bytes()
    )
    before = snapshot(alice.path)
    error = refusal(lambda: change_password(alice, alice.coldkey("alice"), OLD, NEW))
    assert error is not None
    assert error.code == "key_mismatch"
    error = refusal(lambda: repair_key(alice, "alice", None, OLD))
    assert error is not None
    assert error.code == "key_mismatch"
    assert snapshot(alice.path) == before
