"""The process that holds one decrypted key: it opens a keyfile, signs what it is shown, and ends.

Run as `python -m tao_tui.wallet.agent_process`. Everything secret arrives on standard input. It
has no way out but standard output: no network module is loaded, and once the key is open the
system lets it open no further file or socket. It ends when its input closes or its time is up.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Final

from tao_tui.errors import Fault, KeyfileCorrupt, WalletError
from tao_tui.wallet import wire
from tao_tui.wallet.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.reading import shown
from tao_tui.wallet.secret import Secret

UNLOCK_SECONDS: Final = 300.0
"""How long opening a key may take; the slowest format needs 20 s on an idle machine."""

_PR_SET_DUMPABLE: Final = 4


def main() -> int:
    """Serve one key until the input closes."""
    _harden()
    _end_after(UNLOCK_SECONDS)
    request = _receive()
    if request is None:
        return 0
    try:
        keypair = _open(request)
    except (WalletError, Fault) as error:
        _send(
            {"error": type(error).__name__, "message": error.message, "hint": error.hint, "code": error.code}
        )
        return 0
    lifetime = float(request["lifetime"])
    _end_after(lifetime)
    deadline = _now() + lifetime
    _seal()
    public = public_of_keypair(keypair)
    _send({"address": public.address, "crypto_type": public.crypto_type})
    while (request := _receive()) is not None:
        if _now() >= deadline:  # the alarm stands still while the machine sleeps
            signal.raise_signal(signal.SIGALRM)
        _send({"signature": bytes(keypair.sign(bytes.fromhex(request["payload"]))).hex()})
    return 0


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


def _harden() -> None:
    """No core dump, no debugger of the same user, no death by the terminal's interrupt key."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _seal() -> None:
    """From here on no descriptor can be opened, hence no socket: what is open stays usable."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _end_after(seconds: float) -> None:
    """The alarm's default action ends the process, whatever it is doing."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))  # zero would mean never


def _now() -> float:
    """Seconds of a clock that nobody can set and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


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


if __name__ == "__main__":
    sys.exit(main())
