"""Encrypted extrinsics: the key, the envelope, the chain of keys, and what an author does with a carrier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.devnet.frame.hashing import twox128
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError, Status
from tao_tui.devnet.node.store import Store
from tao_tui.devnet.pallets.mev_shield import MevShield
from tao_tui.devnet.runtime import make_runtime
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.shield.envelope import ShieldedTransaction
from tao_tui.devnet.shield.keystore import author_key
from tao_tui.devnet.shield.ml_kem import KemKey
from tests.devnet.shape import Shape
from tests.devnet.signing import ALICE, BOB, CHARLIE, Signing, events, free, signed, small_node, transfer

TAO = 10**9
KEY = KemKey.from_seed(b"\xf1" * 32, b"\xf2" * 32)


@pytest.mark.parametrize("number", range(8))
def test_what_the_ecosystems_core_encrypts_the_key_opens(number: int) -> None:
    key = KemKey.from_seed(bytes([number]) * 32, bytes(32))
    message = bytes(range(number * 30))
    envelope = ShieldedTransaction.parse(bc.encrypt_mlkem768(key.public, message, True))
    assert envelope.key_hash == twox128(key.public)
    assert envelope.open(key) == message
    assert envelope.open(KemKey.from_bytes(key.encoded)) == message
    assert envelope.open(KEY) is None


@pytest.mark.parametrize("position", [20, 700, 1105, 1107, 1131, -1])
def test_a_changed_envelope_stays_closed(position: int) -> None:
    sealed = bytearray(bc.encrypt_mlkem768(KEY.public, b"to be changed", True))
    sealed[position] ^= 1
    assert ShieldedTransaction.parse(bytes(sealed)).open(KEY) is None


def test_a_forged_ciphertext_gets_a_secret_of_its_own_each_time_the_same() -> None:
    forged = bytes(1088)
    assert KEY.decapsulate(forged) == KEY.decapsulate(forged)
    assert KEY.decapsulate(forged) != KEY.decapsulate(b"\x01" + bytes(1087))
    with pytest.raises(ValueError, match="1088"):
        KEY.decapsulate(bytes(1087))
    with pytest.raises(ValueError, match="decapsulation key"):
        KemKey.from_bytes(bytes(2400))


def carrier(node: Node, inner: bytes, key: bytes | None = None, **signing: Any) -> bytes:
    sealed = bc.encrypt_mlkem768(key or node.runtime.pallet(MevShield).NextKey.value, inner, True)
    call = ("MevShield", "submit_encrypted", {"ciphertext": sealed})
    return signed(node, BOB, call, Signing(**{"period": 8} | signing))


def test_keys_move_up_one_place_a_block() -> None:
    node = small_node()
    shield = node.runtime.pallet(MevShield)
    author = bytes(ALICE.public_key)
    for number in range(1, 7):
        node.new_block()
        kept = [shield.NextKey.get(), shield.PendingKey.get(), shield.CurrentKey.get()]
        announced = [number - back for back in (1, 2, 3)]
        assert kept == [author_key(author, at).public if at > 0 else None for at in announced]
    assert (shield.PendingKeyExpiresAt.value, shield.NextKeyExpiresAt.value) == (8, 9)
    assert shield.AuthorKeys[author] == author_key(author, 6).public


def ready_node() -> Node:
    node = small_node()
    for _ in range(3):
        node.new_block()
    return node


def test_the_author_opens_a_carrier_and_includes_what_it_holds_behind_it() -> None:
    node = ready_node()
    inner = signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=1))
    heard: list[Status] = []
    outer = carrier(node, inner, nonce=0)
    node.submit(outer, heard.append)
    assert node.new_block().extrinsics[-1] != outer
    block = node.new_block()
    assert block.extrinsics[-2:] == (outer, inner)
    assert heard == ["ready", {"inBlock": f"0x{block.hash.hex()}"}]
    assert free(node, CHARLIE) == TAO
    told = [(pallet, name) for pallet, name, _ in events(node)]
    assert ("MevShield", "EncryptedSubmitted") in told
    assert told.count(("TransactionPayment", "TransactionFeePaid")) == 2


@pytest.mark.parametrize(
    "inner",
    [
        bytes(64),
        b"",
        b"\x18\x04\x00\x00\x08hi",  # a remark nobody signed
    ],
)
def test_a_carrier_of_nonsense_is_paid_for_and_holds_nothing(inner: bytes) -> None:
    node = ready_node()
    outer = carrier(node, inner)
    node.submit(outer)
    node.new_block()
    assert node.new_block().extrinsics[-1] == outer


def test_what_a_carrier_holds_needs_its_own_signature_nonce_and_funds() -> None:
    node = ready_node()
    good = signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=1))
    flipped = good[:40] + bytes([good[40] ^ 1]) + good[41:]
    for inner in (flipped, signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=7))):
        node.submit(carrier(node, inner))
        node.new_block()
        node.new_block()
    assert free(node, CHARLIE) == 0
    assert len(node.pool) == 0


def test_a_carrier_nobody_can_open_waits_until_its_era_ends() -> None:
    node = ready_node()
    heard: list[Status] = []
    outer = carrier(node, signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=1)), KEY.public, nonce=0)
    node.submit(outer, heard.append)
    for _ in range(7):
        assert heard == ["ready"]
        assert outer not in node.new_block().extrinsics
    assert heard == ["ready", "invalid"]
    assert len(node.pool) == 0


@pytest.mark.parametrize("period", [None, 16, 64])
def test_a_carrier_must_be_short_lived(period: int | None) -> None:
    node = ready_node()
    with pytest.raises(PoolError) as caught:
        node.submit(carrier(node, b"", period=period))
    assert (caught.value.code, caught.value.data) == (1010, "Transaction is outdated")


def test_a_carrier_must_be_an_envelope() -> None:
    node = ready_node()
    call = ("MevShield", "submit_encrypted", {"ciphertext": bytes(41)})
    with pytest.raises(PoolError) as caught:
        node.submit(signed(node, BOB, call, Signing(period=8)))
    assert (caught.value.code, caught.value.data) == (1010, "Custom error: 23")


def test_a_node_that_goes_on_from_a_file_opens_what_was_encrypted_before(tmp_path: Path) -> None:
    node, store = ready_node(), Store(tmp_path / "chain.sqlite")
    store.begin(node)
    inner = signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=1))
    node.submit(carrier(node, inner, nonce=0))
    node.new_block()
    store.close()
    again = Store(tmp_path / "chain.sqlite").resume(make_runtime())
    assert again.new_block().extrinsics[-1] == inner


def test_stored_calls_are_counted_and_then_found_unreadable_or_too_old() -> None:
    node = ready_node()
    shield = node.runtime.pallet(MevShield)
    store = ("MevShield", "store_encrypted", {"encrypted_call": b"\x01" * 10})
    node.submit(signed(node, BOB, store))
    node.new_block()
    assert (len(shield.PendingExtrinsics), shield.CounterForPendingExtrinsics.value) == (1, 1)
    node.new_block()
    assert events(node)[0][:2] == ("MevShield", "ExtrinsicDecodeFailed")
    assert (len(shield.PendingExtrinsics), shield.CounterForPendingExtrinsics.value) == (0, 0)
    shield.ExtrinsicLifetime.value = 0
    node.submit(signed(node, BOB, store))
    node.new_block()
    node.new_block()
    assert events(node)[0] == ("MevShield", "ExtrinsicExpired", {"index": 1})
    shield.MaxPendingExtrinsicsLimit.value = 0
    node.submit(signed(node, BOB, store))
    node.new_block()
    assert events(node)[-1][2]["dispatch_error"] == {"Module": {"index": 30, "error": "0x02000000"}}


def test_the_runtime_api_helps_an_author() -> None:
    node = ready_node()
    runtime, shield = node.runtime, node.runtime.pallet(MevShield)
    inner = signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=1))
    envelope = ShieldedTransaction.parse(bc.encrypt_mlkem768(shield.PendingKey.value, inner, True))
    option, plain = codec_of(ShieldedTransaction | None), codec_of(ShieldedTransaction)
    outer = carrier(node, inner, shield.PendingKey.value, nonce=0)
    found = option.decode(runtime.call_api("ShieldApi_try_decode_shielded_tx", outer), runtime)
    assert found.key_hash == envelope.key_hash
    assert runtime.call_api("ShieldApi_try_decode_shielded_tx", inner) == b"\x00"
    for key_hash, answer in ((envelope.key_hash, b"\x01"), (bytes(16), b"\x00")):
        assert runtime.call_api("ShieldApi_is_shielded_using_current_key", key_hash) == answer
    secret = author_key(bytes(ALICE.public_key), node.head.number - 2).encoded
    for key, answer in ((secret, b"\x01" + inner), (KEY.encoded, b"\x00"), (b"", b"\x00")):
        data = codec_of(bytes).encode(key) + plain.encode(envelope)
        assert runtime.call_api("ShieldApi_try_unshield_tx", data) == answer


def test_the_pallet_has_the_real_names_numbers_and_types() -> None:
    """Spec 393 had the first part of it; the newest generated client modules name the rest."""
    mine = Shape(metadata(make_runtime(), 15), 425).whole("MevShield")
    key = "BoundedVec{Vec<u8>}"
    assert mine["index"] == 30
    assert mine["storage"]["AuthorKeys"] == ["Optional", "Twox64Concat", "Public{[u8;32]}", key, "00"]
    for name in ("CurrentKey", "PendingKey", "NextKey"):
        assert mine["storage"][name] == ["Optional", "", "", key, "00"]
    assert mine["storage"]["PendingExtrinsics"][3] == (
        f"PendingExtrinsic{{who:AccountId32{{[u8;32]}},encrypted_call:{key},submitted_at:u32}}"
    )
    assert mine["calls"]["announce_next_key"] == [0, f"{{enc_key:Option<{key}>}}"]
    assert mine["calls"]["submit_encrypted"] == [1, f"{{ciphertext:{key}}}"]
    assert mine["events"]["EncryptedSubmitted"] == [0, "{id:H256{[u8;32]},who:AccountId32{[u8;32]}}"]
    numbers = {name: number for name, (number, _) in mine["errors"].items()}
    assert numbers == {
        "BadEncKeyLen": 0,
        "Unreachable": 1,
        "TooManyPendingExtrinsics": 2,
        "WeightExceedsAbsoluteMax": 3,
    }
