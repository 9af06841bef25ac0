"""Where a key comes from: a mnemonic, a seed, a private key, a derivation URI or a Polkadot-JS export."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from tao_tui.addresses import Address, address_of
from tao_tui.errors import KeyfileCorrupt, UsageError, WrongPassword
from tao_tui.wallet.dev_accounts import is_dev_account
from tao_tui.wallet.disk.reading import parse_object
from tao_tui.wallet.mnemonic import DEV_PHRASE, check_mnemonic
from tao_tui.wallet.secret import Secret

ED25519: Final = 0
"""The chain's number for ed25519 keys."""

SR25519: Final = 1
"""The chain's number for sr25519 keys, which nearly all are."""

_PATH: Final = re.compile(r"(//?[^/\s]+)+")

Keypair = Any
"""A `bittensor_core.Keypair`: it signs, and gives its secret to nobody but `keyfile.serialise`."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """A checked origin of one key; make it with one of the class methods.

    Each of them raises `UsageError` for text that cannot be a key, so a bad word or digit is
    found before anything else happens.
    """

    kind: Literal["mnemonic", "seed", "private_key", "uri", "polkadot_json"]
    crypto_type: int
    _text: Secret
    _passphrase: Secret | None = None

    @classmethod
    def mnemonic(
        cls, text: str, *, crypto_type: int = SR25519, passphrase: Secret | None = None, path: str = ""
    ) -> Self:
        """BIP-39 words, with the BIP-39 passphrase and the derivation path if such were used.

        A path such as `//work/1` goes down from the words' key, `//` hard and `/` soft.
        """
        if passphrase is not None and not passphrase.is_text():
            raise UsageError(
                "The passphrase is not text.", hint="Type it again in UTF-8.", code="bad_passphrase"
            )
        words = check_mnemonic(text)
        if not path:
            return cls("mnemonic", crypto_type, words, passphrase or None)
        if not _PATH.fullmatch(path):
            raise UsageError(
                "That is not a derivation path.",
                hint="Write it as //hard/soft, such as //work/1; a passphrase is given apart from it.",
                code="bad_path",
            )
        ending = f"///{passphrase.reveal()}" if passphrase else ""
        source = cls("uri", crypto_type, Secret(words.reveal() + path + ending))
        derive(source)
        return source

    @classmethod
    def seed(cls, hex_text: str, *, crypto_type: int = SR25519) -> Self:
        """A 32-byte seed in hexadecimal, with or without `0x`."""
        digits = hex_text.strip().removeprefix("0x").removeprefix("0X")
        if len(digits) != 64 or not all(char in "0123456789abcdefABCDEF" for char in digits):
            raise UsageError(
                "That is not a seed.",
                hint="A seed is 64 hexadecimal digits, 0x before them or not.",
                code="bad_seed",
            )
        return cls("seed", crypto_type, Secret("0x" + digits.lower()))

    @classmethod
    def private_key(cls, hex_text: str, *, crypto_type: int = SR25519) -> Self:
        """A private key in hexadecimal: 64 bytes of sr25519, 32 of ed25519, as keyfiles hold them."""
        digits = hex_text.strip().removeprefix("0x").removeprefix("0X").lower()
        wanted = 128 if crypto_type == SR25519 else 64
        source = cls("private_key", crypto_type, Secret("0x" + digits))
        if len(digits) == wanted and not digits.strip("0123456789abcdef"):
            try:
                derive(source).sign(b"")
                return source
            except ValueError:
                pass
        raise UsageError(
            "That is not a private key.",
            hint=f"It has {wanted} hexadecimal digits here, 0x before them or not; 64 may be a seed.",
            code="bad_private_key",
        )

    @classmethod
    def uri(cls, text: str, *, crypto_type: int = SR25519) -> Self:
        """A Substrate secret URI: `//Alice`, `WORDS//hard/soft`, `0xSEED//path`, `///password` last."""
        origin, slash, path = text.strip().partition("/")
        if not origin and not slash:
            raise _bad_uri()
        if origin and not origin.startswith("0x"):
            origin = check_mnemonic(origin).reveal()
        source = cls("uri", crypto_type, Secret(origin + slash + path))
        derive(source)
        return source

    @classmethod
    def polkadot_json(cls, text: str, passphrase: Secret) -> Self:
        """A Polkadot-JS keystore (version 3) and the password it was exported with."""
        source = cls("polkadot_json", SR25519, Secret(text), passphrase)
        return cls("polkadot_json", derive(source).crypto_type, Secret(text), passphrase)

    @property
    def address(self) -> Address:
        """The address of the key."""
        return address_of(bytes(derive(self).public_key))

    @property
    def well_known(self) -> bool:
        """Whether anybody can derive this key, because it hangs below the development phrase."""
        origin = self._text.reveal().partition("/")[0] if self.kind == "uri" else self._text.reveal()
        return origin in ("", DEV_PHRASE) or is_dev_account(self.address)


def derive(source: KeySource) -> Keypair:
    """The keypair of `source`; only the wallet room may hold it, and only for as long as it writes it."""
    import bittensor_core as core

    text = source._text.reveal()
    passphrase = source._passphrase.reveal() if source._passphrase is not None else None
    if source.kind == "mnemonic":
        return core.Keypair.from_mnemonic(text, source.crypto_type, password=passphrase)
    if source.kind == "seed":
        return core.Keypair.from_seed(bytes.fromhex(text[2:]), source.crypto_type)
    if source.kind == "private_key":
        return core.Keypair.create_from_private_key(text, source.crypto_type)
    if source.kind == "uri":
        try:
            return core.Keypair.from_uri(text, source.crypto_type)
        except ValueError:
            raise _bad_uri() from None
    return _from_polkadot(text, passphrase or "")


def _from_polkadot(text: str, passphrase: str) -> Keypair:
    import bittensor_core as core

    _refuse_other_exports(text)
    try:
        return core.Keypair.create_from_encrypted_json(text, passphrase)
    except ValueError as error:
        if "passphrase" in str(error):
            raise WrongPassword(
                "The password does not open this Polkadot-JS export.",
                hint="It is the password given when the account was exported.",
            ) from None
        raise KeyfileCorrupt(
            "This is not a Polkadot-JS export that can be read.", hint="Export the account again, as JSON."
        ) from None


def _refuse_other_exports(text: str) -> None:
    """Say of a well-formed export why it cannot be used, where that is not its password."""
    fields = parse_object(text.encode()) or {}
    encoding = fields.get("encoding")
    content, kinds = (
        (encoding.get("content"), encoding.get("type")) if isinstance(encoding, dict) else ((), ())
    )
    named = content if isinstance(content, list) else ()
    if "batch-pkcs8" in named:
        why, hint = "holds several accounts", "Export the one you want by itself."
    elif "ecdsa" in named or "ethereum" in named:
        why = "holds a key of another kind: this chain's accounts are sr25519 or ed25519"
        hint = "Export an account of one of these kinds."
    elif kinds == ["none"]:
        why = "is not encrypted: whoever saw the file has the key"
        hint = "Export the account again with a password, or better, move what it holds to a new key."
    else:
        return
    raise UsageError(f"This Polkadot-JS export {why}.", hint=hint, code="other_export")


def _bad_uri() -> UsageError:
    return UsageError(
        "That is not a key URI.",
        hint="Write //Alice, or a mnemonic followed by a path such as //work/1.",
        code="bad_uri",
    )
