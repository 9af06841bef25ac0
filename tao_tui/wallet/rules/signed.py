"""Spending rules as they lie in a wallet's folder: signed by its coldkey, read only as they were signed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.errors import Declined
from tao_tui.wallet.disk.reading import parse_object, read_file, shown
from tao_tui.wallet.files.listing import HOTKEYS
from tao_tui.wallet.rules.rules import Rules

RULES_FILE: Final = "rules.json"
"""The name of the signed rules in a wallet's folder."""

_DOMAIN: Final = b"\xfftao-tui spending rules\n"
"""What precedes the rules where they are signed: no text and no transaction begins with it."""

_WHOLE: Final = 256
"""Bytes of a transaction's payload above which its hash is signed."""


@dataclass(frozen=True, slots=True)
class SignedRules:
    """Rules as they lie in a wallet's folder, with the coldkey's signature over them."""

    address: Address
    crypto_type: int
    version: int
    rules: Rules
    signature: bytes = b""
    remark: bytes = b""
    """What a device signed that signs only transactions: one that is never sent, and says `remark_text`."""

    @property
    def body(self) -> bytes:
        """What is signed, by a key that is on this machine."""
        fields = {"address": self.address, "version": self.version, "rules": self.rules.signed_fields}
        return _DOMAIN + json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """What stands for exactly this version of the rules elsewhere."""
        return blake2b(self.body, digest_size=32).hexdigest()

    @property
    def remark_text(self) -> str:
        """What a device shows and signs in the place of the rules."""
        return f"tao-tui rules {self.digest}"

    @property
    def genuine(self) -> bool:
        """Whether the signature is one of `address` over these rules."""
        import bittensor_core as core

        signed = self.body
        if self.remark:
            if not _says(self.remark, self.remark_text):
                return False
            signed = self.remark if len(self.remark) <= _WHOLE else _short(self.remark)
        return len(self.signature) == 64 and core.verify_signature(
            signed, self.signature, self.address, self.crypto_type
        )

    def to_file(self) -> bytes:
        """The content of the rules file, readable by people."""
        fields: dict[str, Any] = {
            "address": self.address,
            "crypto_type": self.crypto_type,
            "version": self.version,
            "rules": self.rules.signed_fields,
            "signature": "0x" + self.signature.hex(),
        }
        if self.remark:
            fields["remark"] = "0x" + self.remark.hex()
        return json.dumps(fields, indent=1).encode() + b"\n"


def rules_path(keyfile: Path) -> Path:
    """Where the rules of the wallet lie whose keyfile this is."""
    folder = keyfile.parent
    return (folder.parent if folder.name == HOTKEYS else folder) / RULES_FILE


def read_rules(path: Path, address: Address) -> SignedRules:
    """The rules in the file `path`, proven to be those `address` signed.

    Raises `KeyfileMissing` when there is no file, and `Declined` (code `rules_tampered`) when the
    file is not as it was signed.
    """
    fields = parse_object(read_file(path))
    try:
        assert fields is not None
        signed = SignedRules(
            Address(str(fields["address"])),
            int(fields["crypto_type"]),
            int(fields["version"]),
            Rules.from_fields(fields["rules"]),
            bytes.fromhex(str(fields["signature"]).removeprefix("0x")),
            bytes.fromhex(str(fields.get("remark", "")).removeprefix("0x")),
        )
    except (AssertionError, KeyError, TypeError, ValueError):
        raise _tampered(path) from None
    if signed.address != address or not signed.genuine:
        raise _tampered(path)
    return signed


def _tampered(path: Path) -> Declined:
    return Declined(
        f"The spending rules in {shown(path)} are not as this wallet's key signed them.",
        hint="Somebody or something changed the file. Put it back, or set the rules anew: "
        "tao-tui wallet rules set (it asks for the password). Until then nothing is signed.",
        code="rules_tampered",
    )


def _says(payload: bytes, text: str) -> bool:
    """Whether a transaction's payload begins with a call of one argument, and that is `text`."""
    said = text.encode()
    length = (len(said) << 2 | 1).to_bytes(2, "little")  # SCALE's compact form from 64 to 16,383
    return payload[2:].startswith(length + said)


def _short(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=32).digest()
