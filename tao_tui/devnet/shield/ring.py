"""Polynomials of ML-KEM (FIPS 203): 256 coefficients modulo 3329, their transform, sampling and packing."""

from __future__ import annotations

from hashlib import shake_128, shake_256
from typing import Final

import numpy as np
from numpy.typing import NDArray

Poly = NDArray[np.int64]
"""256 coefficients, or a stack of such rows."""
Q: Final = 3329
N: Final = 256
_ROOT: Final = 17
_HALF_SCALE: Final = 3303
"""128 inverted modulo Q."""


def _reversed_bits(number: int) -> int:
    return int(f"{number:07b}"[::-1], 2)


_ZETAS: Final = np.array([pow(_ROOT, _reversed_bits(n), Q) for n in range(128)], dtype=np.int64)
_GAMMAS: Final = np.array([pow(_ROOT, 2 * _reversed_bits(n) + 1, Q) for n in range(128)], dtype=np.int64)


def ntt(poly: Poly) -> Poly:
    """The number-theoretic transform of every row (algorithm 9)."""
    rows = poly.reshape(-1, N)
    for layer in range(7):
        blocks = 1 << layer
        split = rows.reshape(len(rows), blocks, 2, -1)
        turned = _ZETAS[blocks : 2 * blocks, None] * split[:, :, 1] % Q
        rows = np.stack(((split[:, :, 0] + turned) % Q, (split[:, :, 0] - turned) % Q), axis=2)
    return rows.reshape(poly.shape)


def inverse_ntt(poly: Poly) -> Poly:
    """What `ntt` was made of (algorithm 10)."""
    rows = poly.reshape(-1, N)
    for layer in reversed(range(7)):
        blocks = 1 << layer
        split = rows.reshape(len(rows), blocks, 2, -1)
        low, high = split[:, :, 0], split[:, :, 1]
        zetas = _ZETAS[blocks : 2 * blocks][::-1, None]
        rows = np.stack(((low + high) % Q, zetas * (high - low) % Q), axis=2)
    return rows.reshape(poly.shape) * _HALF_SCALE % Q


def multiply(left: Poly, right: Poly) -> Poly:
    """The product of transformed polynomials, row by row (algorithm 11)."""
    (a0, a1), (b0, b1) = (np.moveaxis(p.reshape(*p.shape[:-1], 128, 2), -1, 0) for p in (left, right))
    even = a0 * b0 + a1 * b1 % Q * _GAMMAS
    product = np.stack((even % Q, (a0 * b1 + a1 * b0) % Q), axis=-1)
    return product.reshape(*product.shape[:-2], N)


def sample_uniform(seed: bytes) -> Poly:
    """A transformed polynomial that follows evenly from a seed (algorithm 7)."""
    length = 840
    while True:
        drawn = np.frombuffer(shake_128(seed).digest(length), np.uint8).astype(np.int64).reshape(-1, 3)
        low = drawn[:, 0] | (drawn[:, 1] & 15) << 8
        high = drawn[:, 1] >> 4 | drawn[:, 2] << 4
        numbers = np.stack((low, high), axis=1).ravel()
        kept = numbers[numbers < Q]
        if len(kept) >= N:
            return kept[:N]
        length *= 2


def sample_small(seed: bytes, number: int) -> Poly:
    """A polynomial of coefficients from -2 to 2 (algorithm 8 with eta 2)."""
    drawn = np.frombuffer(shake_256(seed + bytes((number,))).digest(N // 2), np.uint8)
    bits = np.unpackbits(drawn, bitorder="little").astype(np.int64).reshape(N, 4)
    return (bits[:, 0] + bits[:, 1] - bits[:, 2] - bits[:, 3]) % Q


def pack(poly: Poly, width: int) -> bytes:
    """Coefficients of `width` bits each, row after row (algorithm 5)."""
    bits = poly.reshape(-1, 1) >> np.arange(width) & 1
    return np.packbits(bits.astype(np.uint8), bitorder="little").tobytes()


def unpack(data: bytes, width: int) -> Poly:
    """The rows `pack` wrote (algorithm 6)."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little").astype(np.int64)
    rows: Poly = (bits.reshape(-1, width) << np.arange(width)).sum(axis=1).reshape(-1, N)
    return rows


def compress(poly: Poly, width: int) -> Poly:
    """Coefficients rounded to `width` bits."""
    return ((poly << width + 1) + Q) // (2 * Q) & (1 << width) - 1


def decompress(poly: Poly, width: int) -> Poly:
    """Coefficients near those `compress` rounded."""
    return poly * Q + (1 << width - 1) >> width
