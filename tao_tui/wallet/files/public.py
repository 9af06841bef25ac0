"""The public half of a key on disk: who it is, without anything secret."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tao_tui.addresses import Address, address_of, public_key_of
from tao_tui.errors import KeyfileCorrupt, UsageError
from tao_tui.wallet.disk.reading import parse_object, read_file, shown

CRYPTO_TYPES: Final = (0, 1)
"""ed25519 and sr25519, the two kinds a keyfile may name; old files name none and mean sr25519."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An address and the kind of key behind it."""

    address: Address
    crypto_type: int

    def to_file(self) -> bytes:
        """The content of `coldkeypub.txt` or `NAMEpub.txt`, as btwallet 4 and bittensor 11 write it."""
        key = "0x" + public_key_of(self.address).hex()
        fields = {
            "accountId": key,
            "publicKey": key,
            "ss58Address": self.address,
            "cryptoType": self.crypto_type,
        }
        return json.dumps(fields, separators=(",", ":")).encode()


def read_public(path: Path) -> PublicKey:
    """The public key in a public file, or in the open part of a plain keyfile.

    Raises what `read_file` raises, and `KeyfileCorrupt` when there is none or its parts disagree.
    """
    fields = parse_object(read_file(path))
    if fields is None:
        raise _corrupt(path, "it is not a public key file")
    return public_of(fields, path)


def public_of(fields: dict[str, Any], path: Path) -> PublicKey:
    """The public key that the JSON `fields` of the file `path` state."""
    crypto_type = fields.get("cryptoType", 1)
    if type(crypto_type) is not int or crypto_type not in CRYPTO_TYPES:
        raise _corrupt(path, "its cryptoType is unknown")
    keys = {
        _key_of_hex(fields[name], path) for name in ("publicKey", "accountId") if fields.get(name) is not None
    }
    if (address := fields.get("ss58Address")) is not None:
        keys.add(_key_of_address(address, path))
    if not keys:
        raise _corrupt(path, "it holds no public key")
    if len(keys) > 1:
        raise _corrupt(path, "its address and its public key belong to different accounts")
    return PublicKey(address_of(keys.pop()), crypto_type)


def _key_of_hex(value: object, path: Path) -> bytes:
    if isinstance(value, str) and len(digits := value.removeprefix("0x")) == 64 and digits.isascii():
        try:
            return bytes.fromhex(digits)
        except ValueError:
            pass
    raise _corrupt(path, "its public key is not 64 hexadecimal digits")


def _key_of_address(value: object, path: Path) -> bytes:
    if not isinstance(value, str):
        raise _corrupt(path, "its address is not text")
    try:
        return public_key_of(value)
    except UsageError as error:
        raise _corrupt(path, "its address is not a Bittensor address") from error


def _corrupt(path: Path, why: str) -> KeyfileCorrupt:
    return KeyfileCorrupt(
        f"{shown(path)} is damaged: {why}.",
        hint="Put it back from a backup, or import the key under another name.",
    )
