"""Polynomials of ML-KEM (FIPS 203): 256 coefficients modulo 3329, their transform, sampling and packing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import shake_128, shake_256
from typing import Final

import numpy as np
from numpy.typing import NDArray

Poly = NDArray[np.int64]
"""256 coefficients, or a stack of such rows."""
Q: Final = 3329
N: Final = 256
_ROOT: Final = 17


def _reversed_bits(number: int) -> int:
    return int(f"{number:07b}"[::-1], 2)


_GAMMAS: Final = np.array([pow(_ROOT, 2 * _reversed_bits(n) + 1, Q) for n in range(128)], dtype=np.int64)


def _powers(gammas: Iterable[int]) -> NDArray[np.float64]:
    return np.array([[pow(gamma, n, Q) for n in range(128)] for gamma in gammas], np.float64)


_FORWARD: Final = _powers(_GAMMAS.tolist()).T
"""A transform evaluates the even and the odd coefficients, as two polynomials, at every gamma."""
_INVERSE: Final = _powers(pow(gamma, -1, Q) for gamma in _GAMMAS.tolist()) * pow(128, -1, Q) % Q


def ntt(poly: Poly) -> Poly:
    """The number-theoretic transform of every row (algorithm 9)."""
    return _evaluated(poly, _FORWARD)


def inverse_ntt(poly: Poly) -> Poly:
    """What `ntt` was made of (algorithm 10)."""
    return _evaluated(poly, _INVERSE)


def _evaluated(poly: Poly, matrix: NDArray[np.float64]) -> Poly:
    """Both halves of every row times a matrix; floats are exact, as no sum of products reaches 2^31."""
    halves = poly.reshape(-1, 128, 2).swapaxes(1, 2).reshape(-1, 128)
    values = (halves.astype(np.float64) @ matrix).astype(np.int64) % Q
    return values.reshape(-1, 2, 128).swapaxes(1, 2).reshape(poly.shape)


def multiply(left: Poly, right: Poly) -> Poly:
    """The product of transformed polynomials, row by row (algorithm 11)."""
    (a0, a1), (b0, b1) = (np.moveaxis(p.reshape(*p.shape[:-1], 128, 2), -1, 0) for p in (left, right))
    even = a0 * b0 + a1 * b1 % Q * _GAMMAS
    product = np.stack((even % Q, (a0 * b1 + a1 * b0) % Q), axis=-1)
    return product.reshape(*product.shape[:-2], N)


def sample_uniform(seeds: Sequence[bytes]) -> Poly:
    """A transformed polynomial that follows evenly from each seed (algorithm 7)."""
    length = 840
    while True:
        drawn = np.frombuffer(b"".join(shake_128(seed).digest(length) for seed in seeds), np.uint8)
        first, middle, last = drawn.astype(np.int64).reshape(-1, 3).T
        numbers = np.stack((first | (middle & 15) << 8, middle >> 4 | last << 4), axis=1)
        kept = [row[row < Q] for row in numbers.reshape(len(seeds), -1)]
        if min(map(len, kept)) >= N:
            return np.array([row[:N] for row in kept])
        length *= 2


def sample_small(seeds: Sequence[bytes]) -> Poly:
    """A polynomial of coefficients from -2 to 2 for each seed (algorithm 8 with eta 2)."""
    drawn = np.frombuffer(b"".join(shake_256(seed).digest(N // 2) for seed in seeds), np.uint8)
    first, second, third, fourth = np.unpackbits(drawn, bitorder="little").astype(np.int64).reshape(-1, 4).T
    small: Poly = ((first + second - third - fourth) % Q).reshape(-1, N)
    return small


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
