"""Have a key decrypted and worked on in a process of its own; only the result comes back."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, Literal, NamedTuple

from tao_tui.addresses import Address
from tao_tui.errors import SignerLost
from tao_tui.wallet.agent import wire
from tao_tui.wallet.agent.opening import check_openable
from tao_tui.wallet.files.folder import KeyRef
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.secret import Secret
from tao_tui.wallet.stoppable import run_or_stop

_MODULE: Final = "tao_tui.wallet.agent.keywork_process"


class Revealed(NamedTuple):
    """What a key can be restored from."""

    kind: Literal["mnemonic", "seed", "private key"]
    text: Secret


def reseal(key: KeyRef, password: Secret | None, new_password: Secret | None) -> bytes:
    """The content of `key`'s file under `new_password`, or plain; nothing is written.

    Blocks for about 3.5 s and 512 MB, in the child, per password that is not None. Raises what
    `open_keyfile` raises, and `KeyfileCorrupt` (code `key_mismatch`).
    """
    return bytes.fromhex(_work(key, password, "reseal", new_password=_text(new_password))["data"])


def polkadot_export(key: KeyRef, password: Secret | None, export_password: Secret, name: str) -> str:
    """`key` as a Polkadot-JS keystore of version 3 under `export_password`; blocks as `reseal` does."""
    answer = _work(key, password, "export", export_password=export_password.reveal(), name=name)
    return str(answer["text"])


def reveal(key: KeyRef, password: Secret | None) -> Revealed:
    """The words of `key` where its file has them, else its seed or private key; blocks as `reseal` does."""
    answer = _work(key, password, "reveal")
    return Revealed(answer["kind"], Secret(answer["text"]))


def whose(path: Path, password: Secret | None) -> PublicKey:
    """Whose key the keyfile `path` holds, whatever a public file says; blocks as `reseal` does."""
    answer = _run({"do": "whose", "path": os.fspath(path), "address": None, "password": _text(password)})
    return PublicKey(Address(answer["address"]), answer["crypto_type"])


def _work(key: KeyRef, password: Secret | None, do: str, **more: str | None) -> wire.Message:
    check_openable(key, password)
    request = {"do": do, "path": os.fspath(key.path), "address": key.address, "password": _text(password)}
    return _run(request | more)


def _run(request: wire.Message) -> wire.Message:
    from tao_tui.wallet.agent.client import checked, environment

    command = (sys.executable, "-P", "-s", "-m", _MODULE)
    exit_code, answer = run_or_stop(command, wire.encode(request), environment())
    if exit_code or len(answer) < wire.HEADER.size:
        raise SignerLost(
            "The process that worked on the key has ended.",
            hint="Nothing was changed. Try again; an encrypted key needs 512 MB of memory.",
        )
    return checked(wire.decode(answer[wire.HEADER.size :]))


def _text(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()
