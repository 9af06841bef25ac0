"""The process that holds one decrypted key: it opens a keyfile, signs what it is shown, and ends.

Run as `python -m tao_tui.wallet.agent.process`. Everything secret arrives on standard input. It
has no way out but standard output: no network module is loaded, and once the key is open the
system lets it open no further file or socket. It puts together itself what it signs, from parts it
can read, and holds them to the wallet's rules. It ends when its input closes, its time is up, the
machine slept, or it is told to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tao_tui.errors import Fault, KeyfileCorrupt, TaoTuiError
from tao_tui.wallet import confinement
from tao_tui.wallet.agent import wire
from tao_tui.wallet.agent.guard import Guard, log_key, set_rules
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.messages import message_payload
from tao_tui.wallet.rules.rules import Rules
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.transaction import Reader, RuntimeFacts, Transaction

UNLOCK_SECONDS: Final = 300.0
"""How long opening a key may take; the slowest format needs 20 s on an idle machine."""

_RUNTIMES: Final = 2
"""Runtimes kept: the present one, and the next when the chain is upgraded meanwhile."""


def main() -> int:
    """Serve one key until the input closes."""
    confinement.harden()
    confinement.end_after(UNLOCK_SECONDS)
    request = _receive()
    if request is None:
        return 0
    try:
        keypair = _open(request)
        if request["purpose"] == "identify":
            _send(Holder(keypair, None).status())
            return 0
        log = Path(request["log"])
        if request["purpose"] == "rules":
            signed = set_rules(keypair, Path(request["path"]), log, Rules.from_fields(request["rules"]))
            _send({"version": signed.version})
            return 0
        address = public_of_keypair(keypair).address
        holder = Holder(keypair, Guard(address, Path(request["path"]), log, log_key(keypair)))
    except TaoTuiError as error:
        _send_error(error)
        return 0
    except OSError as error:
        _send_error(_unwritten(error))
        return 0
    confinement.seal()
    holder.locked_memory = confinement.lock_memory(keypair)
    holder.lease = confinement.Lease(float(request["lifetime"]))
    _send(holder.status())
    while (request := _receive()) is not None:
        holder.lease.check()  # the timer stands still while the machine sleeps
        try:
            _send(holder.answer(request))
        except TaoTuiError as error:
            _send_error(error)
        except OSError as error:
            _send_error(_unwritten(error))
        if request["do"] == "lock":
            break
    return 0


class Holder:
    """The opened key and what it answers."""

    def __init__(self, keypair: Keypair, guard: Guard | None) -> None:
        self._keypair = keypair
        self._guard = guard
        self._readers: dict[str, Reader] = {}
        self.lease: confinement.Lease | None = None
        self.locked_memory = ""

    def answer(self, request: wire.Message) -> wire.Message:
        """The answer to one request."""
        answers: dict[str, Callable[[wire.Message], wire.Message]] = {
            "runtime": self._learn,
            "sign": self._sign,
            "message": self._sign_message,
            "status": lambda _: self.status(),
            "lock": lambda _: {},
        }
        return answers[request["do"]](request)

    def status(self) -> wire.Message:
        """Whose key it is, and for how long."""
        public = public_of_keypair(self._keypair)
        return {
            "address": public.address,
            "crypto_type": public.crypto_type,
            "seconds_left": 0.0 if self.lease is None else self.lease.seconds_left(),
            "memory_locked": self.locked_memory,
            "pid": os.getpid(),
        }

    def _learn(self, request: wire.Message) -> wire.Message:
        """Take in the metadata that transactions are read by."""
        facts = RuntimeFacts.from_message(request["runtime"])
        if facts.key not in self._readers:
            while len(self._readers) >= _RUNTIMES:
                self._readers.pop(next(iter(self._readers)))
            self._readers[facts.key] = Reader(facts)
        return {"runtime": facts.key}

    def _sign(self, request: wire.Message) -> wire.Message:
        reader = self._readers.get(str(request["runtime"]))
        if reader is None:  # another face's runtimes took its place
            return {"unknown_runtime": True}
        transaction = Transaction.from_message(request["transaction"], reader.facts)
        payload = reader.payload(transaction)
        assert self._guard is not None
        self._guard.allow(transaction, reader)
        return {"signature": self._signature(payload)}

    def _sign_message(self, request: wire.Message) -> wire.Message:
        return {"signature": self._signature(message_payload(str(request["text"])))}

    def _signature(self, data: bytes) -> str:
        return bytes(self._keypair.sign(data)).hex()


def _open(request: wire.Message) -> Keypair:
    path = Path(request["path"])
    password = request["password"]
    keypair = open_keyfile(path, None if password is None else Secret(password))
    address = public_of_keypair(keypair).address
    if request["address"] not in (None, address):
        raise KeyfileCorrupt(
            f"{shown(path)} holds the key of {address}, but its public file says {request['address']}.",
            hint="One of the two files belongs to another wallet: put the right one back from a backup.",
            code="key_mismatch",
        )
    return keypair


def _receive() -> wire.Message | None:
    header = _read(wire.HEADER.size)
    if header is None:
        return None
    body = _read(wire.body_length(header))
    return None if body is None else wire.decode(body)


def _read(size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        piece = os.read(0, size - len(data))
        if not piece:
            return None
        data += piece
    return data


def _send(message: wire.Message) -> None:
    frame = wire.encode(message)
    while frame:
        frame = frame[os.write(1, frame) :]


def _send_error(error: TaoTuiError) -> None:
    kind = type(error).__name__
    _send({"error": kind, "message": error.message, "hint": error.hint, "code": error.code})


def _unwritten(error: OSError) -> Fault:
    return Fault(
        f"What is to be signed could not be written down: {error.strerror}.",
        hint="Nothing was signed. Check the free space and who owns the wallet's files.",
        code="not_recorded",
    )


if __name__ == "__main__":
    sys.exit(main())
