"""Keys that stay unlocked: who reaches them, when they are forgotten, what is left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import bittensor_core
import pytest

from tao_tui.errors import Declined, SignerLost
from tao_tui.wallet import (
    KeyRef,
    KeySource,
    Rules,
    Secret,
    WalletFolder,
    held_now,
    held_signer,
    hold,
    is_held,
    lock,
    lock_all,
    write_rules,
)
from tao_tui.wallet.agent import held, peer, wire
from tests.wallet.transactions import transaction, transfer

ALICE = KeySource.uri("//Alice")
NOBODY = 65534


@pytest.fixture(autouse=True)
async def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))
    yield
    await lock_all()
    folder = held._folder()
    if folder.is_symlink():
        folder.unlink()
    elif folder.is_dir():
        await until(lambda: not any(folder.iterdir()))
        folder.rmdir()


def socket_of(key: KeyRef) -> Path:
    (found,) = held._doors(key.path)
    return found


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to that")


def connected(key: KeyRef) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(60)
    connection.connect(str(socket_of(key)))
    return connection


async def test_one_unlocking_serves_many_signatures_of_many_programs(alice: KeyRef) -> None:
    assert await held_now(alice) is None
    first = await hold(alice, None, 60)
    assert (first.address, round(first.seconds_left)) == (alice.address, 60)

    async def another_program(number: int) -> None:
        async with held_signer(alice) as signer:
            assert signer is not None
            shown = transaction(alice.address, nonce=number)
            for _ in range(3):
                signature = await signer.sign(shown)
                assert bittensor_core.verify_signature(shown.payload, signature, alice.address, 1)

    await asyncio.gather(*map(another_program, range(6)))
    now = await held_now(alice)
    assert now is not None
    assert now.pid == first.pid
    assert now.seconds_left <= first.seconds_left


async def test_it_outlives_the_program_that_unlocked_it(alice: KeyRef) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from tao_tui.wallet import WalletFolder, hold\n"
        "asyncio.run(hold(WalletFolder(Path(sys.argv[1])).coldkey('alice'), None, 60))"
    )
    subprocess.run([sys.executable, "-c", program, str(alice.path.parent.parent)], check=True, timeout=60)
    async with held_signer(alice) as signer:
        assert signer is not None
        assert len(await signer.sign_message("x")) == 64


async def test_only_its_owner_can_come_near(alice: KeyRef) -> None:
    await hold(alice, None, 60)
    assert stat.S_IMODE(socket_of(alice).stat().st_mode) == 0o600
    assert stat.S_IMODE(socket_of(alice).parent.stat().st_mode) == 0o700


async def test_another_user_is_turned_away_though_the_folder_lets_them_in(
    alice: KeyRef, tmp_path: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    await hold(alice, None, 60)
    listening = socket_of(alice)
    listening.chmod(0o666)
    for folder in listening.parents:
        if os.stat(folder).st_uid == 0 and folder != Path("/"):
            os.chmod(folder, 0o755)
    program = (
        "import os, socket, sys; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX); s.settimeout(60); s.connect(sys.argv[1])\n"
        "s.sendall(bytes.fromhex(sys.argv[2])); sys.stdout.write(str(len(s.recv(100))))"
    )
    question = wire.encode({"do": "status"}).hex()
    stranger = [sys.executable, "-S", "-E", "-c", program, str(listening), question]
    done = subprocess.run(stranger, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "0" or "ConnectionResetError" in done.stderr or "BrokenPipe" in done.stderr
    assert (await held_now(alice)) is not None


async def test_a_socket_somebody_else_put_there_is_not_spoken_to(
    alice: KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hold(alice, None, 60)
    with monkeypatch.context() as patch:
        patch.setattr(peer, "peer_uid", lambda connection: NOBODY)
        assert await held_now(alice) is None
    assert await held_now(alice) is not None


@pytest.mark.parametrize("whose", ["mode", "owner"])
async def test_a_folder_others_can_enter_is_not_used(
    alice: KeyRef, monkeypatch: pytest.MonkeyPatch, whose: str, tmp_path: Path
) -> None:
    from tao_tui.errors import Fault

    link = held._folder()
    link.parent.mkdir(exist_ok=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    if whose == "owner":
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        link.mkdir(mode=0o700)
        os.chown(link, NOBODY, NOBODY)
    else:
        link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Fault, match="not this user's alone"):
        await hold(alice, None, 60)


async def test_it_is_forgotten_when_its_time_is_up(alice: KeyRef) -> None:
    now = await hold(alice, None, 0.3)
    await until(lambda: not running(now.pid) and not is_held(alice))
    async with held_signer(alice) as signer:
        assert signer is None


async def test_a_caller_who_is_there_when_the_time_is_up_is_told(alice: KeyRef) -> None:
    now = await hold(alice, None, 0.5)
    async with held_signer(alice) as signer:
        assert signer is not None
        await until(lambda: not running(now.pid))
        with pytest.raises(SignerLost):
            await signer.sign_message("x")


async def test_lock_forgets_one_and_lock_all_every_one(folder: WalletFolder, alice: KeyRef) -> None:
    bob = folder.import_coldkey("bob", KeySource.uri("//Bob"))
    one, two = await hold(alice, None, 60), await hold(bob, None, 60)
    assert await lock(alice)
    assert not await lock(alice)
    await until(lambda: not running(one.pid) and not is_held(alice))
    assert running(two.pid)
    assert await lock_all() == 1
    await until(lambda: not running(two.pid) and not is_held(bob))


async def test_unlocking_again_sets_the_time_anew(alice: KeyRef) -> None:
    old, new = await hold(alice, None, 30), await hold(alice, None, 90)
    await until(lambda: not running(old.pid))
    now = await held_now(alice)
    assert now is not None
    assert (now.pid, round(now.seconds_left)) == (new.pid, 90)


async def test_killing_either_process_ends_the_other_and_costs_a_password(
    alice: KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = spied(monkeypatch, "_start_door")
    now = await hold(alice, None, 60)
    door = doors[0].pid
    os.kill(now.pid, signal.SIGKILL)
    await until(lambda: not running(door) and not is_held(alice))
    now = await hold(alice, None, 60)
    os.kill(doors[1].pid, signal.SIGKILL)
    await until(lambda: not running(now.pid))
    assert is_held(alice)  # the killed door could not take its name away
    assert await held_now(alice) is None
    assert not is_held(alice)


async def test_noise_and_half_a_question_disturb_nobody(alice: KeyRef) -> None:
    await hold(alice, None, 60)
    half = wire.encode({"do": "status"})
    with connected(alice) as slow, connected(alice) as noisy:
        slow.sendall(half[:5])
        noisy.sendall(b"\xff" * 64)
        assert noisy.recv(10) == b""
        assert await held_now(alice) is not None
        slow.sendall(half[5:])
        assert b"address" in slow.recv(1000)
    assert await held_now(alice) is not None


async def test_the_rules_hold_here_too_and_new_ones_end_it(alice: KeyRef) -> None:
    await write_rules(alice, None, Rules(per_transaction_rao=10**9))
    await hold(alice, None, 60)
    async with held_signer(alice) as signer:
        assert signer is not None
        with pytest.raises(Declined) as caught:
            await signer.sign(transaction(alice.address, transfer(2)))
    assert caught.value.code == "rule_per_transaction"


async def test_a_wrong_password_leaves_no_process(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = spied(monkeypatch, "_start")
    key = WalletFolder(golden / "legacy").coldkey("raw_seed_hex")
    locked = KeyRef(**{name: getattr(key, name) for name in KeyRef.__slots__} | {"encrypted": True})
    locked.path.write_bytes(b"$NACL" + bytes(20))
    with pytest.raises(Exception, match="damaged"):
        await hold(locked, Secret("x"), 60)
    assert not running(started[0].pid)
    assert not is_held(locked)


@pytest.mark.xdist_group("derivation")
async def test_cancelling_while_it_derives_leaves_no_process(
    golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = spied(monkeypatch, "_start")
    task = asyncio.create_task(hold(WalletFolder(golden / "btwallet9").coldkey("cold12"), Secret("x"), 60))
    await until(lambda: bool(started))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not running(started[0].pid)


def spied(monkeypatch: pytest.MonkeyPatch, starter: str) -> list[subprocess.Popen[bytes]]:
    """The processes that `starter` started."""
    started: list[subprocess.Popen[bytes]] = []
    real = getattr(held, starter)

    def start(*arguments: Any) -> subprocess.Popen[bytes]:
        started.append(real(*arguments))
        return started[-1]

    monkeypatch.setattr(held, starter, start)
    return started


async def test_nothing_secret_is_in_arguments_or_environment(
    alice: KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BT_PW_SOMETHING", "inherited-secret")
    doors = spied(monkeypatch, "_start_door")
    now = await hold(alice, None, 60)
    for pid in (now.pid, doors[0].pid):
        for name in ("cmdline", "environ"):
            try:
                content = Path(f"/proc/{pid}/{name}").read_bytes()
            except (FileNotFoundError, PermissionError):
                continue
            assert b"inherited-secret" not in content
            assert bytes(str(alice.path), "utf-8") not in content


def test_a_deep_home_has_its_sockets_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("d" * 90)
    monkeypatch.setenv("TAO_TUI_HOME", str(deep))
    place = held.socket_folder()
    try:
        assert deep not in place.parents
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert len(str(place / ("0" * 45))) <= 104
    finally:
        place.rmdir()


def test_who_is_at_the_other_end_is_what_the_kernel_says() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert peer.peer_uid(one) == os.geteuid()
        assert peer.same_user(other)


async def test_an_unlocking_that_is_stopped_ends_in_silence() -> None:
    said: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: said.append(context))
    process = subprocess.Popen(("sleep", "600"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    unlocking = asyncio.create_task(held._opened(process, {"do": "open"}))
    await asyncio.sleep(0)
    unlocking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await unlocking
    assert process.wait() == -signal.SIGKILL
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.stdout.close()
    del unlocking
    gc.collect()
    await asyncio.sleep(0)
    assert said == []
