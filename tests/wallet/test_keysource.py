"""Where a key comes from: each origin makes the key it should, and what is none is refused."""

from __future__ import annotations

import json

import bittensor_core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.errors import KeyfileCorrupt, UsageError
from tao_tui.wallet import ED25519, SR25519, KeySource, Secret, is_dev_account
from tao_tui.wallet.dev_accounts import ED25519_ACCOUNTS, SR25519_ACCOUNTS
from tao_tui.wallet.files import keyfile
from tao_tui.wallet.keysource import derive
from tao_tui.wallet.mnemonic import DEV_PHRASE

from .conftest import refusal

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


def test_the_same_key_from_each_of_its_origins() -> None:
    assert KeySource.uri("//Alice").address == ALICE
    assert KeySource.uri(f"{DEV_PHRASE.upper()}//Alice").address == ALICE
    assert KeySource.mnemonic(PHRASE).address == "5EHgWw2Af1pnoc7f1A8bfmM97W3DAYW8xr82RfhLL9oAabAe"
    seed = "6fa2796b0071cac425d8a7851038318c2c37dcebfe4bae73197ce93e75909bd2"
    assert KeySource.seed(seed).address == KeySource.seed(f" 0X{seed.upper()}\n").address
    assert (
        KeySource.seed(seed).address
        == KeySource.mnemonic(PHRASE).address
        == KeySource.uri("0x" + seed).address
    )


def test_a_passphrase_and_a_crypto_type_make_other_keys() -> None:
    plain = KeySource.mnemonic(PHRASE)
    assert KeySource.mnemonic(PHRASE, passphrase=Secret("TREZOR")).address != plain.address
    assert KeySource.mnemonic(PHRASE, passphrase=Secret("")).address == plain.address
    assert KeySource.mnemonic(PHRASE, crypto_type=ED25519).address == (
        "5ErKjJLUyc8TTU2vNKrj5UciogZho2MDawb6nN2KG44aU1aB"
    )
    with_password = bittensor_core.Keypair.from_uri(f"{PHRASE}///TREZOR")
    assert KeySource.mnemonic(PHRASE, passphrase=Secret("TREZOR")).address == with_password.ss58_address


def test_a_passphrase_that_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError):
        KeySource.mnemonic(PHRASE, passphrase=Secret("\udcff"))


@pytest.mark.parametrize("crypto_type", [SR25519, ED25519])
def test_a_private_key_is_the_key_of_its_keyfile(crypto_type: int) -> None:
    source = KeySource.mnemonic(PHRASE, crypto_type=crypto_type)
    private = json.loads(keyfile.serialise(derive(source)))["privateKey"]
    for text in (private, private.removeprefix("0x").upper(), f" {private}\n"):
        assert KeySource.private_key(text, crypto_type=crypto_type).address == source.address


@pytest.mark.parametrize("text", ["", "0x", "ab" * 32, "ab" * 65, "zz" * 64, "ff" * 64])
def test_what_is_no_private_key(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        KeySource.private_key(text)
    assert caught.value.code == "bad_private_key"


def test_a_derivation_path_goes_down_from_the_words() -> None:
    assert KeySource.mnemonic(DEV_PHRASE, path="//Alice").address == ALICE
    deep = KeySource.mnemonic(PHRASE, path="//work/1", passphrase=Secret("a/b c"))
    assert deep.address == bittensor_core.Keypair.from_uri(f"{PHRASE}//work/1///a/b c").ss58_address
    for path in ("work", "//", "///pw", "//a ", "//a///pw"):
        with pytest.raises(UsageError) as caught:
            KeySource.mnemonic(PHRASE, path=path)
        assert caught.value.code == "bad_path"


@pytest.mark.parametrize("text", ["", " ", "12", "0x" + "ab" * 31, "0x" + "ab" * 33, "zz" * 32, "٣" * 64])
def test_bad_seeds(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        KeySource.seed(text)
    assert caught.value.code == "bad_seed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_uri"),
        ("//", "bad_uri"),
        ("Alice", "bad_mnemonic"),
        ("0x12//a", "bad_uri"),
        ("foo bar//a", "bad_mnemonic"),
    ],
)
def test_bad_uris(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        KeySource.uri(text)
    assert caught.value.code == code


@given(st.text(max_size=120))
def test_any_text_is_a_source_or_a_clear_error(text: str) -> None:
    for make in (KeySource.uri, KeySource.seed, KeySource.mnemonic):
        error = refusal(lambda: make(text).address)  # noqa: B023
        assert error is None or (isinstance(error, UsageError) and error.hint)


def test_what_everybody_can_derive_is_known_as_such() -> None:
    assert KeySource.uri("//Alice").well_known
    assert KeySource.uri("//anything/at/all").well_known
    assert KeySource.uri(f"{DEV_PHRASE}//x").well_known
    assert KeySource.mnemonic(DEV_PHRASE).well_known
    assert not KeySource.uri(f"{PHRASE}//Alice").well_known
    assert not KeySource.mnemonic(PHRASE).well_known


@pytest.mark.parametrize(("accounts", "crypto_type"), [(SR25519_ACCOUNTS, 1), (ED25519_ACCOUNTS, 0)])
def test_the_table_of_dev_accounts_is_what_their_uris_derive(
    accounts: dict[str, str], crypto_type: int
) -> None:
    assert len(accounts) == 17
    for uri, address in accounts.items():
        assert bittensor_core.Keypair.from_uri(uri, crypto_type).ss58_address == address
        assert is_dev_account(address)
    assert not is_dev_account(KeySource.mnemonic(PHRASE).address)


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (["pkcs8", "ecdsa"], ["scrypt", "xsalsa20-poly1305"], "sr25519 or ed25519"),
        (["pkcs8", "ethereum"], ["scrypt", "xsalsa20-poly1305"], "sr25519 or ed25519"),
        (["batch-pkcs8"], ["scrypt", "xsalsa20-poly1305"], "several accounts"),
        (["pkcs8", "ed25519"], ["none"], "not encrypted"),
    ],
)
def test_an_export_that_cannot_be_used_is_told_from_a_wrong_password(
    content: list[str], kind: list[str], said: str
) -> None:
    text = json.dumps({"encoded": "AAAA", "encoding": {"content": content, "type": kind, "version": "3"}})
    with pytest.raises(UsageError, match=said) as caught:
        KeySource.polkadot_json(text, Secret("any"))
    assert caught.value.code == "other_export"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"encoding": 1}', '{"encoding": {"content": 5}}'])
def test_what_is_no_export_is_called_that(text: str) -> None:
    with pytest.raises(KeyfileCorrupt):
        KeySource.polkadot_json(text, Secret("any"))
