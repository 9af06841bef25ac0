"""MEV shield: an extrinsic encrypted to the author of a coming block, inside another that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.chain.calls.call import Call, ComposedCall
from tao_tui.chain.query import Storage
from tao_tui.errors import Declined, NodeProtocolError, Unsupported
from tao_tui.scale.compact import read_compact

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

SHIELD_PERIOD: Final = 8
"""Blocks a carrier may be valid for at most; the runtime refuses longer ones as stale."""

_PALLET: Final = "MevShield"
_CALL: Final = "submit_encrypted"
_KEY: Final = Storage(_PALLET, "NextKey", raw=True)
_KEY_BYTES: Final = 1184
"""An ML-KEM-768 encapsulation key."""

_OVERHEAD: Final = 16 + 2 + 1088 + 24 + 16
"""Key hash, length, encapsulated secret, nonce and tag."""


def offers_shield(runtime: ChainRuntime) -> bool:
    """Whether a runtime carries encrypted extrinsics."""
    return runtime.has_call(_PALLET, _CALL) and runtime.has_storage(_PALLET, _KEY.item)


async def shield_key(client: Client) -> bytes:
    """The key to encrypt to: the one of the author two blocks on, as the best block announces it.

    A key is of use for two blocks only, so it is read right before it is used.
    """
    if not offers_shield(client.runtime):
        raise Unsupported(
            "This chain's runtime carries no encrypted transactions.", hint="Send it openly: --no-shield."
        )
    (raw,) = (await client.read((_KEY,))).data
    if raw is None:
        raise Declined(
            "No block author announces a key to encrypt to just now.",
            hint="Nothing was signed. Try again in a block, or send it openly: --no-shield.",
            code="no_shield_key",
        )
    size, start = read_compact(raw, 0)
    if size != _KEY_BYTES or len(raw) != start + size:
        raise NodeProtocolError("The node's key for encrypted transactions has the wrong length.")
    return bytes(raw[start:])


def carrier_of(runtime: ChainRuntime, key: bytes, extrinsic: bytes) -> ComposedCall:
    """The call that carries an extrinsic which only the holder of `key` can read."""
    import bittensor_core

    sealed = bytes(bittensor_core.encrypt_mlkem768(key, extrinsic, True))
    return runtime.compose(Call(_PALLET, _CALL, {"ciphertext": sealed}))


def carrier_like(runtime: ChainRuntime, extrinsic_bytes: int) -> ComposedCall:
    """A carrier of the same size, to ask what it costs."""
    return runtime.compose(Call(_PALLET, _CALL, {"ciphertext": bytes(extrinsic_bytes + _OVERHEAD)}))
