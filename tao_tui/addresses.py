"""Addresses: ss58 text with Bittensor's prefix 42, and the public keys behind them."""

from __future__ import annotations

from typing import Final, NewType

from tao_tui.errors import UsageError

Address = NewType("Address", str)
"""A checked ss58 address with prefix 42."""

SS58_PREFIX: Final = 42

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT: Final = {char: value for value, char in enumerate(_ALPHABET)}
_KNOWN_PREFIXES: Final = {
    0: "Polkadot", 2: "Kusama", 5: "Astar", 7: "Edgeware", 10: "Acala", 18: "Darwinia", 27: "Polymath",
    36: "Centrifuge", 63: "HydraDX", 66: "Interlay", 172: "Parallel", 1284: "Moonbeam", 1328: "Ajuna",
    2004: "Phala", 6094: "Subspace", 13116: "Bittensor (registry form)",
}  # fmt: skip


def parse_address(text: str) -> Address:
    """Return `text` as an address of this chain, or raise `UsageError` saying what is wrong.

    The checksum is ss58's: the first two bytes of blake2b-512 over `SS58PRE`, prefix and key.
    """
    stripped = text.strip()
    prefix, _ = _decode(stripped)
    if prefix != SS58_PREFIX:
        where = _KNOWN_PREFIXES.get(prefix, "another network")
        raise UsageError(
            f"{stripped} is an address of {where} (prefix {prefix}), not of Bittensor.",
            hint="Ask for the recipient's Bittensor address; it begins with 5.",
            code="foreign_address",
        )
    return Address(stripped)


def public_key_of(address: str) -> bytes:
    """The 32 bytes behind an address of this chain."""
    return _decode(parse_address(address))[1]


def address_of(public_key: bytes) -> Address:
    """The address of a 32-byte public key."""
    if len(public_key) != 32:
        raise ValueError(f"a public key has 32 bytes, not {len(public_key)}")
    body = bytes([SS58_PREFIX]) + public_key
    number = int.from_bytes(body + _checksum(body), "big")
    digits: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        digits.append(_ALPHABET[digit])
    return Address("".join(reversed(digits)))


def looks_like_address(text: str) -> bool:
    """Whether `text` has the shape of an ss58 address, right or wrong."""
    return 46 <= len(text) <= 50 and all(char in _DIGIT for char in text)


def split_at_address(text: str) -> tuple[str, str, str]:
    """What stands before the first address-like word of `text`, that word, and what follows; two empty ends
    and all of it in front where there is none."""
    start = 0
    for word in text.split(" "):
        bare = word.strip("(),.:;")
        if looks_like_address(bare):
            at = text.index(bare, start)
            return text[:at], bare, text[at + len(bare) :]
        start += len(word) + 1
    return text, "", ""


def _checksum(body: bytes) -> bytes:
    from hashlib import blake2b  # brings OpenSSL along, which most commands do without

    return blake2b(b"SS58PRE" + body, digest_size=64).digest()[:2]


def _decode(text: str) -> tuple[int, bytes]:
    shown = text if len(text) <= 60 else text[:57] + "…"
    bad = UsageError(
        f"“{shown}” is not an address.",
        hint="A Bittensor address begins with 5 and has 48 letters and digits; copy it again, whole.",
        code="bad_address",
    )
    if not 3 <= len(text) <= 60:
        raise bad
    number = 0
    for char in text:
        if char not in _DIGIT:
            raise bad
        number = number * 58 + _DIGIT[char]
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    raw = b"\0" * (len(text) - len(text.lstrip("1"))) + raw
    if len(raw) == 35 and raw[0] < 64:
        prefix, head = raw[0], 1
    elif len(raw) == 36 and 64 <= raw[0] < 128:
        prefix = ((raw[0] & 0x3F) << 2) | (raw[1] >> 6) | ((raw[1] & 0x3F) << 8)
        head = 2
    else:
        raise bad
    if _checksum(raw[:-2]) != raw[-2:]:
        raise UsageError(
            f"“{shown}” has a typing mistake: its checksum does not fit.",
            hint="Copy the address again, whole; no letter may be changed.",
            code="bad_address",
        )
    return prefix, raw[head:-2]
