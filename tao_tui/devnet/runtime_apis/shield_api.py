"""The runtime API of encrypted extrinsics: what a block's author asks before it opens one."""

from __future__ import annotations

from typing import Annotated

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.frame.extrinsic import decode_extrinsic, unwrap
from tao_tui.devnet.frame.hashing import twox128
from tao_tui.devnet.frame.metadata import ExtrinsicType
from tao_tui.devnet.pallets.mev_shield import MevShield
from tao_tui.devnet.scale.hints import Bytes, Bytes16
from tao_tui.devnet.scale.reader import ScaleError
from tao_tui.devnet.shield.envelope import ShieldedTransaction
from tao_tui.devnet.shield.ml_kem import KemKey

Extrinsic = Annotated[bytes, ExtrinsicType()]


class ShieldApi(RuntimeApi):
    """Encrypted extrinsics, for the author of the next block."""

    def try_decode_shielded_tx(self, uxt: Extrinsic) -> ShieldedTransaction | None:
        """The envelope an extrinsic carries, or nothing."""
        try:
            return self.pallet(MevShield).sealed(decode_extrinsic(uxt, self.runtime).call)
        except ScaleError:
            return None

    def is_shielded_using_current_key(self, key_hash: Bytes16) -> bool:
        """Whether the author of the next block holds the key with this hash."""
        pending = self.pallet(MevShield).PendingKey.get()
        return pending is not None and twox128(pending) == key_hash

    def try_unshield_tx(self, dec_key_bytes: Bytes, shielded_tx: ShieldedTransaction) -> Extrinsic | None:
        """The extrinsic inside an envelope opened with a decapsulation key, or nothing."""
        try:
            opened = shielded_tx.open(KemKey.from_bytes(dec_key_bytes))
            if not opened:
                return None
            decode_extrinsic(unwrap(opened), self.runtime)
            return unwrap(opened)
        except (ScaleError, ValueError):
            return None
