"""Messages signed here verify in the ecosystem, and none of them can be a transaction."""

from __future__ import annotations

import bittensor_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tao_tui.errors import UsageError
from tao_tui.wallet import (
    ED25519,
    SR25519,
    KeySource,
    WalletFolder,
    open_signer,
    sign_message,
    verify_message,
)
from tao_tui.wallet.messages import message_payload

ALICE = bittensor_core.Keypair.from_uri("//Alice")
BTWALLET_BOB = (
    "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
    "0xb650984904423102cf41420811b901c354c3cdb7e25a5dc1b5d28264630cfd6b98aff507077e01c177365fb9da4da38e41935a625a5418ad9e48cb81ecfee187",
)


async def test_what_we_sign_verifies_here_and_in_the_ecosystem(folder: WalletFolder) -> None:
    key = folder.import_coldkey("alice", KeySource.uri("//Alice"))
    async with open_signer(key, None) as signer:
        for message in ("hello", "", "ünïcode ✓", "x" * 32, "<Bytes>wrapped</Bytes>", "y" * 1000):
            signature = await sign_message(signer, message)
            assert verify_message(key.address, message, "0x" + signature.hex())
            assert ALICE.verify(message.encode(), signature)
            assert not verify_message(key.address, message + "!", signature.hex())


def test_a_message_that_could_be_a_transactions_hash_is_wrapped() -> None:
    assert message_payload("hello") == b"hello"
    assert message_payload("x" * 32) == b"<Bytes>" + b"x" * 32 + b"</Bytes>"
    assert message_payload("é" * 16).startswith(b"<Bytes>")


@settings(max_examples=40)
@given(st.text(max_size=80), st.sampled_from([SR25519, ED25519]), st.booleans())
def test_wrapped_or_not_and_of_either_kind(message: str, crypto_type: int, wrapped: bool) -> None:
    keypair = bittensor_core.Keypair.from_uri("//Bob", crypto_type)
    data = message.encode()
    signature = bytes(keypair.sign(b"<Bytes>" + data + b"</Bytes>" if wrapped else data)).hex()
    assert verify_message(keypair.ss58_address, message, signature)
    assert verify_message(keypair.ss58_address, message, f"0x{crypto_type:02x}{signature}")
    assert not verify_message(ALICE.ss58_address, message, signature)


def test_a_signature_made_by_bittensor_wallet() -> None:
    address, signature = BTWALLET_BOB
    assert verify_message(address, "hello", signature)
    assert not verify_message(address, "hullo", signature)


def test_what_is_no_text_is_verified_but_never_signed() -> None:
    assert verify_message(ALICE.ss58_address, "\udcff", bytes(ALICE.sign(b"\xff")).hex())
    with pytest.raises(UsageError, match="could hide") as caught:
        message_payload("\udcff")
    assert caught.value.code == "bad_message"


@pytest.mark.parametrize(
    "genesis",
    [
        "2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
        "8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
    ],
)
def test_no_transaction_of_a_known_network_is_a_message(genesis: str) -> None:
    payload = b"\x05\x03remark" + bytes(4) + b"\x01\0\0\0" + bytes.fromhex(genesis) + b"A" * 32
    with pytest.raises(UsageError):
        message_payload(payload.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("signature", ["", "0x", "zz" * 64, "ab" * 63, "ab" * 66, "ff" + "ab" * 64])
def test_what_is_no_signature(signature: str) -> None:
    with pytest.raises(UsageError) as caught:
        verify_message(ALICE.ss58_address, "x", signature)
    assert caught.value.code == "bad_signature"


def test_what_is_no_address_of_this_chain() -> None:
    with pytest.raises(UsageError):
        verify_message("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "x", "ab" * 64)
