"""Sign and verify messages, so that btcli and polkadot.js agree with the result."""

from __future__ import annotations

from typing import Final

from tao_tui.addresses import parse_address
from tao_tui.errors import UsageError
from tao_tui.wallet.keysource import ED25519, SR25519
from tao_tui.wallet.signer import Signer

_OPEN: Final = b"<Bytes>"
_CLOSE: Final = b"</Bytes>"
_HASH_BYTES: Final = 32


def message_payload(message: str) -> bytes:
    """What is signed for `message`: its UTF-8, as btcli signs it. Nothing signed here is a transaction.

    Long transactions are signed by their 32-byte hash, so a message of exactly 32 bytes is wrapped
    in `<Bytes>`, as polkadot.js wraps every message; verifiers, ours and theirs, accept both forms.
    Short ones are signed as they are and hold their chain's genesis hash, which is no UTF-8 on any
    known network, so bytes that are no text are a `UsageError` (code `bad_message`).
    """
    try:
        data = message.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(
            "The message is not text; a transaction could hide in it.",
            hint="Sign text, or the hexadecimal digits of the bytes.",
            code="bad_message",
        ) from None
    return _OPEN + data + _CLOSE if len(data) == _HASH_BYTES else data


async def sign_message(signer: Signer, message: str) -> bytes:
    """The signature of `message`, 64 bytes."""
    return await signer.sign_message(message)


def verify_message(address: str, message: str, signature: str) -> bool:
    """Whether `signature` (hexadecimal) is one of `address` over `message`.

    The message may have been wrapped or not, the key be sr25519 or ed25519. Raises `UsageError`
    for an address or a signature that cannot be one.
    """
    import bittensor_core as core

    account = parse_address(address)
    raw = _signature_bytes(signature)
    data = _bytes(message)
    inner = data.removeprefix(_OPEN).removesuffix(_CLOSE)
    forms = {data, inner, _OPEN + inner + _CLOSE}
    return any(
        core.verify_signature(form, raw, account, crypto_type)
        for form in forms
        for crypto_type in (SR25519, ED25519)
    )


def _bytes(message: str) -> bytes:
    """The message's UTF-8; bytes of an argument that were none come out as they went in."""
    return message.encode("utf-8", "surrogateescape")


def _signature_bytes(text: str) -> bytes:
    digits = text.strip().removeprefix("0x").removeprefix("0X")
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        raw = b""
    # polkadot.js puts one byte naming the kind of key before the signature of some accounts.
    if len(raw) == 65 and raw[0] in (ED25519, SR25519):
        raw = raw[1:]
    if len(raw) != 64:
        raise UsageError(
            "That is not a signature.",
            hint="A signature is 128 hexadecimal digits after 0x.",
            code="bad_signature",
        )
    return raw
