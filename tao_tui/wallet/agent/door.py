"""The door to a key that stays unlocked: lets the same user's programs ask the process that holds it.

Run as `python -m tao_tui.wallet.agent.door LISTENER TO FROM` with three inherited descriptors: a
listening socket in a folder of the owner, and the pipes of the process that holds the key. That
process never sees a socket, and this one never sees a password or a key: it checks who calls and
carries messages. When either ends, so does the other.
"""

from __future__ import annotations

import os
import resource
import selectors
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from tao_tui.wallet.agent import wire
from tao_tui.wallet.agent.peer import same_user

_CALLERS: Final = 32
_IDLE_SECONDS: Final = 20.0
"""How long a caller may take over one message."""


@dataclass(slots=True)
class Caller:
    """One connected program and what it has sent of its next question."""

    connection: socket.socket
    pending: bytearray = field(default_factory=bytearray)

    def question(self) -> bytes | None:
        """The next whole message, taken out of what was sent; None while there is none."""
        if len(self.pending) < wire.HEADER.size:
            return None
        end = wire.HEADER.size + wire.body_length(bytes(self.pending[: wire.HEADER.size]))
        if len(self.pending) < end:
            return None
        frame = bytes(self.pending[:end])
        del self.pending[:end]
        return frame


class Door:
    """Carries questions in the order they come, one at a time."""

    def __init__(self, listener: socket.socket, to_key: int, from_key: int) -> None:
        self._listener = listener
        self._to_key, self._from_key = to_key, from_key
        self._events = selectors.DefaultSelector()
        self._events.register(listener, selectors.EVENT_READ)
        self._events.register(from_key, selectors.EVENT_READ)
        self._callers: dict[int, Caller] = {}

    def serve(self) -> None:
        """Until the process that holds the key has ended."""
        while True:
            for event, _ in self._events.select():
                if event.fileobj is self._listener:
                    self._admit()
                elif event.fd == self._from_key:
                    return  # between questions it says nothing, so this is its end
                elif event.fd in self._callers and not self._hear(self._callers[event.fd]):
                    return

    def _admit(self) -> None:
        connection, _ = self._listener.accept()
        if len(self._callers) >= _CALLERS or not same_user(connection):
            connection.close()
            return
        connection.settimeout(_IDLE_SECONDS)
        self._callers[connection.fileno()] = Caller(connection)
        self._events.register(connection, selectors.EVENT_READ)

    def _hear(self, caller: Caller) -> bool:
        """Take what a caller sent and answer its whole questions; False once the key is gone."""
        try:
            data = caller.connection.recv(1 << 16)
            caller.pending += data
            if not data:
                self._dismiss(caller)
            while (question := caller.question()) is not None:
                answer = self._asked(question)
                if answer is None:
                    return False
                caller.connection.sendall(answer)
        except (OSError, wire.BadFrame):
            self._dismiss(caller)
        return True

    def _asked(self, question: bytes) -> bytes | None:
        """The answer of the process that holds the key, or None when it has ended."""
        with suppress(BrokenPipeError):
            while question:
                question = question[os.write(self._to_key, question) :]
        header = _read(self._from_key, wire.HEADER.size)
        if header is None:
            return None
        body = _read(self._from_key, wire.body_length(header))
        return None if body is None else header + body

    def _dismiss(self, caller: Caller) -> None:
        self._callers.pop(caller.connection.fileno(), None)
        self._events.unregister(caller.connection)
        caller.connection.close()


def main(arguments: list[str]) -> int:
    """Serve until the key is gone; the name of the socket goes with it."""
    listener = socket.socket(fileno=int(arguments[0]))
    name = listener.getsockname()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        Door(listener, int(arguments[1]), int(arguments[2])).serve()
    finally:
        with suppress(OSError):
            os.unlink(name)
    return 0


def _read(handle: int, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        piece = os.read(handle, size - len(data))
        if not piece:
            return None
        data += piece
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
