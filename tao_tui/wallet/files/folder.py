"""The wallet folder, laid out as the ecosystem does it: list, look up, create, import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tao_tui.addresses import Address, parse_address
from tao_tui.errors import KeyExists, KeyfileMissing, WalletError, WalletNotFound
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.disk.storing import store_beside, store_wallet, taken
from tao_tui.wallet.files import keyfile, nacl_box
from tao_tui.wallet.files.listing import (
    COLDKEY,
    COLDKEY_PUBLIC,
    HOTKEYS,
    KeyState,
    Role,
    WalletSummary,
    key_state,
    list_wallets,
    looks_like_wallet,
    wallet_summary,
)
from tao_tui.wallet.files.public import PublicKey, read_public
from tao_tui.wallet.keysource import SR25519, KeySource, derive
from tao_tui.wallet.mnemonic import new_mnemonic
from tao_tui.wallet.names import PUBLIC_SUFFIX, check_name
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.stoppable import or_stop

_NAMED: Final = 5
"""Wallets an error names at most."""


@dataclass(frozen=True, slots=True)
class KeyRef:
    """One key of one wallet: all that anybody outside this room needs to know to have it sign."""

    wallet: str
    role: Role
    hotkey: str | None
    path: Path
    address: Address
    crypto_type: int
    encrypted: bool
    watch_only: bool


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """A fresh key and its mnemonic, which is to be shown once and kept nowhere."""

    key: KeyRef
    mnemonic: Secret


@dataclass(frozen=True, slots=True)
class CreatedWallet:
    """A fresh coldkey with its mnemonic, and the hotkey made with it if one was asked for."""

    coldkey: KeyRef
    mnemonic: Secret
    hotkey: CreatedKey | None


class WalletFolder:
    """The wallets in one folder. What is encrypted costs 3.5 s and 512 MB: call from a worker thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def list(self) -> tuple[WalletSummary, ...]:
        """Every wallet by name; a missing folder has none, a broken wallet says so in its `problem`."""
        return list_wallets(self.path)

    def wallet(self, name: str) -> WalletSummary:
        """The wallet `name`, or `WalletNotFound`."""
        return wallet_summary(self._existing(name))

    def coldkey(self, name: str) -> KeyRef:
        """The coldkey of wallet `name`, watch-only or not; `KeyfileMissing` when there is neither file."""
        folder = self._existing(name)
        state = key_state(folder / COLDKEY, folder / COLDKEY_PUBLIC)
        return _reference(name, "coldkey", None, folder / COLDKEY, state)

    def hotkey(self, name: str, hotkey: str = "default") -> KeyRef:
        """A hotkey of wallet `name`, watch-only or not; `KeyfileMissing` when there is neither file."""
        folder = self._existing(name) / HOTKEYS
        file = check_name(hotkey, "hotkey")
        state = key_state(folder / file, folder / (file + PUBLIC_SUFFIX))
        return _reference(name, "hotkey", hotkey, folder / file, state)

    def create(
        self,
        name: str,
        words: int = 12,
        password: Secret | None = None,
        *,
        hotkey: str | None = None,
        crypto_type: int = SR25519,
        phrase: Secret | None = None,
    ) -> CreatedWallet:
        """A new wallet with a coldkey of its own, and a hotkey when one is named.

        Without `password` the coldkey is not encrypted. `phrase` is a fresh mnemonic that its owner has
        written down already. All files appear at once or none does.
        """
        phrase, second = phrase or new_mnemonic(words), new_mnemonic(words)
        worker = {}
        if hotkey is not None:
            worker = _hotkey_files(hotkey, KeySource.mnemonic(second.reveal(), crypto_type=crypto_type))
        source = KeySource.mnemonic(phrase.reveal(), crypto_type=crypto_type)
        self._store(name, self._coldkey_files(name, source, password) | worker)
        made = None if hotkey is None else CreatedKey(self.hotkey(name, hotkey), second)
        return CreatedWallet(self.coldkey(name), phrase, made)

    def import_coldkey(self, name: str, source: KeySource, password: Secret | None = None) -> KeyRef:
        """Put the key of `source` into wallet `name`, which is new or was watch-only for that address.

        It is encrypted if `password` is given.
        """
        self._store(name, self._coldkey_files(name, source, password))
        return self.coldkey(name)

    def watch(self, name: str, address: str, *, crypto_type: int = SR25519) -> KeyRef:
        """A wallet that knows only the address of its coldkey and cannot sign."""
        public = PublicKey(parse_address(address), crypto_type)
        self._free_for_coldkey(name, None)
        self._store(name, {COLDKEY_PUBLIC: public.to_file()})
        return self.coldkey(name)

    def create_hotkey(
        self,
        name: str,
        hotkey: str = "default",
        words: int = 12,
        *,
        crypto_type: int = SR25519,
        phrase: Secret | None = None,
        password: Secret | None = None,
    ) -> CreatedKey:
        """A new hotkey in the existing wallet `name`, encrypted if `password` is given."""
        phrase = phrase or new_mnemonic(words)
        source = KeySource.mnemonic(phrase.reveal(), crypto_type=crypto_type)
        return CreatedKey(self.import_hotkey(name, hotkey, source, password), phrase)

    def import_hotkey(
        self, name: str, hotkey: str, source: KeySource, password: Secret | None = None
    ) -> KeyRef:
        """Put the key of `source` into the existing wallet `name`, encrypted if `password` is given."""
        folder = self._existing(name)
        self._free_for_hotkey(folder, hotkey)
        files = _hotkey_files(hotkey, source, password)
        path = folder / HOTKEYS / hotkey
        public = path.with_name(hotkey + PUBLIC_SUFFIX)
        if _same_public(public, source.address):
            files.pop(f"{HOTKEYS}/{hotkey}{PUBLIC_SUFFIX}")
        if os.path.lexists(path) or (os.path.lexists(public) and len(files) > 1):
            raise taken(path)
        store_beside(folder, files)
        return self.hotkey(name, hotkey)

    def watch_hotkey(self, name: str, hotkey: str, address: str, *, crypto_type: int = SR25519) -> KeyRef:
        """A hotkey of which only the address is known here."""
        folder = self._existing(name)
        public = PublicKey(parse_address(address), crypto_type)
        self._free_for_hotkey(folder, hotkey)
        store_beside(folder, {f"{HOTKEYS}/{hotkey}{PUBLIC_SUFFIX}": public.to_file()})
        return self.hotkey(name, hotkey)

    def keyfile(self, name: str, hotkey: str | None = None) -> Path:
        """Where the key of wallet `name`, or of one of its hotkeys, lies, its address known or not."""
        folder = self._existing(name)
        return folder / COLDKEY if hotkey is None else folder / HOTKEYS / check_name(hotkey, "hotkey")

    def must_be_free(self, name: str, hotkey: str | None = None) -> None:
        """Raise `KeyExists` when a wallet, or a hotkey of wallet `name`, has a key or an address already."""
        folder = self.path / check_name(name)
        path = folder / COLDKEY if hotkey is None else folder / HOTKEYS / check_name(hotkey, "hotkey")
        public = folder / COLDKEY_PUBLIC if hotkey is None else path.with_name(path.name + PUBLIC_SUFFIX)
        for each in (path, public):
            if os.path.lexists(each):
                raise taken(each)

    def restore_public(self, name: str, public: PublicKey, hotkey: str | None = None) -> KeyRef:
        """Write the missing public file of a key; `derive_public` tells what belongs in it."""
        path = (
            COLDKEY_PUBLIC if hotkey is None else f"{HOTKEYS}/{check_name(hotkey, 'hotkey')}{PUBLIC_SUFFIX}"
        )
        store_beside(self._existing(name), {path: public.to_file()})
        return self.coldkey(name) if hotkey is None else self.hotkey(name, hotkey)

    def _coldkey_files(self, name: str, source: KeySource, password: Secret | None) -> dict[str, bytes]:
        """The files of a coldkey; that the name is free is settled before the slow encryption."""
        keypair = derive(source)
        public = keyfile.public_of_keypair(keypair)
        known = self._free_for_coldkey(name, public.address)
        data = keyfile.serialise(keypair)
        # The key first: a public file alone would be an address to pay to whose key is lost.
        files = {COLDKEY: data if password is None else _encrypted(data, password)}
        return files if known else files | {COLDKEY_PUBLIC: public.to_file()}

    def _free_for_coldkey(self, name: str, address: Address | None) -> bool:
        """Raise `KeyExists` unless wallet `name` can take a coldkey; return whether its address is there."""
        folder = self.path / check_name(name)
        if os.path.lexists(folder / COLDKEY) or (os.path.lexists(folder) and not folder.is_dir()):
            raise taken(folder)
        if not os.path.lexists(folder / COLDKEY_PUBLIC):
            return False
        if address is not None and _same_public(folder / COLDKEY_PUBLIC, address):
            return True
        raise KeyExists(
            f"Wallet {name} watches another coldkey; nothing was written.", hint="Choose another wallet name."
        )

    def _free_for_hotkey(self, folder: Path, hotkey: str) -> None:
        """Raise `KeyExists` before anything slow when the name is taken."""
        path = folder / HOTKEYS / check_name(hotkey, "hotkey")
        if os.path.lexists(path):
            raise taken(path)

    def _store(self, name: str, files: dict[str, bytes]) -> None:
        folder = self.path / check_name(name)
        if folder.is_dir() and any(folder.iterdir()):
            store_beside(folder, files)
        else:
            store_wallet(folder, files)

    def _existing(self, name: str) -> Path:
        folder = self.path / check_name(name)
        if looks_like_wallet(folder):
            return folder
        raise WalletNotFound(
            f"There is no wallet {name} in {shown(self.path)}.",
            hint=self._there_are(),
        )

    def _there_are(self) -> str:
        """What to name instead: the wallets there are, or a way to make one."""
        names = [str(each.name) for each in self.list()]
        if not names:
            return "Make one with: tao-tui wallet create."
        told = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        return f"Here: {told}. Take one with --wallet NAME, or for good with: tao-tui config set wallet NAME."


def _hotkey_files(hotkey: str, source: KeySource, password: Secret | None = None) -> dict[str, bytes]:
    check_name(hotkey, "hotkey")
    keypair = derive(source)
    data = keyfile.serialise(keypair)
    return {
        f"{HOTKEYS}/{hotkey}": data if password is None else _encrypted(data, password),
        f"{HOTKEYS}/{hotkey}{PUBLIC_SUFFIX}": keyfile.public_of_keypair(keypair).to_file(),
    }


def _encrypted(data: bytes, password: Secret) -> bytes:
    return or_stop(lambda: nacl_box.encrypt(data, password))


def _same_public(path: Path, address: Address) -> bool:
    try:
        return read_public(path).address == address
    except WalletError:
        return False


def _reference(wallet: str, role: Role, hotkey: str | None, path: Path, state: KeyState) -> KeyRef:
    option = f" --wallet-hotkey {hotkey} --use-hotkey" if hotkey else ""
    what = f"hotkey {hotkey} of wallet {wallet}" if hotkey else f"coldkey of wallet {wallet}"
    if state.public is None:
        if not state.present and not state.problem:
            hint = "Put the file back from a backup, or import the key from its mnemonic."
            if hotkey:
                hint += f" A new one: tao-tui wallet hotkey create --wallet {wallet} --name {hotkey}."
            raise KeyfileMissing(f"There is no {what}: {shown(path)} is missing.", hint=hint)
        raise WalletError(
            f"The address of the {what} is not known. {state.problem}",
            hint="Put the public file back from a backup, or make it anew from the key with: "
            f"tao-tui wallet repair --wallet {wallet}{option}.",
            code="address_unknown",
        )
    return KeyRef(
        wallet,
        role,
        hotkey,
        path,
        state.public.address,
        state.public.crypto_type,
        state.encrypted,
        not state.present,
    )
