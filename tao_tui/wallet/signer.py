"""Signing without holding a key: what every signer does."""

from __future__ import annotations

from typing import Protocol

from tao_tui.addresses import Address
from tao_tui.wallet.transaction import Transaction


class Signer(Protocol):
    """Somebody who can sign for one address, and reads what they sign."""

    @property
    def address(self) -> Address:
        """Whose signature it is."""

    @property
    def crypto_type(self) -> int:
        """The chain's number for the kind of key: 0 ed25519, 1 sr25519."""

    @property
    def alive(self) -> bool:
        """Whether the key can still be asked, as far as can be told without asking."""

    async def sign(self, transaction: Transaction) -> bytes:
        """The 64-byte signature over the payload of `transaction`."""

    async def sign_message(self, message: str) -> bytes:
        """The 64-byte signature over a text, which can never be one over a transaction."""
