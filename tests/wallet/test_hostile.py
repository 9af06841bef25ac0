"""Wallet folders that are broken, or were prepared to break us."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tao_tui.errors import KeyfileCorrupt, KeyfileMissing, WalletError
from tao_tui.wallet import KeySource, WalletFolder
from tao_tui.wallet.disk.reading import MAX_BYTES, parse_object, read_file

from .conftest import refusal

ALICE = KeySource.uri("//Alice")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)


BREAKERS: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "nul bytes": lambda path: path.write_bytes(b"\0" * 500),
    "deep json": lambda path: path.write_bytes(b"[" * 60_000),
    "deep object": lambda path: path.write_bytes(b'{"ss58Address":' * 4_000),
    "not utf-8": lambda path: path.write_bytes(b'{"ss58Address":"\xff\xfe"}'),
    "huge number": lambda path: path.write_bytes(b'{"cryptoType":' + b"9" * 20_000 + b"}"),
    "escape codes": lambda path: path.write_bytes(b'{"ss58Address":"\x1b]0;owned\x07"}'),
    "wrong types": lambda path: path.write_bytes(b'{"ss58Address":[1],"publicKey":{}}'),
    "ten gigabytes": sparse,
    "a pipe": lambda path: os.mkfifo(path),
    "a folder": lambda path: path.mkdir(),
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "link to itself": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("file", ["coldkeypub.txt", "coldkey", "hotkeys/h1", "hotkeys/h1pub.txt"])
@pytest.mark.parametrize("kind", BREAKERS)
def test_a_broken_file_is_a_problem_of_its_wallet_alone(folder: WalletFolder, kind: str, file: str) -> None:
    folder.import_coldkey("good", KeySource.uri("//Bob"))
    folder.import_coldkey("bad", ALICE)
    folder.import_hotkey("bad", "h1", ALICE)
    for name in (file, f"{file}pub.txt"):
        (folder.path / "bad" / name).unlink(missing_ok=True)
    BREAKERS[kind](folder.path / "bad" / file)
    bad, good = folder.list()
    assert (good.coldkey, good.problem) == (KeySource.uri("//Bob").address, "")
    told = bad.problem + "".join(hotkey.problem for hotkey in bad.hotkeys)
    assert told.isprintable()
    if file.endswith("pub.txt") or file == "hotkeys/h1":
        assert told, "nothing was said about it"
        assert "owned" not in told
    for error in (refusal(lambda: folder.coldkey("bad")), refusal(lambda: folder.hotkey("bad", "h1"))):
        assert error is None or (isinstance(error, WalletError) and error.hint)


def test_a_hotkeys_folder_that_is_none(folder: WalletFolder) -> None:
    folder.import_coldkey("alice", ALICE)
    (folder.path / "alice/hotkeys").write_text("x")
    assert folder.wallet("alice").hotkeys == ()
    with pytest.raises(WalletError, match="could be written"):
        folder.create_hotkey("alice")
    assert (folder.path / "alice/hotkeys").read_text() == "x"


def test_names_that_would_act_on_a_terminal_are_shown_clean(folder: WalletFolder) -> None:
    folder.import_coldkey("good", ALICE)
    os.rename(folder.path / "good", folder.path / "e\x1b[2Jvil\n")
    undecodable = os.fsencode(folder.path) + b"/\xff\xfe"
    os.mkdir(undecodable)
    os.mkdir(undecodable + b"/hotkeys")
    wallets = folder.list()
    assert len(wallets) == 2
    assert all(wallet.name.isprintable() and "name cannot be used" in wallet.problem for wallet in wallets)


def test_a_symlinked_wallet_folder_works_and_a_dangling_one_is_ignored(
    folder: WalletFolder, tmp_path: Path
) -> None:
    elsewhere = WalletFolder(tmp_path / "disk")
    elsewhere.import_coldkey("alice", ALICE)
    folder.path.mkdir()
    (folder.path / "linked").symlink_to(elsewhere.path / "alice")
    (folder.path / "dangling").symlink_to(tmp_path / "nowhere")
    (folder.path / "itself").symlink_to(folder.path / "itself")
    assert [wallet.name for wallet in folder.list()] == ["linked"]
    with pytest.raises(WalletError):
        folder.create("dangling")
    assert (folder.path / "dangling").is_symlink()
    assert not (tmp_path / "nowhere").exists()


def test_a_symlink_in_the_place_of_a_key_is_not_written_through(folder: WalletFolder, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    folder.import_coldkey("alice", ALICE)
    hotkeys = folder.path / "alice/hotkeys"
    hotkeys.mkdir()
    (hotkeys / "h1").symlink_to(target)
    (hotkeys / "h2pub.txt").symlink_to(target)
    (hotkeys / "h3").symlink_to(tmp_path / "nowhere")
    for name in ("h1", "h2", "h3"):
        with pytest.raises(WalletError):
            folder.create_hotkey("alice", name)
    assert target.read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_of_somebody_else_is_said_so(folder: WalletFolder) -> None:
    folder.import_coldkey("alice", ALICE)
    (folder.path / "alice/coldkey").chmod(0)
    assert "cannot be read" in folder.wallet("alice").problem


def test_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * MAX_BYTES)
    assert len(read_file(path)) == MAX_BYTES
    assert read_file(path, 4) == b"xxxx"
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(KeyfileCorrupt, match="far too large"):
        read_file(path)
    with pytest.raises(KeyfileMissing):
        read_file(tmp_path / "none")
    with pytest.raises(WalletError):
        read_file(Path("nul\0byte"))
    for nothing_to_read in (Path("/dev/zero"), tmp_path):
        with pytest.raises(KeyfileCorrupt, match="is not a file"):
            read_file(nothing_to_read)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_object_or_nothing(data: bytes) -> None:
    assert isinstance(parse_object(data), dict | None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_listing_survives_any_content(
    tmp_path_factory: pytest.TempPathFactory, cold: bytes, public: bytes
) -> None:
    root = tmp_path_factory.mktemp("wallets")
    (root / "w").mkdir()
    (root / "w/coldkey").write_bytes(cold)
    (root / "w/coldkeypub.txt").write_bytes(public)
    (wallet,) = WalletFolder(root).list()
    assert wallet.coldkey is None
    assert wallet.problem
    assert stat.S_IMODE((root / "w/coldkey").stat().st_mode) & 0o400
