"""Accounts of the development world: throw-away keys anybody can derive, worth nothing anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

import bittensor_core as bc

from tao_tui.addresses import Address, address_of


class Scheme(Enum):
    """Signature schemes, numbered as in `MultiSignature`."""

    ED25519 = 0
    SR25519 = 1


@dataclass(frozen=True, slots=True)
class Account:
    """A key derived from a well-known path."""

    uri: str
    """Secret path such as `//Alice`; the development phrase is implied."""
    scheme: Scheme = Scheme.ED25519
    """Actors use ed25519: its signatures never vary, so one seed makes one chain, hash for hash."""

    @property
    def name(self) -> str:
        """The path's last step."""
        return self.uri.rsplit("//", 1)[-1]

    @property
    def public_key(self) -> bytes:
        """The account id."""
        return _public_key(self.uri, self.scheme)

    @property
    def address(self) -> Address:
        """The account id as people write it."""
        return address_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        """Sign with the key, 64 bytes."""
        return bytes(_keypair(self.uri, self.scheme).sign(message))

    def child(self, name: str) -> Account:
        """Derive another account of the same owner."""
        return Account(f"{self.uri}//{name}", self.scheme)


@cache
def _keypair(uri: str, scheme: Scheme) -> bc.Keypair:
    return bc.Keypair.create_from_uri(uri, scheme.value)


DEVELOPERS = tuple(
    Account(f"//{name}", Scheme.SR25519) for name in ("Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie")
)
"""The accounts every Substrate development chain knows; Alice is the sudo key."""
ALICE = DEVELOPERS[0]
AUTHOR = Account("//Author", Scheme.SR25519)
"""The authority that makes the blocks; an account of its own, so that nobody's fees come back to them."""
DEMO = Account("//Demo", Scheme.SR25519)
"""The coldkey the demo hands to whoever tries the program: a member of the Triumvirate."""
DEMO_HOTKEY = Account("//Demo//senator", Scheme.SR25519)
"""The demo coldkey's hotkey: registered on root, with a seat in the Senate."""


def actor(role: str) -> Account:
    """Return the key of somebody who lives in the world."""
    return Account(f"//world//{role}")


@cache
def _public_key(uri: str, scheme: Scheme) -> bytes:
    return bytes(_keypair(uri, scheme).public_key)
