"""Every name by which this machine knows an address: its wallets, their hotkeys, the address book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address, looks_like_address, parse_address
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.wallet.book import BookEntry
    from tao_tui.wallet.files.listing import WalletSummary
    from tao_tui.wallet.multisigs import SharedAccount

_LONGEST_NAME_LIKE: Final = 30
_NONE: Final[Mapping[str, Address]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Known:
    """Names and their addresses. An ss58 address is always itself, never a name."""

    wallets: Mapping[str, Address] = field(default_factory=lambda: _NONE)
    """Coldkeys by the name of their wallet."""
    hotkeys: Mapping[str, Address] = field(default_factory=lambda: _NONE)
    """Hotkeys as `wallet/hotkey`."""
    book: Mapping[str, Address] = field(default_factory=lambda: _NONE)
    """The address book."""
    shared: Mapping[str, Address] = field(default_factory=lambda: _NONE)
    """Multisigs that have a name here."""

    def address(self, text: str) -> Address:
        """The address `text` stands for: ss58, a wallet's coldkey, `wallet/hotkey`, a name of the book or a
        multisig's.

        Raises `UsageError`: `unknown_name` with the nearest names, `ambiguous_name` for two meanings.
        """
        if looks_like_address(text):
            return parse_address(text)
        return self._one(text, (self.wallets, self.hotkeys, self.book, self.shared))

    def hotkey(self, text: str, own: Mapping[str, Address] = _NONE) -> Address:
        """The hotkey `text` stands for: ss58, one of `own` by name, `wallet/hotkey` or a name of the book."""
        if looks_like_address(text):
            return parse_address(text)
        if text in self.wallets and text not in own and text not in self.book:
            raise UsageError(
                f"“{text}” is a wallet; its coldkey is no hotkey.",
                hint=f"Name one of its hotkeys, such as {text}/default.",
                code="not_a_hotkey",
            )
        return self._one(text, (own, self.hotkeys, self.book))

    def name_of(self, address: str) -> str:
        """What `address` is called here, or an empty text."""
        return next((name for name, known in self.pairs() if known == address), "")

    def pairs(self) -> Iterator[tuple[str, Address]]:
        """Every name with its address: wallets, hotkeys, the book, then multisigs."""
        for names in (self.wallets, self.hotkeys, self.book, self.shared):
            yield from names.items()

    def _one(self, text: str, places: Iterable[Mapping[str, Address]]) -> Address:
        places = tuple(places)
        found = {names[text] for names in places if text in names}
        if len(found) == 1:
            return found.pop()
        if found:
            raise UsageError(
                f"“{text[:60]}” means two addresses here: " + " and ".join(sorted(found)) + ".",
                hint="Give the address itself, or change the name in the address book.",
                code="ambiguous_name",
            )
        raise _unknown(text, sorted({name for names in places for name in names}))


def known_names(
    wallets: Iterable[WalletSummary], entries: Iterable[BookEntry], shared: Iterable[SharedAccount] = ()
) -> Known:
    """The names of these wallets, entries and multisigs."""
    listed = tuple(wallets)
    return Known(
        {str(wallet.name): wallet.coldkey for wallet in listed if wallet.coldkey is not None},
        {
            f"{wallet.name}/{hotkey.name}": hotkey.address
            for wallet in listed
            for hotkey in wallet.hotkeys
            if hotkey.address is not None
        },
        {str(entry.name): entry.address for entry in entries},
        {str(account.name): account.address for account in shared},
    )


def _unknown(text: str, names: list[str]) -> UsageError:
    if len(text) > _LONGEST_NAME_LIKE and text.isalnum():
        try:  # an address that lost or gained a letter
            parse_address(text)
        except UsageError as error:
            return error
    from difflib import get_close_matches

    near = get_close_matches(text, names, n=3, cutoff=0.6)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return UsageError(
        f"“{text[:60]}” is neither an address nor a name known here.",
        hint=hint
        + "Names are those of your wallets, of their hotkeys as wallet/hotkey, of multisigs and of the "
        "address book: tao-tui wallet book list. An address begins with 5 and has 48 letters and digits.",
        code="unknown_name",
    )
