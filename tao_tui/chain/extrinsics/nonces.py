"""What an account used a nonce for: the proof that an extrinsic never was, and never will be, included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tao_tui.addresses import public_key_of
from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.extrinsics.search import blocks_of, nonce_at, passing
from tao_tui.chain.query import BlockRef
from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.scale.compact import read_compact

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_SIGNED_V4: Final = 0x84
_SIGNATURE_SIZES: Final = {0: 64, 1: 64, 2: 65}
"""ed25519, sr25519 and ecdsa, as `MultiSignature` numbers them."""


@dataclass(frozen=True, slots=True)
class NonceUse:
    """`unused`: no block of the range took it; `used`: by the extrinsic `by` in `block`.

    `unexplained`: it was used, and no block shows by what; `untold`: the node no longer has the state.
    """

    kind: Literal["unused", "used", "unexplained", "untold"]
    by: str | None = None
    block: BlockRef | None = None


async def nonce_use(client: Client, signer: str, nonce: int, from_block: int, until_block: int) -> NonceUse:
    """Find the extrinsic by which an account used `nonce`, up to the head at most.

    An account that was closed counts from 0 again: a nonce above what the account reached is `unused` here,
    so the blocks have to be looked through as well.
    """
    last = min(until_block, (await client.head()).number)
    try:
        reached = await nonce_at(client, signer, last)
    except NodeProtocolError:
        raise
    except NodeError as error:
        if error.code in ("state_pruned", "unknown_block"):
            return NonceUse("untold")
        raise
    if reached <= nonce:
        return NonceUse("unused")
    likely = await passing(client, signer, nonce, from_block, last)
    if likely is None:
        return NonceUse("untold")
    async for block, extrinsics in blocks_of(client, likely):
        for raw in extrinsics:
            data = from_hex(raw, "an extrinsic")
            if signed_by(data) == (public_key_of(signer), nonce):
                return NonceUse("used", extrinsic_hash(data), block)
    return NonceUse("unexplained")


def signed_by(data: bytes) -> tuple[bytes, int] | None:
    """Signer and nonce of a signed extrinsic of version 4 as nodes list it; None for any other.

    The bytes before the call are the same on every runtime so far: address, signature, era, nonce.
    """
    try:
        _, at = read_compact(data, 0)
        if data[at] != _SIGNED_V4 or data[at + 1] != 0:
            return None
        signer = data[at + 2 : at + 34]
        at += 35 + _SIGNATURE_SIZES[data[at + 34]]
        at += 1 if data[at] == 0 else 2
        nonce, _ = read_compact(data, at)
    except (IndexError, KeyError, NodeProtocolError):
        return None
    return signer, nonce
