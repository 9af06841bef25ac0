"""Everything that writes keys, a folder to do it in, and what must hold whenever it was cut short."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tao_tui.addresses import Address
from tao_tui.errors import TaoTuiError
from tao_tui.wallet import Book, KeySource, Secret, WalletFolder, new_mnemonic
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.files.listing import COLDKEY
from tao_tui.wallet.upkeep.archive import (
    archive_hotkey,
    archive_wallet,
    delete_archived,
    list_archive,
    take_back,
)
from tao_tui.wallet.upkeep.backup import read_backup, restore_backup, write_backup
from tao_tui.wallet.upkeep.changes import change_password, rename_hotkey, rename_wallet

OLD, NEW = Secret("correct horse battery 77"), Secret("another long password 88")
ALICE, HOT = KeySource.uri("//Alice"), KeySource.uri("//Alice//hot")
BOB, DAVE = KeySource.uri("//Bob"), KeySource.uri("//Dave")
_LASTING, _DELETED = {ALICE.address, HOT.address}, {DAVE.address}
BACKUP = Path("wallets.bak")
Operation = Callable[[WalletFolder], object]
_OPENED: dict[bytes, Address | None] = {}
_BACKED_UP: dict[bytes, frozenset[str]] = {}


def passwd(folder: WalletFolder) -> object:
    return change_password(folder, folder.coldkey("alice"), OLD, NEW)


def decrypt(folder: WalletFolder) -> object:
    return change_password(folder, folder.coldkey("alice"), OLD, None)


def encrypt_hotkey(folder: WalletFolder) -> object:
    return change_password(folder, folder.hotkey("alice", "hot"), None, NEW)


OPERATIONS: dict[str, Operation] = {
    "create": lambda folder: folder.create("new", password=NEW, hotkey="h"),
    "import": lambda folder: folder.import_coldkey("new", BOB, NEW),
    "key for a watched wallet": lambda folder: folder.import_coldkey("seen", BOB),
    "create hotkey": lambda folder: folder.create_hotkey("alice", "h2"),
    "watch": lambda folder: folder.watch("new", ALICE.address),
    "watch hotkey": lambda folder: folder.watch_hotkey("alice", "far", ALICE.address),
    "passwd": passwd,
    "decrypt": decrypt,
    "encrypt hotkey": encrypt_hotkey,
    "rename": lambda folder: rename_wallet(folder, "alice", "new"),
    "rename hotkey": lambda folder: rename_hotkey(folder, "alice", "hot", "warm"),
    "remove": lambda folder: archive_wallet(folder, "alice"),
    "remove hotkey": lambda folder: archive_hotkey(folder, "alice", "hot"),
    "take back": lambda folder: take_back(folder, str(list_archive(folder)[0].label), "new"),
    "delete": lambda folder: delete_archived(folder, str(list_archive(folder)[0].label)),
    "backup": lambda folder: write_backup(folder, "alice", folder.path.parent / "new.bak", OLD),
    "restore": lambda folder: restore_backup(folder, folder.path.parent / BACKUP, OLD, "new"),
    "book": lambda folder: Book(folder.path.parent / "home" / "book.json").add("bob", ALICE.address),
}


def furnished(root: Path) -> WalletFolder:
    """An encrypted wallet with a plain hotkey, a watched one, one in the archive, a backup and a book."""
    new_mnemonic()  # the word list is read once, not in every child
    folder = WalletFolder(root / "wallets")
    folder.import_coldkey("alice", ALICE, OLD)
    folder.import_hotkey("alice", "hot", HOT)
    folder.watch("seen", BOB.address)
    folder.import_coldkey("old", DAVE)
    archive_wallet(folder, "old")
    write_backup(folder, "alice", folder.path.parent / BACKUP, OLD)
    Book(folder.path.parent / "home" / "book.json").add("dave", DAVE.address)
    return folder


def look_after(folder: WalletFolder, *, deleted: bool) -> None:
    """Every key opens somewhere, whatever is listed is whole, and what is no key is whole too."""
    wanted = _LASTING | (set() if deleted else _DELETED)
    assert wanted <= keys_below(folder.path)
    for wallet in folder.list():
        assert wallet.problem == "", wallet
        assert wallet.watch_only or opened(folder.path / wallet.name / COLDKEY) == wallet.coldkey
        assert wallet.watch_only <= (wallet.name in {"seen", "new"})
        for hotkey in wallet.hotkeys:
            assert hotkey.problem == "", hotkey
    for file in folder.path.parent.glob("*.bak"):
        assert "coldkey" in backed_up(file.read_bytes(), file)
    entries = Book(folder.path.parent / "home" / "book.json").entries()
    assert [entry.name for entry in entries] in (["dave"], ["bob", "dave"])


def again(folder: WalletFolder, operation: Operation) -> None:
    """When the power is back the person tries once more; that it was done already is no failure."""
    try:
        operation(folder)
    except (TaoTuiError, IndexError):
        return


def backed_up(content: bytes, file: Path) -> frozenset[str]:
    """What the backup `file`, with this content, holds."""
    if content not in _BACKED_UP:
        _BACKED_UP[content] = frozenset(read_backup(file, OLD).files)
    return _BACKED_UP[content]


def keys_below(root: Path) -> set[Address | None]:
    return {opened(path) for path in root.rglob("*") if path.is_file() and path.suffix != ".txt"}


def opened(path: Path) -> Address | None:
    """Whose key `path` holds, whichever password it has; None for none. The same bytes are opened once."""
    content = path.read_bytes()
    if content not in _OPENED:
        _OPENED[content] = _opened(path)
    return _OPENED[content]


def _opened(path: Path) -> Address | None:
    for password in (None, OLD, NEW):
        try:
            return public_of_keypair(open_keyfile(path, password)).address
        except TaoTuiError:
            continue
    return None
