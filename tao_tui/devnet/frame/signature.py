"""Signatures as an extrinsic carries them."""

from __future__ import annotations

from tao_tui.devnet.scale.hints import Bytes64, Bytes65
from tao_tui.devnet.scale.variants import ScaleEnum, Variant


class MultiSignature(ScaleEnum, path="sp_runtime::MultiSignature"):
    """A signature with its scheme; accounts here sign with the first two."""

    Ed25519 = Variant(0, Bytes64)
    Sr25519 = Variant(1, Bytes64)
    Ecdsa = Variant(2, Bytes65)
