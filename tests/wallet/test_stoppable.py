"""Slow work on keys is left when a person stops it, and then nothing was written."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tao_tui.errors import Declined, WrongPassword
from tao_tui.wallet import KeySource, Secret, WalletFolder
from tao_tui.wallet.stoppable import or_stop, run_or_stop, stopped_by
from tao_tui.wallet.upkeep.backup import restore_backup, write_backup
from tests.wallet.conftest import snapshot

PASSWORD = Secret("correct horse battery 77")


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Derivations that do not end before the test; set when one has begun."""
    from nacl.pwhash import argon2i, argon2id

    begun, over = threading.Event(), threading.Event()

    def kdf(*arguments: object, **options: object) -> bytes:
        begun.set()
        assert over.wait(60)
        return b"\0" * 32

    for module in (argon2i, argon2id):
        monkeypatch.setattr(module, "kdf", kdf)
    yield begun
    over.set()


async def stopped(work: Callable[[], object], begun: threading.Event) -> str:
    """The code of the refusal of `work`, done beside the loop as in the app and stopped once it began."""
    stop = threading.Event()
    with stopped_by(stop):
        task = asyncio.create_task(asyncio.to_thread(work))
    assert await asyncio.to_thread(begun.wait, 60)
    stop.set()
    with pytest.raises(Declined) as caught:
        await task
    return caught.value.code


def test_what_is_not_stopped_returns_or_fails_as_ever() -> None:
    def fail() -> int:
        raise WrongPassword("no")

    assert or_stop(lambda: 7) == 7
    with pytest.raises(WrongPassword):
        or_stop(fail)
    assert run_or_stop(("cat",), b"x" * 200_000, {}) == (0, b"x" * 200_000)
    assert run_or_stop(("false",), b"", {}) == (1, b"")


async def test_a_stopped_import_writes_nothing(folder: WalletFolder, endless: threading.Event) -> None:
    alice = KeySource.uri("//Alice")
    assert await stopped(lambda: folder.import_coldkey("alice", alice, PASSWORD), endless) == "stopped"
    assert not folder.path.exists()


async def test_a_stopped_backup_or_restore_leaves_no_file(
    folder: WalletFolder, tmp_path: Path, cheap_backup: None, request: pytest.FixtureRequest
) -> None:
    folder.import_coldkey("alice", KeySource.uri("//Alice"))
    kept = tmp_path / "kept"
    write_backup(folder, "alice", kept, PASSWORD)
    before = snapshot(tmp_path)
    begun: threading.Event = request.getfixturevalue("endless")
    for work in (
        lambda: write_backup(folder, "alice", tmp_path / "new", PASSWORD),
        lambda: restore_backup(folder, kept, PASSWORD, "bob"),
    ):
        begun.clear()
        assert await stopped(work, begun) == "stopped"
        assert snapshot(tmp_path) == before


async def test_a_backup_that_was_not_read_back_goes(
    folder: WalletFolder, tmp_path: Path, cheap_backup: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tao_tui.wallet.upkeep import backup

    folder.import_coldkey("alice", KeySource.uri("//Alice"))

    def stop(path: Path, password: Secret) -> backup.Backup:
        assert path.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "read_backup", stop)
    with pytest.raises(KeyboardInterrupt):
        write_backup(folder, "alice", tmp_path / "new", PASSWORD)
    assert not (tmp_path / "new").exists()


async def test_a_stopped_process_is_killed(tmp_path: Path) -> None:
    begun, mark = threading.Event(), tmp_path / "alive"
    program = "import pathlib,sys,time; pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"

    def work() -> object:
        return run_or_stop((sys.executable, "-c", program, str(mark)), b"secret", {})

    async def started() -> None:
        while not mark.exists():
            await asyncio.sleep(0.01)
        begun.set()

    watching = asyncio.create_task(started())
    assert await stopped(work, begun) == "stopped"  # run_or_stop returns only once the process has ended
    await watching


def test_ctrl_c_is_heard_while_the_main_thread_waits(folder: WalletFolder, endless: threading.Event) -> None:
    import _thread

    def press() -> None:
        assert endless.wait(60)
        _thread.interrupt_main()

    threading.Thread(target=press, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        folder.import_coldkey("alice", KeySource.uri("//Alice"), PASSWORD)
    assert not folder.path.exists()
