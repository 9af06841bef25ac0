"""From a composed call to the bytes a key signs, and from the signature to the extrinsic."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import bittensor_core

from tao_tui.addresses import Address, public_key_of
from tao_tui.chain.calls.call import ComposedCall
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.counted import counted
from tao_tui.errors import Fault, NodeError, UsageError

DEFAULT_PERIOD: Final = 128
"""Blocks an extrinsic stays valid by default; the ecosystem's newer client uses the same."""

MAX_PERIOD: Final = 4096
"""Longest era here: up to it an era starts exactly at its birth block."""

_SIGNATURE_SIZE: Final = 64


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """Everything that is signed, decoded and as bytes.

    `payload` is what the key signs. `valid_until` is the last block that can include the
    extrinsic. `extra` and `additional` are the signed extensions' bytes inside and outside it.
    """

    call: ComposedCall
    signer: Address
    crypto_type: int
    payload: bytes
    nonce: int
    era_period: int
    birth_block: int
    birth_hash: str
    valid_until: int
    metadata_hash: bytes | None
    genesis: str
    spec_version: int
    transaction_version: int
    extra: bytes
    additional: bytes
    runtime: ChainRuntime = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SignedExtrinsic:
    """An extrinsic ready to send, and what is needed to find it again."""

    data: bytes
    hash: str
    signer: Address
    nonce: int
    birth_block: int
    valid_until: int


def check_period(period: int) -> None:
    """Raise `UsageError` unless `period` is an era's length: a power of two from 4 to 4096."""
    if not 4 <= period <= MAX_PERIOD or period & (period - 1):
        raise UsageError(
            f"An extrinsic cannot be valid for {counted(period, 'block')}.",
            hint=f"Use a power of two from 4 to {MAX_PERIOD}.",
            code="bad_period",
        )


def prepare_offline(
    runtime: ChainRuntime,
    call: ComposedCall,
    signer: Address,
    crypto_type: int,
    *,
    genesis: str,
    nonce: int,
    birth_block: int,
    birth_hash: str,
    period: int = DEFAULT_PERIOD,
    metadata_hash: bytes | None = None,
) -> SigningRequest:
    """Make the bytes to sign from given facts, without a node.

    The call is read back from its bytes once more under `runtime`; if it no longer says the same,
    the runtime changed since it was composed and nothing may be signed.
    """
    check_period(period)
    if runtime.decode_call(call.data) != call.decoded:
        raise NodeError(
            "The chain's runtime changed while this was being reviewed.",
            hint="Nothing was signed. Review the action again.",
            code="runtime_changed",
        )
    common = _common(runtime, nonce, birth_block, period)
    hashes = {
        "genesis_hash": bytes.fromhex(genesis[2:]),
        "era_block_hash": bytes.fromhex(birth_hash[2:]),
        "metadata_hash": metadata_hash,
    }
    extra, additional = runtime.codec.signature_payload_parts(**common, **hashes)
    return SigningRequest(
        call=call,
        signer=signer,
        crypto_type=crypto_type,
        payload=bytes(runtime.codec.signature_payload(call.data, **common, **hashes)),
        nonce=nonce,
        era_period=period,
        birth_block=birth_block,
        birth_hash=birth_hash,
        valid_until=birth_block + period - 1,
        metadata_hash=metadata_hash,
        genesis=genesis,
        spec_version=runtime.spec_version,
        transaction_version=runtime.transaction_version,
        extra=bytes(extra),
        additional=bytes(additional),
        runtime=runtime,
    )


def sibling(request: SigningRequest, call: ComposedCall, nonce: int) -> SigningRequest:
    """The bytes to sign for another call or nonce, all else being as in `request`."""
    return prepare_offline(
        request.runtime,
        call,
        request.signer,
        request.crypto_type,
        genesis=request.genesis,
        nonce=nonce,
        birth_block=request.birth_block,
        birth_hash=request.birth_hash,
        period=request.era_period,
        metadata_hash=request.metadata_hash,
    )


def assemble(request: SigningRequest, signature: bytes) -> SignedExtrinsic:
    """Check the signature against the signer and put the extrinsic together.

    A signature that does not verify is a `Fault`: it would be refused by the chain, or worse,
    belong to something else.
    """
    if len(signature) != _SIGNATURE_SIZE or not bittensor_core.verify_signature(
        request.payload, signature, request.signer, request.crypto_type
    ):
        raise Fault(
            f"The signature is not one of {request.signer} for this transaction.",
            hint="Nothing was sent. Check which key or device signed.",
            code="bad_signature",
        )
    data, digest = encode_extrinsic(
        request.runtime,
        request.call.data,
        request.signer,
        request.crypto_type,
        signature,
        nonce=request.nonce,
        birth_block=request.birth_block,
        period=request.era_period,
        with_metadata_hash=request.metadata_hash is not None,
    )
    return SignedExtrinsic(
        data, digest, request.signer, request.nonce, request.birth_block, request.valid_until
    )


def encode_extrinsic(
    runtime: ChainRuntime,
    call: bytes,
    signer: str,
    crypto_type: int,
    signature: bytes,
    *,
    nonce: int,
    birth_block: int,
    period: int,
    with_metadata_hash: bool,
) -> tuple[bytes, str]:
    """The bytes and the hash of a signed extrinsic; the signature is not looked at."""
    data, digest = runtime.codec.encode_signed_extrinsic(
        call,
        public_key=public_key_of(signer),
        signature=signature,
        signature_version=crypto_type,
        metadata_hash_enabled=with_metadata_hash,
        **_common(runtime, nonce, birth_block, period),
    )
    text = digest if isinstance(digest, str) else bytes(digest).hex()
    return bytes(data), text if text.startswith("0x") else "0x" + text


def _common(runtime: ChainRuntime, nonce: int, birth_block: int, period: int) -> dict[str, Any]:
    unknown = [name for name in ("CheckMortality", "CheckNonce") if name not in runtime.signed_extensions]
    if unknown:
        raise NodeError(f"The runtime's extrinsics lack {unknown[0]}; they cannot be signed safely here.")
    return {
        "era": {"period": period, "current": birth_block},
        "nonce": nonce,
        "tip": 0,
        "tip_asset_id": None,
    }
