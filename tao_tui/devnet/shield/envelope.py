"""The envelope: an extrinsic encrypted to an author's ML-KEM-768 key, as `submit_encrypted` carries it."""

from __future__ import annotations

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
from nacl.exceptions import CryptoError

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Bytes, Bytes16, Bytes24
from tao_tui.devnet.scale.reader import Reader
from tao_tui.devnet.shield.ml_kem import KemKey


@struct("stp_shield::ShieldedTransaction")
class ShieldedTransaction:
    """An envelope taken apart; `key_hash` says whose key opens it."""

    key_hash: Bytes16
    kem_ct: Bytes
    aead_ct: Bytes
    nonce: Bytes24

    @staticmethod
    def parse(ciphertext: bytes) -> ShieldedTransaction:
        """Take key hash, KEM ciphertext, nonce and sealed bytes apart; `ScaleError` when it is too short."""
        reader = Reader(ciphertext)
        key_hash = bytes(reader.take(16))
        kem_ct = bytes(reader.take(int.from_bytes(reader.take(2), "little")))
        nonce = bytes(reader.take(24))
        return ShieldedTransaction(key_hash, kem_ct, ciphertext[reader.position :], nonce)

    def open(self, key: KemKey) -> bytes | None:
        """The bytes inside; None when the key does not fit or somebody changed the envelope."""
        try:
            secret = key.decapsulate(self.kem_ct)
            return bytes(crypto_aead_xchacha20poly1305_ietf_decrypt(self.aead_ct, None, self.nonce, secret))
        except (CryptoError, ValueError):
            return None
