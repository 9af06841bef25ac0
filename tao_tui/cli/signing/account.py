"""Who acts in this run: the chosen wallet as an account, and the key that signs for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.errors import Declined, TaoTuiError

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.cli.invocation.run import Run
    from tao_tui.wallet import KeyRef, Known


def account_of(run: Run) -> Account:
    """The chosen wallet's addresses, with every name known here."""
    from tao_tui.actions.account import Account
    from tao_tui.wallet import is_ledger

    folder = run.wallet_folder()
    name = run.settings.wallet
    coldkey = folder.coldkey(name)
    if run.flags.wallet_hotkey is not None:
        folder.hotkey(name, run.flags.wallet_hotkey)  # one asked for by name must exist
    own = [
        (str(hotkey.name), hotkey.address)
        for hotkey in folder.wallet(name).hotkeys
        if hotkey.address is not None
    ]
    chosen = run.settings.wallet_hotkey
    own.sort(key=lambda pair: (pair[0] != chosen, pair[0]))
    return Account(
        coldkey=coldkey.address,
        wallet=name,
        hotkeys=tuple(own),
        crypto_type=coldkey.crypto_type,
        known=known_here(run),
        keyfile=coldkey.path if not coldkey.watch_only or is_ledger(coldkey) else None,
    )


def known_here(run: Run) -> Known:
    """Every name of the wallet folder, the address book and the multisigs."""
    from tao_tui.wallet import Book, known_names
    from tao_tui.wallet.multisigs import Multisigs

    return known_names(run.wallet_folder().list(), Book().entries(), Multisigs().entries())


def address_of(run: Run, text: str) -> Address:
    """The address an option names: ss58, a wallet, `wallet/hotkey` or a name of the address book."""
    return known_here(run).address(text.strip())


LookedAt = Annotated[
    str | None,
    typer.Option("--address", help="Another coldkey: its address or its name.", metavar="ADDRESS|NAME"),
]


def looked_at(run: Run, address: str | None) -> Address:
    """The coldkey a reading command is about: the one `--address` names, else the chosen wallet's."""
    return address_of(run, address) if address else account_of(run).coldkey


def coldkeys_of(run: Run, addresses: Sequence[str], *, every: bool) -> dict[Address, list[str]]:
    """The coldkeys a reading command is about, each with the wallets that have it.

    Those named, else all of the wallet folder, watch-only ones too, or the chosen wallet's.
    """
    if addresses:
        known = known_here(run)
        found: dict[Address, list[str]] = {}
        for text in addresses:
            address = known.address(text.strip())
            found[address] = [] if text.strip() == address else [text.strip()]
        return found
    if every:
        found = {}
        for wallet in run.wallet_folder().list():
            if wallet.coldkey is not None:
                found.setdefault(wallet.coldkey, []).append(wallet.name)
        return found
    key = run.wallet_folder().coldkey(run.settings.wallet)
    return {key.address: [key.wallet]}


def signing_account(run: Run, signer: str) -> Account:
    """The chosen wallet's account; for a `hotkey` that signs, the hotkey stands where the coldkey does."""
    from dataclasses import replace

    account = account_of(run)
    if signer != "hotkey":
        return account
    key = key_for(run, signer)
    name = f"{account.wallet}/{key.hotkey}"
    keyfile = None if key.watch_only else key.path
    return replace(account, coldkey=key.address, wallet=name, crypto_type=key.crypto_type, keyfile=keyfile)


def account_if_any(run: Run) -> Account | None:
    """The chosen wallet's account, or `None` where reading works without one."""
    try:
        return account_of(run)
    except TaoTuiError:
        if run.flags.wallet is not None or run.flags.wallet_hotkey is not None:
            raise
        return None


def key_for(run: Run, signer: str) -> KeyRef:
    """The key that signs an action: the wallet's coldkey, or its chosen hotkey."""
    folder = run.wallet_folder()
    if signer == "hotkey":
        return folder.hotkey(run.settings.wallet, run.settings.wallet_hotkey)
    return folder.coldkey(run.settings.wallet)


def refuse_public_key(client: Client, key: KeyRef) -> None:
    """Raise when a development account, whose key everybody has, would sign on mainnet."""
    from tao_tui.wallet import is_dev_account

    if client.network.is_mainnet and is_dev_account(key.address):
        raise Declined(
            f"Wallet {key.wallet} is a development account: everybody has its key. Not on mainnet.",
            hint="Use a wallet of your own, or --network dev.",
            code="dev_account",
        )
