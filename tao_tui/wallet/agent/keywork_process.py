"""One piece of work on one decrypted key in a process of its own: read it, do it, answer, end.

Run as `python -m tao_tui.wallet.agent.keywork_process`. Everything secret arrives on standard input, the
answer leaves on standard output, and what was decrypted ends with the process. It writes no file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tao_tui.errors import KeyfileCorrupt, TaoTuiError
from tao_tui.wallet import confinement
from tao_tui.wallet.agent import wire
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.files import nacl_box
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair, serialise
from tao_tui.wallet.keysource import Keypair
from tao_tui.wallet.secret import Secret

WORK_SECONDS: Final = 300.0
"""How long one piece may take; the slowest format needs 20 s on an idle machine, writing one 4 s more."""


def main() -> int:
    """Do the one piece of work that standard input describes."""
    confinement.harden()
    confinement.end_after(WORK_SECONDS)
    request = wire.decode(sys.stdin.buffer.read(wire.MAX_FRAME)[wire.HEADER.size :])
    try:
        answer = _WORK[request["do"]](_open(request), request)
    except TaoTuiError as error:
        answer = {
            "error": type(error).__name__,
            "message": error.message,
            "hint": error.hint,
            "code": error.code,
        }
    sys.stdout.buffer.write(wire.encode(answer))
    sys.stdout.buffer.flush()
    return 0


def _open(request: wire.Message) -> Keypair:
    path = Path(request["path"])
    keypair = open_keyfile(path, _secret(request["password"]))
    address = public_of_keypair(keypair).address
    if request["address"] not in (None, address):
        raise KeyfileCorrupt(
            f"{shown(path)} holds the key of {address}, but its public file says {request['address']}.",
            hint="One of the two files belongs to another wallet: put the right one back from a backup.",
            code="key_mismatch",
        )
    return keypair


def _reseal(keypair: Keypair, request: wire.Message) -> wire.Message:
    """The keyfile in the modern form, under another password or under none."""
    password = _secret(request["new_password"])
    data = serialise(keypair)
    return {"data": (data if password is None else nacl_box.encrypt(data, password)).hex()}


def _export(keypair: Keypair, request: wire.Message) -> wire.Message:
    from tao_tui.wallet.files.polkadot_js import export

    password = _secret(request["export_password"])
    assert password is not None
    return {"text": export(_fields(keypair), password, str(request["name"]))}


def _reveal(keypair: Keypair, request: wire.Message) -> wire.Message:
    """What the key can be restored from, the most readable form first."""
    fields = _fields(keypair)
    for kind, name in (("mnemonic", "secretPhrase"), ("seed", "secretSeed"), ("private key", "privateKey")):
        if fields.get(name):
            return {"kind": kind, "text": fields[name]}
    raise KeyfileCorrupt("The keyfile holds no key.", hint="Put it back from a backup.")


def _whose(keypair: Keypair, request: wire.Message) -> wire.Message:
    public = public_of_keypair(keypair)
    return {"address": public.address, "crypto_type": public.crypto_type}


def _fields(keypair: Keypair) -> Mapping[str, str]:
    fields: Mapping[str, str] = json.loads(serialise(keypair))
    return fields


def _secret(text: str | None) -> Secret | None:
    return None if text is None else Secret(text)


_WORK: Final[Mapping[str, Callable[[Keypair, wire.Message], wire.Message]]] = {
    "reseal": _reseal,
    "export": _export,
    "reveal": _reveal,
    "whose": _whose,
}


if __name__ == "__main__":
    sys.exit(main())
