"""The receiving half of ML-KEM-768 (FIPS 203): a key pair from a seed, and decapsulation."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha3_256, sha3_512, shake_256
from typing import Final

from tao_tui.devnet.shield.ring import (
    N,
    Poly,
    Q,
    compress,
    decompress,
    inverse_ntt,
    multiply,
    ntt,
    pack,
    sample_small,
    sample_uniform,
    unpack,
)

RANK: Final = 3
ENCAPSULATION_KEY_BYTES: Final = 1184
DECAPSULATION_KEY_BYTES: Final = 2400
CIPHERTEXT_BYTES: Final = 1088
_SECRET_BYTES: Final = 384 * RANK
_U_BITS: Final = 10
_V_BITS: Final = 4
_U_BYTES: Final = 32 * _U_BITS * RANK


def _matrix(seed: bytes) -> Poly:
    seeds = [seed + bytes((column, row)) for row in range(RANK) for column in range(RANK)]
    return sample_uniform(seeds).reshape(RANK, RANK, N)


def _noise(seed: bytes, first: int, count: int) -> Poly:
    return sample_small([seed + bytes((number,)) for number in range(first, first + count)])


def _apply(matrix: Poly, vector: Poly) -> Poly:
    product: Poly = multiply(matrix, vector[None]).sum(axis=1)
    return product


@dataclass(frozen=True, eq=False)
class KemKey:
    """A key pair; made by `from_seed` or read by `from_bytes`."""

    secret: Poly
    public: bytes
    """The encapsulation key, 1184 bytes."""
    reject: bytes
    """What the answer to a forged ciphertext is made of."""

    @staticmethod
    def from_seed(seed: bytes, reject: bytes) -> KemKey:
        """The pair that follows from 32 bytes (algorithm 16)."""
        expanded = sha3_512(seed + bytes((RANK,))).digest()
        matrix_seed, noise_seed = expanded[:32], expanded[32:]
        noise = ntt(_noise(noise_seed, 0, 2 * RANK))
        secret, errors = noise[:RANK], noise[RANK:]
        public = (_apply(_matrix(matrix_seed), secret) + errors) % Q
        return KemKey(secret, pack(public, 12) + matrix_seed, reject)

    @staticmethod
    def from_bytes(data: bytes) -> KemKey:
        """The pair in a decapsulation key of 2400 bytes; `ValueError` when it is none."""
        public = data[_SECRET_BYTES : _SECRET_BYTES + ENCAPSULATION_KEY_BYTES]
        digest, reject = data[-64:-32], data[-32:]
        if len(data) != DECAPSULATION_KEY_BYTES or sha3_256(public).digest() != digest:
            raise ValueError("not an ML-KEM-768 decapsulation key")
        return KemKey(unpack(data[:_SECRET_BYTES], 12) % Q, public, reject)

    @property
    def encoded(self) -> bytes:
        """The decapsulation key, 2400 bytes."""
        return pack(self.secret, 12) + self.public + sha3_256(self.public).digest() + self.reject

    def decapsulate(self, ciphertext: bytes) -> bytes:
        """The shared secret of a ciphertext, 32 bytes; for one not made for this key, one nobody knows.

        Raises:
            ValueError: when the ciphertext has not 1088 bytes.
        """
        if len(ciphertext) != CIPHERTEXT_BYTES:
            raise ValueError("an ML-KEM-768 ciphertext has 1088 bytes")
        message = self._decrypt(ciphertext)
        derived = sha3_512(message + sha3_256(self.public).digest()).digest()
        secret, coins = derived[:32], derived[32:]
        if hmac.compare_digest(ciphertext, self._encrypt(message, coins)):
            return secret
        return shake_256(self.reject + ciphertext).digest(32)

    def _decrypt(self, ciphertext: bytes) -> bytes:
        masks = decompress(unpack(ciphertext[:_U_BYTES], _U_BITS), _U_BITS)
        masked = decompress(unpack(ciphertext[_U_BYTES:], _V_BITS), _V_BITS)
        mask = inverse_ntt(multiply(self.secret, ntt(masks)).sum(axis=0) % Q)
        return pack(compress((masked - mask) % Q, 1), 1)

    def _encrypt(self, message: bytes, coins: bytes) -> bytes:
        public, matrix_seed = unpack(self.public[:-32], 12), self.public[-32:]
        blind = ntt(_noise(coins, 0, RANK))
        noise = _noise(coins, RANK, RANK + 1)
        matrix = _matrix(matrix_seed).swapaxes(0, 1)
        masks = (inverse_ntt(_apply(matrix, blind) % Q) + noise[:RANK]) % Q
        mask = inverse_ntt(multiply(public, blind).sum(axis=0) % Q) + noise[RANK]
        masked = (mask + decompress(unpack(message, 1), 1)[0]) % Q
        return pack(compress(masks, _U_BITS), _U_BITS) + pack(compress(masked, _V_BITS), _V_BITS)
