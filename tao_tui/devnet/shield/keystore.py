"""The author's keys: one for every block, all following from the author's name and the block's number.

A real author makes them up at random and forgets them. Here one seed makes one chain, hash for hash, and a
node that goes on from a file must open what was encrypted before; nothing on this chain is worth hiding.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Final

from tao_tui.devnet.frame.hashing import twox128
from tao_tui.devnet.shield.ml_kem import KemKey

USABLE_BLOCKS: Final = 4
"""For how many blocks after its announcement a key may still be asked for."""


@lru_cache(maxsize=16)
def author_key(author: bytes, number: int) -> KemKey:
    """The key an author announces in block `number`."""
    material = blake2b(b"mev-shield" + author + number.to_bytes(8, "little")).digest()
    return KemKey.from_seed(material[:32], material[32:])


def find_key(author: bytes, key_hash: bytes, number: int) -> KemKey | None:
    """The key with this twox128 among those announced up to block `number` and still usable, or None."""
    recent = range(number, max(number - USABLE_BLOCKS, 0), -1)
    keys = (author_key(author, announced) for announced in recent)
    return next((key for key in keys if twox128(key.public) == key_hash), None)
