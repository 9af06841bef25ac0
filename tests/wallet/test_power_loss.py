"""Power loss before every system call of everything that writes keys: no key is lost, no wallet half made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tao_tui.addresses import Address
from tao_tui.errors import TaoTuiError
from tao_tui.wallet import Book, KeySource, Secret, WalletFolder, new_mnemonic
from tao_tui.wallet.archive import archive_hotkey, archive_wallet, delete_archived, list_archive, take_back
from tao_tui.wallet.backup import read_backup, restore_backup, write_backup
from tao_tui.wallet.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.listing import COLDKEY
from tao_tui.wallet.upkeep import change_password, rename_hotkey, rename_wallet
from tests.wallet.power import cut_at

OLD, NEW = Secret("correct horse battery 77"), Secret("another long password 88")
ALICE, HOT = KeySource.uri("//Alice"), KeySource.uri("//Alice//hot")
BACKUP = Path("wallets.bak")
Operation = Callable[[WalletFolder], object]

pytestmark = pytest.mark.usefixtures("fast_kdf", "keywork_here", "cheap_backup")


def passwd(folder: WalletFolder) -> object:
    return change_password(folder, folder.coldkey("alice"), OLD, NEW)


def decrypt(folder: WalletFolder) -> object:
    return change_password(folder, folder.coldkey("alice"), OLD, None)


def encrypt_hotkey(folder: WalletFolder) -> object:
    return change_password(folder, folder.hotkey("alice", "hot"), None, NEW)


OPERATIONS: dict[str, Operation] = {
    "create": lambda folder: folder.create("new", password=NEW, hotkey="h"),
    "import": lambda folder: folder.import_coldkey("new", KeySource.uri("//Bob"), NEW),
    "key for a watched wallet": lambda folder: folder.import_coldkey("seen", KeySource.uri("//Bob")),
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


@pytest.fixture
def before(tmp_path: Path) -> WalletFolder:
    """An encrypted wallet with a plain hotkey, a watched one, one in the archive, a backup and a book."""
    new_mnemonic()  # the word list is read once, not in every child
    folder = WalletFolder(tmp_path / "before" / "wallets")
    folder.import_coldkey("alice", ALICE, OLD)
    folder.import_hotkey("alice", "hot", HOT)
    folder.watch("seen", KeySource.uri("//Bob").address)
    folder.import_coldkey("old", KeySource.uri("//Dave"))
    archive_wallet(folder, "old")
    write_backup(folder, "alice", folder.path.parent / BACKUP, OLD)
    Book(folder.path.parent / "home" / "book.json").add("dave", KeySource.uri("//Dave").address)
    return folder


@pytest.mark.parametrize("name", OPERATIONS)
def test_power_loss_at_every_step(name: str, before: WalletFolder, tmp_path: Path) -> None:
    operation, step = OPERATIONS[name], 0
    while True:
        step += 1
        assert step < 500
        root = tmp_path / f"step{step}"
        shutil.copytree(before.path.parent, root, symlinks=True)
        folder = WalletFolder(root / "wallets")
        cut = cut_at(step, lambda folder=folder: operation(folder), root)  # type: ignore[misc]
        look_after(folder, deleted=name == "delete")
        if not cut:
            break
        again(folder, operation)
        look_after(folder, deleted=name == "delete")
        shutil.rmtree(root)
    assert step > 3, "nothing was cut"


def look_after(folder: WalletFolder, *, deleted: bool) -> None:
    """Every key opens somewhere, whatever is listed is whole, and what is no key is whole too."""
    wanted = {ALICE.address, HOT.address} | (set() if deleted else {KeySource.uri("//Dave").address})
    assert wanted <= keys_below(folder.path)
    for wallet in folder.list():
        assert wallet.problem == "", wallet
        assert wallet.watch_only or opened(folder.path / wallet.name / COLDKEY) == wallet.coldkey
        assert wallet.watch_only <= (wallet.name in {"seen", "new"})
        for hotkey in wallet.hotkeys:
            assert hotkey.problem == "", hotkey
    for file in folder.path.parent.glob("*.bak"):
        assert "coldkey" in read_backup(file, OLD).files
    entries = Book(folder.path.parent / "home" / "book.json").entries()
    assert [entry.name for entry in entries] in (["dave"], ["bob", "dave"])


def again(folder: WalletFolder, operation: Operation) -> None:
    """When the power is back the person tries once more; that it was done already is no failure."""
    try:
        operation(folder)
    except (TaoTuiError, IndexError):
        return


def keys_below(root: Path) -> set[Address | None]:
    return {opened(path) for path in root.rglob("*") if path.is_file() and path.suffix != ".txt"}


def opened(path: Path) -> Address | None:
    """Whose key `path` holds, whichever password it has; None for what is none."""
    for password in (None, OLD, NEW):
        try:
            return public_of_keypair(open_keyfile(path, password)).address
        except TaoTuiError:
            continue
    return None


def test_the_power_is_cut(tmp_path: Path) -> None:
    """The means of this test do what they say: a file that was not synced is empty, a synced one whole."""
    from tao_tui.paths import write_private

    def careless() -> None:
        (tmp_path / "file").write_text("whole")
        (tmp_path / "end").mkdir()

    assert cut_at(3, careless, tmp_path)
    assert not (tmp_path / "end").exists()
    assert (tmp_path / "file").read_bytes() == b""
    steps = 1
    while cut_at(steps, lambda: write_private(tmp_path / "other", b"whole"), tmp_path):
        assert not (tmp_path / "other").exists() or (tmp_path / "other").read_bytes() == b"whole"
        (tmp_path / "other").unlink(missing_ok=True)
        steps += 1
    assert steps > 5
