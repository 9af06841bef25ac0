"""Keys that stay unlocked for a time: start one, find it again from any program of this user, lock it."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tao_tui.errors import Fault, SignerLost, TaoTuiError, WalletError
from tao_tui.paths import home, private_dir
from tao_tui.wallet.agent import unlock_pace, wire
from tao_tui.wallet.agent.client import COMMAND, checked, environment, lost
from tao_tui.wallet.agent.opening import check_openable, opening, public_in
from tao_tui.wallet.agent.signing import AgentSigner
from tao_tui.wallet.agent.visit import Visit, call
from tao_tui.wallet.files.folder import KeyRef
from tao_tui.wallet.files.listing import COLDKEY, HOTKEYS
from tao_tui.wallet.secret import Secret

DOOR: Final = (sys.executable, "-P", "-s", "-m", "tao_tui.wallet.agent.door")
LONGEST_MINUTES: Final = 24 * 60
_SUFFIX: Final = ".key"
_LONGEST_NAME: Final = 100
"""Bytes of a socket's path: systems allow 104 or 108."""


@dataclass(frozen=True, slots=True)
class Held:
    """A key that is unlocked just now."""

    address: str
    seconds_left: float
    memory_locked: str
    """What is kept out of swap: `all` of the process, the `key`, or `no`."""
    pid: int
    """The process that holds it."""


async def hold(key: KeyRef, password: Secret | None, seconds: float) -> Held:
    """Unlock `key` for `seconds`, for every program of this user; an earlier unlocking of it ends.

    Raises what `open_signer` raises. Cancelling leaves nothing behind.
    """
    check_openable(key, password)
    folder = socket_folder()
    began = time.monotonic()
    process = _start()
    try:
        answer = await _opened(process, opening(key, password, seconds))
        held = _held(answer)
        if key.encrypted:
            unlock_pace.remember(time.monotonic() - began)
        await lock(key)
        _open_door(folder / f"{_name(key.path)}-{secrets.token_hex(4)}{_SUFFIX}", process)
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
    return held


@asynccontextmanager
async def held_signer(key: KeyRef) -> AsyncIterator[AgentSigner | None]:
    """A signer for `key` if it is unlocked just now, else None."""
    visit = await _visit(key)
    if visit is None:
        yield None
        return
    try:
        answer = await visit.ask({"do": "status"})
        yield AgentSigner(visit, public_in(answer)) if answer["address"] == key.address else None
    finally:
        await visit.stop()


async def held_now(key: KeyRef) -> Held | None:
    """Whether `key` is unlocked just now, and for how long."""
    visit = await _visit(key)
    if visit is None:
        return None
    try:
        return _held(await visit.ask({"do": "status"}))
    except SignerLost:
        return None
    finally:
        await visit.stop()


def is_held(key: KeyRef) -> bool:
    """Whether `key` seems to be unlocked, by a look at file names alone."""
    return bool(_doors(key.path))


async def lock(key: KeyRef) -> bool:
    """Lock `key` now; False when it was not unlocked."""
    return any([await _lock(path) for path in _doors(key.path)])


async def lock_wallet(path: Path) -> int:
    """Lock the keys of the wallet whose folder is `path`; how many there were."""
    hotkeys = path / HOTKEYS
    names = os.listdir(hotkeys) if hotkeys.is_dir() else ()
    keys = [path / COLDKEY, *(hotkeys / name for name in names)]
    return sum([await _lock(door) for key in keys for door in _doors(key)])


async def lock_all() -> int:
    """Lock every key this user left unlocked; how many there were."""
    return sum([await _lock(path) for path in _folder().glob("*" + _SUFFIX)])


def socket_folder() -> Path:
    """The folder of the sockets, made and checked: nobody but this user may enter it.

    A socket's path is short by the system's rules, so where the program's folder is deep it is one
    in the folder for temporary files, under a name others can foresee but not use.
    """
    folder = private_dir(_folder())
    status = os.lstat(folder)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise Fault(
            f"The folder {folder} for unlocked keys is not this user's alone.",
            hint="Remove it, or set TAO_TUI_HOME to a folder you own.",
            code="folder_unusable",
        )
    return folder


def _folder() -> Path:
    ours = home().absolute() / "run"
    if len(os.fsencode(ours / ("0" * 41 + _SUFFIX))) <= _LONGEST_NAME:
        return ours
    mark = blake2b(os.fsencode(ours), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"tao-tui-{os.geteuid()}-{mark}"


def _name(keyfile: Path) -> str:
    return blake2b(os.fsencode(keyfile.absolute()), digest_size=16).hexdigest()


def _doors(keyfile: Path) -> list[Path]:
    """The sockets that are or were doors to the key in `keyfile`; each unlocking has its own."""
    return list(_folder().glob(f"{_name(keyfile)}-*{_SUFFIX}"))


def _open_door(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Start the process that lets others ask, and leave both to themselves."""
    assert process.stdin is not None
    assert process.stdout is not None
    pipes = (process.stdin.fileno(), process.stdout.fileno())
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(os.fspath(path))
            path.chmod(0o600)
            listener.listen(8)
            door = _start_door((listener.fileno(), *pipes))
    except OSError as error:
        path.unlink(missing_ok=True)
        raise WalletError(
            f"The key cannot be kept unlocked: {error.strerror or error}.",
            hint=f"Check the folder {path.parent}.",
            code="folder_unusable",
        ) from error
    for child in (process, door):
        child.returncode = 0  # they outlive us: nobody here waits for them


async def _visit(key: KeyRef) -> Visit | None:
    for path in _doors(key.path):
        visit = await call(path)
        if visit is not None:
            return visit
    return None


async def _lock(path: Path) -> bool:
    visit = await call(path)
    if visit is None:
        return False
    try:
        await visit.ask({"do": "lock"})
    except TaoTuiError:
        return False
    finally:
        await visit.stop()
    return True


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
        bufsize=0,
    )


def _start_door(handles: tuple[int, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
        [*DOOR, *map(str, handles)],
        pass_fds=handles,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment(),
        start_new_session=True,
    )


async def _opened(process: subprocess.Popen[bytes], question: wire.Message) -> wire.Message:
    """The answer to the first question; whoever is cancelled while waiting ends the process."""
    work = asyncio.ensure_future(asyncio.to_thread(_exchange, process, question))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        process.kill()
        await asyncio.wait([work])  # its pipes are closed only once nobody reads them
        work.exception()  # that it was lost is no news, and nobody else asks
        raise


def _exchange(process: subprocess.Popen[bytes], question: wire.Message) -> wire.Message:
    """The first answer of a process; it blocks, and ends when the process is killed."""
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    try:
        frame = wire.encode(question)
        while frame:
            frame = frame[os.write(stdin.fileno(), frame) :]
        header = _exactly(stdout.fileno(), wire.HEADER.size)
        return checked(wire.decode(_exactly(stdout.fileno(), wire.body_length(header))))
    except (OSError, EOFError, wire.BadFrame) as error:
        raise lost(process.poll()) from error


def _exactly(handle: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = os.read(handle, size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _held(answer: wire.Message) -> Held:
    return Held(
        str(answer["address"]),
        float(answer["seconds_left"]),
        str(answer["memory_locked"]),
        int(answer["pid"]),
    )
