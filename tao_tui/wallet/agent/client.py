"""Start the process that holds a key, talk to it, end it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import Final, Protocol, Self

from tao_tui import errors
from tao_tui.errors import SignerLost, WalletError
from tao_tui.wallet.agent import wire

COMMAND: Final = (sys.executable, "-P", "-s", "-m", "tao_tui.wallet.agent.process")
"""Starts it: no module of the current folder or the user's own packages can take another's place."""

_SLEPT: Final = 76  # `confinement.SLEPT`, whose module is not for Windows and not for this process
_KEPT_ENVIRONMENT: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class Channel(Protocol):
    """A way to a process that holds a key."""

    @property
    def alive(self) -> bool:
        """Whether the process is there, as far as can be told without asking it."""

    async def ask(self, question: wire.Message) -> wire.Message:
        """The answer to `question`; the error it reports is raised, `SignerLost` when it is gone."""

    async def stop(self) -> None:
        """Leave it; what only this program uses ends with that."""


class Agent:
    """One child process; questions are answered one at a time, in order."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls) -> Self:
        """A fresh process that knows nothing yet."""
        # Its own session keeps the terminal's interrupt key from reaching it before us.
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child is there."""
        return self._process.returncode is None

    async def ask(self, question: wire.Message) -> wire.Message:
        """The answer to `question`; the error it reports is raised here.

        Raises `SignerLost` when the process is gone. Whoever is cancelled while waiting ends the
        process, because the next answer would be taken for the wrong question's.
        """
        async with self._turn:
            try:
                answer = await self._exchange(wire.encode(question))
            except (asyncio.IncompleteReadError, ConnectionError, wire.BadFrame) as error:
                await self.stop()
                raise self._lost() from error
            except BaseException:
                self._kill()
                raise
        return checked(answer)

    async def stop(self) -> None:
        """End the process now; the key is gone with it."""
        self._kill()
        await self._process.wait()

    async def _exchange(self, frame: bytes) -> wire.Message:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(frame)
        await stdin.drain()
        return await received(stdout)

    def _kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _lost(self) -> SignerLost:
        return lost(self._process.returncode)


async def received(stream: asyncio.StreamReader) -> wire.Message:
    """The next message of a stream."""
    length = wire.body_length(await stream.readexactly(wire.HEADER.size))
    return wire.decode(await stream.readexactly(length))


def checked(answer: wire.Message) -> wire.Message:
    """The answer, or the error in it, raised."""
    if "error" in answer:
        raise _rebuilt(answer)
    return answer


def lost(code: int | None = None) -> SignerLost:
    """The error for a process that is gone; its exit code tells why."""
    if code == -signal.SIGALRM:
        return SignerLost(
            "The key was locked again: its time was up.", hint="Unlock it once more; nothing was signed."
        )
    if code == _SLEPT:
        return SignerLost(
            "The key was locked again: this machine was asleep meanwhile.",
            hint="Unlock it once more; nothing was signed.",
        )
    return SignerLost(
        "The process that held the key has ended.",
        hint="Nothing was signed. Try again; opening an encrypted key needs 512 MB of memory.",
    )


def environment() -> dict[str, str]:
    """Where this process finds its modules, and nothing else of its environment."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


def _rebuilt(answer: wire.Message) -> errors.TaoTuiError:
    kind = getattr(errors, str(answer["error"]), None)
    if not (isinstance(kind, type) and issubclass(kind, errors.TaoTuiError)):
        kind = WalletError
    return kind(str(answer.get("message")), hint=str(answer.get("hint", "")), code=answer.get("code"))
