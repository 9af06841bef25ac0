"""Where a password is taken from, in which order, and what is no password."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.errors import PasswordNeeded, UsageError, WalletError
from tao_tui.wallet import (
    KeyRef,
    KeySource,
    Secret,
    WalletFolder,
    find_password,
    judge_password,
    keyring_delete,
    keyring_get,
    keyring_save,
    password_from_file,
    require_strong,
    secret_from_file,
    uses_keyring,
)
from tao_tui.wallet.upkeep.archive import archive_hotkey, archive_wallet, delete_archived, take_back
from tao_tui.wallet.upkeep.changes import change_password, rename_hotkey, rename_wallet


@pytest.fixture
def plain(folder: WalletFolder) -> KeyRef:
    return folder.import_coldkey("alice", KeySource.uri("//Alice"))


@pytest.fixture
def locked(golden: Path) -> KeyRef:
    return WalletFolder(golden / "btwallet9").coldkey("cold12")


@pytest.mark.parametrize(
    ("content", "password"),
    [
        ("pw", "pw"),
        ("pw\n", "pw"),
        ("pw\r\n", "pw"),
        ("pw\n\n", "pw\n"),
        (" p w ", " p w "),
        ("pä\u0308", "pä\u0308"),
    ],
)
def test_a_password_file_loses_the_newline_that_ends_it_and_nothing_else(
    tmp_path: Path, content: str, password: str
) -> None:
    path = tmp_path / "pw"
    path.write_bytes(content.encode())
    assert password_from_file(str(path)).reveal() == password


def test_standard_input_is_a_password_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"from stdin\n")))
    assert password_from_file("-").reveal() == "from stdin"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"x" * 2000, None])
def test_a_file_that_is_no_password_says_why(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "pw"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="The password could not be read") as caught:
        password_from_file(str(path))
    assert caught.value.code == "bad_password_file"
    assert "xxx" not in caught.value.message


def test_a_password_pipe_that_nobody_fills_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError):
        password_from_file(str(tmp_path / "pipe"))


def test_a_mnemonic_file_names_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="The mnemonic could not be read") as caught:
        secret_from_file(str(tmp_path / "none"), "mnemonic")
    assert caught.value.code == "bad_mnemonic_file"


def test_a_plain_key_asks_nobody(plain: KeyRef) -> None:
    assert find_password(plain, file="/nonexistent", prompt=lambda key: pytest.fail("asked")) is None


def test_the_first_source_wins(
    locked: KeyRef, tmp_path: Path, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    file = tmp_path / "pw"
    file.write_text("from file\n")
    prompted: list[KeyRef] = []

    def prompt(key: KeyRef) -> Secret:
        prompted.append(key)
        return Secret("from prompt")

    assert find_password(locked, file=str(file), keyring=True, prompt=prompt) == Secret("from file")
    assert find_password(locked, keyring=True, prompt=prompt) == Secret("from prompt")
    keyring_save(locked.path, Secret("from keyring"))
    assert find_password(locked, keyring=True, prompt=prompt) == Secret("from keyring")
    # The wallet was given to the keyring: it counts without the setting that asks it for every wallet.
    assert find_password(locked, keyring=False, prompt=prompt) == Secret("from keyring")
    keyring_delete(locked.path)
    assert find_password(locked, keyring=False, prompt=prompt) == Secret("from prompt")
    assert prompted == [locked, locked]


def test_nobody_to_ask(locked: KeyRef) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        find_password(locked)
    assert "--password-file" in caught.value.hint
    assert caught.value.exit_code == 6


@pytest.fixture
def keyring_in_memory(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The keyring package on a backend that keeps its entries in a dictionary."""
    import keyring
    from keyring.backend import KeyringBackend

    kept: dict[tuple[str, str], str] = {}

    class Memory(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    monkeypatch.setattr(keyring.core, "_keyring_backend", Memory())  # type: ignore[no-untyped-call]
    return kept


def test_the_keyring_keeps_one_password_per_keyfile(keyring_in_memory: dict[tuple[str, str], str]) -> None:
    one, two = Path("/wallets/a/coldkey"), Path("/wallets/b/coldkey")
    assert keyring_get(one) is None
    keyring_save(one, Secret("first"))
    keyring_save(one, Secret("second"))
    assert keyring_get(one) == Secret("second")
    assert keyring_get(two) is None
    assert keyring_in_memory == {("tao-tui", "/wallets/a/coldkey"): "second"}
    assert keyring_delete(one)
    assert not keyring_delete(one)
    assert keyring_in_memory == {}


def test_a_machine_without_a_keyring_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
    uses: list[Callable[[], object]] = [
        lambda: keyring_get(Path("x")),
        lambda: keyring_save(Path("x"), Secret("y")),
    ]
    for use in uses:
        with pytest.raises(WalletError, match="there is none on this machine") as caught:
            use()
        assert caught.value.code == "no_keyring"
        assert "--password-file" in caught.value.hint


def test_without_a_keyring_the_person_is_asked(locked: KeyRef, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
    assert find_password(locked, keyring=True, prompt=lambda key: Secret("typed")) == Secret("typed")
    with pytest.raises(WalletError, match="keyring"):
        find_password(locked, keyring=True)


@pytest.mark.parametrize("chained", [False, True])
def test_a_keyring_in_a_plain_file_is_refused(monkeypatch: pytest.MonkeyPatch, chained: bool) -> None:
    import keyring

    plaintext = type("PlaintextKeyring", (), {"__module__": "keyrings.alt.file"})()
    chain = type("Chainer", (), {"__module__": "keyring.backends.chainer", "backends": [plaintext]})()
    monkeypatch.setattr(keyring.core, "_keyring_backend", chain if chained else plaintext)
    with pytest.raises(WalletError, match="plain file"):
        keyring_save(Path("x"), Secret("y"))


def test_a_keyring_that_keeps_nothing_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.null import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
    with pytest.raises(WalletError, match="does not keep"):
        keyring_save(Path("x"), Secret("y"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "1234567",
        "password",
        "Password1!",
        "qwertyuiop",
        "12345678",
        "aaaaaaaaaaaa",
        "abcdefgh",
        "bittensor2024",
    ],
)
def test_passwords_that_everybody_tries_first(text: str) -> None:
    judgement = judge_password(Secret(text))
    assert not judgement.acceptable
    with pytest.raises(UsageError) as caught:
        require_strong(Secret(text))
    assert caught.value.code == "weak_password"


@pytest.mark.parametrize(
    "text", ["Test-pass-1!", "correct horse battery staple", "x9#Kq2!mZ7", "äußerst geheim!"]
)
def test_passwords_that_will_do(text: str) -> None:
    assert judge_password(Secret(text)).acceptable
    require_strong(Secret(text))


def test_whoever_insists_may_be_careless_but_not_empty() -> None:
    require_strong(Secret("1234"), insist=True)
    with pytest.raises(UsageError):
        require_strong(Secret(""), insist=True)


def test_longer_is_never_worse_for_random_text() -> None:
    text = "kV7#qz!M2w$Lp9@Rt4&x"
    scores = [judge_password(Secret(text[:length])).score for length in range(1, len(text) + 1)]
    assert scores == sorted(scores)
    assert scores[-1] == 4


@given(st.text(max_size=60))
def test_every_password_is_judged(text: str) -> None:
    judgement = judge_password(Secret(text))
    assert 0 <= judgement.score <= 4
    assert judgement.acceptable or judgement.score == 0
    assert len(text) >= 8 or not judgement.acceptable


def test_what_the_keyring_keeps_follows_a_key_wherever_it_goes(
    folder: WalletFolder, keyring_in_memory: dict[tuple[str, str], str], keywork_here: None, fast_kdf: None
) -> None:
    old, new = Secret("correct horse battery 77"), Secret("another long password 88")
    cold = folder.import_coldkey("alice", KeySource.uri("//Alice"), old)
    hot = folder.import_hotkey("alice", "hot", KeySource.uri("//hot"), old)
    for key in (cold, hot):
        keyring_save(key.path, old)
    keyring_save(folder.path / "alicent" / "coldkey", Secret("of another wallet"))

    def kept() -> dict[str, str]:
        found = {name: password for (_, name), password in keyring_in_memory.items() if "alicent" not in name}
        assert all(uses_keyring(Path(name)) for name in found)
        return {os.path.relpath(name, folder.path): password for name, password in found.items()}

    change_password(folder, cold, old, new)
    assert kept() == {"alice/coldkey": new.reveal(), "alice/hotkeys/hot": old.reveal()}
    rename_wallet(folder, "alice", "bob")
    rename_hotkey(folder, "bob", "hot", "work")
    assert kept() == {"bob/coldkey": new.reveal(), "bob/hotkeys/work": old.reveal()}
    assert not uses_keyring(cold.path)
    lone = archive_hotkey(folder, "bob", "work")
    assert take_back(folder, lone.name) == "bob"
    away = archive_wallet(folder, "bob")
    assert set(kept()) == {f".removed/{away.name}/coldkey", f".removed/{away.name}/hotkeys/work"}
    take_back(folder, away.name, "carol")
    assert kept() == {"carol/coldkey": new.reveal(), "carol/hotkeys/work": old.reveal()}
    change_password(folder, folder.hotkey("carol", "work"), old, None)
    assert kept() == {"carol/coldkey": new.reveal()}
    delete_archived(folder, archive_wallet(folder, "carol").name)
    assert kept() == {}
    assert keyring_get(folder.path / "alicent" / "coldkey") == Secret("of another wallet")


def test_a_keyring_that_does_not_follow_is_said_and_not_asked_again(
    folder: WalletFolder, keyring_in_memory: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    cold = folder.import_coldkey("alice", KeySource.uri("//Alice"))
    keyring_save(cold.path, Secret("x"))
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
    with pytest.raises(WalletError, match="did not follow") as caught:
        rename_wallet(folder, "alice", "bob")
    assert caught.value.code == "keyring_left_behind"
    assert folder.coldkey("bob").address == cold.address
    assert not uses_keyring(cold.path)
