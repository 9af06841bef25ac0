"""The account an action is made for: addresses and names, never key material."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tao_tui.addresses import Address, looks_like_address, parse_address
from tao_tui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Account:
    """Who acts: a coldkey, the wallet it is in and the hotkeys beside it."""

    coldkey: Address
    wallet: str
    hotkeys: tuple[tuple[str, Address], ...] = ()
    """Pairs of name and address, the wallet's default hotkey first."""
    crypto_type: int = 1
    """How the signer signs: 0 ed25519, 1 sr25519."""
    book: Mapping[str, Address] = field(default_factory=lambda: MappingProxyType({}))
    """Names of known addresses, for warnings about look-alikes and strangers."""

    def hotkey(self, text: str) -> Address:
        """The address `text` stands for: one of the wallet's hotkeys by name, or an address."""
        for name, address in self.hotkeys:
            if text == name:
                return address
        if not looks_like_address(text):
            names = ", ".join(name for name, _ in self.hotkeys) or "none"
            raise UsageError(
                f"“{text[:60]}” is neither an address nor a hotkey of wallet {self.wallet}.",
                hint=f"The wallet's hotkeys: {names}. tao-tui stake validators lists the others' addresses.",
                code="unknown_hotkey",
            )
        return parse_address(text)

    def name_of(self, address: str) -> str:
        """What this wallet calls `address`, or an empty text."""
        if address == self.coldkey:
            return self.wallet
        for name, known in (*self.hotkeys, *self.book.items()):
            if known == address:
                return name
        return ""
