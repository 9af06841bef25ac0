"""Extrinsics: their bytes, what a signature covers, and the signature itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import bittensor_core as bc

from tao_tui.devnet.frame.call import Call, CallCodec, MultiAddress
from tao_tui.devnet.frame.extension import EraCodec, Mode
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.signature import MultiSignature
from tao_tui.devnet.frame.version import SS58_PREFIX
from tao_tui.devnet.scale.hints import Compact, codec_of, u32, u64
from tao_tui.devnet.scale.reader import Composed, Reader, ScaleError, compact

SIGNED = 0x84
BARE = 0x04
LONG_PAYLOAD = 256
_NONCE, _TIP = codec_of(Compact[u32]), codec_of(Compact[u64])


@dataclass(frozen=True)
class Extrinsic:
    """A decoded extrinsic; `raw` is its body without the length, `who` is None when nobody signed."""

    raw: bytes
    call: Call
    call_bytes: bytes = b""
    who: bytes | None = None
    address_is_account: bool = True
    signature: MultiSignature | None = None
    era: tuple[int, int] | None = None
    nonce: int = 0
    tip: int = 0
    mode: Mode = Mode.Disabled
    extra: bytes = b""
    nesting: int = 0
    """How many calls stand inside one another in the call."""

    @cached_property
    def encoded(self) -> bytes:
        """Length and body, as it stands in a block."""
        return compact(len(self.raw)) + self.raw

    @cached_property
    def hash(self) -> bytes:
        """What it is known by."""
        return blake2_256(self.encoded)

    def signed_by_its_sender(self, additional: bytes) -> bool:
        """Whether the signature covers the call, the extra and `additional`."""
        payload = self.call_bytes + self.extra + additional
        if len(payload) > LONG_PAYLOAD:
            payload = blake2_256(payload)
        assert self.signature is not None
        assert self.who is not None
        schemes = {MultiSignature.Ed25519: bc.CRYPTO_ED25519, MultiSignature.Sr25519: bc.CRYPTO_SR25519}
        scheme = schemes.get(self.signature.variant)
        if scheme is None:
            return False
        address = bc.encode_ss58(self.who, SS58_PREFIX)
        return bool(bc.verify_signature(payload, self.signature.value, address, scheme))


def bare(call: Call) -> Extrinsic:
    """An unsigned extrinsic."""
    return Extrinsic(bytes((BARE,)) + call.encoded, call, call.encoded)


def decode_extrinsic(raw: bytes, outer: Composed) -> Extrinsic:
    """Read an extrinsic's body (without its length); `ScaleError` when it is none."""
    reader = Reader(raw, outer)
    kind = reader.byte()
    if kind == BARE:
        call_bytes = raw[1:]
        call = CallCodec().read(reader)
        reader.finish()
        return Extrinsic(raw, call, call_bytes)
    if kind != SIGNED:
        raise ScaleError(f"unknown extrinsic version byte 0x{kind:02x}")
    address = codec_of(MultiAddress).read(reader)
    signature = codec_of(MultiSignature).read(reader)
    extra_start = reader.position
    era = EraCodec().read(reader)
    nonce, tip = _NONCE.read(reader), _TIP.read(reader)
    mode = codec_of(Mode).read(reader)
    extra = raw[extra_start : reader.position]
    call_bytes = raw[reader.position :]
    call = CallCodec().read(reader)
    reader.finish()
    is_account = address.variant is MultiAddress.Id
    who = address.value if is_account else bytes(32)
    nesting = reader.deepest - 1
    return Extrinsic(raw, call, call_bytes, who, is_account, signature, era, nonce, tip, mode, extra, nesting)


def unwrap(encoded: bytes) -> bytes:
    """The body of an extrinsic given with its length."""
    reader = Reader(encoded)
    body = reader.take(reader.length())
    reader.finish()
    return body
