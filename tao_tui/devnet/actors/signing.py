"""Signed extrinsics as actors send them: version 4, immortal, without tip, without metadata hash."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from tao_tui.devnet.cast.accounts import Account, Scheme
from tao_tui.devnet.frame.call import Call, MultiAddress
from tao_tui.devnet.frame.extension import EXTENSIONS, Mode
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.signature import MultiSignature
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.reader import compact

SIGNED_V4 = 0x84
HASHED_ABOVE = 256
"""Longer payloads are signed by their hash."""


def signed_extrinsic(runtime: Runtime, genesis: bytes, who: Account, call: Call, nonce: int) -> bytes:
    """Return the bytes a client would send for this call."""
    extra, additional = _extensions(runtime, genesis, nonce)
    payload = call.encoded + extra + additional
    if len(payload) > HASHED_ABOVE:
        payload = blake2b(payload, digest_size=32).digest()
    arm = MultiSignature.Ed25519 if who.scheme is Scheme.ED25519 else MultiSignature.Sr25519
    body = b"".join(
        (
            bytes((SIGNED_V4,)),
            codec_of(MultiAddress).encode(MultiAddress.Id(who.public_key)),
            codec_of(MultiSignature).encode(arm(who.sign(payload))),
            extra,
            call.encoded,
        )
    )
    return compact(len(body)) + body


def _extensions(runtime: Runtime, genesis: bytes, nonce: int) -> tuple[bytes, bytes]:
    """Encode what every extension adds to the extrinsic and to the signed payload."""
    version = runtime.version
    values: dict[str, tuple[Any, Any]] = {
        "CheckSpecVersion": ((), version.spec_version),
        "CheckTxVersion": ((), version.transaction_version),
        "CheckGenesis": ((), genesis),
        "CheckMortality": (None, genesis),
        "CheckNonce": (nonce, ()),
        "ChargeTransactionPayment": (0, ()),
        "CheckMetadataHash": (Mode.Disabled, None),
    }
    extra, additional = b"", b""
    for extension in EXTENSIONS:
        carried, signed = values.get(extension.identifier, ((), ()))
        if extension.extra.inner is not None:
            extra += extension.extra.inner.encode(carried)
        additional += extension.additional.encode(signed)
    return extra, additional
