"""Aura: whose turn it is to author a block."""

from __future__ import annotations

from typing import Annotated

from tao_tui.devnet.frame.declare import Constant
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.scale.hints import BoundedVec, Bytes32, newtype, u64

AuthorityId = Annotated[bytes, newtype("sp_consensus_aura::sr25519::app_sr25519::Public", Bytes32)]
Slot = Annotated[int, newtype("sp_consensus_slots::Slot", u64)]
ENGINE = b"aura"


class Aura(Pallet):
    """Authorities take turns by slot."""

    index = 3

    SlotDuration = Constant[u64](12_000)

    Authorities = StorageValue[BoundedVec[AuthorityId]]([])
    CurrentSlot = StorageValue[Slot](0)

    def pre_digest(self, now_ms: int) -> tuple[bytes, bytes]:
        """The engine and its entry in the header of a block made at `now_ms`, a slot after its parent's."""
        slot = max(now_ms // self.SlotDuration.value, self.CurrentSlot.value + 1)
        return ENGINE, slot.to_bytes(8, "little")

    def begin_slot(self, data: bytes) -> None:
        """Take over the slot of the header's entry."""
        self.CurrentSlot.value = int.from_bytes(data, "little")

    @property
    def author(self) -> bytes | None:
        """The account of the authority whose slot it is."""
        return self.author_after(0)

    def author_after(self, slots: int) -> bytes | None:
        """The account of the authority whose turn is so many slots later; None when there are none."""
        authorities = self.Authorities.value
        return authorities[(self.CurrentSlot.value + slots) % len(authorities)] if authorities else None
