"""Keyfiles: what is written is read back, by us and by the ecosystem, and nothing else opens them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import bittensor_core
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tao_tui.errors import (
    KeyfileCorrupt,
    KeyfileMissing,
    PasswordNeeded,
    UsageError,
    WrongPassword,
)
from tao_tui.wallet import ED25519, SR25519, KeySource, Secret
from tao_tui.wallet.files import nacl_box
from tao_tui.wallet.files.keyfile import open_keyfile, parse_keypair, public_of_keypair, serialise
from tao_tui.wallet.keysource import derive

from .conftest import refusal

HERE = Path("key")
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.mark.usefixtures("fast_kdf")
@relaxed
@given(st.binary(max_size=600), st.text(min_size=1, max_size=40))
def test_a_box_gives_back_what_was_put_in(data: bytes, password: str) -> None:
    secret = Secret(password.encode("utf-8", "replace").decode())
    blob = nacl_box.encrypt(data, secret)
    assert nacl_box.decrypt(blob, secret) == data
    assert blob != nacl_box.encrypt(data, secret)
    with pytest.raises(nacl_box.Unopened):
        nacl_box.decrypt(blob, Secret(secret.reveal() + "x"))


@pytest.mark.usefixtures("fast_kdf")
@pytest.mark.parametrize(("written", "typed"), [("caf\u00e9", "cafe\u0301"), ("cafe\u0301", "caf\u00e9")])
def test_an_accent_opens_the_box_however_the_keyboard_composes_it(written: str, typed: str) -> None:
    assert written != typed
    assert nacl_box.decrypt(nacl_box.encrypt(b"x", Secret(written)), Secret(typed)) == b"x"


def test_a_password_is_encrypted_with_as_typed_and_tried_once_when_its_forms_agree() -> None:
    assert nacl_box.password_forms(Secret("abc")) == ("abc",)
    assert nacl_box.password_forms(Secret("e\u0301")) == ("e\u0301", "\u00e9")


@pytest.mark.parametrize("password", ["", "stray\udcffbyte"])
def test_a_password_no_program_could_use_is_refused(password: str) -> None:
    with pytest.raises(UsageError):
        nacl_box.encrypt(b"x", Secret(password))


def test_stray_bytes_typed_as_a_password_are_a_wrong_one(golden: Path) -> None:
    for file in ("btwallet9/cold12/coldkey", "legacy/ansible/coldkey"):
        with pytest.raises(WrongPassword):
            open_keyfile(golden / file, Secret("stray\udcffbyte"))


def test_too_little_memory_is_said_so() -> None:
    program = """
import resource
from tao_tui.wallet import Secret
from tao_tui.wallet.files import nacl_box
from tao_tui.errors import WalletError
resource.setrlimit(resource.RLIMIT_AS, (400 * 2**20, 400 * 2**20))
try:
    nacl_box.encrypt(b"x", Secret("x"))
except WalletError as error:
    print(error.code, error.hint)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.startswith("not_enough_memory")
    assert "512 MB" in run.stdout


@settings(max_examples=40)
@given(st.binary(min_size=32, max_size=32), st.sampled_from([SR25519, ED25519]))
def test_a_serialised_key_is_the_same_key(seed: bytes, crypto_type: int) -> None:
    source = KeySource.seed(seed.hex(), crypto_type=crypto_type)
    again = parse_keypair(serialise(derive(source)), HERE)
    assert again.ss58_address == source.address
    assert again.crypto_type == crypto_type


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_key_or_corrupt(data: bytes) -> None:
    error = refusal(lambda: parse_keypair(data, HERE))
    assert error is None or (isinstance(error, KeyfileCorrupt) and error.message.isprintable())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"null",
        b"\0" * 64,
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"privateKey":"0x00"}',
        b'{"secretPhrase":7}',
        b'{"secretSeed":"0x' + b"ab" * 32 + b'","cryptoType":7}',
        b'{"secretSeed":"0x' + b"ab" * 32 + b'","ss58Address":7}',
        b'{"cryptoType":' + b"9" * 5000 + b"}",
        b"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
        b"legal winner thank year wave sausage worth useful legal winner thank thank",
    ],
)
def test_hostile_content_is_corrupt_and_never_quoted(data: bytes) -> None:
    with pytest.raises(KeyfileCorrupt) as caught:
        parse_keypair(data, HERE)
    text = caught.value.message + caught.value.hint
    assert "key is damaged" in text
    assert not any(word in text for word in ("winner", "sausage", "abab", "99999"))


def test_a_public_key_is_not_a_key() -> None:
    alice = KeySource.uri("//Alice").address
    with pytest.raises(KeyfileCorrupt, match="public key only"):
        parse_keypair(json.dumps({"ss58Address": alice}).encode(), HERE)


def test_a_stated_public_key_must_be_the_derived_one() -> None:
    fields = json.loads(serialise(bittensor_core.Keypair.from_uri("//Alice")))
    bob = "0x" + bytes(bittensor_core.Keypair.from_uri("//Bob").public_key).hex()
    with pytest.raises(KeyfileCorrupt):
        parse_keypair(json.dumps(fields | {"publicKey": bob}).encode(), HERE)
    only_hex = {"privateKey": fields["privateKey"], "publicKey": bob}
    with pytest.raises(KeyfileCorrupt):
        parse_keypair(json.dumps(only_hex).encode(), HERE)


@pytest.mark.usefixtures("fast_kdf")
def test_opening_says_which_of_the_things_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "coldkey"
    with pytest.raises(KeyfileMissing, match="There is no file"):
        open_keyfile(path, None)
    blob = nacl_box.encrypt(serialise(bittensor_core.Keypair.from_uri("//Alice")), Secret("pw"))
    path.write_bytes(blob)
    with pytest.raises(PasswordNeeded, match="is encrypted"):
        open_keyfile(path, None)
    with pytest.raises(WrongPassword):
        open_keyfile(path, Secret("PW"))
    assert open_keyfile(path, Secret("pw")).ss58_address == KeySource.uri("//Alice").address
    path.write_bytes(blob[:30])
    with pytest.raises(KeyfileCorrupt):
        open_keyfile(path, Secret("pw"))
    path.write_bytes(nacl_box.encrypt(b"garbage" * 10, Secret("pw")))
    with pytest.raises(KeyfileCorrupt, match="not a key"):
        open_keyfile(path, Secret("pw"))
    path.write_bytes(b"$ANSIBLE_VAULT;1.1;AES256\nzz")
    with pytest.raises((KeyfileCorrupt, WrongPassword)):
        open_keyfile(path, Secret("pw"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda blob: blob[:60], "too short"),
        (lambda blob: blob[:200] + bytes(len(blob) - 200), "zeros"),
        (lambda blob: blob[:80] + bytes(16) + blob[96:], "zeros"),
        (lambda blob: blob.decode("utf-8", "replace").encode(), "text"),
        (lambda blob: b"$NACL" + blob[5:].hex().encode(), "text"),
    ],
)
def test_damage_that_shows_is_told_without_asking_the_password(
    change: Callable[[bytes], bytes], why: str, fast_kdf: None, tmp_path: Path
) -> None:
    path = tmp_path / "coldkey"
    plain = serialise(derive(KeySource.uri("//Alice")))
    path.write_bytes(change(nacl_box.encrypt(plain, Secret("right"))))
    with pytest.raises(KeyfileCorrupt, match=why):
        open_keyfile(path, Secret("wrong"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_end_behind_the_box_is_forgiven_and_other_changes_are_not(
    end: bytes, fast_kdf: None, tmp_path: Path
) -> None:
    path = tmp_path / "coldkey"
    sealed = nacl_box.encrypt(serialise(derive(KeySource.uri("//Alice"))), Secret("right"))
    path.write_bytes(sealed + end)
    assert public_of_keypair(open_keyfile(path, Secret("right"))).address == KeySource.uri("//Alice").address
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(WrongPassword) as caught:
        open_keyfile(path, Secret("right"))
    assert "where it does not show" in caught.value.hint
