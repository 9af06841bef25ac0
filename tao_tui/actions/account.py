"""The account an action is made for: addresses and names, never key material."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tao_tui.addresses import Address
from tao_tui.errors import UsageError
from tao_tui.wallet.known import Known


@dataclass(frozen=True, slots=True)
class Account:
    """Who acts: a coldkey, the wallet it is in and the hotkeys beside it."""

    coldkey: Address
    wallet: str
    hotkeys: tuple[tuple[str, Address], ...] = ()
    """Pairs of name and address, the wallet's default hotkey first."""
    crypto_type: int = 1
    """How the signer signs: 0 ed25519, 1 sr25519."""
    known: Known = field(default_factory=Known)
    """Names of known addresses: to write instead of them, and to tell strangers and look-alikes."""
    keyfile: Path | None = None
    """Where the coldkey's file lies: the spending rules beside it are foreseen. None for a key elsewhere."""

    def address(self, text: str) -> Address:
        """The address `text` stands for: a name of the wallet folder or the address book, or an address."""
        return self.coldkey if text == self.wallet else self.known.address(text)

    def hotkey(self, text: str) -> Address:
        """The address `text` stands for: one of the wallet's hotkeys by name, a known name, or an address."""
        try:
            return self.known.hotkey(text, dict(self.hotkeys))
        except UsageError as error:
            if error.code != "unknown_name":
                raise
            names = ", ".join(name for name, _ in self.hotkeys) or "none"
            raise UsageError(
                f"“{text[:60]}” is neither an address nor a hotkey of wallet {self.wallet}.",
                hint=f"The wallet's hotkeys: {names}. Others: wallet/hotkey, a name of the address "
                "book, or an address; tao-tui stake validators lists them.",
                code="unknown_hotkey",
            ) from None

    def name_of(self, address: str) -> str:
        """What this wallet calls `address`, or an empty text."""
        if address == self.coldkey:
            return self.wallet
        return next((name for name, own in self.hotkeys if own == address), "") or self.known.name_of(address)
