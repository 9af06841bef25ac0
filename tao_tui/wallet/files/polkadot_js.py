"""A key as the JSON that polkadot.js and the browser extensions import (keystore version 3)."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any, Final

from tao_tui.wallet.secret import Secret

_PKCS8_HEAD: Final = bytes.fromhex("3053020101300506032b657004220420")
_PKCS8_DIVIDER: Final = bytes.fromhex("a123032100")
_N, _P, _R = 1 << 15, 1, 8
"""scrypt's cost as polkadot.js writes it; 32 MB and a tenth of a second."""
_SCALAR_BYTES: Final = 32
_COFACTOR_BITS: Final = 3


def export(fields: Mapping[str, Any], password: Secret, name: str) -> str:
    """The keystore of the key in the keyfile `fields`, named `name`, under `password`.

    The encoding is scrypt's salt and cost (u32, little endian: N, p, r), then a secretbox over PKCS8:
    the secret key, a divider, the public key.
    """
    from nacl.secret import SecretBox

    public = bytes.fromhex(fields["publicKey"][2:])
    ed25519 = fields["cryptoType"] == 0
    secret = _secret_key(bytes.fromhex(fields["privateKey"][2:]), public, ed25519=ed25519)
    salt = os.urandom(32)
    key = hashlib.scrypt(
        password.reveal().encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=64 * 1024 * 1024, dklen=64
    )[:32]
    box = bytes(SecretBox(key).encrypt(_PKCS8_HEAD + secret + _PKCS8_DIVIDER + public))
    cost = b"".join(number.to_bytes(4, "little") for number in (_N, _P, _R))
    document = {
        "encoded": base64.b64encode(salt + cost + box).decode(),
        "encoding": {
            "content": ["pkcs8", "ed25519" if ed25519 else "sr25519"],
            "type": ["scrypt", "xsalsa20-poly1305"],
            "version": "3",
        },
        "address": fields["ss58Address"],
        "meta": {"name": name, "whenCreated": int(time.time() * 1000)},
    }
    return json.dumps(document, ensure_ascii=False)


def _secret_key(private: bytes, public: bytes, *, ed25519: bool) -> bytes:
    """64 bytes: an ed25519 seed and its public key, or an sr25519 scalar times the cofactor and its nonce.

    Keyfiles hold the sr25519 scalar itself; polkadot.js keeps it as ed25519 would, multiplied by 8.
    """
    if ed25519:
        return private[:32] + public
    scalar = int.from_bytes(private[:_SCALAR_BYTES], "little") << _COFACTOR_BITS
    return scalar.to_bytes(_SCALAR_BYTES, "little") + private[_SCALAR_BYTES:]
