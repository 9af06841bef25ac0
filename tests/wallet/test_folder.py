"""The wallet folder: the ecosystem's layout, private modes, nothing half made."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import bittensor_core
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tao_tui.errors import (
    KeyExists,
    KeyfileCorrupt,
    KeyfileMissing,
    UsageError,
    WalletError,
    WalletNotFound,
)
from tao_tui.wallet import ED25519, KeySource, PublicKey, Secret, WalletFolder, check_mnemonic, check_name
from tao_tui.wallet.files.keyfile import open_keyfile

from .conftest import refusal, snapshot

ALICE = KeySource.uri("//Alice")
BOB = KeySource.uri("//Bob")
PASSWORD = Secret("correct horse battery")


def test_a_folder_that_is_not_there_has_no_wallets(folder: WalletFolder) -> None:
    assert folder.list() == ()
    with pytest.raises(WalletNotFound, match="no wallet alice") as caught:
        folder.coldkey("alice")
    assert caught.value.exit_code == 6
    assert "wallet create" in caught.value.hint
    assert not folder.path.exists()


@pytest.mark.usefixtures("fast_kdf")
def test_create_makes_the_ecosystems_layout_with_private_modes(folder: WalletFolder) -> None:
    made = folder.create("alice", 24, PASSWORD, hotkey="miner")
    assert made.hotkey is not None
    assert set(snapshot(folder.path)) == {
        "alice/coldkey",
        "alice/coldkeypub.txt",
        "alice/hotkeys/miner",
        "alice/hotkeys/minerpub.txt",
    }
    for path in [folder.path, *folder.path.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert made.coldkey == folder.coldkey("alice")
    assert made.coldkey.encrypted
    assert not made.coldkey.watch_only
    assert made.hotkey.key == folder.hotkey("alice", "miner")
    assert not made.hotkey.key.encrypted
    assert len(made.mnemonic.reveal().split()) == 24
    assert KeySource.mnemonic(made.mnemonic.reveal()).address == made.coldkey.address
    assert KeySource.mnemonic(made.hotkey.mnemonic.reveal()).address == made.hotkey.key.address
    assert made.mnemonic != made.hotkey.mnemonic
    assert open_keyfile(made.coldkey.path, PASSWORD).ss58_address == made.coldkey.address
    assert made.mnemonic.reveal() not in repr(made)


@pytest.mark.usefixtures("fast_kdf")
def test_no_file_of_an_encrypted_wallet_holds_its_words(folder: WalletFolder) -> None:
    made = folder.create("alice", 12, PASSWORD)
    everything = b"".join(snapshot(folder.path).values())
    assert made.mnemonic.reveal().encode() not in everything
    assert b"secret" not in everything
    assert b"private" not in everything


def test_the_ecosystem_reads_what_we_write(folder: WalletFolder) -> None:
    made = folder.create("alice", crypto_type=ED25519)
    for file in ("coldkey", "coldkeypub.txt"):
        data = (folder.path / "alice" / file).read_bytes()
        keypair = bittensor_core.deserialize_keypair_from_keyfile_data(data)
        assert (keypair.ss58_address, keypair.crypto_type) == (made.coldkey.address, ED25519)


def test_the_list_is_sorted_and_complete(folder: WalletFolder) -> None:
    folder.import_coldkey("zoe", BOB)
    folder.import_coldkey("alice", ALICE)
    folder.import_hotkey("alice", "h2", KeySource.uri("//Alice//2"))
    folder.import_hotkey("alice", "h1", KeySource.uri("//Alice//1"))
    folder.watch("watched", BOB.address)
    (folder.path / "not-a-wallet").mkdir()
    (folder.path / ".hidden").mkdir()
    (folder.path / "stray-file").write_text("x")
    wallets = folder.list()
    assert [wallet.name for wallet in wallets] == ["alice", "watched", "zoe"]
    assert [wallet.coldkey for wallet in wallets] == [ALICE.address, BOB.address, BOB.address]
    assert [wallet.watch_only for wallet in wallets] == [False, True, False]
    assert [hotkey.name for hotkey in wallets[0].hotkeys] == ["h1", "h2"]
    assert wallets[0] == folder.wallet("alice")
    assert not any(wallet.problem or wallet.encrypted for wallet in wallets)


@pytest.mark.parametrize("again", ["create", "import", "watch"])
def test_a_coldkey_is_never_replaced(folder: WalletFolder, again: str) -> None:
    folder.import_coldkey("alice", ALICE)
    before = snapshot(folder.path)
    attempts: dict[str, Callable[[], object]] = {
        "create": lambda: folder.create("alice"),
        "import": lambda: folder.import_coldkey("alice", BOB),
        "watch": lambda: folder.watch("alice", BOB.address),
    }
    with pytest.raises(KeyExists, match="nothing was written"):
        attempts[again]()
    assert snapshot(folder.path) == before


def test_that_a_name_is_taken_is_said_before_the_slow_encryption(
    folder: WalletFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.import_coldkey("alice", ALICE)
    monkeypatch.setattr(
        "tao_tui.wallet.files.nacl_box._derive", lambda password: pytest.fail("derived a key for nothing")
    )
    with pytest.raises(KeyExists):
        folder.create("alice", 12, PASSWORD)


def test_a_hotkey_is_never_replaced(folder: WalletFolder) -> None:
    folder.import_coldkey("alice", ALICE)
    folder.create_hotkey("alice", "h1")
    before = snapshot(folder.path)
    with pytest.raises(KeyExists):
        folder.create_hotkey("alice", "h1")
    with pytest.raises(KeyExists):
        folder.import_hotkey("alice", "h1", BOB)
    assert snapshot(folder.path) == before


def test_a_hotkey_needs_its_wallet(folder: WalletFolder) -> None:
    with pytest.raises(WalletNotFound):
        folder.create_hotkey("alice", "h1")
    assert not folder.path.exists()


def test_a_watched_wallet_takes_its_own_key_and_no_other(folder: WalletFolder) -> None:
    assert folder.watch("cold", ALICE.address).watch_only
    with pytest.raises(KeyExists, match="watches another coldkey"):
        folder.import_coldkey("cold", BOB)
    with pytest.raises(KeyExists):
        folder.create("cold")
    key = folder.import_coldkey("cold", ALICE)
    assert (key.address, key.watch_only) == (ALICE.address, False)


def test_a_wallet_that_only_has_hotkeys_takes_a_coldkey(folder: WalletFolder) -> None:
    folder.import_coldkey("alice", ALICE)
    hotkey = folder.create_hotkey("alice", "h1")
    (folder.path / "alice/coldkey").unlink()
    (folder.path / "alice/coldkeypub.txt").unlink()
    with pytest.raises(KeyfileMissing, match="no coldkey of wallet alice"):
        folder.coldkey("alice")
    assert folder.import_coldkey("alice", BOB).address == BOB.address
    assert folder.hotkey("alice", "h1") == hotkey.key


def test_an_empty_folder_of_that_name_is_no_obstacle(folder: WalletFolder) -> None:
    (folder.path / "alice").mkdir(parents=True)
    assert folder.import_coldkey("alice", ALICE).address == ALICE.address


def test_a_lost_public_file_is_said_and_can_be_restored(folder: WalletFolder, golden: Path) -> None:
    folder = WalletFolder(golden / "bittensor11")
    public = folder.path / "cold12/coldkeypub.txt"
    content = public.read_bytes()
    key = folder.coldkey("cold12")
    public.unlink()
    with pytest.raises(WalletError) as caught:
        folder.coldkey("cold12")
    assert caught.value.code == "address_unknown"
    assert "coldkeypub.txt is missing" in folder.wallet("cold12").problem
    assert folder.restore_public("cold12", PublicKey(key.address, key.crypto_type)) == key
    assert len(public.read_bytes()) == len(content)
    with pytest.raises(KeyExists):
        folder.restore_public("cold12", PublicKey(BOB.address, 1))


def test_a_plain_key_without_its_public_file_tells_its_address(folder: WalletFolder) -> None:
    folder.import_coldkey("alice", ALICE)
    (folder.path / "alice/coldkeypub.txt").unlink()
    assert folder.coldkey("alice").address == ALICE.address
    assert folder.wallet("alice").problem == ""


def test_bad_input_writes_nothing(folder: WalletFolder) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: folder.create("../escape"),
        lambda: folder.create("alice", 13),
        lambda: folder.create("alice", hotkey="a/b"),
        lambda: folder.create("alice", password=Secret("")),
        lambda: folder.watch("alice", "5Gnonsense"),
        lambda: folder.import_coldkey("alice", KeySource.mnemonic("not a mnemonic")),
        lambda: folder.import_coldkey("alice", KeySource.uri("")),
    ]
    for attempt in attempts:
        with pytest.raises(UsageError) as caught:
            attempt()
        assert caught.value.hint
    assert not folder.path.exists()
    assert list(folder.path.parent.iterdir()) == []


def test_a_file_in_the_place_of_a_wallet(folder: WalletFolder) -> None:
    folder.path.mkdir()
    (folder.path / "alice").write_text("mine")
    with pytest.raises(KeyExists):
        folder.create("alice")
    assert (folder.path / "alice").read_text() == "mine"


def test_public_files_that_disagree_are_a_problem(folder: WalletFolder, golden: Path) -> None:
    folder = WalletFolder(golden / "btwallet9")
    public = folder.path / "alice/coldkeypub.txt"
    public.write_bytes(public.read_bytes().replace(ALICE.address.encode(), BOB.address.encode()))
    with pytest.raises(WalletError, match="different accounts"):
        folder.coldkey("alice")
    assert "different accounts" in folder.wallet("alice").problem
    assert folder.wallet("alice").coldkey is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=20), hotkey=st.text(max_size=20))
def test_any_name_is_made_whole_or_refused_without_a_trace(
    tmp_path_factory: pytest.TempPathFactory, name: str, hotkey: str
) -> None:
    base = tmp_path_factory.mktemp("base")
    folder = WalletFolder(base / "wallets")
    if refusal(lambda: (check_name(name), check_name(hotkey, "hotkey"))):
        with pytest.raises(UsageError, match="cannot be the name"):
            folder.create(name, hotkey=hotkey)
        assert list(base.iterdir()) == []
        return
    made = folder.create(name, hotkey=hotkey)
    (wallet,) = folder.list()
    assert made.hotkey is not None
    assert (wallet.name, wallet.coldkey, wallet.problem) == (name, made.coldkey.address, "")
    assert [(each.name, each.address) for each in wallet.hotkeys] == [(hotkey, made.hotkey.key.address)]
    assert folder.path in made.hotkey.key.path.resolve().parents
    assert check_mnemonic(made.mnemonic.reveal()) == made.mnemonic


def test_a_corrupt_polkadot_export_writes_nothing(folder: WalletFolder) -> None:
    with pytest.raises(KeyfileCorrupt):
        folder.import_coldkey("alice", KeySource.polkadot_json("[]", PASSWORD))
    assert not folder.path.exists()


@pytest.mark.parametrize("content", [b"", b"\0" * 600, b"<html>404</html>", b"[[[["])
def test_a_file_that_cannot_be_a_key_is_listed_as_damaged(folder: WalletFolder, content: bytes) -> None:
    key = folder.import_coldkey("alice", KeySource.uri("//Alice"))
    key.path.write_bytes(content)
    (wallet,) = folder.list()
    assert (wallet.coldkey, wallet.watch_only) == (key.address, False)
    assert "does not begin like a key" in wallet.problem


@pytest.mark.parametrize("content", [b"legal winner thank", b"0xabab", b"ab" * 32, b' {"accountId"'])
def test_every_plain_form_is_listed_as_a_key(folder: WalletFolder, content: bytes) -> None:
    folder.import_coldkey("alice", KeySource.uri("//Alice")).path.write_bytes(content)
    assert folder.list()[0].problem == ""


def test_who_names_no_wallet_hears_which_there_are(folder: WalletFolder) -> None:
    for number in range(7):
        folder.watch(f"w{number}", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
    with pytest.raises(WalletNotFound) as caught:
        folder.coldkey("default")
    assert caught.value.hint.startswith("Here: w0, w1, w2, w3, w4, …. Take one with --wallet NAME")
