"""The work behind the tasks on keys: what was typed goes to the wallet room, beside the interface thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tao_tui.errors import Declined, UsageError
from tao_tui.screens.keys.task import Told, Work

if TYPE_CHECKING:
    from tao_tui.wallet import KeySource, Secret

T = TypeVar("T")


async def thread(work: Callable[[], T]) -> T:
    """Do slow work beside the interface."""
    return await asyncio.to_thread(work)


def crypto_type(work: Work) -> int:
    """The chain's number for the kind of key chosen."""
    return 0 if work.text("sr25519") == "no" else 1


def source_of(work: Work, crypto: int) -> KeySource:
    """The key that was typed; one that everybody can derive is refused on mainnet."""
    from tao_tui.wallet.recognise import recognise

    source = recognise(work.text("words"), crypto_type=crypto, passphrase=work.secret("passphrase"))
    network = work.session.network
    if source.well_known and network is not None and network.is_mainnet:
        raise UsageError(
            "Anybody can derive this key: its words are the public development phrase.",
            hint="Never keep real TAO in it; bring other words.",
        )
    return source


async def create(work: Work) -> Told:
    """A new wallet, written once its words are on paper."""
    from tao_tui.wallet import KeySource, new_mnemonic

    name, crypto, phrase = work.text("name"), crypto_type(work), new_mnemonic(int(work.text("count") or 12))
    folder = work.session.folder
    folder.must_be_free(name)
    address = KeySource.mnemonic(phrase.reveal(), crypto_type=crypto).address
    if not await work.show_words(phrase, address, "coldkey"):
        raise Declined("The words were not confirmed; nothing was written.")
    await thread(
        lambda: folder.create(
            name, password=work.secret("new"), hotkey="default", crypto_type=crypto, phrase=phrase
        )
    )
    return Told(f"Wallet {name} is in use.", use=name)


async def bring(work: Work) -> Told:
    """An existing coldkey."""
    name, folder = work.text("name"), work.session.folder
    source = source_of(work, crypto_type(work))
    await thread(lambda: folder.import_coldkey(name, source, work.secret("new")))
    return Told(f"Wallet {name} is in use.", use=name)


async def watch(work: Work) -> Told:
    """An address without its key."""
    name, folder = work.text("name"), work.session.folder
    await thread(lambda: folder.watch(name, work.text("address"), crypto_type=crypto_type(work)))
    return Told(f"Wallet {name} is in use.", use=name)


async def add_ledger(work: Work) -> Told:
    """A wallet whose key is in a device."""
    from tao_tui.wallet import Derivation, add_ledger_wallet

    numbers = work.text("account"), work.text("index")
    if not all(each.isdecimal() for each in numbers):
        raise UsageError("Account and key of a Ledger are whole numbers.", hint="Usually both are 0.")
    derivation = Derivation(int(numbers[0]), int(numbers[1]))
    key = await add_ledger_wallet(work.session.folder, work.text("name"), derivation)
    return Told(f"Wallet {key.wallet} is on the Ledger, and in use.", use=key.wallet)


async def new_hotkey(work: Work) -> Told:
    """A fresh hotkey, its words shown first."""
    from tao_tui.wallet import KeySource, new_mnemonic

    phrase, name, folder = new_mnemonic(), work.text("name"), work.session.folder
    folder.must_be_free(work.target.name, name)
    address = KeySource.mnemonic(phrase.reveal()).address
    if not await work.show_words(phrase, address, f"hotkey {name}"):
        raise Declined("The words were not confirmed; nothing was written.")
    await thread(
        lambda: folder.create_hotkey(work.target.name, name, phrase=phrase, password=work.secret("new"))
    )
    return Told(f"Hotkey {name} of {work.target.name} is there.", use=used(work))


async def bring_hotkey(work: Work) -> Told:
    """An existing hotkey."""
    name, folder = work.text("name"), work.session.folder
    source = source_of(work, crypto_type(work))
    await thread(lambda: folder.import_hotkey(work.target.name, name, source))
    return Told(f"Hotkey {name} of {work.target.name} is there.", use=used(work))


async def watch_hotkey(work: Work) -> Told:
    """A hotkey that runs elsewhere."""
    name, folder = work.text("name"), work.session.folder
    await thread(lambda: folder.watch_hotkey(work.target.name, name, work.text("address")))
    return Told(f"Hotkey {name} of {work.target.name} is watched.", use=used(work))


async def check(work: Work) -> Told:
    """Whether the paper fits."""
    from tao_tui.wallet.recognise import recognise

    key = work.key()
    source = recognise(work.text("words"), crypto_type=key.crypto_type, passphrase=work.secret("passphrase"))
    if source.address == key.address:
        return Told(f"It matches: this is the key of {work.target.title}.", changed=False)
    account = work.session.account
    owner = account.name_of(source.address) if account else ""
    raise UsageError(
        f"This is another key: it makes {source.address}{f', which is {owner}' if owner else ''}.",
        hint="A passphrase, a path such as //work after the words, or one changed word makes another key.",
    )


async def passwd(work: Work) -> Told:
    """Another password."""
    await _reseal(work, work.secret("new"))
    return Told(f"{work.target.title} is encrypted under the new password.", use=used(work))


async def decrypt(work: Work) -> Told:
    """No password any more."""
    await _reseal(work, None)
    return Told(f"{work.target.title} is not encrypted any more.", use=used(work))


async def _reseal(work: Work, password: Secret | None) -> None:
    from tao_tui.wallet import lock
    from tao_tui.wallet.upkeep.changes import change_password

    folder, key = work.session.folder, work.key()
    await thread(lambda: change_password(folder, key, work.secret("old"), password))
    await lock(key)


async def rename(work: Work) -> Told:
    """Another name."""
    from tao_tui.wallet import lock, lock_wallet
    from tao_tui.wallet.upkeep.changes import rename_hotkey, rename_wallet

    folder, target, name = work.session.folder, work.target, work.text("name")
    if target.hotkey is not None:
        old = str(target.hotkey.name)
        await lock(work.key())
        await thread(lambda: rename_hotkey(folder, target.name, old, name))
        return Told(f"Hotkey {old} is called {name} now.", use=used(work))
    await lock_wallet(folder.path / target.name)
    await thread(lambda: rename_wallet(folder, target.name, name))
    return Told(f"Wallet {target.name} is called {name} now.", use=name if used(work) else "")


async def put_away(work: Work) -> Told:
    """Out of every list."""
    from tao_tui.wallet import lock, lock_wallet
    from tao_tui.wallet.upkeep.archive import archive_hotkey, archive_wallet

    folder, target = work.session.folder, work.target
    if target.hotkey is not None:
        hotkey = str(target.hotkey.name)
        await lock(work.key())
        await thread(lambda: archive_hotkey(folder, target.name, hotkey))
        return Told(f"Hotkey {hotkey} was put away; “Take back” returns it.", use=used(work))
    await lock_wallet(folder.path / target.name)
    await thread(lambda: archive_wallet(folder, target.name))
    return Told(f"Wallet {target.name} was put away; “Take back” returns it.")


async def back_up(work: Work) -> Told:
    """One encrypted file."""
    from tao_tui.wallet.upkeep.backup import write_backup

    folder, file, password = work.session.folder, path(work), work.secret("new")
    assert password is not None
    made = await thread(lambda: write_backup(folder, work.target.name, file, password))
    return Told(f"{file} holds {', '.join(made.keys)}; it was read back.", changed=False)


async def restore(work: Work) -> Told:
    """A wallet from its backup."""
    from tao_tui.wallet.upkeep.backup import restore_backup

    folder, file, password = work.session.folder, path(work), work.secret("old")
    assert password is not None
    name = await thread(lambda: restore_backup(folder, file, password, work.text("name") or None))
    return Told(f"Wallet {name} is there again, and in use.", use=name)


async def export(work: Work) -> Told:
    """For polkadot.js."""
    from tao_tui.wallet.agent.keywork import polkadot_export
    from tao_tui.wallet.disk.storing import store_file

    key, file, password = work.key(), path(work), work.secret("new")
    assert password is not None
    text = await thread(lambda: polkadot_export(key, work.secret("old"), password, work.target.title))
    await thread(lambda: store_file(file, text.encode()))
    return Told(f"{file} holds the key; import it as JSON.", changed=False)


async def paper(work: Work) -> Told:
    """A sheet to print."""
    from tao_tui.wallet.agent.keywork import reveal
    from tao_tui.wallet.disk.storing import store_file
    from tao_tui.wallet.upkeep.paper import paper_sheet

    key, file = work.key(), path(work)
    revealed = await thread(lambda: reveal(key, work.secret("old")))
    await thread(lambda: store_file(file, paper_sheet(key, revealed).encode()))
    return Told(f"Print {file}, then delete it: whoever reads it has the key.", changed=False)


async def repair(work: Work) -> Told:
    """What is damaged and not lost."""
    from tao_tui.wallet.upkeep.repair import repair_key

    folder, hotkey = work.session.folder, work.target.hotkey
    name = None if hotkey is None else str(hotkey.name)
    _, mended = await thread(lambda: repair_key(folder, work.target.name, name, work.secret("old")))
    return Told(" ".join(mended) or "There is nothing to mend.", use=used(work))


async def qr(work: Work) -> Told:
    """The address for a camera."""
    from textual.content import Content

    from tao_tui.qr.codes import qr_lines

    address = work.key().address
    code = "\n".join(await thread(lambda: qr_lines(address)))
    return Told("", Content.assemble((code, "black on white"), "\n", address), copies=address, changed=False)


async def sign(work: Work) -> Told:
    """A text signed with the key."""
    from tao_tui.wallet import open_signer, sign_message

    key = await thread(work.key)
    async with open_signer(key, work.secret("old")) as signer:
        signature = "0x" + (await sign_message(signer, work.text("message"))).hex()
    shown = "\n".join([f"by {key.address}", "", signature[:66], signature[66:]])
    return Told("", shown, copies=signature, changed=False)


async def verify(work: Work) -> Told:
    """Whether a text was signed."""
    from tao_tui.wallet import verify_message

    address = work.text("address")
    if not verify_message(address, work.text("message"), work.text("signature")):
        raise UsageError(
            f"This signature was not made by {address} for this message.",
            hint="Message, signature and address must be exactly the signer's, spaces included.",
        )
    return Told(f"Signed by {address}.", changed=False)


async def book_add(work: Work) -> Told:
    """A name for an address."""
    from tao_tui.wallet import Book
    from tao_tui.wallet.look_alike import look_alike

    session, address, name = work.session, work.text("address"), work.text("name")
    account = session.account
    known = list(account.known.pairs()) if account else []
    if account is not None and name in account.known.wallets:
        raise UsageError(f"There is a wallet {name}; one name for two would be a trap.")
    await thread(lambda: Book().add(name, address, work.text("note")))
    twin = look_alike(address, known)
    warning = f" Careful: it begins and ends like {twin}, but is another." if twin else ""
    return Told(f"{name} is {address}.{warning}", use=session.wallet if account else "")


def used(work: Work) -> str:
    """The wallet of the task when it is the one in use: its keys changed, so it is read again."""
    session = work.session
    return session.wallet if session.account is not None and session.wallet == work.target.name else ""


def path(work: Work) -> Path:
    """The file that was typed."""
    return Path(work.text("file")).expanduser()
