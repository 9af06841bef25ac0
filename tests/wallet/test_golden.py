"""Every wallet that another program wrote, opened."""

from __future__ import annotations

import json
from pathlib import Path

import bittensor_core
import pytest

from tao_tui.errors import KeyfileCorrupt, WrongPassword
from tao_tui.wallet import KeySource, Secret, WalletFolder
from tao_tui.wallet.files import nacl_box
from tao_tui.wallet.files.encryption import encryption_of
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair, serialise

PASSWORD = Secret("Test-pass-1!")
COLD = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV"
COLD_ED = "5DFJF7tY4bpbpcKPJcBTQaKuCDEPCpiz8TRjpmLeTtweqmXL"
HOT = "5EHgWw2Af1pnoc7f1A8bfmM97W3DAYW8xr82RfhLL9oAabAe"
HOT_ED = "5ErKjJLUyc8TTU2vNKrj5UciogZho2MDawb6nN2KG44aU1aB"
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
SEEDPLAIN = "5HB7kpn92RS7uF9uWn8bXSvPVKFPg8kPUFDd5sbveGjX6Dbi"

PLAIN = [
    ("btwallet9/cold12/hotkeys/default", HOT),
    ("btwallet9/ed/hotkeys/default", HOT_ED),
    ("btwallet9/alice/coldkey", ALICE),
    ("btwallet9/alice/hotkeys/default", "5G6Fyo6U2fDhJXDJGp4Dr6XViVCdPcryiyLBDsusguSRcYvJ"),
    ("btwallet9/seedplain/coldkey", SEEDPLAIN),
    ("bittensor11/cold12/hotkeys/default", HOT),
    ("bittensor11/ed/hotkeys/default", HOT_ED),
    ("legacy/phrase_only/coldkey", COLD),
    ("legacy/raw_mnemonic/coldkey", COLD),
    ("legacy/raw_seed_hex/coldkey", COLD),
]
ENCRYPTED = [
    ("btwallet9/cold12/coldkey", COLD),
    ("btwallet9/ed/coldkey", COLD_ED),
    ("bittensor11/cold12/coldkey", COLD),
    ("bittensor11/ed/coldkey", COLD_ED),
    ("legacy/ansible/coldkey", COLD),
    ("legacy/fernet/coldkey", COLD),
]


@pytest.mark.parametrize(("file", "address"), PLAIN)
def test_plain_keyfiles(golden: Path, file: str, address: str) -> None:
    keypair = open_keyfile(golden / file, None)
    assert keypair.ss58_address == address
    assert keypair.verify(b"message", keypair.sign(b"message"))


@pytest.mark.xdist_group("derivation")
@pytest.mark.usefixtures("remembered_kdf")
@pytest.mark.parametrize(("file", "address"), ENCRYPTED)
def test_encrypted_keyfiles(golden: Path, file: str, address: str) -> None:
    keypair = open_keyfile(golden / file, PASSWORD)
    assert keypair.ss58_address == address
    assert keypair.verify(b"message", keypair.sign(b"message"))


@pytest.mark.xdist_group("derivation")
@pytest.mark.usefixtures("remembered_kdf")
@pytest.mark.parametrize("file", ["btwallet9/cold12/coldkey", "legacy/ansible/coldkey"])
def test_a_wrong_password_is_named_as_such(golden: Path, file: str) -> None:
    with pytest.raises(WrongPassword) as caught:
        open_keyfile(golden / file, Secret("test-pass-1!"))
    assert caught.value.exit_code == 6
    assert "damaged" in caught.value.hint


@pytest.mark.xdist_group("derivation")
@pytest.mark.usefixtures("remembered_kdf")
def test_the_encryption_is_the_one_of_bittensor_core_both_ways() -> None:
    plain = serialise(bittensor_core.Keypair.from_uri("//Alice"))
    theirs = bytes(bittensor_core.encrypt_keyfile_data(plain, PASSWORD.reveal()))
    ours = nacl_box.encrypt(plain, PASSWORD)
    assert encryption_of(theirs) == encryption_of(ours) == "nacl"
    assert len(theirs) == len(ours) == len(plain) + nacl_box.OVERHEAD
    assert nacl_box.decrypt(theirs, PASSWORD) == plain
    assert bytes(bittensor_core.decrypt_keyfile_data(ours, PASSWORD.reveal())) == plain


def test_a_file_whose_address_is_of_another_key_is_refused(golden: Path) -> None:
    with pytest.raises(KeyfileCorrupt, match="different accounts"):
        open_keyfile(golden / "legacy/wrong_ss58/coldkey", None)


def test_a_raw_seed_is_not_recovered_for_another_address(golden: Path) -> None:
    path = golden / "btwallet9/seedplain/coldkey"
    fields = json.loads(path.read_bytes())
    alice = json.loads((golden / "btwallet9/alice/coldkeypub.txt").read_bytes())
    path.write_text(json.dumps(fields | alice))
    with pytest.raises(KeyfileCorrupt, match="does not belong"):
        open_keyfile(path, None)
    fields.pop("privateKey")
    path.write_text(json.dumps(fields))
    assert public_of_keypair(open_keyfile(path, None)).address == fields["ss58Address"]  # by the seed's bytes
    path.write_text(json.dumps(fields | alice))
    with pytest.raises(KeyfileCorrupt, match="not a key"):
        open_keyfile(path, None)


@pytest.mark.parametrize("writer", ["btwallet9", "bittensor11", "legacy"])
def test_listing_tells_every_address_without_a_password(golden: Path, writer: str) -> None:
    wallets = {wallet.name: wallet for wallet in WalletFolder(golden / writer).list()}
    expected = {
        "btwallet9": {"alice": ALICE, "cold12": COLD, "ed": COLD_ED, "seedplain": SEEDPLAIN, "watch": ALICE},
        "bittensor11": {"cold12": COLD, "ed": COLD_ED, "watch": ALICE},
        "legacy": dict.fromkeys(
            ["ansible", "fernet", "phrase_only", "raw_mnemonic", "raw_seed_hex", "wrong_ss58"], COLD
        ),
    }[writer]
    assert {name: wallet.coldkey for name, wallet in wallets.items()} == expected
    assert {wallet.problem for wallet in wallets.values()} == {""}
    encrypted = {name for name, wallet in wallets.items() if wallet.encrypted}
    assert encrypted == {"cold12", "ed", "ansible", "fernet"} & expected.keys()
    assert all(wallet.watch_only == (name == "watch") for name, wallet in wallets.items())
    assert all(wallet.crypto_type == (0 if name == "ed" else 1) for name, wallet in wallets.items())


def test_a_polkadot_js_export(golden: Path) -> None:
    text = (golden / "polkadotjs_v3_sr25519.json").read_text()
    source = KeySource.polkadot_json(text, PASSWORD)
    assert source.address == COLD
    assert source.well_known
    with pytest.raises(WrongPassword):
        KeySource.polkadot_json(text, Secret("other"))
    with pytest.raises(KeyfileCorrupt):
        KeySource.polkadot_json("{}", PASSWORD)
