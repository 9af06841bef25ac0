"""The hash functions of storage keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

_MASK = (1 << 64) - 1
_P1, _P2, _P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_P4, _P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> (64 - bits)) & _MASK


def _round(lane: int, word: int) -> int:
    return _rotate((lane + word * _P2) & _MASK, 31) * _P1 & _MASK


def _long_input(data: bytes, seed: int) -> tuple[int, int]:
    lanes = [(seed + _P1 + _P2) & _MASK, (seed + _P2) & _MASK, seed, (seed - _P1) & _MASK]
    position = 0
    while position + 32 <= len(data):
        for number in range(4):
            start = position + 8 * number
            lanes[number] = _round(lanes[number], int.from_bytes(data[start : start + 8], "little"))
        position += 32
    mixed = sum(_rotate(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18), strict=True)) & _MASK
    for lane in lanes:
        mixed = ((mixed ^ _round(0, lane)) * _P1 + _P4) & _MASK
    return mixed, position


def xxh64(data: bytes, seed: int = 0) -> int:
    """XXH64 of `data`."""
    mixed, position = _long_input(data, seed) if len(data) >= 32 else ((seed + _P5) & _MASK, 0)
    mixed = (mixed + len(data)) & _MASK
    while position + 8 <= len(data):
        mixed ^= _round(0, int.from_bytes(data[position : position + 8], "little"))
        mixed = (_rotate(mixed, 27) * _P1 + _P4) & _MASK
        position += 8
    if position + 4 <= len(data):
        mixed ^= int.from_bytes(data[position : position + 4], "little") * _P1 & _MASK
        mixed = (_rotate(mixed, 23) * _P2 + _P3) & _MASK
        position += 4
    for byte in data[position:]:
        mixed = _rotate(mixed ^ byte * _P5 & _MASK, 11) * _P1 & _MASK
    mixed = (mixed ^ mixed >> 33) * _P2 & _MASK
    mixed = (mixed ^ mixed >> 29) * _P3 & _MASK
    return mixed ^ mixed >> 32


@lru_cache(maxsize=65_536)
def twox64(data: bytes) -> bytes:
    """8 bytes of XXH64."""
    return xxh64(data).to_bytes(8, "little")


@lru_cache(maxsize=4_096)
def twox128(data: bytes) -> bytes:
    """XXH64 with seeds 0 and 1, one after the other."""
    return xxh64(data).to_bytes(8, "little") + xxh64(data, 1).to_bytes(8, "little")


def blake2_256(data: bytes) -> bytes:
    """32 bytes of BLAKE2b."""
    return blake2b(data, digest_size=32).digest()


def blake2_128(data: bytes) -> bytes:
    """16 bytes of BLAKE2b."""
    return blake2b(data, digest_size=16).digest()


@dataclass(frozen=True)
class Hasher:
    """How one key of a map becomes part of the storage key."""

    name: str
    index: int
    """The number metadata gives it."""
    hash: Callable[[bytes], bytes]
    skip: int | None
    """How many bytes stand before the key itself; `None` when the key cannot be read back."""


Blake2_128 = Hasher("Blake2_128", 0, blake2_128, None)
Blake2_256 = Hasher("Blake2_256", 1, blake2_256, None)
Blake2_128Concat = Hasher("Blake2_128Concat", 2, lambda key: blake2_128(key) + key, 16)
Twox128 = Hasher("Twox128", 3, twox128, None)
Twox64Concat = Hasher("Twox64Concat", 5, lambda key: twox64(key) + key, 8)
Identity = Hasher("Identity", 6, lambda key: key, 0)
